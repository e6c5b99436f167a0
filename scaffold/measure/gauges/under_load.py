"""Throughput, times and failures of each route, by connections at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.measure.bench import Bench
from scaffold.measure.clients import Load
from scaffold.measure.readings import Heading, Quantity, Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """``name`` is that of a field of ``Load``. Times of few and of many connections
    differ too much for one scale."""

    name: str
    title: str
    unit: str
    better: str = "lower"
    scale: str = ""
    if_nought: str = ""


#: What the machine's speed and other programs change least.
_PROCESSOR = _Kind(
    name="processor", title="Processor time a request", unit="cpu s", scale="processor"
)
_KINDS = (
    _Kind(
        name="throughput",
        title="Requests per second",
        unit="requests/s",
        better="higher",
        scale="throughput",
    ),
    _Kind(name="p50", title="Median response time", unit="s"),
    _Kind(name="p95", title="95 % answered within", unit="s"),
    _Kind(name="p99", title="99 % answered within", unit="s"),
    _Kind(
        name="errors",
        title="Failed requests",
        unit="share",
        scale="errors",
        if_nought="No request failed.",
    ),
)


def matched(bench: Bench) -> Readings:
    work, plan = bench.setting.work, bench.setting.plan
    found: dict[Quantity, float] = {}
    for route in work.routes:
        found |= readings(
            route.name,
            {many: bench.load(route, many, plan.burst) for many in plan.concurrencies},
        )
    return found | readings(
        work.creates.name,
        {
            many: bench.load(work.creates, many, plan.burst, bodies)
            for many, bodies in zip(plan.concurrencies, work.bursts, strict=False)
        },
    )


def readings(route: str, loads: Mapping[int, Load]) -> dict[Quantity, float]:
    """What is read of the loads of a route, by their connections.

    Of the processor under the most of them alone: however many ask, it does the same.
    """
    found = {
        _quantity(kind, route, connections): getattr(load, kind.name)
        for kind in _KINDS
        for connections, load in loads.items()
    }
    most = max(loads, default=0)
    if loads and (seconds := loads[most].processor) is not None:
        found = {_quantity(_PROCESSOR, route, most): seconds} | found
    return found


def _quantity(kind: _Kind, route: str, connections: int) -> Quantity:
    clients = f"{connections} connection{'s' * (connections != 1)}"
    return Quantity(
        heading=Heading(title=route, caption="By connections at once"),
        name=f"{kind.name} {route} @{connections}",
        title=f"{kind.title}, {clients}",
        unit=kind.unit,
        better=kind.better,
        scale=kind.scale,
        if_nought=kind.if_nought,
    )
