"""Measurements that nobody made: to look at what the page does with them."""

import random
from pathlib import Path

from scaffold.project import results
from scaffold.project.results import (
    Answer,
    Contract,
    Dependencies,
    Exchange,
    Figure,
    Measured,
    Measurements,
    Queries,
)

ROUNDS = 10
AT = "2026-11-22T22:10:05Z"
ROUTES = ("GET /api/health", "GET /api/products")
ANSWER = Answer(
    status=200,
    headers={"content-type": "application/json", "x-request-id": "…"},
    body='{"status": "ok", "database": "<up>"}',
)


def figure(
    name: str, unit: str, django: float, flask: float, *, better: str = "lower"
) -> Figure:
    """Rounds that scatter by 2 % around these two values."""
    draw = random.Random(name)
    return Figure(
        name=name,
        title=name.partition(" ")[0] + name.rpartition("@")[2].rjust(4),
        unit=unit,
        better=better,
        django=tuple(draw.gauss(django, django / 50) for _ in range(ROUNDS)),
        flask=tuple(draw.gauss(flask, flask / 50) for _ in range(ROUNDS)),
    )


def figures() -> tuple[Figure, ...]:
    """Flask ahead when bare, Django when matched; memory alike; the rest mixed."""
    found = [
        figure("startup.bare", "s", 0.208, 0.113),
        figure("startup.matched", "s", 0.41, 0.62),
        figure("memory.bare", "bytes", 48e6, 32e6),
        figure("memory.matched", "bytes", 71e6, 71.4e6),
        figure("complex.queries", "s", 0.0412, 0.0336),
    ]
    for route in ROUTES:
        for clients in (1, 8):
            of = f"{route} @{clients}"
            found += [
                figure(f"throughput {of}", "requests/s", 700, 960, better="higher"),
                figure(f"p50 {of}", "s", 0.0014 * clients, 0.0010 * clients),
                figure(f"p99 {of}", "s", 0.0030 * clients, 0.0030 * clients),
                figure(f"errors {of}", "share", 0, 0),
            ]
    return tuple(found)


def measured() -> Measured:
    return Measured(
        at=AT,
        quick=True,
        rounds=ROUNDS,
        seconds=2,
        machine="2 cores, Linux",
        python="3.11.7",
        client="wrk 4.1",
        database="SQLite 3.45",
        rows=10_000,
        workers=1,
        versions={"django": {"django": "5.2"}, "flask": {"flask": "3.1"}},
        figures=figures(),
        queries=(Queries(route="GET /api/products", django=2, flask=3),),
        django=Dependencies(packages=21, bytes=61_000_000),
        flask=Dependencies(packages=46, bytes=83_000_000),
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
                django=ANSWER,
                flask=ANSWER,
                normalised=("times",),
                differences=(),
                times=12,
            ),
            Exchange(
                method="POST",
                path="/api/products",
                body='{"name": "<b>kettle</b>"}',
                django=ANSWER,
                flask=broken,
                normalised=(),
                differences=("The status is 200 in Django and 404 in Flask.",),
                times=1,
            ),
        ),
    )


def put(project: Path, *, same: int = 1240) -> Measurements:
    """Lay them beside the starters, as found of the code that is there."""
    found = Measurements(
        code=results.fingerprint(project),
        contract=contract(same=same),
        measured=measured(),
    )
    results.save(project, found)
    return found
