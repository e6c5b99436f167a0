"""Start-up: how long the first answer takes."""

from __future__ import annotations

from dataclasses import replace

from scaffold.measure.bench import Bench
from scaffold.measure.readings import Heading, Quantity, Readings
from scaffold.run.starters import Server

_HEADING = Heading(
    title="Start-up", caption="From the start of the process to its first answer"
)
_BARE = Quantity(
    heading=_HEADING,
    name="startup.bare",
    title="Start-up, one route and nothing else",
    unit="s",
    scale="startup",
)
_BEGUN = replace(
    _BARE,
    name="startup.begun",
    title="Start-up, startproject and Flask with SQLAlchemy",
)
_MATCHED = replace(_BARE, name="startup.matched", title="Start-up, these projects")


def bare(server: Server) -> Readings:
    return {_BARE: server.started}


def begun(server: Server) -> Readings:
    return {_BEGUN: server.started}


def matched(bench: Bench) -> Readings:
    return {_MATCHED: bench.server.started}
