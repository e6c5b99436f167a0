"""One run of measuring: from two folders to all figures, leaving nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from scaffold import frameworks
from scaffold.compare.questions import questions
from scaffold.measure import asked, clients, machine, rounds
from scaffold.measure.bench import Setting
from scaffold.measure.busy import busy
from scaffold.measure.plan import QUICK, WHOLE, Plan
from scaffold.measure.readings import groups
from scaffold.measure.routes import work
from scaffold.measure.sites import Inventory, Site, inventory
from scaffold.project import living, sources
from scaffold.project.results import TOO_BUSY, Measured
from scaffold.run.databases import databases
from scaffold.run.starters import starter
from scaffold.system import temporary
from scaffold.system.errors import ScaffoldError

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
    spec, newer = living.spec_of_code(folder)
    if newer:
        tell(newer)
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
        others = busy(scratch)
        tell_how_busy(others, tell)
        sites = [
            Site(starter=each, inventory=held, databases=kept, scratch=scratch)
            for each, held in zip(starters, inventories, strict=True)
        ]
        listed = len(todo.rows[todo.model.plural_name])
        for site in sites:
            title = site.starter.framework.title
            tell(f"Filling the {title} starter's tables ({kept.title})")
            site.fill(todo.rows)
        tell("Comparing the two starters' answers, counting their statements")
        ready = rounds.opened(sites, todo)
        counted = {each.site.name: [rounds.counted(each, todo)] for each in ready}
        asked_of, sent = asked.first(
            sites, questions(spec, sources.package(starters[0].folder)), tell
        )
        setting = Setting(
            work=todo,
            plan=plan,
            client=client or clients.best(scratch),
            questions=asked_of,
        )
        found = rounds.run(ready, setting, tell)
        return Measured(
            at=datetime.now(UTC).isoformat(timespec="seconds")[:19] + "Z",
            quick=quick,
            rounds=plan.rounds,
            seconds=round(time.monotonic() - begin, 1),
            machine=machine.describe(),
            busy=others,
            python=python,
            client=setting.client.name,
            database=kept.title,
            rows=listed,
            workers=1,
            versions={site.name: site.inventory.versions for site in sites},
            sent=sent,
            groups=groups(found) + groups(counted),
        )


def tell_how_busy(others: float | None, tell: Callable[[str], None]) -> None:
    """Nothing of a quiet machine. A busy one is measured too: its owner may know why."""
    if others is None:
        tell("How busy this machine is cannot be found out: measuring all the same")
    elif others > TOO_BUSY:
        tell(
            f"This machine is busy: other programs take {100 * others:.0f} % of the processors "
            "that measuring needs, so no verdict will be given on times. "
            "--again measures anew when it is quiet"
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
