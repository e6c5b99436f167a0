"""When two answers mean the same, by contract 2: what it leaves free is not looked at.

What each side makes up for itself (tokens, cursors, the time that it is) is set aside,
and each kind of it is named.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from scaffold.replay import pages, policy
from scaffold.replay.excerpts import excerpts
from scaffold.run.http import Request, Response

#: Headers that are worth keeping beside an answer, to be looked at.
KEPT = (
    "Content-Type",
    "Location",
    "Allow",
    "WWW-Authenticate",
    "Cache-Control",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Retry-After",
    "Strict-Transport-Security",
)
#: Pages that the frameworks bring: alike in status, not inside.
_OWN_PAGES = ("/admin", "/api/docs")
#: What each framework answers to a form that comes from elsewhere.
_REFUSED_FORM = frozenset([400, 403])
#: Frameworks answer these by themselves, or leave it.
_AUTOMATIC = frozenset(["HEAD", "OPTIONS"])
#: Seconds that may pass between the two answers.
_RETRY_AFTER_TOLERANCE = 2
#: Of a problem, the words are each framework's own.
_WORDS = frozenset({"title", "detail", "message", "msg"})
_MOST_TOLD = 20

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC|\+00:00)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """``differences`` are phrases; ``normalised`` names what was set aside before.

    ``pairs`` are the values of the first answer that each side makes up for itself
    (tokens, cursors), with those that take their place in the second.
    """

    differences: tuple[str, ...]
    normalised: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _SetAside:
    names: set[str] = field(default_factory=set)
    made_up: list[str] = field(default_factory=list)


def compare(request: Request, django: Response, flask: Response) -> Contrast:
    """What the two answers to ``request`` do not both mean."""
    if not django.status or not flask.status:
        return _without_an_answer(django, flask)
    if request.method in _AUTOMATIC:
        return Contrast(differences=(), normalised=(f"automatic {request.method}",))
    aside, theirs = _SetAside(), _SetAside()
    found = []
    if same := _alike_in_other_words(request, django, flask):
        return Contrast(differences=(), normalised=(same,))
    if django.status != flask.status:
        found.append(f"status: {django.status} and {flask.status}")
    is_own_page = urlsplit(request.path).path.rstrip("/") in _OWN_PAGES
    found += _headers(django, flask, aside, is_own_page=is_own_page)
    is_read = not is_own_page and not _is_redirect(django)
    if is_read and _is_one_kind(django, flask):
        found += _bodies(request.path, django, flask, aside, theirs)
    if len(found) > _MOST_TOLD:
        found = [*found[:_MOST_TOLD], f"and {len(found) - _MOST_TOLD} more"]
    return Contrast(
        differences=tuple(found),
        normalised=tuple(sorted(aside.names | theirs.names)),
        pairs=tuple(zip(aside.made_up, theirs.made_up, strict=False)),
    )


def _without_an_answer(django: Response, flask: Response) -> Contrast:
    silent = [
        name
        for name, answer in (("Django", django), ("Flask", flask))
        if not answer.status
    ]
    return Contrast(differences=(f"no answer of {' and '.join(silent)}",))


def _alike_in_other_words(request: Request, one: Response, other: Response) -> str:
    """What two answers both say, each framework with a status or a place of its own."""
    statuses = {one.status, other.status}
    html = all(
        policy.media_type(e.header("Content-Type")) == "text/html" for e in (one, other)
    )
    if request.method == "POST" and statuses == _REFUSED_FORM and html:
        return "a form that comes from elsewhere"
    path = urlsplit(request.path).path
    if path.startswith("/admin") and all(map(_is_closed, (one, other))):
        return "who may not enter the admin"
    return ""


def _is_closed(answer: Response) -> bool:
    place = urlsplit(answer.header("Location") or "").path
    return answer.status == 403 or (_is_redirect(answer) and "/login" in place)


def _is_redirect(answer: Response) -> bool:
    """Nobody reads the body of one."""
    return 300 <= answer.status < 400


def _is_one_kind(one: Response, other: Response) -> bool:
    """A header that differs hides neither what else does, nor which tokens are a pair."""
    kinds = [
        (r.status, policy.media_type(r.header("Content-Type"))) for r in (one, other)
    ]
    return kinds[0] == kinds[1]


def _headers(
    one: Response, other: Response, aside: _SetAside, *, is_own_page: bool
) -> Iterator[str]:
    mine, its = policy.effective(one), policy.effective(other)
    if is_own_page:
        aside.names.add("the framework's own page")
    for name in sorted(mine.keys() | its.keys()):
        if is_own_page and name.startswith(policy.CSP):
            continue
        if name == policy.MEDIA_TYPE and (is_own_page or _is_redirect(one)):
            continue
        if name == policy.SHARED and one.status != other.status:
            continue  # caches keep some statuses only
        if mine.get(name) != its.get(name):
            yield f"{name}: {_both(mine.get(name), its.get(name))}"
    places = [_place(answer.header("Location"), aside) for answer in (one, other)]
    if places[0] != places[1]:
        yield f"Location: {_both(*places)}"
    yield from _waits(one.header("Retry-After"), other.header("Retry-After"), aside)


def _place(location: str | None, aside: _SetAside) -> str | None:
    """Where a redirect leads; on this site the host may be said or not."""
    if location is None:
        return None
    parts = urlsplit(location)
    if parts.path.startswith("/admin/"):
        aside.names.add("addresses within the admin")
    return pages.address(location)


def _waits(one: str | None, other: str | None, aside: _SetAside) -> Iterator[str]:
    """Retry-After counts down while the second side is asked."""
    if one == other:
        return
    counted = [int(value) for value in (one, other) if value and value.isdecimal()]
    if len(counted) == 2 and abs(counted[0] - counted[1]) <= _RETRY_AFTER_TOLERANCE:
        aside.names.add("seconds to wait")
    else:
        yield f"Retry-After: {_both(one, other)}"


def _both(one: str | None, other: str | None) -> str:
    """Each in quotes, cut to what differs; nothing is not the empty text."""
    cut = excerpts(one or "", other or "")
    return " and ".join(
        "nothing" if value is None else f"“{text}”"
        for value, text in zip((one, other), cut, strict=True)
    )


def _bodies(
    place: str, one: Response, other: Response, aside: _SetAside, theirs: _SetAside
) -> Iterator[str]:
    kind = policy.media_type(one.header("Content-Type"))
    try:
        if kind.endswith("json") and one.body and other.body:
            is_problem = kind == "application/problem+json"
            values = [
                json.loads(each.body, parse_float=Decimal) for each in (one, other)
            ]
            for value, said in zip(values, (aside, theirs), strict=True):
                _take_out(value, said)
            mine, its = values
            yield from _json("", mine, its, aside, is_problem=is_problem)
            return
        if kind == "text/html":
            mine, its = (pages.read(each.body.decode(), place) for each in (one, other))
            for page, said in ((mine, aside), (its, theirs)):
                said.made_up += page.made_up
                said.names |= {"CSRF tokens and cursors"} if page.made_up else set()
            yield from pages.differences(mine, its, is_error=_is_error(one.status))
            return
    except (ValueError, RecursionError):
        pass  # it is not what its type says: compare the bytes
    if one.body != other.body:
        yield f"body: {_both(*(e.body.decode('latin-1') for e in (one, other)))}"


def _is_error(status: int) -> bool:
    """A refused form is a page of the site's own; other errors are told in free words."""
    return status >= 400 and status not in (409, 422)


