"""What must be in order in a project before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.merge import marker_lines
from scaffold.project import living
from scaffold.project.living import Project
from scaffold.system.errors import ScaffoldError, one_line, reason
from scaffold.update.staging import SETTINGS

_MARKER = "a marker of a conflict is left there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """``line`` counts from 1; 0 is the whole file."""

    file: Path
    line: int
    problem: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return one_line(f"{self.file}{line}: {self.problem}.")


class NotReady(ScaffoldError):
    """Files that a person has to see to first; exit code 1, nothing was changed."""

    def __init__(self, found: Sequence[Hindrance]) -> None:
        super().__init__(
            "Nothing was changed. Make the files readable, choose between the texts at "
            "each marker and take the markers out, then run this again."
        )
        self.found = found

    @property
    def lines(self) -> list[str]:
        return [*map(str, self.found), self.message]

    @property
    def data(self) -> dict[str, Any]:
        return {
            "faults": [
                {"file": str(one.file), "line": one.line, "problem": one.problem}
                for one in self.found
            ]
        }


def refuse_hindrances(project: Project) -> None:
    """Raise NotReady for files that cannot be read, or still hold a conflict."""
    files = [project.spec_file]
    for part in project.parts:
        paths = [*living.paths(part.folder), SETTINGS]
        files += [part.folder / path for path in paths]
    found = [each for file in dict.fromkeys(files) for each in _hindrances(file)]
    if found:
        raise NotReady(found)


def _hindrances(file: Path) -> Iterator[Hindrance]:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        problem = f"cannot be read: {reason(error)}"
        yield Hindrance(file=file, line=0, problem=problem)
        return
    for line in marker_lines(file.name, content):
        yield Hindrance(file=file, line=line, problem=_MARKER)
