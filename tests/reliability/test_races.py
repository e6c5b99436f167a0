"""Many at once: one wins, the others are told so, and nothing is lost."""

import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from staff import Browser, bearer, errors

from stacks import HEADERS, Stacks, staff_pair
from starters import LIMIT, Server

pytestmark = pytest.mark.costly

MANY = 50
#: How often the longer games are played; the full length plays them thirty times as often.
ROUNDS = 4


@dataclass(kw_only=True)
class Site:
    """Two workers that serve one stack, and staff who hold a token for it."""

    server: Server
    headers: dict[str, str]
    rounds: int
    tally: Counter[int] = field(default_factory=Counter)
    _number: count = field(default_factory=count)

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Each over a connection of its own, so that both workers get some."""
        answer = httpx.request(
            method,
            f"{self.server.url}{path}",
            json=body,
            headers=self.headers,
            timeout=LIMIT,
            verify=False,  # or each call would read all certificates
        )
        self.tally[answer.status_code] += 1
        return answer

    def make(self, plural: str, **values: Any) -> str:
        """Create a row with a name of its own and return its path."""
        body = values
        if plural != "people":
            body = {"name": f"race {next(self._number)}", **values}
        answer = self.ask("POST", f"/api/{plural}", body)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def browser(self) -> Browser:
        return Browser(url=self.server.url)


@pytest.fixture(scope="module")
def site(stacks: Stacks, stack_name: str, soak: bool) -> Iterator[Site]:
    with stacks.fresh(stack_name, workers=2) as stack, stack.serving() as server:
        rounds = ROUNDS * 30 if soak else ROUNDS
        yield Site(server=server, headers=bearer(server.url), rounds=rounds)
        assert not errors(server)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of these at the same moment; return what they returned."""
    gate = threading.Barrier(len(calls))

    def call(one: Callable[[], Any]) -> Any:
        gate.wait()
        return one()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))


def row_id(path: str) -> int:
    return int(path.rpartition("/")[2])


