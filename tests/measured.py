"""Measurements that nobody made: to look at what the page does with them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scaffold.project import results
from scaffold.project.results import (
    Answer,
    Contract,
    Exchange,
    Figure,
    Group,
    Measured,
    Measurements,
)

ROUNDS = 10
AT = "2026-11-22T22:10:05Z"
ROUTES = ("GET /api/health", "GET /api/products")
QUESTIONS = ("window", "recursive", "conditional", "nested")
ANSWER = Answer(
    status=200,
    headers={"content-type": "application/json", "x-request-id": "…"},
    body='{"status": "ok", "database": "<up>"}',
)


def figure(
    name: str,
    unit: str,
    django: float,
    flask: float,
    *,
    better: str = "lower",
    rounds: int = ROUNDS,
    noise: float = 0.02,
) -> Figure:
    """Rounds that scatter by ``noise`` around these two values."""
    draw = random.Random(name)
    return Figure(
        name=name,
        title=name.partition(" ")[0] + name.rpartition("@")[2].rjust(4),
        unit=unit,
        better=better,
        counted=False,
        scale=name.partition(" ")[0].partition(".")[0],
        if_nought="No request failed." if unit == "share" else "",
        rounds={
            framework: tuple(draw.gauss(value, value * noise) for _ in range(rounds))
            for framework, value in (("django", django), ("flask", flask))
        },
    )


def counted(name: str, title: str, unit: str, django: int, flask: int) -> Figure:
    return replace(
        figure(name, unit, 1, 1),
        title=title,
        counted=True,
        scale="",
        rounds={"django": (django,), "flask": (flask,)},
    )


def groups() -> tuple[Group, ...]:
    """Flask ahead when bare, Django when matched; memory alike; the rest mixed."""

    def group(title: str, *figures: Figure) -> Group:
        return Group(title=title, caption=f"{title}, made up", figures=figures)

    def loads(route: str) -> Iterator[Figure]:
        for clients in (1, 8):
            of = f"{route} @{clients}"
            yield figure(f"throughput {of}", "requests/s", 700, 960, better="higher")
            yield figure(f"p50 {of}", "s", 0.0014 * clients, 0.0010 * clients)
            slowest = 0.0030 * clients
            yield figure(f"p99 {of}", "s", slowest, slowest, noise=0.3)
            yield figure(f"errors {of}", "share", 0, 0)

    return (
        group(
            "Start-up",
            figure("startup.bare", "s", 0.208, 0.113),
            figure("startup.begun", "s", 0.26, 0.24),
            figure("startup.matched", "s", 0.41, 0.62),
        ),
        group(
            "Memory",
            figure("memory.bare", "bytes", 48e6, 32e6),
            figure("memory.begun", "bytes", 49e6, 51e6),
            figure("memory.matched", "bytes", 71e6, 71.4e6),
        ),
        group("Complex queries", figure("complex.queries", "s", 0.0412, 0.0336)),
        group(
            "Hard questions",
            *(
                figure(f"question.{name}", "s", 0.004, 0.003 + n * 0.001)
                for n, name in enumerate(QUESTIONS)
            ),
        ),
        *(group(route, *loads(route)) for route in ROUTES),
        group(
            "Statements",
            counted("statements GET /api/products", "GET /api/products", "", 2, 3),
        ),
        group(
            "Dependencies",
            counted("installed.packages", "Packages", "", 21, 46),
            counted("installed.bytes", "On disk", "bytes", 61_000_000, 83_000_000),
            counted("installed.bare", "Bare", "bytes", 33_000_000, 3_000_000),
        ),
    )


def many() -> tuple[Figure, ...]:
    """As many figures as a whole measurement has."""
    return tuple(
        figure(f"{kind} {route} @{clients}", "s", 1.0 + clients / 9, 1.1)
        for kind in ("throughput", "p50", "p95", "p99")
        for route in ("a", "b", "c", "d", "e")
        for clients in (1, 8, 32)
    )


def measured(*, busy: float | None = 0.02) -> Measured:
    return Measured(
        at=AT,
        quick=True,
        rounds=ROUNDS,
        seconds=2,
        machine="2 cores, Linux",
        busy=busy,
        python="3.11.7",
        client="wrk 4.1",
        database="SQLite 3.45",
        rows=10_000,
        workers=1,
        versions={"django": {"django": "5.2"}, "flask": {"flask": "3.1"}},
        sent={
            framework: {name: (f"SELECT '{framework} {name}'",) for name in QUESTIONS}
            for framework in ("django", "flask")
        },
        groups=groups(),
    )


def contract(*, same: int = 1240) -> Contract:
    broken = Answer(status=404, headers=ANSWER.headers, body='{"status": "gone"}')
    return Contract(
        at=AT,
        requests=1240,
        same=same,
        exchanges=(
            Exchange(
                method="GET",
                path="/api/health",
                body="",
                answers={"django": ANSWER, "flask": ANSWER},
                normalised=("times",),
                differences=(),
                times=12,
            ),
            Exchange(
                method="POST",
                path="/api/products",
                body='{"name": "<b>kettle</b>"}',
                answers={"django": ANSWER, "flask": broken},
                normalised=(),
                differences=("The status is 200 in Django and 404 in Flask.",),
                times=1,
            ),
        ),
    )


def put(project: Path, *, same: int = 1240, busy: float | None = 0.02) -> Measurements:
    """Lay them beside the starters, as found of the code that is there."""
    found = Measurements(
        code=results.fingerprint(project),
        contract=contract(same=same),
        measured=measured(busy=busy),
    )
    results.save(project, found)
    return found
