"""A project that the tool made and people work on: one starter, or a pair.

``.scaffold/`` in each starter says what was written; what is there now is compared with
that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from scaffold import __version__, frameworks
from scaffold.frameworks import Framework
from scaffold.merge import same_text
from scaffold.project import copies, history, pair, pristine
from scaffold.project.pristine import Pristine
from scaffold.project.sources import NOT_SOURCE
from scaffold.spec import Spec, toml
from scaffold.system.errors import ScaffoldError, one_line, reason

#: Of what a copy says, so many are told.
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One starter of a project; ``prefix`` leads to it from the project's folder."""

    framework: Framework
    folder: Path
    prefix: str
    pristine: Pristine


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """``parts`` are both starters of a pair, or the one."""

    folder: Path
    parts: tuple[Part, ...]

    @property
    def is_pair(self) -> bool:
        return len(self.parts) > 1

    @property
    def name(self) -> str:
        return self.parts[0].pristine.name

    @property
    def spec_file(self) -> Path:
        """The one spec that people edit."""
        return self.folder / pair.SPEC

    def made_from(self) -> Spec:
        """The spec that the code was made from. Raises SpecError."""
        part = self.parts[0]
        file = part.folder / pristine.FOLDER / pristine.SPEC
        return toml.from_toml(part.pristine.spec, str(file))


class NotAProject(ScaffoldError):
    """A folder is not what the tool makes; exit code 2."""

    exit_code = 2

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(
            one_line(
                f"{folder} is not a project of scaffold: it has no {missing}. Name the "
                "folder that scaffold made; .scaffold/ belongs into its history."
            )
        )


def find(folder: Path) -> Project:
    """The project in ``folder``. Raises ScaffoldError when there is none."""
    if not (folder / pair.SPEC).is_file():
        raise NotAProject(folder, pair.SPEC)
    if (folder / pristine.FOLDER).is_dir():
        _refuse_half(folder)
        return Project(folder=folder, parts=(_part(folder, ""),))
    both = pair.folders(folder)
    parts = tuple(_part(there, f"{there.name}/") for there in both.values())
    for framework, part in zip(both, parts, strict=True):
        _refuse_another(part.folder, framework, part.pristine)
    names = {part.pristine.name for part in parts}
    specs = {part.pristine.spec for part in parts}
    if len(names) > 1 or len(specs) > 1:
        raise ScaffoldError(
            one_line(
                f"{folder}: both starters were not made from one spec, says their "
                ".scaffold/. Take it back from your history."
            )
        )
    return Project(folder=folder, parts=parts)


def _refuse_half(folder: Path) -> None:
    """Raise ScaffoldError where ``folder`` is one starter of a pair."""
    above = folder.resolve().parent
    try:
        is_half = folder.resolve() in {
            p.resolve() for p in pair.folders(above).values()
        }
    except ScaffoldError:
        return
    if is_half:
        raise ScaffoldError(
            one_line(f"{folder} is one starter of a pair: name {above}, for both.")
        )


def _part(folder: Path, prefix: str) -> Part:
    try:
        kept = pristine.read(folder)
        framework = next(f for f in frameworks.ALL if f.name == kept.framework)
    except FileNotFoundError:
        raise NotAProject(folder, pristine.FOLDER) from None
    except (*pristine.UNREADABLE, StopIteration) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise ScaffoldError(
            one_line(
                f"{folder / pristine.FOLDER} cannot be read: {why}. "
                "Take it back from your history."
            )
        ) from error
    _refuse_newer(folder, kept)
    _refuse_another(folder, framework, kept)
    return Part(framework=framework, folder=folder, prefix=prefix, pristine=kept)


def _refuse_newer(folder: Path, kept: Pristine) -> None:
    """Raise ScaffoldError for what a newer scaffold wrote."""
    made = folder / pristine.FOLDER / pristine.MADE
    if _numbers(kept.scaffold) > _numbers(__version__):
        raise ScaffoldError(
            one_line(
                f"{made}: the project was made by scaffold {kept.scaffold}, which this "
                f"one, {__version__}, does not know. Install that, or a newer one."
            )
        )


