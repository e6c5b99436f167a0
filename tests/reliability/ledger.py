"""Writers that keep a ledger: what was acknowledged must be found, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random

import httpx
from callers import asking, everything, right_summary, token_of

from starters import Server, wait_for

#: What a product may be found as: its price and its tags, or not at all.
State = tuple[str, tuple[int, ...]] | None

_NUMBERS = count(1)


@dataclass
class Writer:
    """Creates, changes and deletes products of its own, one write after the other.

    ``rows`` has, by id, the states that a product may be in: one, unless its last
    write was not acknowledged. ``unsure`` has the names of those that may be there.
    """

    server: Server
    token: str
    tags: list[int]
    #: Whether it goes on when the server says that it cannot work, or ends.
    patient: bool = False
    name: str = field(default_factory=lambda: f"w{next(_NUMBERS)}")
    rows: dict[int, set[State]] = field(default_factory=dict)
    unsure: dict[str, State] = field(default_factory=dict)
    asked: int = 0
    acknowledged: int = 0
    refused: int = 0
    unanswered: int = 0
    #: An answer that no writer should get; it ended with it.
    wrong: str = ""

    def run(self, ended: threading.Event) -> None:
        draw = Random(f"{self.name} {self.asked}")
        with asking(self.server, self.token) as client:
            while not ended.is_set() and self._write(client, draw):
                self.asked += 1

    def _write(self, client: httpx.Client, draw: Random) -> bool:
        sure = [row for row, states in self.rows.items() if states != {None}]
        sure = [row for row in sure if len(self.rows[row]) == 1]
        price, tags = f"{draw.randrange(100_000) / 100:.2f}", draw.sample(self.tags, 2)
        new: State = (price, tuple(sorted(tags)))
        verb = (
            draw.choices(("POST", "PATCH", "DELETE"), (5, 3, 1))[0] if sure else "POST"
        )
        if verb == "POST":
            name = f"{self.name} {self.asked}"
            body = {"name": name, "price": price, "tag_ids": tags}
            answer = self._ask(client, "POST", "/api/products", 201, body)
            if answer:
                self.rows[answer.json()["id"]] = {new}
            else:
                self.unsure[name] = new
        else:
            row = draw.choice(sure)
            body = {"price": price, "tag_ids": tags} if verb == "PATCH" else None
            new = new if body else None
            status = 200 if body else 204
            answer = self._ask(client, verb, f"/api/products/{row}", status, body)
            self.rows[row] = {new} if answer else self.rows[row] | {new}
        return not self.wrong and (answer is not None or self.patient)

    def _ask(
        self,
        client: httpx.Client,
        verb: str,
        path: str,
        status: int,
        body: dict[str, object] | None,
    ) -> httpx.Response | None:
        """The answer, fully read, if it is the acknowledgement."""
        try:
            answer = client.request(verb, path, json=body)
        except httpx.TransportError:
            self.unanswered += 1
            return None
        if answer.status_code == status:
            self.acknowledged += 1
            return answer
        if answer.status_code == 503:
            self.refused += 1
            time.sleep(0.05)  # it is asked to wait for longer than that
        else:
            self.wrong = f"{verb} {path}: {answer.status_code} {answer.text}"
        return None


def writers_for(server: Server, number: int, *, patient: bool = False) -> list[Writer]:
    """So many writers, with a token of the editor."""
    token = token_of(server)
    with asking(server) as client:
        tags = [row["id"] for row in everything(client, "/api/tags")]
    return [
        Writer(server=server, token=token, tags=tags, patient=patient)
        for _ in range(number)
    ]


@contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """Let them write at once until the block ends; each got something acknowledged."""
    ended = threading.Event()
    threads = [threading.Thread(target=each.run, args=(ended,)) for each in writers]
    for thread in threads:
        thread.start()
    try:
        wait_for(
            lambda: all(each.acknowledged > 2 or each.wrong for each in writers),
            "the first acknowledged writes",
        )
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    wrong = [each.wrong for each in writers if each.wrong]
    assert not wrong, "\n".join(wrong)


def until_all_are_cut_off(writers: list[Writer]) -> None:
    """Wait until each has ended with a write that nobody answered."""
    wait_for(
        lambda: all(each.wrong or each.unanswered for each in writers),
        "the end of all writers",
        seconds=120,
    )


def until_each_was(writers: list[Writer], what: str, *, times: int = 1) -> None:
    """Wait until each has been acknowledged or refused so often from now."""
    goals = [getattr(each, what) + times for each in writers]
    wait_for(
        lambda: all(
            each.wrong or getattr(each, what) >= goal
            for each, goal in zip(writers, goals, strict=True)
        ),
        f"a write that is {what}",
        seconds=120,
    )


def all_found(server: Server, writers: Iterable[Writer]) -> None:
    """Each acknowledged write is there, each value right, and so is the summary."""
    with asking(server) as client:
        right_summary(client)
        found = {row["id"]: row for row in everything(client, "/api/products")}
    for writer in writers:
        for number, states in writer.rows.items():
            row = found.pop(number, None)
            state = row and (row["price"], tuple(row["tag_ids"]))
            assert state in states, f"{writer.name}, product {number}"
        unanswered = [row for row in found.values() if row["name"] in writer.unsure]
        for row in unanswered:
            state = (row["price"], tuple(row["tag_ids"]))
            assert state == writer.unsure[row["name"]]
            del found[row["id"]]
        left = [
            row for row in found.values() if row["name"].startswith(writer.name + " ")
        ]
        assert not left, "of unknown origin"
