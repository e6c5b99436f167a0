"""Memory: what a server that has answered each route holds. Only Linux tells."""

from __future__ import annotations

from dataclasses import replace

from scaffold.measure import memory
from scaffold.measure.bench import Bench
from scaffold.measure.readings import Heading, Quantity, Readings
from scaffold.run.starters import Server

_HEADING = Heading(
    title="Memory", caption="What all processes of the server hold, by share"
)
_BARE = Quantity(
    heading=_HEADING,
    name="memory.bare",
    title="Memory, one route and nothing else",
    unit="bytes",
    scale="memory",
)
_BEGUN = replace(
    _BARE, name="memory.begun", title="Memory, startproject and Flask with SQLAlchemy"
)
_MATCHED = replace(_BARE, name="memory.matched", title="Memory, these projects")


def bare(server: Server) -> Readings:
    return _read(_BARE, server)


def begun(server: Server) -> Readings:
    return _read(_BEGUN, server)


def matched(bench: Bench) -> Readings:
    return _read(_MATCHED, bench.server)


def _read(quantity: Quantity, server: Server) -> Readings:
    size = memory.proportional(server.process)
    return {} if size is None else {quantity: size}
