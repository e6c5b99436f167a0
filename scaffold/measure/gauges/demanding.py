"""Complex queries: one at a time, each when nothing of its answer is cached."""

from __future__ import annotations

import statistics
import time

from scaffold.measure.bench import Bench
from scaffold.measure.readings import Heading, Quantity, Readings

_TIME = Quantity(
    heading=Heading(
        title="Complex queries", caption="Nothing cached: the database does the work"
    ),
    name="complex.queries",
    title="Most demanding list and a new summary",
    unit="s",
)


def matched(bench: Bench) -> Readings:
    # A new row, so that the summary is computed anew.
    taken = [_seconds(bench) for _ in bench.creations()]
    return {_TIME: statistics.median(taken)} if taken else {}


def _seconds(bench: Bench) -> float:
    begin = time.perf_counter()
    for route in bench.setting.work.demanding:
        bench.conversation.must(route)
    return time.perf_counter() - begin
