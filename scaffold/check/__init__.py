"""Prove that two starters still match: each on its own, then both side by side."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scaffold import frameworks
from scaffold.check import causes, contract, steps
from scaffold.check.progress import Progress
from scaffold.check.report import Report
from scaffold.check.shared_files import different_files
from scaffold.project import living, pair, results
from scaffold.project.results import Contract, Measurements
from scaffold.run.databases import PostgreSQL, on_server
from scaffold.run.sides import Side
from scaffold.system import temporary
from scaffold.system.errors import ScaffoldError, one_line

__all__ = ["Report", "ask_contract", "check", "keep"]

#: What is told one after the other of a pair that starts.
_STEPS = 7


def check(
    project_dir: Path, tell: Callable[[str], None], *, database_url: str | None = None
) -> Report:
    """Run every step, whatever the others found. Writes nothing into the project.

    On SQLite files, or on the PostgreSQL server that ``database_url`` names, in
    databases of our own. Raises NotAPair when ``project_dir`` is not what
    ``scaffold both`` makes, and ScaffoldError.
    """
    folders = pair.folders(project_dir)
    spec, newer = living.spec_of_code(project_dir)
    if newer:
        tell(newer)
    code = results.fingerprint(project_dir)
    files = tuple(
        f"{file}: not the same in both, as it should be"
        for file in different_files(folders)
    )
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary.folder("check"))
        sides, found = steps.environments(folders, folder, tell)
        if database_url and sides:
            server = on_server(database_url, sides[0].starter, "check")
            sides = _at(stack.enter_context(server), sides, tell)
        progress = Progress(tell, steps=_STEPS)
        for step in (steps.lint, steps.drift, steps.own_tests):
            found += step(sides, progress)
        ready = contract.prepare(sides)
        behind: tuple[str, ...] = ()
        if len(sides) == len(frameworks.ALL):
            progress.step("Comparing models, databases and admins")
            behind = causes.of_code(sides, spec)
        asked = contract.ask(sides, ready, progress, spec=spec)
    return Report(
        project=str(project_dir),
        code=code,
        steps=tuple(steps.complete(found + asked.steps)),
        causes=(*files, *behind, *asked.causes),
        contract=asked.contract,
        openapi=asked.openapi,
    )


def _at(
    server: PostgreSQL, sides: list[Side], tell: Callable[[str], None]
) -> list[Side]:
    """Each side on a database of its own there."""
    tell(f"On {server.title}")
    return [
        replace(side, database_url=server.create(side.framework.name)) for side in sides
    ]


def ask_contract(project_dir: Path, tell: Callable[[str], None]) -> Contract:
    """Ask both starters what the contract asks, and nothing else.

    Raises ScaffoldError when one of them cannot be asked.
    """
    folders = pair.folders(project_dir)
    with temporary.folder("check") as folder:
        sides, found = steps.environments(folders, folder, tell)
        asked = contract.ask(sides, contract.prepare(sides), Progress(tell))
    if asked.contract is None:
        problems = [step.problem for step in found + asked.steps if step.problem]
        raise ScaffoldError(
            one_line(f"{project_dir} could not be asked: {'; '.join(problems)}.")
        )
    return asked.contract


def keep(project_dir: Path, report: Report) -> None:
    """Save what the contract found in ``measurements.json``, beside known figures.

    Figures of other code go: nothing would tell them apart. Raises ScaffoldError.
    """
    if report.contract is None:
        return
    known = results.load(project_dir)
    if known is None or known.code != report.code:
        known = Measurements(code=report.code)
    results.save(project_dir, replace(known, contract=report.contract))
