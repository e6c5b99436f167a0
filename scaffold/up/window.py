"""One window for both: a page of our own, and both starters in its frames."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from scaffold.run.http import Header, Request, Response, send
from scaffold.run.listening import listening
from scaffold.up import framing
from scaffold.up.servers import WINDOW_HOST, Running
from scaffold.up.twins import Twins
from scaffold.up.visits import Hop, Visit, Visits

_PAGE = Path(__file__).with_name("window.html.j2")
#: Where the window can be asked for; the last two by browsers that do not know the first.
_WINDOWS = (WINDOW_HOST, "127.0.0.1", "localhost")
#: At every host of ours, by which the page finds out whether the browser knows its name.
KNOWN = "/.well-known/scaffold-up"
#: Seconds that a browser waits for news before it asks again.
_PATIENCE = 20


def entry(port: int) -> str:
    """The address that every browser knows; it leads to the window where it can."""
    return f"http://127.0.0.1:{port}/"


@contextlib.contextmanager
def opened(running: Sequence[Running], *, title: str) -> Iterator[int]:
    """Show these servers in one window until the block ends. Gives its port."""
    window = Window(running, title=title)
    with listening(window.answer) as port:
        try:
            yield port
        finally:
            window.close()


class Window:
    """Answers for the window's host and for those of its frames, and for no other."""

    def __init__(self, running: Sequence[Running], *, title: str) -> None:
        self._running = {server.framed_host: server for server in running}
        self._title = title
        self._visits = Visits()
        self._twins = Twins()

    def close(self) -> None:
        """Let no browser wait any longer."""
        self._visits.close()

    def answer(self, request: Request) -> Response:
        """What a browser gets; other names may lead here too, and must not (421)."""
        host, _, port = request.header("host").partition(":")
        if not port.isdecimal() or host not in (*_WINDOWS, *self._running):
            return _text(421, "This is the window of scaffold up.")
        if urlsplit(request.path).path == KNOWN:
            return Response(status=204)
        if server := self._running.get(host):
            return self._of_starter(server, request, f"http://{WINDOW_HOST}:{port}")
        return self._of_window(request, port)

    def _of_starter(self, server: Running, request: Request, origin: str) -> Response:
        is_shown = framing.is_shown(request)
        number = self._visits.begin() if is_shown else 0
        begin = time.perf_counter()
        response = send(urlsplit(server.url).netloc, framing.asked(request))
        if is_shown:
            seconds = time.perf_counter() - begin
            hop = Hop(request=request, response=response, seconds=seconds)
            self._visits.end(server.side.framework.name, number, hop)
        return framing.framed(response, origin, is_shown=is_shown)

    def _of_window(self, request: Request, port: str) -> Response:
        parts = urlsplit(request.path)
        if request.method == "GET" and parts.path == "/":
            return self._page(port)
        if request.method == "GET" and parts.path == "/seen":
            after = parse_qs(parts.query).get("after", [""])[0]
            return self._seen(int(after) if after.isdecimal() else None)
        return _text(404, "The window of scaffold up has one page only: /")

    def _page(self, port: str) -> Response:
        nonce = secrets.token_urlsafe(16)
        origins = {host: f"http://{host}:{port}" for host in self._running}
        frames = " ".join(origins.values())
        window = f"http://{WINDOW_HOST}:{port}"
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; "
            f"style-src 'nonce-{nonce}'; img-src data:; frame-src {frames}; "
            f"connect-src 'self' {window} {frames}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        body = self._template.render(
            title=self._title,
            nonce=nonce,
            window=window,
            known=KNOWN,
            sides=[
                {
                    "name": server.side.framework.name,
                    "title": server.title,
                    "address": server.address,
                    "origin": origins[host],
                }
                for host, server in self._running.items()
            ],
        )
        return _response(200, "text/html", body, ("Content-Security-Policy", policy))

    @cached_property
    def _template(self):  # type: ignore[no-untyped-def]
        from jinja2 import Environment, StrictUndefined

        environment = Environment(autoescape=True, undefined=StrictUndefined)
        return environment.from_string(_PAGE.read_text("utf-8"))

    def _seen(self, after: int | None) -> Response:
        """What both frames show, as soon as it is no longer what it was ``after``."""
        patience = 0 if after is None else _PATIENCE
        version, shown = self._visits.after(after or 0, patience)
        verdict = asdict(self._twins.verdict(shown))
        frames = {name: self._told(visit) for name, visit in shown.items()}
        seen = {"version": version, "frames": frames, "verdict": verdict}
        return _response(200, "application/json", json.dumps(seen))

    def _told(self, visit: Visit) -> Mapping[str, object]:
        paths = [hop.request.path for hop in visit.hops]
        return {
            "number": visit.number,
            "method": visit.first.method,
            "path": visit.first.path,
            "twin": self._twins.address(visit),
            "request": f"{visit.first.method} {' → '.join(paths)}",
            "status": " → ".join(
                str(hop.response.status or "no answer") for hop in visit.hops
            ),
            "time": f"{visit.seconds * 1000:.0f} ms",
        }


def _text(status: int, text: str) -> Response:
    return _response(status, "text/plain", text)


def _response(status: int, kind: str, body: str, *more: tuple[str, str]) -> Response:
    headers = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        **dict(more),
    }
    return Response(
        status=status,
        headers=tuple(Header(*each) for each in headers.items()),
        body=body.encode(),
    )
