"""Whatever somebody sends: the contract's answer on every stack, and nothing changes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

import hostile_admin
import hostile_api
import hostile_pages
import hostile_protocol
import hostile_types
import pytest
from hostile_cases import JSON, MEBIBYTE, REFUSED_FORM, Case
from hostile_check import differences, wrong
from rawhttp import CLOSED, KEPT, Answer, connected, exchange, written
from rawvisitors import Site, rows_of, token_of

from scaffold.replay import pages
from scaffold.run.starters import Server
from stacks import STACKS, Stack, Stacks

# Comparing the stacks needs the answers of all four: they stay in one worker.
pytestmark = pytest.mark.xdist_group("hostile")

#: Spec -> the cases that are sent to a project of it.
TABLE: dict[str, list[Case]] = {
    "shop": [
        *hostile_protocol.CASES,
        *hostile_api.CASES,
        *hostile_pages.CASES,
        *hostile_admin.CASES,
    ],
    "everything": hostile_types.CASES,
}
GROUPS = {
    f"{spec}: {group}": (spec, group)
    for spec, cases in TABLE.items()
    for group in dict.fromkeys(case.group for case in cases)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one stack answered to each case, and what was wrong, by group."""

    answers: dict[str, Answer] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    #: What else there is after a group of cases, by table or page.
    changed: dict[str, list[str]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


Recorded = Callable[[str, str], Record]


@pytest.fixture(scope="session")
def recorded(stacks: Stacks) -> Recorded:
    """Give what a stack answers to the cases of a spec, asked for once."""

    @cache
    def ask(name: str, spec: str) -> Record:
        framework, _ = STACKS[name]
        cases = [case for case in TABLE[spec] if case.only in ("", framework)]
        with stacks.fresh(name, spec) as stack, stack.serving() as server:
            site = Site(server.url, framework)
            record = record_of(site, cases)
            record.log.extend(server.log.read_text("utf-8").splitlines())
        return record

    return ask


def record_of(site: Site, cases: list[Case]) -> Record:
    record = Record()
    before = site.state()
    for group, members in groupby(cases, lambda case: case.group):
        record.wrong[group] = []
        for case in members:
            answer = sent(site, case)
            record.answers[f"{group}: {case.name}"] = answer
            record.wrong[group] += [
                f"{case.name}: {phrase}" for phrase in wrong(case, answer)
            ]
        after = site.state()
        record.changed[group] = [key for key in after if after[key] != before[key]]
        before = after
    return record


def sent(site: Site, case: Case) -> Answer:
    data = case.send(site.visitors[case.who])
    return exchange(site.url, data, method=case.method, finish=case.finish)


def test_each_case_has_a_name_of_its_own() -> None:
    """Otherwise one answer would hide another."""
    for cases in TABLE.values():
        names = Counter((case.group, case.name) for case in cases)
        assert not [name for name, count in names.items() if count > 1]


@pytest.mark.parametrize("group", GROUPS)
def test_every_answer_is_the_contracts(
    recorded: Recorded, stack_name: str, group: str
) -> None:
    """Its status, type and headers, and which fields it names: never a 5xx."""
    spec, name = GROUPS[group]
    found = recorded(stack_name, spec).wrong[name]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_has_changed(recorded: Recorded, stack_name: str, group: str) -> None:
    """Every row of every table is what it was, users too: no case is a good one."""
    spec, name = GROUPS[group]
    assert recorded(stack_name, spec).changed[name] == []


def test_the_server_saw_no_error(
    recorded: Recorded, stack_name: str, reached: Callable[[int, str], None]
) -> None:
    """One worker answered everything, and its log has nothing worse than a warning.

    But for what Django calls suspicious, which is no error of the project's.
    """
    for spec in TABLE:
        entries = [json.loads(line) for line in recorded(stack_name, spec).log]
        assert not [
            entry
            for entry in entries
            if entry["level"] not in {"DEBUG", "INFO", "WARNING"}
            and not entry["logger"].startswith("django.security.")
        ]
        booted = [e for e in entries if e["message"].startswith("Booting worker")]
        assert len(booted) == 1
    records = [recorded(stack_name, spec) for spec in TABLE]
    answers = [answer for record in records for answer in record.answers.values()]
    # 501 is what RFC 9112 asks of gunicorn for an unknown transfer coding.
    failed = sum(answer.status >= 500 and answer.status != 501 for answer in answers)
    changed = sum(map(len, (c for record in records for c in record.changed.values())))
    reached(1, f"{len(answers):,} cases, {failed} × 5xx, {changed} changes of state")


@pytest.mark.parametrize("spec", TABLE)
def test_the_four_stacks_answer_alike(recorded: Recorded, spec: str) -> None:
    """JSON in what it means, all else by its status.

    But for the admins, and what is left to each: that is asked of each alone.
    """
    own = {
        f"{case.group}: {case.name}"
        for case in TABLE[spec]
        if case.own or len(case.status) > 1
    }
    first: dict[str, tuple[str, Answer]] = {}
    found = []
    for name in STACKS:
        for key, answer in recorded(name, spec).answers.items():
            other_name, other = first.setdefault(key, (name, answer))
            if phrases := beside(other, answer, key in own):
                found.append(f"{key}: {other_name} and {name}: {phrases}")
    assert not found, "\n".join(found)


def beside(one: Answer, other: Answer, is_own: bool) -> tuple[str, ...]:
    """What no browser sends, each page may show again in its own way."""
    if is_own or not one.status or not other.status:
        return ()
    if one.status == other.status and one.body[:1] not in (b"{", b"["):
        return ()
    return differences(one, other)


@pytest.fixture(scope="module")
def server(stack: Stack) -> Iterator[Server]:
    with stack.serving() as server:
        yield server


SMUGGLED = written("GET", "/smuggled", {"Connection": None})
#: Requests that are refused before their body is looked at.
REFUSED = {
    "no token": ((401,), "POST", "/api/products", JSON),
    "a wrong method": ((405,), "PUT", "/api/products", JSON),
    "nothing there": ((404,), "POST", "/api/nowhere", JSON),
    "a page without a token": (REFUSED_FORM, "POST", "/accounts/login", "text/plain"),
    "a form without a token": (REFUSED_FORM, "POST", "/products/new", "text/plain"),
}


@pytest.mark.parametrize("refused", REFUSED)
def test_a_refused_body_is_never_the_next_request(server: Server, refused: str) -> None:
    """What looks like a request in it is skipped, and the connection goes on."""
    statuses, method, path, type_ = REFUSED[refused]
    headers: dict[str, str | bytes | None] = {"Connection": None, "Content-Type": type_}
    with connected(server.url) as connection:
        connection.send(written(method, path, headers, SMUGGLED * 3))
        first = connection.answer(method)
        assert first.status in statuses
        connection.send(written("GET", "/api/live"))
        second = connection.answer()
        assert (second.status, second.ending) in {(200, CLOSED), (0, CLOSED)}
    assert "/smuggled" not in server.log.read_text("utf-8")


def test_many_requests_in_one_write_are_answered_in_turn(server: Server) -> None:
    """Good, bad and good again: each has its own answer."""
    paths = {"/api/live": 200, "/api/nowhere": 404, "/api/products/x": 404, "/": 200}
    kept: dict[str, str | bytes | None] = {"Connection": None}
    with connected(server.url) as connection:
        connection.send(b"".join(written("GET", path, kept) for path in paths))
        answers = [connection.answer() for _ in paths]
    assert [answer.status for answer in answers] == list(paths.values())
    assert {answer.ending for answer in answers} == {KEPT}


def test_a_body_that_is_too_large_is_refused_without_being_kept(
    server: Server,
) -> None:
    """By its length alone: the client need not send it first."""
    length = str(100 * MEBIBYTE)
    for path, type_ in (("/api/token", JSON), ("/accounts/login", "text/plain")):
        headers: dict[str, str | bytes | None] = {"Content-Length": length}
        data = written("POST", path, headers | {"Content-Type": type_})
        assert exchange(server.url, data, method="POST").status == 413


def test_wild_cards_are_letters_to_a_search_button(
    server: Server, stack: Stack
) -> None:
    """They find no row, as none has them; what was chosen is offered all the same."""
    site = Site(server.url, stack.starter.framework)
    for term in ("%", "_", "\\", "%_", "[a-z]", ".*", "\x00%"):
        pairs = [("_search", "category"), ("category_q", term), ("category", "1")]
        case = hostile_pages.searching("wild cards", *pairs)
        answer = sent(site, case)
        assert not wrong(case, answer)
        offered = {
            option
            for form in pages.read(answer.body.decode()).forms
            if "category" in form.controls
            for option in form.controls["category"].options
        }
        assert offered == {"", "1"}, term


Ask = Callable[[str, str, dict[str, Any]], Answer]


@pytest.fixture(scope="module")
def ask(server: Server) -> Ask:
    """Send JSON to the API as staff does."""
    bearer = {"Authorization": f"Bearer {token_of(server.url)}", "Content-Type": JSON}

    def ask(method: str, path: str, body: dict[str, Any]) -> Answer:
        data = written(method, path, dict(bearer), json.dumps(body).encode())
        return exchange(server.url, data, method=method)

    return ask


def test_a_row_that_refers_to_itself_can_be_got_rid_of(ask: Ask) -> None:
    """Django protects it from its own deletion; once it refers to nothing it goes."""
    path = ask("POST", "/api/categories", {"name": "its own parent"}).header("Location")
    assert path is not None
    row_id = int(path.rpartition("/")[2])
    assert ask("PATCH", path, {"parent_id": row_id}).status == 200
    if ask("DELETE", path, {}).status == 409:
        assert ask("PATCH", path, {"parent_id": None}).status == 200
        assert ask("DELETE", path, {}).status == 204
    assert ask("DELETE", path, {}).status == 404


def test_writers_and_deleters_of_one_row_never_fail(server: Server, ask: Ask) -> None:
    """Whoever comes late is told so: gone, taken or unknown, and never a 5xx."""
    seen: Counter[tuple[str, int]] = Counter()
    for round_ in range(5):
        category = ask("POST", "/api/categories", {"name": f"contested {round_}"})
        place, row_id = category.header("Location"), json.loads(category.body)["id"]
        assert place is not None
        product = {"name": f"contested {round_}", "price": "1", "category_id": row_id}
        calls: list[tuple[str, str, dict[str, Any]]] = [
            ("PUT", place, {"name": f"renamed {round_}"}),
            ("DELETE", place, {}),
            ("POST", "/api/products", product),
            ("PATCH", place, {"parent_id": row_id}),
        ] * 2
        with ThreadPoolExecutor(len(calls)) as threads:
            answers = threads.map(lambda call: ask(*call), calls)
            seen.update(
                (method, answer.status)
                for (method, _, _), answer in zip(calls, answers, strict=True)
            )
    assert {status for _, status in seen} <= {200, 201, 204, 404, 409, 422}, seen
    found = {row["category_id"] for row in rows_of(server.url, "products")} - {None}
    assert found <= {row["id"] for row in rows_of(server.url, "categories")}
