"""Two machines that share PostgreSQL and Redis are one site."""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import httpx
import pytest
from callers import Browser, asking, right_summary, shown_count, token_of
from ledger import (
    all_found,
    until_all_are_cut_off,
    until_each_was,
    writers_for,
    writing,
)

from services import Redis
from stacks import STACKS, Stack, Stacks, staff_pair
from starters import Server, wait_for

SHARING = [name for name, (_, database) in STACKS.items() if database == "postgresql"]
#: Paths of the admins, and how a user is found there.
ADMINS = {
    "django": {
        "new tag": "/admin/catalog/tag/add/",
        "users": "/admin/accounts/user/?q=",
        "user": r"/admin/accounts/user/([0-9]+)/change/",
        "password": "/admin/accounts/user/{}/password/",
    },
    "flask": {
        "new tag": "/admin/tags/new/",
        "users": "/admin/accounts/?search=",
        "user": r"/admin/accounts/edit/\?id=([0-9]+)",
        "password": "/admin/accounts/edit/?id={}",
    },
}
PASSWORDS = ("a-long-first-password", "quite-another-second-one")


@pytest.fixture(scope="module", params=SHARING)
def stack_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def site(stacks: Stacks, stack_name: str) -> Iterator[Stack]:
    with stacks.fresh(stack_name, workers=2) as stack:
        yield stack


@pytest.fixture(scope="module")
def both(site: Stack) -> Iterator[tuple[Server, Server]]:
    """Both machines, each with two workers."""
    with site.serving() as one, site.serving() as other:
        yield one, other


@pytest.fixture
def admin(site: Stack) -> dict[str, str]:
    return ADMINS[site.starter.framework]


def test_a_login_on_one_is_valid_on_the_other(both: tuple[Server, Server]) -> None:
    """And a logout on one ends it on the other, a copy of the cookie included."""
    for one, other in (both, both[::-1]):
        with asking(one) as here, asking(other) as there:
            assert not Browser(there).is_logged_in()
            assert Browser(here).log_in().status_code == 302
            there.cookies.update(here.cookies)
            assert Browser(there).is_logged_in()
            assert there.get("/products/new").status_code == 200
            copy = dict(here.cookies)
            assert Browser(there).log_out().status_code == 302
            here.cookies.update(copy)
            assert not Browser(here).is_logged_in()


def test_a_password_changed_on_one_ends_logins_and_tokens_on_both(
    both: tuple[Server, Server], admin: dict[str, str]
) -> None:
    one, other = both
    pair = {"username": "somebody", "password": PASSWORDS[0]}
    typed = {"password1": PASSWORDS[0], "password2": PASSWORDS[0]}
    with ExitStack() as stack:
        here, there, boss = (
            stack.enter_context(asking(at)) for at in (one, other, one)
        )
        answer = Browser(here).send("/accounts/signup", username="somebody", **typed)
        assert answer.status_code == 302, answer.text
        there.cookies.update(here.cookies)
        token = token_of(one, pair)
        tokens = [stack.enter_context(asking(at, token)) for at in both]
        for client in tokens:  # valid, but not of staff
            assert client.delete("/api/products/1").status_code == 403
        assert Browser(there).is_logged_in()

        assert Browser(boss).log_in().status_code == 302
        found = re.search(admin["user"], boss.get(f"{admin['users']}somebody").text)
        assert found
        answer = Browser(boss).send(
            admin["password"].format(found[1]),
            username="somebody",
            password=PASSWORDS[1],
            password1=PASSWORDS[1],
            password2=PASSWORDS[1],
            usable_password="true",
            is_active="y",
        )
        assert answer.status_code == 302, answer.text

        for client in tokens:
            assert client.delete("/api/products/1").status_code == 401
        for client in (here, there):
            assert not Browser(client).is_logged_in()
        for server in both:
            token_of(server, pair | {"password": PASSWORDS[1]})


