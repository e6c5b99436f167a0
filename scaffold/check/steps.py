"""What each starter is asked on its own: the same for both, both at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold import frameworks
from scaffold.check.progress import Progress, following_tests
from scaffold.check.report import Result, Step, StepName
from scaffold.frameworks import Framework
from scaffold.run import processes
from scaffold.run.processes import Finished, Job
from scaffold.run.sides import Side, side_at
from scaffold.run.starters import LIMIT, failure, telling_line
from scaffold.system.errors import ScaffoldError, one_line

#: It leaves no file in the project.
PYTEST = ("python", "-m", "pytest", "-q", "-rfE", "--tb=short", "--no-header") + (
    *("-p", "no:cacheprovider"),
)
#: pytest cuts its summary to the width of the terminal that it thinks it has.
WIDE = {"COLUMNS": "500"}
#: Tests of both starters alike, which ask over HTTP.
CONTRACT = Path("tests", "contract")
_LINES = 200

_FAILURE = re.compile(r"(?:FAILED|ERROR) ")
_TOTAL = re.compile(r"=*\s*(\d+ .*) in [\d.]+s.*")


class Said(NamedTuple):
    """What pytest found wrong: in one line, and each failure."""

    problem: str = ""
    details: Sequence[str] = ()


def environments(
    folders: Mapping[Framework, Path], scratch: Path, tell: Callable[[str], None]
) -> tuple[list[Side], list[Step]]:
    """Both sides, those apart whose environment could not be made."""
    sides, steps = [], []
    for framework, folder in folders.items():
        problem = ""
        try:
            sides.append(side_at(framework, folder, scratch, tell))
        except ScaffoldError as error:
            problem = error.format_message()
        steps.append(step(StepName.ENVIRONMENT, framework, problem))
    return sides, steps


def lint(sides: list[Side], progress: Progress) -> list[Step]:
    """ruff with the starter's own settings: its rules, then its layout."""
    progress.step("Linting")
    rules, layout = (
        together([side.starter.job("ruff", *arguments) for side in sides])
        for arguments in (
            ("check", "--no-cache", "--output-format", "concise", "."),
            ("format", "--no-cache", "--check", "."),
        )
    )
    steps = []
    for side, *results in zip(sides, rules, layout, strict=True):
        said = [
            line
            for done in results
            if not done.ok
            for line in done.output.splitlines()
            if line.strip()
        ]
        problem = said[0] if said else ""
        steps.append(step(StepName.LINT, side.framework, problem, said[1:]))
    return steps


def drift(sides: list[Side], progress: Progress) -> list[Step]:
    """Whether the migrations make the tables that the models describe."""
    progress.step("Migrating, and looking for what no migration makes")
    made = together(
        [
            side.starter.managing(*side.framework.create_tables, **side.variables)
            for side in sides
        ]
    )
    found = together(
        [
            side.starter.managing(*side.framework.find_drift, **side.variables)
            for side in sides
        ]
    )
    steps = []
    for side, *results in zip(sides, made, found, strict=True):
        failed = next((done for done in results if not done.ok), None)
        problem = failure(failed) if failed else ""
        said = failed.output.splitlines() if failed else []
        steps.append(step(StepName.DRIFT, side.framework, problem, said))
    return steps


def own_tests(sides: list[Side], progress: Progress) -> list[Step]:
    """The starter's own tests; the contract's are for both live servers."""
    progress.step("Running each starter's own tests")
    command = (*PYTEST, f"--ignore={CONTRACT}")
    results = together(
        [side.starter.job(*command, **side.variables, **WIDE) for side in sides],
        watch=following_tests(progress),
    )
    return [
        step(StepName.TESTS, side.framework, *found_by_pytest(done))
        for side, done in zip(sides, results, strict=True)
    ]


def found_by_pytest(done: Finished) -> Said:
    if done.ok:
        return Said()
    lines = done.output.splitlines()
    failures = [line for line in lines if _FAILURE.match(line)]
    if not failures:
        return Said(telling_line(done.output), lines)
    totals = [match[1] for line in lines if (match := _TOTAL.fullmatch(line))]
    return Said(totals[-1] if totals else f"{len(failures)} failed", failures)


def together(
    jobs: list[Job], watch: Callable[[Sequence[str]], None] | None = None
) -> list[Finished]:
    return processes.run_together(jobs, timeout=LIMIT, watch=watch)


def step(
    name: StepName, framework: Framework, problem: str = "", details: Iterable[str] = ()
) -> Step:
    """A step that went well, unless there is a problem."""
    return Step(
        name=name,
        framework=framework.name,
        result=Result.FAILED if problem else Result.OK,
        problem=one_line(problem),
        details=tuple(map(one_line, details))[-_LINES:],
    )


def complete(steps: list[Step]) -> list[Step]:
    """``steps`` and those that could not be done, in the order of the table."""
    done = {(step.name, step.framework): step for step in steps}
    return [
        done.get((name, framework.name))
        or Step(name=name, framework=framework.name, result=Result.SKIPPED)
        for name in StepName
        for framework in frameworks.ALL
    ]
