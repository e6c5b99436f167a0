"""Single requests to a starter's server, as a proxy that ends TLS passes them on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from scaffold.measure.clients import Call
from scaffold.measure.routes import Route
from scaffold.run.http import Connection, Header, Request, Response
from scaffold.run.starters import Editor
from scaffold.system.errors import ScaffoldError, first_line, one_line

_HEADERS = {"X-Forwarded-Proto": "https"}


class Conversation:
    """One kept-alive connection to a server; close it in the end."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._connection = Connection(self._host)

    def answer(
        self, route: Route, *, token: str = "", body: bytes | None = None
    ) -> Response:
        """A good answer. Raises ScaffoldError for any other, and for none."""
        got = self._connection.ask(request_for(route, self._host, token, body))
        if not got.is_good:
            said = first_line(got.body.decode("utf-8", "replace"))[:300]
            status = got.status or "nothing"
            raise ScaffoldError(
                one_line(f"{route.name} was answered with {status}: {said}")
            )
        return got

    def must(
        self, route: Route, *, token: str = "", body: bytes | None = None
    ) -> bytes:
        """The body of a good answer. Raises ScaffoldError for any other."""
        return self.answer(route, token=token, body=body).body

    def token(self, editor: Editor) -> str:
        route = Route(name="POST /api/token", method="POST", path="/api/token")
        who = {"username": editor.name, "password": editor.password}
        return str(json.loads(self.must(route, body=json.dumps(who).encode()))["token"])

    def close(self) -> None:
        self._connection.close()


def request_for(
    route: Route, host: str, token: str = "", body: bytes | None = None
) -> Request:
    """``route`` as a proxy passes it on to ``host``."""
    headers = headers_for(token if route.needs_editor else "", bool(body))
    length = {"Content-Length": str(len(body))} if body else {}
    return Request(
        method=route.method,
        path=route.path,
        headers=tuple(
            Header(*pair) for pair in ({"Host": host} | {**headers, **length}).items()
        ),
        body=body or b"",
    )


def headers_for(token: str, has_body: bool) -> Mapping[str, str]:
    headers = dict(_HEADERS)
    if has_body:
        headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def call(url: str, route: Route, token: str, bodies: tuple[bytes, ...] = ()) -> Call:
    """``route`` as a client repeats it against the server at ``url``."""
    return Call(
        url=url + route.path,
        method=route.method,
        headers=headers_for(token if route.needs_editor else "", bool(bodies)),
        bodies=bodies,
    )
