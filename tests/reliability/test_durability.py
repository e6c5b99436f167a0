"""A write that was acknowledged stays, whatever is killed while others are under way."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from random import Random

import httpx
import pytest
from callers import Browser, asking
from ledger import (
    Writer,
    all_found,
    until_all_are_cut_off,
    until_each_was,
    writers_for,
    writing,
)

from scaffold.measure import memory
from services import Postgres
from stacks import HEADERS, STACKS, Stack, Stacks
from starters import Server, wait_for

pytestmark = pytest.mark.costly

WRITERS = 6


@pytest.fixture(scope="module")
def machine(stacks: Stacks, stack_name: str) -> Iterator[Stack]:
    """Two workers, which share the database's file where there is one."""
    with stacks.fresh(stack_name, workers=2) as stack:
        yield stack


def healthy(server: Server) -> bool:
    try:
        answer = httpx.get(f"{server.url}/api/health", headers=HEADERS, timeout=5)
    except httpx.TransportError:
        return False
    return answer.json()["status"] == "healthy"


def whole(stack: Stack) -> None:
    """SQLite finds nothing wrong with its file."""
    _, _, file = stack.variables["DATABASE_URL"].partition("sqlite:///")
    if file:
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def test_kill_9_of_the_server_loses_no_acknowledged_write(
    machine: Stack, soak: bool, reached: Callable[[int, str], None]
) -> None:
    """Master and workers at once, at any moment; the next start finds it all."""
    rounds = 20 if soak else 2
    draw = Random(machine.name)
    ledger: list[Writer] = []
    starts = []
    for _ in range(rounds):
        with machine.serving() as server:
            starts.append(server.started)
            all_found(server, ledger)
            whole(machine)
            new = writers_for(server, WRITERS)
            ledger += new
            with writing(new):
                until_each_was(new, "acknowledged", times=draw.randrange(20))
                os.killpg(server.process, signal.SIGKILL)
                until_all_are_cut_off(new)
    with machine.serving() as server:
        starts.append(server.started)
        all_found(server, ledger)
        whole(machine)
        with writing(after := writers_for(server, 1)):
            pass
        all_found(server, ledger + after)
    kept = sum(each.acknowledged for each in ledger)
    slowest = max(starts[1:])
    reached(
        4,
        f"{rounds} × kill -9: {kept:,} acknowledged writes, 0 lost; "
        f"ready in {slowest:.1f} s at most",
    )


def test_a_killed_worker_takes_no_acknowledged_write_along(
    machine: Stack, soak: bool, reached: Callable[[int, str], None]
) -> None:
    """Only its own requests end; the other worker answers on, and a new one comes."""
    rounds = 20 if soak else 1
    with machine.serving() as server:
        master = memory.family(server.process)[0]
        ledger: list[Writer] = []
        for _ in range(rounds):
            new = writers_for(server, WRITERS)
            ledger += new
            with writing(new):
                wait_for(partial(replaced, server, 0), "both workers")
                victim = memory.family(server.process)[1]
                os.kill(victim, signal.SIGKILL)
                wait_for(lambda: healthy(server), "an answer after the kill")
                wait_for(partial(replaced, server, victim), "a new worker")
            all_found(server, ledger)
        whole(machine)
        assert memory.family(server.process)[0] == master
    kept = sum(each.acknowledged for each in ledger)
    reached(4, f"{rounds} workers killed: {kept:,} acknowledged writes, 0 lost")


def replaced(server: Server, victim: int) -> bool:
    """Whether there are two workers again, the victim not among them."""
    try:
        _, *workers = memory.family(server.process)
    except OSError:  # one of them ended while we looked
        return False
    return victim not in workers and len(workers) == 2


def test_postgresql_stopped_at_once_loses_no_acknowledged_write(
    stack_name: str,
    machine: Stack,
    soak: bool,
    request: pytest.FixtureRequest,
    reached: Callable[[int, str], None],
) -> None:
    """While it is away the answer is 503; then the same server works on by itself."""
    rounds = 20 if soak else 1
    if STACKS[stack_name][1] != "postgresql":
        pytest.skip("SQLite has no server")
    postgres: Postgres = request.getfixturevalue("postgres")
    # As it comes, so that the time of its recovery is an honest one.
    postgres.stop()
    postgres.start(fsync=True)
    try:
        restarts, away = [], []
        with machine.serving() as server, asking(server) as visitor:
            Browser(visitor).log_in()
            ledger = writers_for(server, WRITERS, patient=True)
            for _ in range(rounds):
                with writing(ledger):
                    postgres.stop()
                    for page in ("/products", "/products/new", "/admin/"):
                        answer = visitor.get(page)
                        assert answer.status_code == 503, page
                        assert "The database does not answer" in answer.text
                    until_each_was(ledger, "refused")
                    began = time.monotonic()
                    postgres.start(fsync=True)
                    back = time.monotonic()
                    wait_for(lambda: healthy(server), "a healthy database")
                    restarts.append(back - began)
                    away.append(time.monotonic() - back)
                    until_each_was(ledger, "acknowledged")
                assert visitor.get("/products/new").status_code == 200
                all_found(server, ledger)
            assert not sum(each.unanswered for each in ledger), "only 503"
    finally:
        postgres.stop()
        postgres.start()
    kept = sum(each.acknowledged for each in ledger)
    reached(
        4,
        f"PostgreSQL stopped {rounds} ×: {kept:,} acknowledged writes, 0 lost; "
        f"ready {max(away):.1f} s after it at most, which took {max(restarts):.1f} s",
    )
