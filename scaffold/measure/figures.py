"""The names that figures have in measurements.json and their titles on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scaffold.measure.clients import Load
from scaffold.project.results import Figure

#: What one round of one side found, by the figures' names.
Found = Mapping[str, float]

_OF_SERVERS = {
    "startup.bare": ("Start-up, one-route app", "s"),
    "startup.matched": ("Start-up, these projects", "s"),
    "memory.bare": ("Memory, one-route app", "bytes"),
    "memory.matched": ("Memory, these projects", "bytes"),
    "complex.queries": ("Most demanding list and a new summary", "s"),
}
_OF_LOADS = {
    "throughput": ("Requests per second", "requests/s"),
    "p50": ("Median response time", "s"),
    "p95": ("95 % answered within", "s"),
    "p99": ("99 % answered within", "s"),
    "errors": ("Failed requests", "share"),
}


def of_load(route: str, connections: int, load: Load) -> dict[str, float]:
    return {f"{kind} {route} @{connections}": getattr(load, kind) for kind in _OF_LOADS}


def figures(django: Sequence[Found], flask: Sequence[Found]) -> tuple[Figure, ...]:
    """A figure of each name that every round of both sides found."""
    rounds = (*django, *flask)
    names = [*_OF_SERVERS, *(name for name in rounds[0] if name not in _OF_SERVERS)]
    return tuple(
        _figure(name, [f[name] for f in django], [f[name] for f in flask])
        for name in names
        if all(name in found for found in rounds)
    )


def _figure(name: str, django: Sequence[float], flask: Sequence[float]) -> Figure:
    title, unit = _title(name)
    return Figure(
        name=name,
        title=title,
        unit=unit,
        better="higher" if unit == "requests/s" else "lower",
        django=tuple(django),
        flask=tuple(flask),
    )


def _title(name: str) -> tuple[str, str]:
    if name in _OF_SERVERS:
        return _OF_SERVERS[name]
    kind, _, rest = name.partition(" ")
    route, _, number = rest.rpartition(" @")
    title, unit = _OF_LOADS[kind]
    connections = f"{number} connection{'s' * (number != '1')}"
    return f"{title}: {route}, {connections}", unit
