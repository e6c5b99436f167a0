"""The one HTTP client: requests and responses as data, to the byte."""

from __future__ import annotations

import contextlib
import http.client
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

#: Seconds; no answer of a starter takes as long, even on a busy machine.
PATIENCE = 60


class Header(NamedTuple):
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``path`` is the request target as it was sent, the query included."""

    method: str
    path: str
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        return _header(self.headers, name) or ""

    def replaced(self, path: str, body: bytes, **headers: str) -> Request:
        """The same request with another path and body, and with these headers.

        A header that is empty is left out, and the length follows the body.
        """
        kept = [
            header
            for header in self.headers
            if header.name.lower() not in {*headers, "content-length"}
        ]
        new = [Header(name, value) for name, value in headers.items() if value]
        if self.header("content-length"):
            new.append(Header("Content-Length", str(len(body))))
        return Request(method=self.method, path=path, headers=(*kept, *new), body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """``status`` 0 is no answer at all; then the body says why."""

    status: int
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return _header(self.headers, name)

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def cookies(self) -> dict[str, str]:
        jar: SimpleCookie = SimpleCookie()
        for name, value in self.headers:
            if name.lower() == "set-cookie":
                with contextlib.suppress(CookieError):
                    jar.load(value)
        return {name: morsel.value for name, morsel in jar.items()}


def _header(headers: tuple[Header, ...], name: str) -> str | None:
    return next((h.value for h in headers if h.name.lower() == name.lower()), None)


class Connection:
    """One connection to the server at ``address`` (HOST:PORT), kept alive between requests.

    No proxy of the environment is asked: it leads to other machines. Close it in the end.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=patience)

    def ask(self, request: Request) -> Response:
        """What the server answers; status 0 when it does not."""
        try:
            self._connection.putrequest(
                request.method, request.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in request.headers:
                self._connection.putheader(name, value.encode("latin-1"))
            self._connection.endheaders(request.body or None)
            with self._connection.getresponse() as got:
                return Response(
                    status=got.status,
                    headers=tuple(Header(*pair) for pair in got.getheaders()),
                    body=got.read(),
                )
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            reason = str(error) or type(error).__name__
            return Response(status=0, body=f"No answer: {reason}".encode())

    def close(self) -> None:
        self._connection.close()


def send(address: str, request: Request, *, patience: float = PATIENCE) -> Response:
    """What the server at ``address`` (HOST:PORT) answers, in a connection of its own.

    ``patience`` is in seconds.
    """
    connection = Connection(address, patience=patience)
    try:
        return connection.ask(request)
    finally:
        connection.close()
