"""A project after the first day: a changed spec, or a newer tool, in edited code.

What the tool wrote (``.scaffold/``), what is there, and what it writes now are merged; the
frameworks' own generators write the migrations; both twins are published, or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scaffold.merge import Conflict
from scaffold.project import living
from scaffold.project.living import Part, Project
from scaffold.spec.changes import Changes, Place
from scaffold.system import journal, temporary
from scaffold.system.errors import RenderError, ScaffoldError, one_line, reason
from scaffold.system.journal import Change
from scaffold.update import (
    branches,
    brought,
    makers,
    merging,
    own_changes,
    publishing,
    remains,
    renaming,
    rendering,
    staging,
)
from scaffold.update.changes import Change as TableChange
from scaffold.update.merging import Conflicts, Result
from scaffold.update.migrations import Written, write_migrations
from scaffold.update.preflight import refuse_hindrances
from scaffold.update.rendering import Rendered
from scaffold.update.wanted import Edit, Wanted, wanted

__all__ = ["Updated", "update"]

Tell = Callable[[str], None]
#: The files of a starter, by their paths in it.
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What an update changes: of the spec in sentences, on disk by path.

    ``notes`` say what to know of rows, and what was decided of a file, ``conflicts`` where markers were written,
    ``migrations`` which of the files are new ones.
    """

    project: Path
    said: Changes
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, Conflict], ...] = ()
    migrations: tuple[str, ...] = ()


def update(
    folder: Path,
    *,
    tell: Tell,
    edit: Edit | None = None,
    renamed: Mapping[Place, str] | None = None,
    confirm: Callable[[Sequence[str]], None] = lambda lost: None,
    dry_run: bool = False,
    markers: bool = False,
) -> Updated:
    """Bring the project in ``folder`` to its spec, which ``edit`` may change first.

    ``renamed`` are names of the old spec and the new ones. ``confirm`` is told what rows
    are lost, and raises to stop. ``markers`` writes both texts where they conflict.
    Raises ScaffoldError, and then nothing was changed.
    """
    if dry_run and journal.is_unfinished(folder):
        raise ScaffoldError(
            one_line(f"an update was cut short: run scaffold update {folder} first.")
        )
    if journal.finish(folder):
        tell("Finished an update that was cut short")
    project = living.find(folder)
    refuse_hindrances(project)
    living.refuse_edited_copies(project)
    goal = wanted(project, edit, renamed or {})
    if goal.lost:
        confirm(goal.lost)
    try:
        with temporary.folder("update") as scratch:
            updated = _updated(project, goal, scratch, tell, markers=markers)
    except (OSError, RenderError) as error:
        cause = error.__cause__ if isinstance(error, RenderError) else error
        if not isinstance(cause, OSError):
            raise
        where = temporary.place_of(cause)
        raise ScaffoldError(
            one_line(f"{where} cannot be used: {reason(cause)}. Nothing was changed.")
        ) from error
    if not dry_run:
        journal.write(folder, updated.changes)
    return updated


def _updated(
    project: Project, goal: Wanted, scratch: Path, tell: Tell, *, markers: bool
) -> Updated:
    """What is to be written. Raises ScaffoldError and OSError."""
    steps = [_counted(tell, step, 3 + project.is_pair) for step in range(1, 5)]
    if goal.renamed:
        _refuse_unfinished(project, scratch, steps[0])
    new = rendering.rendered(project, goal.spec, scratch / "new", steps[0])
    steps[1]("Merging")
    merged = {part.prefix: _merged(part, new, goal) for part in project.parts}
    conflicts = tuple(_conflicts(project, merged))
    if conflicts and not markers:
        raise Conflicts(conflicts)
    there = {
        part.prefix: merging.as_it_will_be(part, merged[part.prefix])
        for part in project.parts
    }
    staged = scratch / "staged"
    changes, migrations, own = _changes(
        project, goal, new, merged, there, staged, steps[2], marked=bool(conflicts)
    )
    notes = [*_notes(project, goal, new, merged, there), *own]
    if project.is_pair and any(each.content != each.old for each in changes):
        readme, note = publishing.readme(project, goal, staged, scratch)
        changes.append(readme)
        notes += [f"{readme.path}: {note}"] if note else []
        if not conflicts:
            steps[3]("Comparing")
            changes.append(publishing.page(project, goal, staged))
    return Updated(
        project=project.folder,
        said=goal.said,
        changes=tuple(each for each in changes if each.content != each.old),
        notes=tuple(notes),
        conflicts=conflicts,
        migrations=migrations,
    )


