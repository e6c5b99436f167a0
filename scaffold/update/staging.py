"""A copy of a project as it will be: what is published is tried here first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from scaffold.project import living
from scaffold.project.living import Part
from scaffold.run.environments import LOCK, environment
from scaffold.run.starters import Starter
from scaffold.system.folders import put
from scaffold.update.merging import Result

#: What the project's own settings may be read from; never published.
_SETTINGS = ".env"


def stage(part: Part, results: Iterable[Result], into: Path) -> None:
    """Write to the folder ``into`` what the starter will hold. Raises OSError."""
    for path in (*living.paths(part.folder), _SETTINGS):
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
    is_same = (part.folder / LOCK).is_file() and (
        (part.folder / LOCK).read_bytes() == (staged / LOCK).read_bytes()
    )
    if is_same and (own / "bin" / "python").exists():
        folder = own.absolute()
    else:
        folder = environment(staged, tell)
    return Starter(framework=part.framework, folder=staged, environment=folder)