def statuses(answers: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_one_of_fifty_creates_of_one_unique_value_wins(site: Site, reached) -> None:
    body = {"name": "the only one"}
    answers = at_once([lambda: site.ask("POST", "/api/tags", body)] * MANY)
    assert statuses(answers) == {201: 1, 409: MANY - 1}
    found = site.ask("GET", "/api/tags?q=the+only+one").json()["items"]
    assert len(found) == 1
    reached(3, "50 creates of one unique value by 2 workers: 1 × 201, 49 × 409")


def test_one_of_fifty_creates_of_one_unique_pair_wins(site: Site) -> None:
    category = row_id(site.make("categories"))
    body = {"name": "the only pair", "price": "1.00", "category_id": category}
    answers = at_once([lambda: site.ask("POST", "/api/products", body)] * MANY)
    assert statuses(answers) == {201: 1, 409: MANY - 1}


def test_one_of_fifty_sign_ups_gets_the_name(site: Site) -> None:
    """The others see their form again, with what is wrong marked."""
    password = "a-long-and-unusual-one"
    form = {"username": "wanted", "password1": password, "password2": password}
    browser = site.browser()
    form |= browser.hidden("/accounts/signup")

    def sign_up() -> httpx.Response:
        visitor = Browser(url=site.server.url, cookies=dict(browser.cookies))
        return visitor.send("/accounts/signup", **form)

    answers = at_once([sign_up] * MANY)
    assert statuses(answers) == {302: 1, 422: MANY - 1}
    for answer in answers:
        assert answer.status_code == 302 or 'aria-invalid="true"' in answer.text


def test_edits_of_different_fields_do_not_undo_each_other(site: Site) -> None:
    """Each field ends with the last value that its own writer sent."""
    path = site.make("products", price="0.00")
    category = row_id(site.make("categories"))
    tag = row_id(site.make("tags"))
    values = {
        "name": [f"edited {n}" for n in range(site.rounds)],
        "price": [f"{n}.50" for n in range(site.rounds)],
        "status": ["draft", "live", "retired", "live"] * (site.rounds // 4),
        "category_id": [None, category] * (site.rounds // 2),
        "tag_ids": [[tag], [], [], [tag]] * (site.rounds // 4),
    }

    def edit(name: str) -> Counter[int]:
        sent = [site.ask("PATCH", path, {name: value}) for value in values[name]]
        assert all(
            answer.json()[name] == value
            for answer, value in zip(sent, values[name], strict=True)
        )
        return statuses(sent)

    for answers in at_once([lambda name=name: edit(name) for name in values]):
        assert answers == {200: site.rounds}
    found = site.ask("GET", path).json()
    for name, sent in values.items():
        assert found[name] == sent[-1], name


def test_one_row_is_changed_replaced_and_deleted_at_once(site: Site) -> None:
    """One deletes it; the others come before it or find nothing."""
    for _ in range(site.rounds):
        path = site.make("products", price="1.00")
        name = f"replaced {path}"
        calls = [
            *[lambda p=path: site.ask("PATCH", p, {"price": "2.00"})] * 3,
            *[lambda p=path, n=name: site.ask("PUT", p, {"name": n, "price": "3"})] * 3,
            *[lambda p=path: site.ask("DELETE", p)] * 3,
            *[lambda p=path: site.ask("GET", p)] * 2,
        ]
        answers = at_once(calls)
        assert set(statuses(answers[:6] + answers[9:])) <= {200, 404}
        assert statuses(answers[6:9]) == {204: 1, 404: 2}
        assert site.ask("GET", path).status_code == 404


def test_rows_come_while_what_they_refer_to_goes(site: Site) -> None:
    """`protect`: whichever is first; `set_null`: never a reference to nothing."""
    for _ in range(site.rounds):
        parent = site.make("categories")
        parent_id = row_id(parent)
        answers = at_once(
            [
                *[lambda i=parent_id: child(site, "categories", parent_id=i)] * 3,
                *[lambda i=parent_id: child(site, "products", category_id=i)] * 3,
                *[lambda p=parent: site.ask("DELETE", p)] * 2,
            ]
        )
        assert set(statuses(answers[:6])) <= {201, 409, 422}, statuses(answers)
        assert set(statuses(answers[6:])) <= {204, 404, 409}, statuses(answers)
        is_there = site.ask("GET", parent).status_code == 200
        assert is_there == (204 not in statuses(answers[6:]))
        for number, answer in enumerate(answers[:6]):
            if answer.status_code == 201:
                key = "parent_id" if number < 3 else "category_id"
                now = site.ask("GET", answer.headers["Location"]).json()[key]
                assert now == (parent_id if is_there else None)
                assert is_there or key == "category_id", "it was not protected"


def child(site: Site, plural: str, **values: Any) -> httpx.Response:
    body = {"name": f"child {next(site._number)}", **values}
    return site.ask(
        "POST",
        f"/api/{plural}",
        body | ({"price": "1"} if plural == "products" else {}),
    )


def test_links_between_rows_change_while_the_rows_go(site: Site) -> None:
    """Many-to-many edits, and deletions of both ends, leave only links that hold."""
    seen: Counter[int] = Counter()
    for number in range(site.rounds):
        tags = [site.make("tags") for _ in range(6)]
        ids = [row_id(tag) for tag in tags]
        products = [site.make("products", price="1", tag_ids=ids) for _ in range(3)]
        random_ = random.Random(number)
        calls = []
        for product in products * 2:
            chosen = random_.sample(ids, 4)
            calls.append(
                lambda p=product, c=chosen: site.ask("PATCH", p, {"tag_ids": c})
            )
        calls += [lambda t=tag: site.ask("DELETE", t) for tag in tags[:3]]
        calls.append(lambda p=products[2]: site.ask("DELETE", p))
        random_.shuffle(calls)
        answers = at_once(calls)
        seen += statuses(answers)
        assert set(statuses(answers)) <= {200, 204, 404, 409, 422}, statuses(answers)
        for product in products[:2]:
            assert set(site.ask("GET", product).json()["tag_ids"]) <= set(ids[3:])
    assert seen[204] == 4 * site.rounds, seen


def test_pages_are_edited_and_deleted_at_once(site: Site) -> None:
    """Whoever deletes is told that the row is gone, or was; and no edit brings it back."""
    browser = site.browser().log_in()
    token = browser.hidden("/tags/new")
    for _ in range(site.rounds // 2):
        page = site.make("tags").removeprefix("/api")

        def edit(name: str, page: str = page) -> httpx.Response:
            visitor = Browser(url=site.server.url, cookies=dict(browser.cookies))
            return visitor.send(f"{page}/edit", name=name, **token)

        def delete(page: str = page) -> httpx.Response:
            visitor = Browser(url=site.server.url, cookies=dict(browser.cookies))
            return visitor.send(f"{page}/delete", **token)

        answers = at_once(
            [
                *[lambda n=n, p=page: edit(f"{p} {n}") for n in range(6)],
                *[lambda: delete()] * 3,
            ]
        )
        assert set(statuses(answers[:6])) <= {302, 404}, statuses(answers)
        assert set(statuses(answers[6:])) <= {302, 404}, statuses(answers)
        assert 302 in statuses(answers[6:])
        assert site.ask("GET", f"/api{page}").status_code == 404, "it came back"


def test_pages_save_one_unique_value_once(site: Site) -> None:
    browser = site.browser().log_in()
    token = browser.hidden("/tags/new")

    def create() -> httpx.Response:
        visitor = Browser(url=site.server.url, cookies=dict(browser.cookies))
        return visitor.send("/tags/new", name="only one of a page", **token)

    assert statuses(at_once([create] * 20)) == {302: 1, 422: 19}


def test_logins_and_tokens_at_once_all_succeed(site: Site) -> None:
    browser = site.browser()
    form = staff_pair() | browser.hidden("/accounts/login")

    def log_in() -> Browser:
        visitor = Browser(url=site.server.url, cookies=dict(browser.cookies))
        answer = visitor.send("/accounts/login", **form)
        assert answer.status_code == 302, answer.status_code
        return visitor

    def ask_token() -> int:
        return site.ask("POST", "/api/token", staff_pair()).status_code

    results = at_once([log_in] * 4 + [ask_token] * 4)
    assert results[4:] == [200] * 4
    assert len({session_of(visitor) for visitor in results[:4]}) == 4
    for visitor in results[:4]:
        assert visitor.get("/accounts/profile").status_code == 200


def session_of(visitor: Browser) -> str:
    """The value of the cookie, as Django or Flask calls it."""
    return visitor.cookies.get("sessionid") or visitor.cookies["session"]


def test_a_session_ends_while_it_is_used(site: Site) -> None:
    """Before the logout it is let in, after it sent to the login: nothing between."""
    browser = site.browser().log_in()
    token = browser.hidden("/tags/new")

    def visitor() -> Browser:
        return Browser(url=site.server.url, cookies=dict(browser.cookies))

    pages = ("/accounts/profile", "/tags/new", "/", "/admin/")
    answers = at_once(
        [
            *[lambda p=page: visitor().get(p) for page in pages * 4],
            *[
                lambda n=n: visitor().send("/tags/new", name=f"late {n}", **token)
                for n in range(4)
            ],
            *[lambda: visitor().send("/accounts/logout", **token)] * 2,
        ]
    )
    assert set(statuses(answers)) <= {200, 302, 400, 403}, statuses(answers)
    assert visitor().get("/accounts/profile").status_code == 302


def test_rows_that_refer_to_each_other_are_deleted_at_once(
    stacks: Stacks, stack_name: str, soak: bool
) -> None:
    """PostgreSQL ends one of two that wait for each other: it is begun anew.

    Whoever is told that the other stands against it only has to ask again.
    """
    with (
        stacks.fresh(stack_name, "everything", workers=2) as stack,
        stack.serving() as server,
    ):
        site = Site(server=server, headers=bearer(server.url), rounds=60 if soak else 8)
        for number in range(site.rounds):
            group = site.make("groups")
            person = site.make(
                "people",
                first_name="A",
                last_name="B",
                email=f"race{number}@example.com",
                joined="2030-12-31",
                group_id=row_id(group),
            )
            changed = site.ask("PATCH", group, {"leader_id": row_id(person)})
            assert changed.status_code == 200
            answers = at_once(
                [lambda path=path: site.ask("DELETE", path) for path in (group, person)]
            )
            found = statuses(answers)
            assert set(found) <= {204, 409}, found
            assert 204 in found, found
            for path, answer in zip((group, person), answers, strict=True):
                if answer.status_code == 409:  # what stood against it has gone
                    assert site.ask("DELETE", path).status_code == 204
        assert not errors(server)


def test_sqlite_is_set_up_for_several_writers(stacks: Stacks, stack_name: str) -> None:
    """WAL, a timeout, and a lock taken at the start: a writer waits, a reader does not."""
    if not stack_name.endswith("sqlite"):
        pytest.skip("about SQLite")
    with stacks.fresh(stack_name) as stack, stack.serving() as server:
        headers = bearer(server.url)
        file = stack.variables["DATABASE_URL"].removeprefix("sqlite:///")
        other = sqlite3.connect(file, isolation_level=None)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        other.execute("BEGIN IMMEDIATE")

        def write() -> httpx.Response:
            body = {"name": "patient"}
            return httpx.post(
                f"{server.url}/api/tags", json=body, headers=headers, timeout=LIMIT
            )

        with ThreadPoolExecutor(1) as threads:
            writer = threads.submit(write)
            read = httpx.get(f"{server.url}/api/tags", headers=HEADERS, timeout=LIMIT)
            assert read.status_code == 200
            with pytest.raises(TimeoutError):
                writer.result(timeout=0.5)
            other.execute("COMMIT")
            assert writer.result(timeout=LIMIT).status_code == 201
        other.close()
