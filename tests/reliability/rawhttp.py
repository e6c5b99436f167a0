"""HTTP by plain sockets: what is sent is what was written, down to the last byte.

A client library would tidy a request, or refuse to send it.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starters import LIMIT

_ONE_READ = 65536

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it came.

    ``status`` is 0 when there was none: the server closed the connection, or was silent
    until the time was over; ``ending`` tells which. After an answer ``ending`` is what
    the server promised of the connection.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    ending: str

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


KEPT, CLOSED, SILENT = "kept alive", "closed", "silent"


class Connection:
    """One connection to a server; answers are read from it one after the other."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._socket.settimeout(LIMIT)
        self._rest = b""

    def send(self, data: bytes) -> None:
        """Send these bytes; a server that hangs up before it read all may do so."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def finish(self) -> None:
        """Tell the server that nothing more will come, unless it has hung up."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def answer(self, method: str = "GET") -> Answer:
        """Read the next answer, which is one to a request with ``method``."""
        try:
            return self._answer(method)
        except TimeoutError:
            return Answer(status=0, ending=SILENT)
        except (EOFError, ConnectionResetError):
            return Answer(status=0, ending=CLOSED)

    def _answer(self, method: str) -> Answer:
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        match = re.fullmatch(r"HTTP/1\.[01] (\d{3}) [^\r\n]*", first)
        if not match:
            raise ValueError(f"no status line: {first!r}")
        status = int(match[1])
        if status < 200:
            return self._answer(method)
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in pairs)
        answer = Answer(status=status, headers=headers, ending=CLOSED)
        kept = (answer.header("Connection") or "").lower() != "close"
        body = b"" if method == "HEAD" or status in (204, 304) else self._body(answer)
        return Answer(
            status=status,
            headers=headers,
            body=body,
            ending=KEPT if kept else CLOSED,
        )

    def _body(self, answer: Answer) -> bytes:
        if (answer.header("Transfer-Encoding") or "").lower() == "chunked":
            return b"".join(self._chunks())
        length = answer.header("Content-Length")
        if length is None:
            return self._everything()
        while len(self._rest) < int(length):
            self._read()
        body, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._until(b"\r\n"), 16):
            while len(self._rest) < size + 2:
                self._read()
            yield self._rest[:size]
            self._rest = self._rest[size + 2 :]
        self._until(b"\r\n")

    def _until(self, end: bytes) -> bytes:
        while end not in self._rest:
            self._read()
        found, _, self._rest = self._rest.partition(end)
        return found

    def _everything(self) -> bytes:
        try:
            while True:
                self._read()
        except EOFError:
            body, self._rest = self._rest, b""
            return body

    def _read(self) -> None:
        more = self._socket.recv(_ONE_READ)
        if not more:
            raise EOFError
        self._rest += more


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection to the server at ``url``, closed after the block."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port)) as opened:
        yield Connection(opened)


def exchange(
    url: str,
    data: bytes,
    *,
    method: str = "GET",
    finish: bool = False,
) -> Answer:
    """Send ``data`` in a connection of its own and read one answer.

    ``finish``: nothing more will come, and the server may know.
    """
    with connected(url) as connection:
        connection.send(data)
        if finish:
            connection.finish()
        return connection.answer(method)


#: As the proxy that ends TLS asks; the host is one that the project allows.
USUAL = {"Host": "localhost", "X-Forwarded-Proto": "https", "Connection": "close"}


def written(
    method: str,
    target: str | bytes,
    headers: dict[str, str | bytes | None] | None = None,
    body: bytes | None = None,
) -> bytes:
    """A request as bytes, with the usual headers, the length of its body included.

    A header that is None is left out.
    """
    length = {} if body is None else {"Content-Length": str(len(body))}
    merged: dict[str, str | bytes | None] = {**USUAL, **length, **(headers or {})}
    lines = [b"%b %b HTTP/1.1" % (method.encode(), _bytes(target))]
    lines += [
        b"%b: %b" % (name.encode(), _bytes(value))
        for name, value in merged.items()
        if value is not None
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
