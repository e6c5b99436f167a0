"""Which passwords are taken."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.probes.visitor import Visitor, some_name
from scaffold.run.http import Response

_TAKEN = "is taken"
#: No common one, whatever its length.
_STRONG = "kX9#vQzpLm4w" * 11
_WEAK = {
    "of digits only": "918273645546372819",
    "that is common": "passwordpassword",
}


def passwords(url: str) -> Iterator[tuple[str, object]]:
    said = {n: _signing_up(url, _STRONG[:n]) for n in (*range(6, 15), 128, 129)}
    lengths = [length for length, answer in said.items() if answer == _TAKEN]
    yield "password: fewest characters", min(lengths, default=None)
    yield "password: 128 characters", said[128]
    yield "password: 129 characters", said[129]
    for what, password in _WEAK.items():
        yield f"password {what}", _signing_up(url, password)
    name = some_name()
    yield "password that is the name", _signing_up(url, name, name)
    yield "password that is the name and a year", _signing_up(url, f"{name}2026", name)


def _signing_up(url: str, password: str, name: str = "") -> str:
    answer = Visitor(url).post(
        "/accounts/signup",
        username=name or some_name(),
        password1=password,
        password2=password,
    )
    return _taken(answer)


def _taken(answer: Response) -> str:
    return {302: _TAKEN, 303: _TAKEN, 422: "is refused"}.get(
        answer.status, f"is answered with {answer.status}"
    )
