"""What is measured: each thing has a module here, and a place in one of these lists.

The page shows figures in this order. Gauges of a starter that is served are asked one
after the other, so each finds the server as the last one left it.
"""

from __future__ import annotations

from collections.abc import Callable

from scaffold.measure.bench import Bench, ReadySite
from scaffold.measure.gauges import (
    demanding,
    footprint,
    installed,
    startup,
    statements,
    under_load,
)
from scaffold.measure.readings import Readings
from scaffold.measure.routes import Work
from scaffold.run.starters import Server

#: Of the framework with one route, in every round: with nothing else, as most begin.
BARE: tuple[Callable[[Server], Readings], ...] = (startup.bare, footprint.bare)
BEGUN: tuple[Callable[[Server], Readings], ...] = (startup.begun, footprint.begun)
#: Of the starter, warmed up, in every round.
MATCHED: tuple[Callable[[Bench], Readings], ...] = (
    startup.matched,
    footprint.matched,
    demanding.matched,
    under_load.matched,
)
#: What is counted, and so needs no second round.
COUNTED: tuple[Callable[[ReadySite, Work], Readings], ...] = (
    statements.counted,
    installed.counted,
)
