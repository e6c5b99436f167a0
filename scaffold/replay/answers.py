"""When two answers are the same: the contract's headers to the letter, bodies by meaning.

What each side makes up for itself (tokens, times, digests in file names) is taken out
first, and each kind of it is named.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from scaffold.run.http import Request, Response

#: The headers that the contract fixes, to the letter.
COMPARED = (
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
    "Strict-Transport-Security",
)
#: Pages that the frameworks bring: alike in status and safety, not inside.
_OWN_PAGES = ("/admin", "/api/docs")
#: What the two frameworks call the hidden field of a form.
CSRF_FIELDS = frozenset({"csrfmiddlewaretoken", "csrf_token"})
#: Seconds that may pass between the two answers.
_RETRY_AFTER_TOLERANCE = 2
_LONGEST_QUOTE = 400

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)")
_DIGEST = re.compile(r"\.[0-9a-f]{8,}(?=\.)|\?.*")
_CURSOR = re.compile(r"(?<=cursor=)[\w%-]+")
_FRAMEWORK = re.compile(r"made with (Django|Flask)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """``differences`` are phrases; ``normalised`` names what was made equal before.

    ``pairs`` are the values of the first answer that each side makes up for itself
    (tokens, cursors), with those that take their place in the second.
    """

    differences: tuple[str, ...]
    normalised: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Reading:
    """A body ready to compare, and what was taken out of it."""

    text: str
    normalised: set[str]
    made_up: list[str]


def compare(request: Request, django: Response, flask: Response) -> Contrast:
    """What is not the same in the two answers to ``request``."""
    if not django.status or not flask.status:
        return _without_an_answer(django, flask)
    differences = []
    normalised: set[str] = set()
    if django.status != flask.status:
        differences.append(f"status: {django.status} and {flask.status}")
    is_own_page = urlsplit(request.path).path.rstrip("/") in _OWN_PAGES
    for name in COMPARED:
        one, other = django.header(name), flask.header(name)
        if is_own_page and name == "Content-Security-Policy":
            normalised.add("the framework's own page")
        elif one != other:
            differences.append(f"{name}: {_quoted(one)} and {_quoted(other)}")
    differences += _compare_waits(
        django.header("Retry-After"), flask.header("Retry-After"), normalised
    )
    is_redirect = django.status in (301, 302)  # which nobody reads the body of
    # A header that differs hides neither what else does, nor which tokens are a pair.
    is_alike = (django.status, django.header("Content-Type")) == (
        flask.status,
        flask.header("Content-Type"),
    )
    if is_own_page or is_redirect or not is_alike:
        return Contrast(
            differences=tuple(differences), normalised=tuple(sorted(normalised))
        )
    one_body, other_body = _reading(django), _reading(flask)
    if one_body.text != other_body.text:
        differences.append(first_difference(one_body.text, other_body.text))
    return Contrast(
        differences=tuple(differences),
        normalised=tuple(
            sorted(normalised | one_body.normalised | other_body.normalised)
        ),
        pairs=tuple(zip(one_body.made_up, other_body.made_up, strict=False)),
    )


def _without_an_answer(django: Response, flask: Response) -> Contrast:
    silent = [
        name
        for name, answer in (("Django", django), ("Flask", flask))
        if not answer.status
    ]
    return Contrast(differences=(f"no answer of {' and '.join(silent)}",))


def _compare_waits(
    one: str | None, other: str | None, normalised: set[str]
) -> list[str]:
    """Retry-After counts down while the second side is asked."""
    if one == other:
        return []
    counted = [int(value) for value in (one, other) if value and value.isdecimal()]
    if len(counted) == 2 and abs(counted[0] - counted[1]) <= _RETRY_AFTER_TOLERANCE:
        normalised.add("seconds to wait")
        return []
    return [f"Retry-After: {_quoted(one)} and {_quoted(other)}"]


def _quoted(value: str | None) -> str:
    return "nothing" if value is None else f"“{value}”"


def _reading(response: Response) -> Reading:
    kind = response.header("Content-Type") or ""
    try:
        if "json" in kind and response.body:
            return _json(json.loads(response.body))
        if kind.startswith("text/html"):
            return page(response.body.decode())
    except (ValueError, RecursionError):
        pass  # it is not what its type says: compare the bytes
    return Reading(response.body.decode("latin-1"), set(), [])


def _json(value: Any) -> Reading:
    """JSON with its order of keys, and without what each side made up."""
    normalised: set[str] = set()
    made_up: list[str] = []
    if isinstance(value, dict):
        if "openapi" in value:  # compared as a whole, order aside: see openapi.py
            return Reading("", {"the OpenAPI document"}, [])
        value = dict(value)
        for key, name in (("token", "tokens"), ("next_cursor", "cursors")):
            if isinstance(value.get(key), str):
                made_up.append(value[key])
                normalised.add(name)
                value[key] = "<token>" if key == "token" else opened(value[key])
    written = json.dumps(value, ensure_ascii=False, indent=1)
    return Reading(_timeless(written, normalised), normalised, made_up)


def page(text: str) -> Reading:
    """A page as lines, without what each side made up; those are CSRF tokens and cursors."""
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return Reading("\n".join(tree.lines), tree.normalised, tree.made_up)


def opened(cursor: str) -> str:
    """What an opaque cursor says: the two write the same moment differently."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return cursor
    return _timeless(text.replace("+00:00", "Z"), set())


