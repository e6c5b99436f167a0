"""Single requests to a starter's server, as a proxy that ends TLS passes them on."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scaffold.measure.clients import Call
from scaffold.measure.routes import Route
from scaffold.run.starters import Staff
from scaffold.system.errors import ScaffoldError, first_line, one_line

_HEADERS = {"X-Forwarded-Proto": "https"}
_TIMEOUT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Conversation:
    """One kept-alive connection to a server; close it in the end."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(
            urlsplit(url).netloc, timeout=_TIMEOUT
        )

    def ask(self, route: Route, *, token: str = "", body: bytes | None = None) -> Reply:
        """Raises ScaffoldError when there is no answer."""
        headers = headers_for(token if route.needs_staff else "", bool(body))
        try:
            self._connection.request(route.method, route.path, body, headers)
            with self._connection.getresponse() as answer:
                return Reply(status=answer.status, body=answer.read())
        except (OSError, http.client.HTTPException) as error:
            raise ScaffoldError(
                one_line(f"{route.name} was not answered: {error!r}")
            ) from error

    def must(
        self, route: Route, *, token: str = "", body: bytes | None = None
    ) -> bytes:
        """The body of a good answer. Raises ScaffoldError for any other."""
        reply = self.ask(route, token=token, body=body)
        if not reply.is_good:
            said = first_line(reply.body.decode("utf-8", "replace"))[:300]
            raise ScaffoldError(
                one_line(f"{route.name} was answered with {reply.status}: {said}")
            )
        return reply.body

    def token(self, staff: Staff) -> str:
        route = Route(name="POST /api/token", method="POST", path="/api/token")
        who = {"username": staff.name, "password": staff.password}
        return str(json.loads(self.must(route, body=json.dumps(who).encode()))["token"])

    def close(self) -> None:
        self._connection.close()


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
        headers=headers_for(token if route.needs_staff else "", bool(bodies)),
        bodies=bodies,
    )


def comparable(body: bytes) -> Any:
    """An answer without what may differ: ids, times, cursors, and layout of pages."""
    try:
        return _plain(json.loads(body))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "…" if key in _FREE or _is_time(item) else _plain(item)
            for key, item in value.items()
        }
    return [_plain(item) for item in value] if isinstance(value, list) else value


_FREE = {"id", "next_cursor"}


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and value[4:5] == "-" and value.endswith("Z")
