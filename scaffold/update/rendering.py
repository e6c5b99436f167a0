"""What the tool writes now for a spec: every starter of a project, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.generate.build import building
from scaffold.generate.render import compiled_templates
from scaffold.project import living
from scaffold.project.living import Project
from scaffold.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A starter as it would be if nobody had edited it."""

    folder: Path
    files: Mapping[str, bytes]
    executable: frozenset[str]


def rendered(
    project: Project, spec: Spec, into: Path, tell: Callable[[str], None]
) -> dict[str, Rendered]:
    """Render to ``into``; by the part's prefix. Raises RenderError."""
    into.mkdir()
    folders = {part.framework: into / part.framework.name for part in project.parts}
    rows = any(part.pristine.rows for part in project.parts)
    with building(folders, project.name, spec, tell, rows=rows):
        pass
    compiled_templates().save()
    return {part.prefix: _read(folders[part.framework]) for part in project.parts}


def _read(folder: Path) -> Rendered:
    files = living.read_all(folder)
    executable = {path for path in files if (folder / path).stat().st_mode & 0o100}
    return Rendered(folder=folder, files=files, executable=frozenset(executable))
