"""The files of a whole project that an update changes, in one list to be written at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from scaffold import compare
from scaffold.merge import merge
from scaffold.project import pair, pair_files, pristine
from scaffold.project.living import Part, Project
from scaffold.project.pristine import Unwritten
from scaffold.system.folders import put
from scaffold.system.journal import Change
from scaffold.update import merging
from scaffold.update.merging import Result
from scaffold.update.rendering import Rendered
from scaffold.update.wanted import Wanted

_KEPT = "changed by you and by scaffold, yours kept"


def changes_of(
    part: Part, results: Iterable[Result], *, marked: bool
) -> Iterator[Change]:
    """What becomes of the files that the tool writes, or wrote."""
    for each in results:
        content = each.merged.content
        if marked and each.merged.marked is not None:
            content = each.merged.marked
        yield _change(part, each.path, each.yours, content, each.is_executable)


def new_files(part: Part, staged: Path, paths: Iterable[str]) -> Iterator[Change]:
    """What generators wrote into the staged copy."""
    for path in paths:
        yield _change(part, path, None, (staged / path).read_bytes())


def kept(
    part: Part,
    new: Rendered,
    wanted: Wanted,
    written: Iterable[Change],
    unwritten: Unwritten | None,
) -> Iterator[Change]:
    """``.scaffold/`` as it shall be: the new text, and the migrations that have run.

    ``written`` are new migrations; ``unwritten`` is one that is still to be written.
    """
    for path in new.files:
        if merging.is_migration(part.framework, path):
            (new.folder / path).unlink()
    old = part.pristine.files
    ran = {
        p: data for p, data in old.items() if merging.is_migration(part.framework, p)
    }
    put(new.folder, ran)
    if not part.prefix:
        # The spec of a lone starter is in its person's own words.
        put(new.folder, {pair.SPEC: wanted.text})
    for each in written:
        put(new.folder, {each.path.removeprefix(part.prefix): each.content or b""})
    files = pristine.files_of(
        *(new.folder, part.framework, part.pristine.name, wanted.spec),
        unwritten=unwritten,
        rows=part.pristine.rows,
    )
    for path, content in files.items():
        yield _change(part, path, merging.yours_of(part.folder, path), content)


def spec_of(project: Project, wanted: Wanted) -> Change:
    old = project.spec_file.read_bytes()
    return Change(path=pair.SPEC, old=old, content=wanted.text)


def readme(
    project: Project, wanted: Wanted, staged: Path, scratch: Path
) -> tuple[Change, str]:
    """README.md of a pair, made of the whole staged copy, and what was decided of it."""
    was = scratch / "old"
    for part in project.parts:
        put(was / part.prefix, part.pristine.files)
    base = pair_files.readme(was, wanted.before, project.name)
    new = pair_files.readme(staged, wanted.spec, project.name)
    yours = merging.yours_of(project.folder, pair_files.README)
    merged = merge(pair_files.README, base.encode(), yours, new.encode())
    change = Change(path=pair_files.README, old=yours, content=merged.content)
    return change, _KEPT if merged.conflicts else merged.note


def page(project: Project, wanted: Wanted, staged: Path) -> Change:
    """The page of a pair, made of the same."""
    put(staged, {pair.SPEC: wanted.text})
    if (project.folder / pair.MEASUREMENTS).is_file():
        shutil.copy2(project.folder / pair.MEASUREMENTS, staged)
    compare.write(staged, is_thorough=True)
    content = (staged / compare.PAGE).read_bytes()
    yours = merging.yours_of(project.folder, compare.PAGE)
    return Change(path=compare.PAGE, old=yours, content=content)


def _change(
    part: Part,
    path: str,
    old: bytes | None,
    content: bytes | None,
    is_executable: bool = False,
) -> Change:
    return Change(
        path=part.prefix + path, old=old, content=content, is_executable=is_executable
    )