def test_failed_logins_count_wherever_they_are_tried(
    both: tuple[Server, Server],
) -> None:
    """Ten, on pages and for tokens, on both machines; the right password waits too."""
    pair = {"username": "nobody at all", "password": "not the right one"}
    with asking(both[0]) as here, asking(both[1]) as there:
        for number in range(10):
            client = (here, there)[number % 2]
            if number % 4 < 2:
                assert client.post("/api/token", json=pair).status_code == 401
            else:
                name, password = pair.values()
                assert Browser(client).log_in(name, password).status_code == 422
        for client in (here, there):
            answer = client.post("/api/token", json=pair)
            assert answer.status_code == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 300
            assert Browser(client).log_in(*pair.values()).status_code == 429
            assert client.post("/api/token", json=staff_pair()).status_code == 200
        # Somebody else, whose address the proxy wrote behind what the client claims.
        elsewhere = {"X-Forwarded-For": "127.0.0.1, 198.51.100.7"}
        answer = there.post("/api/token", json=pair, headers=elsewhere)
        assert answer.status_code == 401


def test_a_write_through_one_shows_at_once_on_the_other(
    both: tuple[Server, Server], admin: dict[str, str]
) -> None:
    """Through the API, a page and the admin: in summary, home page, list and detail."""
    token = token_of(both[0])
    for number, (one, other) in enumerate((both, both[::-1])):
        with asking(one, token) as here, asking(other) as there:
            browser = Browser(here)
            assert browser.log_in().status_code == 302
            before = there.get("/api/summary").json()["tags"]["count"]
            names = [f"{way} {number}" for way in ("by API", "by page", "by admin")]
            for count, name in enumerate(names, before + 1):
                if name.startswith("by API"):
                    assert here.post("/api/tags", json={"name": name}).is_success
                elif name.startswith("by page"):
                    answer = browser.send("/tags/new", name=name)
                    assert answer.status_code == 302, answer.text
                else:
                    answer = browser.send(admin["new tag"], name=name)
                    assert answer.status_code == 302, answer.text
                assert there.get("/api/summary").json()["tags"]["count"] == count
                assert shown_count(there.get("/").text, "Tags") == count
                assert name in there.get("/tags", params={"q": name}).text
                [tag] = there.get("/api/tags", params={"q": name}).json()["items"]
                assert there.get(f"/api/tags/{tag['id']}").json()["name"] == name
            assert here.delete(f"/api/tags/{tag['id']}").status_code == 204
            assert there.get("/api/summary").json()["tags"]["count"] == count - 1
            assert there.get(f"/tags/{tag['id']}").status_code == 404