def _take_out(value: Any, aside: _SetAside) -> None:
    """Take a token and a cursor out of the JSON of an answer."""
    if not isinstance(value, dict):
        return
    for key, name in (("token", "tokens"), ("next_cursor", "cursors")):
        if isinstance(value.get(key), str):
            aside.made_up.append(value[key])
            aside.names.add(name)
            value[key] = "<token>" if key == "token" else opened(value[key])


def _json(
    place: str, one: Any, other: Any, aside: _SetAside, *, is_problem: bool
) -> Iterator[str]:
    """Where two JSON values differ; the order of keys is free, and so are words."""
    if isinstance(one, dict) and isinstance(other, dict):
        if "openapi" in one:  # compared as a whole: see openapi.py
            aside.names.add("the OpenAPI document")
            return
        for key in sorted(one.keys() | other.keys()):
            here = f"{place}.{key}" if place else key
            if key not in one or key not in other:
                name = "Flask" if key not in one else "Django"
                yield f"JSON {here}: only on {name}"
            elif not (is_problem and key in _WORDS):
                yield from _json(
                    here, one[key], other[key], aside, is_problem=is_problem
                )
    elif isinstance(one, list) and isinstance(other, list):
        if is_problem and place == "errors":
            one, other = (sorted(each, key=_field) for each in (one, other))
        if len(one) != len(other):
            yield f"JSON {place}: {len(one)} and {len(other)} items"
        for number, (mine, its) in enumerate(zip(one, other, strict=False)):
            yield from _json(
                f"{place}[{number}]", mine, its, aside, is_problem=is_problem
            )
    elif not _is_same(one, other, aside):
        quotes = excerpts(_written(one), _written(other))
        yield f"JSON {place or 'value'}: {' and '.join(quotes)}"


def _field(error: Any) -> str:
    return str(error.get("field")) if isinstance(error, dict) else str(error)


def _is_same(one: Any, other: Any, aside: _SetAside) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) and isinstance(other, str) and one != other:
        mine, its = timeless(one), timeless(other)
        aside.names |= {"times"} if mine != one else set()
        return mine == its
    return bool(one == other)


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def opened(cursor: str) -> str:
    """What an opaque cursor says: the two write the same moment differently."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return cursor
    return timeless(text.replace("+00:00", "Z"))


def timeless(text: str) -> str:
    """Without the moments around now, which the two sides write one after the other."""
    today = datetime.now(UTC).date()
    days = {str(today + timedelta(days=shift)) for shift in (-1, 0, 1)}
    return _MOMENT.sub(lambda m: "<now>" if m[1] in days else m[0], text)