def _timeless(text: str, normalised: set[str]) -> str:
    """Take out the moments around now, which the two sides write one after the other."""
    today = datetime.now(UTC).date()
    days = {str(today + timedelta(days=shift)) for shift in (-1, 0, 1)}

    def written(moment: re.Match[str]) -> str:
        if moment[1] not in days:
            return moment[0]
        normalised.add("times")
        return "<now>"

    return _MOMENT.sub(written, text)


def first_difference(one: str, other: str) -> str:
    """The first line that is not the same in two texts, as a phrase."""
    lines = one.splitlines(), other.splitlines()
    for mine, its in zip(*lines, strict=False):
        if mine != its:
            quotes = (f"“{line.strip()[:_LONGEST_QUOTE]}”" for line in (mine, its))
            return f"body: {' and '.join(quotes)}"
    longer = max(lines, key=len)[min(map(len, lines)) :]
    name = "Django" if len(lines[0]) > len(lines[1]) else "Flask"
    return f"body: only {name} goes on with “{' '.join(longer[:3])[:_LONGEST_QUOTE]}”"


class _Tree(HTMLParser):
    """Reads a page into lines, one for each element and text, ready to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.made_up: list[str] = []
        self.normalised: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {
            name: value or ""
            for name, value in attrs
            # On an input, no value and an empty one are the same.
            if value or name != "value" or tag != "input"
        }
        if attributes.get("name") in CSRF_FIELDS:
            self.made_up.append(attributes.get("value", ""))
            self.normalised.add("CSRF tokens")
            attributes |= {"name": "<csrf>", "value": "<csrf>"}
        written = " ".join(
            f"{name}={self._tidy(value)!r}"
            for name, value in sorted(attributes.items())
        )
        self.lines.append(f"<{tag} {written}>" if written else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not (text := " ".join(data.split())):
            return
        named = _FRAMEWORK.sub("made with <framework>", text)
        if named != text:
            self.normalised.add("the framework's name")
        self.lines.append(_timeless(named, self.normalised))

    def _tidy(self, value: str) -> str:
        """Without the digest in a static file's name and the times in a cursor."""
        if value.startswith("/static/"):
            plain = _DIGEST.sub("", value)
            if plain != value:
                self.normalised.add("digests of static files")
            return plain
        if value.startswith("/admin/"):
            self.normalised.add("addresses within the admin")
            return "/admin/…"
        if match := _CURSOR.search(value):
            self.normalised.add("cursors")
            self.made_up.append(unquote(match[0]))
            return value.replace(match[0], opened(unquote(match[0])))
        return _timeless(value, self.normalised)
