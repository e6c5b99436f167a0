"""One run of measuring: from two folders to all figures, leaving nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scaffold import frameworks
from scaffold.measure import clients, machine, rounds
from scaffold.measure.asking import headers_for
from scaffold.measure.databases import databases
from scaffold.measure.figures import figures
from scaffold.measure.plan import QUICK, WHOLE, Plan
from scaffold.measure.routes import Route, Work, work
from scaffold.measure.sites import Inventory, Site, inventory
from scaffold.project.results import Dependencies, Measured, Queries
from scaffold.run.starters import starter
from scaffold.spec import toml
from scaffold.system import temporary
from scaffold.system.errors import ScaffoldError

#: The spec that both starters were generated from: it names the routes and fields.
_SPEC = "scaffold.toml"
#: About how many seconds pass before the first round.
_PREPARING = 15


def measure(
    folder: Path,
    *,
    quick: bool,
    database_url: str | None,
    tell: Callable[[str], None],
    plan: Plan | None = None,
    client: clients.Client | None = None,
) -> Measured:
    """Measure the two starters in ``folder``.

    On SQLite files, or on the PostgreSQL server that ``database_url`` names, in
    databases of our own. ``plan`` and ``client`` are for those who want less than a
    quick run, or another load than wrk's. Raises ScaffoldError.
    """
    begin = time.monotonic()
    plan = plan or (QUICK if quick else WHOLE)
    spec = toml.load(folder / _SPEC)
    todo = work(spec, plan.rows, len(plan.concurrencies))
    expected = plan.seconds(len(todo.routes) + 1) + _PREPARING
    tell(f"Measuring takes {rounds.duration(expected)}")
    if not todo.bursts:
        tell(f"Not under load: {todo.creates.name} (too few rows could be unique)")
    starters = [starter(f, folder / f.name, tell) for f in frameworks.ALL]
    inventories = [inventory(each) for each in starters]
    python, sqlite = _the_same(inventories)
    with (
        temporary.folder("measure") as scratch,
        databases(database_url, starters[0], scratch, sqlite) as kept,
    ):
        sites = [
            Site(starter=each, databases=kept, scratch=scratch) for each in starters
        ]
        listed = len(todo.rows[todo.model.plural_name])
        for site in sites:
            title = site.starter.framework.title
            tell(f"Filling the {title} starter's tables ({kept.title})")
            site.fill(spec.app, todo.rows)
        tell("Comparing the two starters' answers, counting their statements")
        sides = rounds.opened(sites, todo)
        queries = _queries(sides, todo)
        setting = rounds.Setting(
            work=todo, plan=plan, client=client or clients.best(scratch)
        )
        found = rounds.run(sides, setting, tell)
        return Measured(
            at=datetime.now(UTC).isoformat(timespec="seconds")[:19] + "Z",
            quick=quick,
            rounds=plan.rounds,
            seconds=round(time.monotonic() - begin, 1),
            machine=machine.describe(),
            python=python,
            client=setting.client.name,
            database=kept.title,
            rows=listed,
            workers=1,
            versions={
                site.name: each.versions
                for site, each in zip(sites, inventories, strict=True)
            },
            figures=figures(found["django"], found["flask"]),
            queries=queries,
            **{
                site.name: Dependencies(packages=each.packages, bytes=each.bytes)
                for site, each in zip(sites, inventories, strict=True)
            },
        )


def _the_same(inventories: list[Inventory]) -> tuple[str, str]:
    """The Python and the SQLite of both. Raises ScaffoldError when they differ."""
    found = {(each.python, each.sqlite) for each in inventories}
    if len(found) > 1:
        raise ScaffoldError(
            "The environments of the two starters have different Pythons "
            f"({', '.join(sorted(python for python, _ in found))}), so their figures "
            "would not be comparable."
        )
    return found.pop()


def _queries(sides: list[rounds.Side], todo: Work) -> tuple[Queries, ...]:
    """The statements of each route on both sides."""
    django, flask = (
        side.site.statements([_asked(r, b, side.token) for r, b in _counted(todo)])
        for side in sides
    )
    return tuple(
        Queries(route=name, django=django[name], flask=flask[name]) for name in django
    )


def _counted(todo: Work) -> list[tuple[Route, bytes | None]]:
    """Each kind of request once; the row that is created is changed and deleted."""
    health, many, one, page = todo.routes
    plural = todo.model.plural_name
    row = f"/api/{plural}/{len(todo.rows[plural]) + 1}"
    first, second, third = todo.singly[:3]

    def change(method: str) -> Route:
        name = one.name.replace("GET", method)
        return Route(name=name, method=method, path=row, needs_staff=True)

    def get(path: str, name: str = "") -> Route:
        return Route(name=f"GET {name or path}", method="GET", path=path)

    return [
        (health, None),
        (many, None),
        (get(f"/api/{plural}?limit=100"), None),
        (one, None),
        (todo.creates, first),
        (get("/api/summary"), None),
        (change("PUT"), second),
        (change("PATCH"), third),
        (change("DELETE"), None),
        (page, None),
        (get(f"/{plural}/1", f"/{plural}/{{id}}"), None),
        (get("/"), None),
    ]


def _asked(route: Route, body: bytes | None, token: str) -> dict[str, Any]:
    return {
        "name": route.name,
        "method": route.method,
        "path": route.path,
        "headers": dict(headers_for(token if route.needs_staff else "", bool(body))),
        "body": body.decode() if body else None,
    }