def _refuse_another(folder: Path, framework: Framework, kept: Pristine) -> None:
    """Raise ScaffoldError where ``kept`` is not what was written for ``framework``."""
    # Each framework has its migrations elsewhere, and every project has some.
    if not any(fnmatch(path, framework.migrations) for path in kept.files):
        raise ScaffoldError(
            one_line(
                f"{folder / pristine.FOLDER} is not that of a {framework.title} project. "
                "Take it back from your history."
            )
        )


def _numbers(version: object) -> tuple[int, ...]:
    """Of a version, as far as it has numbers: 1.10.0rc1 is behind 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", str(version))[:3])


def refuse_edited_copies(project: Project) -> None:
    """Raise ScaffoldError where a starter of a pair has another spec than it was given.

    One in which each model, field and key is as it was given, or as the pair's own spec
    has it, is no other: so git leaves it after a merge of two branches.
    """
    if not project.is_pair:
        return
    own = project.spec_file.read_bytes()
    for part in project.parts:
        copy = part.folder / pair.SPEC
        if not copy.is_file():
            raise ScaffoldError(one_line(_edited(project, copy, "is not there")))
        there, given = copy.read_bytes(), part.pristine.files[pair.SPEC]
        if any(same_text(there, text) for text in (given, own)):
            continue
        if others := copies.differences(there, given, own, project.name):
            more = len(others) - _NAMED
            named = ", ".join(others[:_NAMED]) + (f" and {more} more" * (more > 0))
            how = f"was changed: it says of {named} what {project.spec_file} does not"
            raise ScaffoldError(one_line(_edited(project, copy, how)))


def _edited(project: Project, copy: Path, how: str) -> str:
    merge = history.merge_of(project.folder)
    back = "from your history"
    if merge:
        back = f"with git checkout {merge.ours} -- {copy}"
    return (
        f"{copy} {how}. In a pair only {project.spec_file} is edited, and the tool "
        f"writes the copies. Move your change there, or take the copy back {back}."
    )


def is_spec_newer(project: Project) -> bool:
    """Whether the spec was edited since the code was made. Raises SpecError."""
    spec = toml.load(project.spec_file).completed(project.name)
    return spec != project.made_from()


def spec_of_code(folder: Path) -> tuple[Spec, str]:
    """The spec that a project's code was made from, and a note where it was edited since.

    Where ``.scaffold/`` cannot be read it is what its file says. Raises ScaffoldError.
    """
    try:
        project = find(folder)
    except (ScaffoldError, OSError):
        return toml.load(folder / pair.SPEC), ""
    if not is_spec_newer(project):
        return project.made_from(), ""
    newer = one_line(
        f"{project.spec_file} was edited since the code was made: "
        f"scaffold update {folder} brings it in"
    )
    return project.made_from(), newer


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A file that is not as the tool wrote it; ``how`` is edited, deleted or added."""

    path: str
    how: str
    pristine: bytes
    now: bytes


def edits(part: Part) -> tuple[Edited, ...]:
    """What people did to a starter since it was written, by path."""
    now = dict(read_all(part.folder))
    was = part.pristine.files
    found = []
    for path in sorted(now.keys() | was.keys()):
        old, new = was.get(path), now.get(path)
        if old is not None and new is not None and same_text(old, new):
            continue
        how = "added" if old is None else "deleted" if new is None else "edited"
        found.append(Edited(path=path, how=how, pristine=old or b"", now=new or b""))
    return tuple(found)


def read_all(folder: Path) -> Mapping[str, bytes]:
    """Every file of a starter that is its own, by its path with slashes."""
    return {path: (folder / path).read_bytes() for path in paths(folder)}


def paths(folder: Path) -> Iterator[str]:
    """What is neither ignored nor left behind by running it."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not NOT_SOURCE.fullmatch(name))
        for name in sorted(files):
            file = Path(place, name)
            if not NOT_SOURCE.fullmatch(name) and file.is_file():
                yield file.relative_to(folder).as_posix()
