"""Thirty-two connections that read and write at once: each gets its answer."""

import json
import math
import re
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from callers import Browser, all_was_read, asking, right_summary, token_of

from proxy import proxied
from scaffold.measure import memory
from scaffold.measure.clients import quantile
from stacks import HEADERS, Stack, Stacks, staff_pair
from starters import LIMIT, Server, wait_for

pytestmark = pytest.mark.costly

CONNECTIONS = 32
#: How often each route is asked, beside the others.
SHARES = {
    "list": 20,
    "deep page": 8,
    "search": 8,
    "detail": 18,
    "create": 10,
    "patch": 10,
    "delete": 8,
    "summary": 8,
    "home": 4,
    "list page": 4,
    "detail page": 4,
    "form page": 2,
    "health": 2,
    "login page": 1,
    "token": 1,
}
#: What the memory may grow by, from the second sixth of the run to the last.
GROWTH = 1.10


@pytest.fixture(scope="module")
def stack(stacks: Stacks, stack_name: str) -> Iterator[Stack]:
    with stacks.fresh(stack_name, workers=2) as stack:
        yield stack


@pytest.fixture(scope="module")
def server(stack: Stack) -> Iterator[Server]:
    with stack.serving() as server:
        yield server


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a caller knows of the server before it begins."""

    server: Server
    token: str
    cookies: str
    cursor: str
    rows: list[int]


@dataclass
class Caller:
    """One connection, on which one request follows another."""

    site: Site
    number: int
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    asked: int = 0

    def run(self, requests: int) -> None:
        draw = Random(self.number)
        names, shares = list(SHARES), list(SHARES.values())
        connection = HTTPConnection(
            urlsplit(self.site.server.url).netloc, timeout=LIMIT
        )
        # Each route is asked, however short the run.
        name = names[self.number % len(names)]
        while self.asked < requests and len(self.failed) < 3:
            self._ask(connection, name, draw)
            self.asked += 1
            name = draw.choices(names, shares)[0]
        connection.close()

    def _ask(self, connection: HTTPConnection, name: str, draw: Random) -> None:
        method, path, status, body = self._request(name, draw)
        headers = HEADERS | {"Authorization": f"Bearer {self.site.token}"}
        if not path.startswith("/api/"):
            headers["Cookie"] = self.site.cookies
        if body is not None:
            headers["Content-Type"] = "application/json"
        begin = time.perf_counter()
        try:
            connection.request(
                method, path, json.dumps(body) if body else None, headers
            )
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            self.failed.append(f"{method} {path}: {error!r}")
            connection.close()
            return
        self.took[name].append(time.perf_counter() - begin)
        if answer.status != status:
            self.failed.append(f"{method} {path}: {answer.status} {content[:300]!r}")
        elif status == 201:
            self.own.append(json.loads(content)["id"])

    def _request(
        self, name: str, draw: Random
    ) -> tuple[str, str, int, dict[str, object] | None]:
        """Method, path, the status to expect and the body."""
        row = draw.choice(self.site.rows)
        price = f"{draw.randrange(1_000_000) / 100:.2f}"
        match name:
            case "deep page":
                return (
                    "GET",
                    f"/api/products?sort=-price&cursor={self.site.cursor}",
                    200,
                    None,
                )
            case "search":
                return "GET", f"/api/products?q=row+{row % 10}", 200, None
            case "detail":
                return "GET", f"/api/products/{row}", 200, None
            case "patch":
                return "PATCH", f"/api/products/{row}", 200, {"price": price}
            case "delete" if self.own:
                return "DELETE", f"/api/products/{self.own.pop()}", 204, None
            case "create" | "delete":
                unique = f"{self.number} {draw.getrandbits(64)}"
                return "POST", "/api/products", 201, {"name": unique, "price": price}
            case "token":
                return "POST", "/api/token", 200, staff_pair()
        path = {
            "list": "/api/products",
            "summary": "/api/summary",
            "health": "/api/health",
            "home": "/",
            "list page": "/products",
            "detail page": f"/products/{row}",
            "form page": f"/products/{row}/edit",
            "login page": "/accounts/login",
        }[name]
        return "GET", path, 200, None


def prepared(server: Server, rows: int) -> Site:
    """Rows to read, a login and the cursor of a page in the middle."""
    token = token_of(server)
    with asking(server, token) as client:
        assert Browser(client).log_in().status_code == 302
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

        def make(number: int) -> int:
            body = {"name": f"row {number}", "price": f"{number}.00", "tag_ids": [1]}
            answer = client.post("/api/products", json=body)
            assert answer.status_code == 201, answer.text
            return answer.json()["id"]

        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(make, range(rows)))
        cursor = None
        for _ in range(rows // 40 + 1):
            query = {"sort": "-price", "limit": 20} | (
                {"cursor": cursor} if cursor else {}
            )
            cursor = client.get("/api/products", params=query).json()["next_cursor"]
    return Site(server=server, token=token, cookies=cookies, cursor=cursor, rows=made)


def test_mixed_load_gets_every_answer(
    server: Server, soak: bool, reached: Callable[[int, str], None]
) -> None:
    """No 5xx, no failed connection; over the full length the memory stays flat."""
    each_asks = 500 if soak else 15
    site = prepared(server, 1_000 if soak else 60)
    callers = [Caller(site=site, number=number) for number in range(CONNECTIONS)]
    begin = time.monotonic()
    threads = [threading.Thread(target=each.run, args=(each_asks,)) for each in callers]
    for thread in threads:
        thread.start()
    held = []
    while any(thread.is_alive() for thread in threads):
        share = sum(each.asked for each in callers) / (each_asks * CONNECTIONS)
        held.append((share, memory.proportional(server.process)))
        time.sleep(0.25)
    seconds = time.monotonic() - begin
    with asking(server) as client:
        right_summary(client)
    failed = [failure for each in callers for failure in each.failed]
    assert not failed, "\n".join(failed[:20])
    took: dict[str, list[float]] = defaultdict(list)
    for each in callers:
        for name, latencies in each.took.items():
            took[name] += latencies
    assert set(took) >= SHARES.keys() - {"delete"}
    assert no_error(server)
    if soak:
        early, late = (sixth(held, number) for number in (1, 5))
        slow = ", ".join(
            f"{name} {1000 * quantile(sorted(took[name]), 0.99):.0f}" for name in SHARES
        )
        asked = sum(map(len, took.values()))
        reached(
            5,
            f"{asked:,} requests in {seconds:.0f} s, 0 failed; memory {early / 2**20:.0f} → "
            f"{late / 2**20:.0f} MiB; p99 in ms: {slow}",
        )
        assert late <= early * GROWTH


def sixth(held: list[tuple[float, int | None]], number: int) -> float:
    """The least memory that was held in this sixth of the requests, from 0 to 5.

    Not the median: each password that is checked takes 100 MiB for as long as it takes.
    What leaks is never given back, and so the least grows too.
    """
    found = [
        bytes_ for share, bytes_ in held if bytes_ and math.floor(6 * share) == number
    ]
    assert found, "Linux tells what a process holds"
    return min(found)


def no_error(server: Server) -> bool:
    """Whether the log tells of nothing worse than a warning."""
    levels = re.findall(r'"level": "(\w+)"', server.log.read_text())
    return not {"ERROR", "CRITICAL"} & set(levels)


def test_a_client_that_stops_in_its_body_holds_up_no_other(server: Server) -> None:
    """Not even the one writer that SQLite has: nothing is locked before all is there."""
    token = token_of(server)
    with asking(server, token) as client:
        slow = HTTPConnection(urlsplit(server.url).netloc, timeout=LIMIT)
        slow.putrequest("POST", "/api/tags", skip_host=True)
        for name, value in HEADERS.items():
            slow.putheader(name, value)
        slow.putheader("Authorization", f"Bearer {token}")
        slow.putheader("Content-Type", "application/json")
        slow.putheader("Content-Length", "16")
        slow.endheaders(b'{"name":')
        wait_for(lambda: all_was_read(slow), "a server that waits for the rest")
        answer = client.post("/api/tags", json={"name": "quick"})
        assert answer.status_code == 201, answer.text
        slow.send(b' "slow"}')
        assert slow.getresponse().status == 201
        slow.close()


def test_clients_that_stop_in_their_bodies_hold_up_nobody_behind_the_proxy(
    stack: Stack, server: Server, tmp_path: Path
) -> None:
    """Each would occupy one of gunicorn's threads for as long as it likes."""
    clients = 32
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE  # nobody signed the certificate
    folder = stack.starter.folder
    with proxied(folder, server.url, tmp_path / "proxy") as url, ExitStack() as open_:
        host = urlsplit(url).netloc
        waiting = []
        for _ in range(clients):
            slow = HTTPSConnection(host, timeout=LIMIT, context=trusting)
            open_.callback(slow.close)
            slow.putrequest("POST", "/api/token")
            slow.putheader("Content-Type", "application/json")
            slow.putheader("Content-Length", "100")
            slow.endheaders(b"{")
            waiting.append(slow)
        wait_for(lambda: all(map(all_was_read, waiting)), "a proxy that waits")
        quick = HTTPSConnection(host, timeout=LIMIT, context=trusting)
        open_.callback(quick.close)
        for path in ("/api/live", "/api/health", "/"):
            quick.request("GET", path)
            answer = quick.getresponse()
            assert answer.read() and answer.status == 200, path
