"""The one HTTP server, of this machine alone: each request goes to a function."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scaffold.run.http import Header, Request, Response

#: Of one connection, and therefore not handed on.
_HOP_BY_HOP = frozenset(
    {"connection", "transfer-encoding", "content-length", "keep-alive"}
)
#: Answers that never have a body, and of which nobody asks how long it is.
_WITHOUT_A_BODY = frozenset([204, 304])


@contextlib.contextmanager
def listening(respond: Callable[[Request], Response]) -> Iterator[int]:
    """Give each request to ``respond``, many at a time, until the block ends.

    Gives the port, of 127.0.0.1. A response of status 0, which is no answer at all, is
    told as 502.
    """

    server = _Server(("127.0.0.1", 0), partial(_Handler, respond))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    closing = False

    def server_close(self) -> None:
        self.closing = True
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent about a client that went away, or that was left when we did."""
        if not self.closing and not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: the second would wait for the first's ACK.
    disable_nagle_algorithm = True

    def __init__(self, respond: Callable[[Request], Response], *arguments: Any) -> None:
        self._respond = respond
        super().__init__(*arguments)  # which handles all requests of a connection

    def handle_one_request(self) -> None:
        """Take any method: which are allowed is for the starters to say."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal():
            self.close_connection = True  # where the next request begins is unknown
            self._write(Response(status=400))
            return
        request = Request(
            method=self.command,
            path=self.path,
            headers=tuple(
                Header(name, value)
                for name, value in self.headers.items()
                if name.lower() != "connection"
            ),
            body=self.rfile.read(int(length)),
        )
        self._write(self._respond(request))

    def _write(self, response: Response) -> None:
        # Nobody answered: this is all that a proxy may say.
        self.send_response_only(response.status or 502)
        for name, value in response.headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if response.status not in _WITHOUT_A_BODY:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, *arguments: object) -> None:
        """Standard error belongs to whoever runs us."""
