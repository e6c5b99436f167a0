"""One client talks to both starters: what Django gave it is translated for Flask.

Tokens, CSRF tokens, cookies and cursors are each side's own. Whoever sends one that it
got from Django is understood by Flask as if Flask's had been sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode

from scaffold.replay.pages import CSRF_FIELDS
from scaffold.run.http import Request, Response

#: Django's cookies of which none is a login; Flask has one for everything.
_BESIDE_SESSIONS = frozenset(["csrftoken", "messages"])
_FORM = "application/x-www-form-urlencoded"


class Translation:
    """Remembers which of Flask's values stands for which of Django's."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._jars: dict[str, dict[str, str]] = {}

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values.update(pairs)

    def learn_cookies(
        self, request: Request, django: Response, flask: Response
    ) -> None:
        """Keep Flask's cookies under the cookie header that the browser sends next."""
        sent = request.header("cookie")
        for name, value in django.cookies.items():
            if value and flask.cookies.get(name):
                self._values[value] = flask.cookies[name]
        known = self._jar(sent) | flask.cookies
        after = {k: v for k, v in (_cookies(sent) | django.cookies).items() if v}
        if after:
            # Cookies are sent in the order in which they were set, or in any other.
            session = {k: v for k, v in after.items() if k not in _BESIDE_SESSIONS}
            # A thief may have no more than the session; the names are each side's own.
            for order in (after, dict(reversed(after.items())), session):
                self._jars[_header(order)] = {k: v for k, v in known.items() if v}

    def translated(self, request: Request) -> Request:
        """The request as somebody who talked to Flask all along would write it."""
        head, question, query = request.path.partition("?")
        query = "&".join(map(self._parameter, query.split("&")))
        scheme, _, token = request.header("authorization").partition(" ")
        authorization = f"{scheme} {self._values.get(token, token)}"
        body = request.body
        if request.header("content-type").startswith(_FORM):
            body = self._form(body)
        return request.replaced(
            head + question + query,
            body,
            authorization=authorization if request.header("authorization") else "",
            cookie=_header(self._jar(request.header("cookie"))),
        )

    def _parameter(self, text: str) -> str:
        name, equals, value = text.partition("=")
        if name != "cursor":
            return text
        return f"{name}{equals}{self._values.get(unquote(value), value)}"

    def _form(self, body: bytes) -> bytes:
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
        except ValueError:
            return body
        translated = [
            ("csrf_token", self._values.get(value, value))
            if name in CSRF_FIELDS
            else (name, value)
            for name, value in pairs
        ]
        return urlencode(translated).encode()

    def _jar(self, header: str) -> dict[str, str]:
        if header in self._jars:
            return self._jars[header]
        return {
            name: self._values.get(value, value)
            for name, value in _cookies(header).items()
        }


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return {name: value for name, _, value in pairs}


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
