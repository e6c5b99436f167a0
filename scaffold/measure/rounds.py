"""Rounds: each a fresh server of each side, one side after the other, shuffled."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from scaffold.measure import asked, gauges
from scaffold.measure.asking import Conversation, request_for
from scaffold.measure.bench import Bench, ReadySite, Setting
from scaffold.measure.readings import Readings
from scaffold.measure.routes import Route, Work
from scaffold.measure.sites import BARE, BEGUN, EDITOR, Site
from scaffold.replay import compare
from scaffold.run.http import Response
from scaffold.run.starters import Server
from scaffold.system.errors import ScaffoldError, one_line

#: Connections of the load that warms a server up.
_WARM = 8


def opened(sites: Sequence[Site], work: Work) -> list[ReadySite]:
    """Both sides, after a first visit: the same questions get the same answers.

    It is a warm-up too: whatever is compiled or cached on disk is there afterwards.
    Raises ScaffoldError.
    """
    ready, answers = [], []
    for site in sites:
        for targets in (BARE, BEGUN):
            with site.serving_one_route(targets):
                pass  # its first answer is all there is to see
        with (
            site.serving() as server,
            closing(Conversation(server.url)) as conversation,
        ):
            token = conversation.token(EDITOR)
            ready.append(ReadySite(site=site, token=token))
            answer = partial(conversation.answer, token=token)
            answers.append(
                {route: answer(route) for route in (*work.routes, *work.demanding)}
                | {work.creates: answer(work.creates, body=work.singly[0])}
            )
    _insist_on_the_same(answers, sites[0].starter.folder.parent)
    return ready


def _insist_on_the_same(answers: Sequence[dict[Route, Response]], folder: Path) -> None:
    """As ``scaffold check`` compares them; white space in JSON is each side's own."""
    first, second = answers
    for route in first:
        found = compare(request_for(route, ""), first[route], second[route])
        if found.differences:
            raise ScaffoldError(
                one_line(
                    f"{route.name}: the two starters give different answers, so their "
                    f"figures would not be comparable. See: scaffold check {folder}"
                )
            )


def run(
    sites: Sequence[ReadySite], setting: Setting, tell: Callable[[str], None]
) -> dict[str, list[Readings]]:
    """What each round of each side found, by the framework's name."""
    found: dict[str, list[Readings]] = {ready.site.name: [] for ready in sites}
    kinds = (_bare_server, _begun_server, _matched_server, _questions)
    tasks = [(ready, kind) for ready in sites for kind in kinds]
    clock = _Clock(setting, rounds=setting.plan.rounds, sides=len(sites))
    for number in range(1, setting.plan.rounds + 1):
        read = {}
        for ready, kind in random.sample(tasks, len(tasks)):
            if kind is _matched_server:
                tell(clock.line(number, ready.title))
            read[ready.site.name, kind] = kind(ready, setting)
        for name, rounds in found.items():
            rounds.append(_together(read[name, kind] for kind in kinds))
    return found


def _together(readings: Iterable[Readings]) -> Readings:
    return {quantity: value for found in readings for quantity, value in found.items()}


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


def _bare_server(ready: ReadySite, setting: Setting) -> Readings:
    return _one_route(ready, setting, BARE, gauges.BARE)


def _begun_server(ready: ReadySite, setting: Setting) -> Readings:
    return _one_route(ready, setting, BEGUN, gauges.BEGUN)


def _one_route(
    ready: ReadySite,
    setting: Setting,
    targets: Mapping[str, str],
    asked: Iterable[Callable[[Server], Readings]],
) -> Readings:
    with (
        ready.site.serving_one_route(targets) as server,
        closing(Conversation(server.url)) as conversation,
    ):
        conversation.must(setting.work.routes[0])
        return _together(gauge(server) for gauge in asked)


def _matched_server(ready: ReadySite, setting: Setting) -> Readings:
    with (
        ready.site.serving() as server,
        closing(Conversation(server.url)) as conversation,
    ):
        bench = Bench(
            server=server,
            conversation=conversation,
            token=ready.token,
            setting=setting,
            rows=iter(setting.work.singly),
        )
        _warm_up(bench)
        return _together(gauge(bench) for gauge in gauges.MATCHED)


def _questions(ready: ReadySite, setting: Setting) -> Readings:
    if not setting.questions:
        return {}
    found = asked.ask_site(ready.site, setting.questions, repeats=setting.plan.repeats)
    return asked.readings(setting.questions, found)


def _warm_up(bench: Bench) -> None:
    work, plan = bench.setting.work, bench.setting.plan
    # A number of rows, not a time: so both sides go on with equal tables.
    for _ in bench.creations():
        pass
    for route in work.routes:
        bench.load(route, _WARM, plan.warm_up)


def counted(ready: ReadySite, work: Work) -> Readings:
    """What needs no rounds: asked twice, it would be the same."""
    return _together(gauge(ready, work) for gauge in gauges.COUNTED)
