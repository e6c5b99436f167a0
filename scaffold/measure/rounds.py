"""Rounds: each a fresh server of each side, one side after the other, shuffled."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from scaffold.measure import clients, memory
from scaffold.measure.asking import Conversation, call, comparable
from scaffold.measure.figures import Found, of_load
from scaffold.measure.plan import Plan
from scaffold.measure.routes import Route, Work
from scaffold.measure.sites import STAFF, Site
from scaffold.system.errors import ScaffoldError, one_line

#: Connections of the load that warms a server up.
_WARM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All that the rounds of both sides have in common."""

    work: Work
    plan: Plan
    client: clients.Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """``token`` lets create rows; it was signed before, because hashing the password
    would show in the memory of the server that is measured."""

    site: Site
    token: str

    @property
    def title(self) -> str:
        return self.site.starter.framework.title


def opened(sites: Sequence[Site], work: Work) -> list[Side]:
    """Both sides, after a first visit: the same questions get the same answers.

    It is a warm-up too: whatever is compiled or cached on disk is there afterwards.
    Raises ScaffoldError.
    """
    sides, answers = [], []
    for site in sites:
        with site.serving_bare():
            pass  # its first answer is all there is to see
        with (
            site.serving() as server,
            closing(Conversation(server.url)) as conversation,
        ):
            token = conversation.token(STAFF)
            sides.append(Side(site=site, token=token))
            must = partial(conversation.must, token=token)
            answers.append(
                {route: must(route) for route in (*work.routes, *work.demanding)}
                | {work.creates: must(work.creates, body=work.singly[0])}
            )
    _insist_on_the_same(answers, sites[0].starter.folder.parent)
    return sides


def _insist_on_the_same(answers: Sequence[dict[Route, bytes]], folder: Path) -> None:
    first, second = answers
    for route in first:
        left, right = first[route], second[route]
        if comparable(left) != comparable(right) or _size(left) != _size(right):
            raise ScaffoldError(
                one_line(
                    f"{route.name}: the two starters give different answers, so their "
                    f"figures would not be comparable. See: scaffold check {folder}"
                )
            )


def _size(body: bytes) -> int | None:
    """Bytes of JSON; pages name their framework, so theirs may differ."""
    # Flask ends its JSON with a line break.
    return None if comparable(body) is None else len(body.rstrip())


def run(
    sides: Sequence[Side], setting: Setting, tell: Callable[[str], None]
) -> dict[str, list[Found]]:
    """What each round of each side found, by the side's name."""
    found: dict[str, list[dict[str, float]]] = {side.site.name: [] for side in sides}
    tasks = [(side, kind) for side in sides for kind in (_bare_server, _matched_server)]
    clock = _Clock(setting, rounds=setting.plan.rounds, sides=len(sides))
    for number in range(1, setting.plan.rounds + 1):
        for side in sides:
            found[side.site.name].append({})
        random.shuffle(tasks)
        for side, kind in tasks:
            if kind is _matched_server:
                tell(clock.line(number, side.title))
            found[side.site.name][-1] |= kind(side, setting)
    return {name: list(rounds) for name, rounds in found.items()}


class _Clock:
    """Tells how long the rest takes: by the plan at first, then by what it took."""

    def __init__(self, setting: Setting, *, rounds: int, sides: int) -> None:
        routes = len(setting.work.routes) + 1
        self._rounds = rounds
        self._planned = setting.plan.seconds(routes)
        self._turns = rounds * sides
        self._done = 0
        self._begin = time.monotonic()

    def line(self, number: int, title: str) -> str:
        taken = time.monotonic() - self._begin
        each = taken / self._done if self._done else self._planned / self._turns
        left = each * (self._turns - self._done)
        self._done += 1
        return f"Round {number} of {self._rounds}: {title} ({duration(left)} left)"


def duration(seconds: float) -> str:
    """Such as "about 40 s" or "about 6 min"."""
    if seconds < 90:
        return f"about {max(round(seconds / 5) * 5, 5)} s"
    return f"about {round(seconds / 60)} min"


def _bare_server(side: Side, setting: Setting) -> Found:
    with (
        side.site.serving_bare() as server,
        closing(Conversation(server.url)) as conversation,
    ):
        conversation.must(setting.work.routes[0])
        return {
            "startup.bare": server.started,
            **_memory("memory.bare", server.process),
        }


def _matched_server(side: Side, setting: Setting) -> Found:
    work, plan = setting.work, setting.plan
    with (
        side.site.serving() as server,
        closing(Conversation(server.url)) as conversation,
    ):
        found = {"startup.matched": server.started}

        def create(body: bytes) -> None:
            conversation.must(work.creates, token=side.token, body=body)

        def loaded(
            route: Route, connections: int, seconds: float, new: tuple[bytes, ...] = ()
        ) -> Found:
            # Waits until the server is done with what the last burst left behind.
            conversation.must(work.routes[0])
            asked = call(server.url, route, side.token, new)
            found = clients.load(setting.client, asked, connections, seconds)
            return of_load(route.name, connections, found)

        # A number of rows, not a time: so both sides go on with equal tables.
        bodies = iter(work.singly)
        for body in islice(bodies, plan.repeats):
            create(body)
        for route in work.routes:
            loaded(route, _WARM, plan.warm_up)
        found |= _memory("memory.matched", server.process)
        taken = []
        for body in islice(bodies, plan.repeats):
            create(body)  # so that the summary is computed anew
            taken.append(_seconds(conversation, work.demanding))
        found["complex.queries"] = statistics.median(taken)
        for route in work.routes:
            for connections in plan.concurrencies:
                found |= loaded(route, connections, plan.burst)
        for connections, new in zip(plan.concurrencies, work.bursts, strict=False):
            found |= loaded(work.creates, connections, plan.burst, new)
    return found


def _seconds(conversation: Conversation, routes: Sequence[Route]) -> float:
    begin = time.perf_counter()
    for route in routes:
        conversation.must(route)
    return time.perf_counter() - begin


def _memory(name: str, process: int) -> Found:
    size = memory.proportional(process)
    return {} if size is None else {name: float(size)}