def _counted(tell: Tell, step: int, steps: int) -> Tell:
    """Tell how far it is, too."""
    return lambda text: tell(f"{step}/{steps} {text}")


def _refuse_unfinished(project: Project, scratch: Path, tell: Tell) -> None:
    """Raise ScaffoldError where more than a name would change.

    What the tool writes under both names is compared word by word, so the old one must
    be what is there.
    """
    if any(part.pristine.unwritten for part in project.parts):
        raise ScaffoldError(
            one_line(
                f"{project.folder} waits for migrations: run scaffold update "
                f"{project.folder} first, then rename."
            )
        )
    newer = living.is_spec_newer(project)
    if not newer:
        spec = project.made_from()
        again = rendering.rendered(project, spec, scratch / "again", tell)
        newer = any(
            again[part.prefix].files.get(path) != data
            for part in project.parts
            for path, data in part.pristine.files.items()
            if not merging.is_left_alone(part, path)
        )
    if newer:
        raise ScaffoldError(
            one_line(
                f"{project.folder} is older than its spec or than this scaffold: run "
                f"scaffold update {project.folder} first, then rename."
            )
        )


def _merged(part: Part, new: Mapping[str, Rendered], goal: Wanted) -> list[Result]:
    mine = new[part.prefix]
    if goal.renamed:
        return renaming.renamed(part, mine.files, goal)
    results = merging.merged(part, mine.files, mine.executable)
    return merging.tidied(part.folder, results, mine.files)


def _changes(
    project: Project,
    goal: Wanted,
    new: Mapping[str, Rendered],
    merged: Mapping[str, list[Result]],
    there: Mapping[str, Files],
    staged: Path,
    tell: Tell,
    *,
    marked: bool,
) -> tuple[list[Change], tuple[str, ...], list[str]]:
    """Every file of the starters that changes, and which of them are new migrations.

    At last what these hold that is a person's own. ``there`` are the files as they will
    be.
    """
    now = datetime.now(UTC)
    changes = [publishing.spec_of(project, goal)]
    migrations: list[str] = []
    own: list[str] = []
    for part in project.parts:
        results = merged[part.prefix]
        changes += publishing.changes_of(part, results, marked=marked)
        changes += brought.changes(part, goal.change, now)
        staging.stage(part, results, staged / part.prefix)
        written: list[Change] = []
        unwritten = part.pristine.unwritten
        # Code that a merge of two branches brought is no change any more.
        is_other = goal.spec != goal.before or any(
            each.is_change for each in results if each.path.endswith(".py")
        )
        if unwritten is None and is_other:
            unwritten = goal.unwritten
        if unwritten and not marked:
            change, place = goal.change_since(unwritten), staged / part.prefix
            made = _migrated(part, change, place, results, tell)
            written += publishing.new_files(part, place, made.files)
            files = there[part.prefix], new[part.prefix].files
            own += own_changes.notes(part.prefix, made.touched, *files, change)
            unwritten = None
        changes += written
        migrations += [each.path for each in written]
        changes += publishing.kept(part, new[part.prefix], goal, written, unwritten)
    return changes, tuple(migrations), own


def _migrated(
    part: Part,
    change: TableChange,
    staged: Path,
    results: Sequence[Result],
    tell: Tell,
) -> Written:
    try:
        starter = staging.at_work(part, staged, tell)
        tell(f"Looking for changes of the models in {part.framework.title}")
        return write_migrations(starter, change)
    except ScaffoldError as error:
        raise staging.in_project(error, part, staged, results) from error


def _conflicts(
    project: Project, merged: Mapping[str, list[Result]]
) -> Iterator[tuple[str, Conflict]]:
    for part in project.parts:
        for each in merged[part.prefix]:
            for conflict in each.merged.conflicts:
                yield part.prefix + each.path, conflict


def _notes(
    project: Project,
    goal: Wanted,
    new: Mapping[str, Rendered],
    merged: Mapping[str, list[Result]],
    there: Mapping[str, Files],
) -> Iterator[str]:
    yield from goal.notes
    for part in project.parts:
        for each in merged[part.prefix]:
            if each.merged.note:
                yield f"{part.prefix}{each.path}: {each.merged.note}"
        yield from brought.notes(part, goal.change)
        files = there[part.prefix], new[part.prefix].files
        yield from remains.notes(part, *files, goal)
        yield from makers.notes(part.prefix, *files, goal.change)
    yield from branches.notes(project, goal, merged)