@dataclass
class Counted:
    """What was surely there before a read began, and what may be there when it ends."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: Decimal = Decimal(0)
    begun: Decimal = Decimal(0)

    @contextmanager
    def adding(self, amount: Decimal) -> Iterator[None]:
        with self.lock:
            self.begun += amount
        yield
        with self.lock:
            self.acknowledged += amount


def test_no_read_is_older_than_a_write_acknowledged_before_it(
    both: tuple[Server, Server], soak: bool, reached: Callable[[int, str], None]
) -> None:
    """Writers and readers of both machines at once: the sum of all prices only grows."""
    rounds = 500 if soak else 25
    token = token_of(both[0])
    total, rows = Counted(), Counted()
    wrong: list[str] = []
    reads = [0]
    written = threading.Event()

    def figures(client: httpx.Client) -> tuple[Decimal, int]:
        products = client.get("/api/summary").json()["products"]
        return Decimal(products["price"]["sum"]), products["count"]

    with asking(both[0]) as client:
        first_total, first_rows = figures(client)

    def write(server: Server, name: str) -> None:
        with asking(server, token) as client:
            for number in range(rounds):
                if wrong:
                    break
                with total.adding(Decimal(1)), rows.adding(Decimal(1)):
                    body = {"name": f"{name} {number}", "price": "1.00"}
                    answer = client.post("/api/products", json=body)
                    assert answer.status_code == 201, answer.text
                with total.adding(Decimal(6)):
                    path = answer.headers["Location"]
                    answer = client.patch(path, json={"price": "7.00"})
                    assert answer.status_code == 200, answer.text

    def read(server: Server) -> None:
        with asking(server) as client:
            while not written.is_set() and not wrong:
                least = (
                    first_total + total.acknowledged,
                    first_rows + rows.acknowledged,
                )
                found = figures(client)
                most = first_total + total.begun, first_rows + rows.begun
                # Of a write that nobody has acknowledged yet one may show and one not.
                fewest = first_rows + rows.acknowledged
                shown = shown_count(client.get("/").text, "Products")
                if not (
                    least[0] <= found[0] <= most[0]
                    and least[1] <= found[1] <= most[1]
                    and fewest <= shown <= first_rows + rows.begun
                ):
                    wrong.append(
                        f"{least} <= {found} <= {most}, {fewest} <= {shown} shown"
                    )
                reads[0] += 1

    def write_all() -> None:
        try:
            together(
                *(
                    lambda s=server, n=n: write(s, f"sum {n}")
                    for n, server in enumerate(both * 2)
                )
            )
        finally:
            written.set()

    together(write_all, *(lambda s=server: read(s) for server in both * 2))
    assert not wrong, wrong[0]
    reached(
        6,
        f"{reads[0]:,} reads of both beside {int(rows.acknowledged) * 2:,} writes, 0 stale",
    )


def together(*tasks: Callable[[], None]) -> None:
    """Run all at once, and raise what the first of them that failed raised."""
    errors: list[BaseException] = []

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_one_killed_the_other_serves_on(
    site: Stack, both: tuple[Server, Server]
) -> None:
    """Not one request of it fails or waits for the lost machine, not even for its locks."""
    with site.serving() as lost:
        doomed, safe = writers_for(lost, 4), writers_for(both[0], 3)
        with writing(safe):
            with writing(doomed):
                os.killpg(lost.process, signal.SIGKILL)
                until_all_are_cut_off(doomed)
            until_each_was(safe, "acknowledged", times=5)
        assert not any(each.refused or each.unanswered for each in safe)
    for server in both:
        all_found(server, doomed + safe)


#: How Redis goes, and how it comes back.
OUTAGES: dict[str, tuple[Callable[[Redis], None], Callable[[Redis], None]]] = {
    "emptied": (Redis.stop, Redis.start),
    "with-its-data": (lambda redis: redis.stop(keep=True), Redis.start),
    "after-it-hung": (Redis.hang, Redis.go_on),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_without_redis_both_answer_and_nothing_stale_comes_after(
    both: tuple[Server, Server], redis: Redis, outage: str
) -> None:
    """Also when it comes back with what it held, as after a restart or a failover."""
    go, come_back = OUTAGES[outage]
    token = token_of(both[0])
    with asking(both[0], token) as here, asking(both[1], token) as there:
        for client in (here, there):
            assert Browser(client).log_in().status_code == 302
            before = client.get("/api/summary").json()["tags"]["count"]
        go(redis)
        try:
            assert here.post("/api/tags", json={"name": outage}).status_code == 201
            for client in (there, here):
                for path in ("/products", "/tags/new", "/admin/", "/api/products"):
                    assert client.get(path).status_code == 200, path
                figures = client.get("/api/summary").json()
                assert figures["tags"]["count"] == before + 1
                assert shown_count(client.get("/").text, "Tags") == before + 1
                assert client.post("/api/token", json=staff_pair()).status_code == 200
                assert Browser(client).is_logged_in()
            if outage == "emptied":
                limited(here, "counted by each")
        finally:
            come_back(redis)
        for client in (there, here):
            for _ in range(4):
                figures = client.get("/api/summary").json()
                assert figures["tags"]["count"] == before + 1
            assert shown_count(client.get("/").text, "Tags") == before + 1
            assert Browser(client).is_logged_in()
            wait_for(partial(cache_is_up, client), "the cache")


def cache_is_up(client: httpx.Client) -> bool:
    return client.get("/api/health").json()["cache"] == "up"


def limited(client: httpx.Client, name: str) -> None:
    """Sooner or later guesses are refused, though each process counts for itself."""
    pair = {"username": name, "password": "not the right one"}
    statuses = [client.post("/api/token", json=pair).status_code for _ in range(21)]
    assert set(statuses) == {401, 429}
    assert statuses.index(429) >= 10


def test_who_is_killed_between_a_commit_and_its_word_to_redis_leaves_nothing_stale(
    site: Stack, both: tuple[Server, Server], redis: Redis
) -> None:
    """The next process that connects to Redis tells it: here, after a restart."""
    with site.serving() as lost:
        token = token_of(lost)
        with asking(lost, token) as client:
            before = client.get("/api/summary").json()["tags"]["count"]
            redis.stop(keep=True)
            try:
                answer = client.post("/api/tags", json={"name": "not told"})
                assert answer.status_code == 201
            finally:
                os.killpg(lost.process, signal.SIGKILL)
                redis.start()
    with asking(both[1]) as client:
        assert client.get("/api/summary").json()["tags"]["count"] == before + 1
        right_summary(client)
