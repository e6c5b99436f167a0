"""Who asks a stack's servers: by the API with a token, on the pages with a login."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx

from stacks import staff_pair
from starters import EDITOR, LIMIT, Server

#: What a browser adds to a form; the CSRF protection asks for it.
ORIGIN = {"Origin": "https://localhost", "Referer": "https://localhost/"}


@contextmanager
def asking(server: Server, token: str = "") -> Iterator[httpx.Client]:
    """A client of one server that keeps its connection and its cookies."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(
        base_url="https://localhost",
        headers=headers,
        transport=ThroughProxy(server),
        timeout=LIMIT,
    ) as client:
        yield client


class ThroughProxy(httpx.HTTPTransport):
    """Play the proxy that ends TLS in front of a server: secure cookies get there."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._origin = httpx.URL(server.url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path
        return super().handle_request(
            httpx.Request(
                request.method,
                self._origin.copy_with(raw_path=path),
                headers={**request.headers, "x-forwarded-proto": "https"},
                stream=request.stream,
                extensions=request.extensions,
            )
        )


def all_was_read(connection: HTTPConnection) -> bool:
    """Whether the server has taken in all that was sent to it so far, and waits for more.

    Linux tells of both ends of a connection how much waits there to be read; the end
    that nobody has accepted yet has no inode.
    """
    here, there = connection.sock.getsockname()[1], connection.sock.getpeername()[1]
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    for _, local, remote, _, queues, _, _, _, _, inode, *_ in map(str.split, lines):
        if local.endswith(f":{there:04X}") and remote.endswith(f":{here:04X}"):
            return inode != "0" and int(queues.partition(":")[2], 16) == 0
    return False


def token_of(server: Server, pair: dict[str, str] | None = None) -> str:
    """A token of this user, by default the editor."""
    with asking(server) as client:
        answer = client.post("/api/token", json=pair or staff_pair())
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


def everything(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """All rows of a list of the API, page by page."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        query = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
    return rows


def right_summary(client: httpx.Client) -> None:
    """The summary and the home page say of the products what their list says."""
    figures = client.get("/api/summary").json()["products"]
    prices = [Decimal(row["price"]) for row in everything(client, "/api/products")]
    assert figures["count"] == len(prices)
    assert Decimal(figures["price"]["sum"]) == sum(prices)
    assert Decimal(figures["price"]["max"]) == max(prices)
    assert shown_count(client.get("/").text, "Products") == len(prices)


def shown_count(home: str, title: str) -> int:
    """The number that the home page shows beside a model."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", home))
    found = re.search(rf"\b{title} (\d+)\b", words)
    assert found, words
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Browser:
    """One person's browser: cookies, and forms that are sent as the page has them."""

    client: httpx.Client

    def send(
        self, page: str, to: str | None = None, **typed: str | list[str]
    ) -> httpx.Response:
        """Fill in the form of a page and send it, by default to the page itself."""
        shown = self.client.get(page)
        assert shown.status_code == 200, f"{page}: {shown.status_code} {shown.text}"
        return self.client.post(
            to or page, data=hidden(shown.text) | typed, headers=ORIGIN
        )

    def log_in(
        self, name: str = EDITOR[0], password: str = EDITOR[1]
    ) -> httpx.Response:
        return self.send("/accounts/login", username=name, password=password)

    def log_out(self) -> httpx.Response:
        return self.send("/", to="/accounts/logout")

    def is_logged_in(self) -> bool:
        """Whether the profile is shown; without a login it leads to the login page."""
        status = self.client.get("/accounts/profile").status_code
        assert status in {200, 302}
        return status == 200


def hidden(page: str) -> dict[str, str]:
    """The names and values of the hidden fields of a page's forms."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        parts = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if parts.get("type") == "hidden" and "name" in parts:
            found[parts["name"]] = html.unescape(parts.get("value", ""))
    return found
