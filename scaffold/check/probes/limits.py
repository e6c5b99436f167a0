"""How many wrong passwords are tried, of whom, and for how long who is refused waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from scaffold.check.probes.sessions import PutAhead
from scaffold.check.probes.visitor import (
    GOOD,
    WRONG,
    api_login,
    page_login,
    signed_up,
    some_address,
    some_name,
)
from scaffold.run.http import Response

#: More wrong passwords than any sensible limit lets through.
_MOST_TRIES = 30
#: More names than any address of people needs.
_MOST_NAMES = 150


def limits(url: str) -> Iterator[tuple[str, object]]:
    """Each with a user of its own: what one has used up is not another's."""
    for place, attempt in (("the page", page_login), ("tokens", api_login)):
        tried, answer = _until_refused(
            partial(attempt, url, some_name(), address=some_address())
        )
        yield (
            f"login limit of {place}: wrong passwords that are tried, before 429",
            tried,
        )
        yield f"login limit of {place}: minutes of Retry-After", _minutes(answer)
    yield from _shared(url)
    yield from _after_a_right_password(url)
    yield from _addresses(url)


def _minutes(answer: Response) -> int | None:
    waits = re.fullmatch(r"\d+", answer.header("Retry-After") or "")
    return round(int(waits[0]) / 60) if waits else None


def _shared(url: str) -> Iterator[tuple[str, object]]:
    """What counts as one and the same try."""
    name, address = some_name(), some_address()
    for number in range(5):
        page_login(url, name, f"{WRONG}{number}", address=address)
    tried, _ = _until_refused(partial(api_login, url, name, address=address))
    yield "login limit of tokens: after five tries on the login page, before 429", tried
    yield (
        "login limit of tokens: the same name in another case",
        api_login(url, name.upper(), WRONG, address=address).status,
    )


def _until_refused(
    attempt: Callable[..., Response], most: int = _MOST_TRIES
) -> tuple[object, Response]:
    """How many were tried before 429, and the last answer."""
    answer = Response(status=0)
    for number in range(most):
        answer = attempt(f"{WRONG}{number}", agent=f"agent {number}")
        if answer.status == 429:
            return number, answer
    return "no limit", answer


def _after_a_right_password(url: str) -> Iterator[tuple[str, object]]:
    _, name, _ = signed_up(url)
    attempt = partial(page_login, url, name, address=some_address())
    for number in range(8):
        attempt(f"{WRONG}{number}")
    attempt(GOOD)
    statuses = [attempt(f"{WRONG}{number}").status for number in range(8)]
    yield (
        "login limit of the page: 429 although a right password came between",
        429 in statuses,
    )


def _addresses(url: str) -> Iterator[tuple[str, object]]:
    """By address: who has used up one is not refused at another one."""
    for version, own, near, far in (
        ("IPv4", "198.51.100.1", "198.51.100.2", "203.0.113.1"),
        ("IPv6", "2001:db8::1", "2001:db8::2", "2001:db8:1::1"),
    ):
        name = some_name()
        _until_refused(partial(api_login, url, name, address=own))
        for what, address in (("near", near), ("far", far)):
            yield (
                f"login limit of tokens: at an {version} address that is {what}",
                api_login(url, name, WRONG, address=address).status,
            )

    def as_somebody_else(password: str, agent: str) -> Response:
        return api_login(url, some_name(), password, agent=agent, address="203.0.113.9")

    tried, _ = _until_refused(as_somebody_else, _MOST_NAMES)
    yield "login limit of an address: names that are tried, before 429", tried


def window(url: str, put_ahead: PutAhead) -> Iterator[tuple[str, object]]:
    """Whether each wrong password begins the wait anew."""
    attempt = partial(api_login, url, some_name(), address=some_address())
    answer = Response(status=0)
    for number in range(_MOST_TRIES):
        if number == 5:
            put_ahead(4 * 60)
        answer = attempt(f"{WRONG}{number}")
        if answer.status == 429:
            break
    yield (
        "login limit of tokens: minutes of Retry-After, of tries over four minutes",
        _minutes(answer),
    )
    put_ahead(6 * 60)
    yield (
        "login limit of tokens: six minutes after the first try",
        attempt(WRONG).status,
    )
    put_ahead(0)
