"""A copy of a project as it will be: what is published is tried here first."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from scaffold.merge import line_of
from scaffold.project import living
from scaffold.project.living import Part
from scaffold.run import processes
from scaffold.run.environments import LOCK, environment
from scaffold.run.starters import Starter, last_line
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.system.folders import put
from scaffold.update.merging import Result

#: What the project's own settings may be read from: ignored, and never published.
SETTINGS = ".env"
#: Seconds in which a Python that is whole starts on any machine.
_LIMIT = 60


def stage(part: Part, results: Iterable[Result], into: Path) -> None:
    """Write to the folder ``into`` what the starter will hold. Raises OSError."""
    for path in (*living.paths(part.folder), SETTINGS):
        if (part.folder / path).is_file():
            put(into, {path: (part.folder / path).read_bytes()})
    for result in results:
        if result.merged.content is None:
            (into / result.path).unlink(missing_ok=True)
        else:
            put(into, {result.path: result.merged.content})
    shutil.copymode(part.folder, into)


def at_work(part: Part, staged: Path, tell: Callable[[str], None]) -> Starter:
    """The staged starter in the project's own environment, or in one made for its lock.

    The project's own knows what a team has installed besides.
    """
    own = part.folder / ".venv"
    locks = [folder / LOCK for folder in (part.folder, staged)]
    # A team may lock otherwise, and have no such file.
    now, then = (lock.read_bytes() if lock.is_file() else None for lock in locks)
    if now == then and own.exists():
        _refuse_broken(own)
        folder = own.absolute()
    else:
        folder = environment(staged, tell)
    return Starter(framework=part.framework, folder=staged, environment=folder)


def _refuse_broken(own: Path) -> None:
    """Raise ScaffoldError for an environment whose Python is gone, say with an upgrade."""
    python = own / "bin" / "python"
    done = processes.run([python.absolute(), "-c", ""], cwd=own.parent, timeout=_LIMIT)
    if not done.ok:
        raise ScaffoldError(
            one_line(
                f"{own} is broken, {python} does not run: {last_line(done.output)}. "
                f"Nothing was changed. Remove the folder, and make it again with "
                f'"make -C {own.parent} setup", then run this again.'
            )
        )


def in_project(
    error: ScaffoldError, part: Part, staged: Path, results: Iterable[Result]
) -> ScaffoldError:
    """``error`` with the person's file and line in place of those of the staged copy."""
    there = {each.path: (each.yours, each.merged.content) for each in results}

    def place(found: re.Match[str]) -> str:
        yours, merged = there.get(found[1], (None, None))
        line = int(found[2])
        if yours is not None and merged is not None:
            line = line_of(yours, merged, line)
        return f"{part.folder / found[1]}, line {line}"

    within = re.escape(str(staged))
    said = re.sub(rf"{within}/(.+?), line (\d+)", place, error.message)
    return ScaffoldError(said.replace(str(staged), str(part.folder)))
