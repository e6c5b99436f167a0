"""An update in words, as a patch, as JSON; and what people edited, for ``status``."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any

from scaffold.project import living, pristine
from scaffold.project.living import Edited, Project
from scaffold.system.errors import one_line
from scaffold.system.journal import Change
from scaffold.update import Updated
from scaffold.update.merging import as_data, told


def as_text(updated: Updated, *, patch: bool) -> str:
    """What was done, or with ``patch`` what would be."""
    if not updated.changes:
        done = "Nothing to do: the code is what the spec and this scaffold make."
        return "\n".join([done, *map(one_line, updated.notes)])
    lines = [
        f"{sentence[0].upper()}{sentence[1:]}." for sentence in updated.said.sentences
    ]
    if patch:
        for each in _own(updated):
            lines += diff(each.path, each.old, each.content)
    else:
        lines += [f"{how_of(each):>8} {one_line(each.path)}" for each in _own(updated)]
    lines += [one_line(note) for note in updated.notes]
    lines += [told(path, conflict) for path, conflict in updated.conflicts]
    return "\n".join([*lines, "", *_next(updated, patch)])


def _next(updated: Updated, patch: bool) -> Iterator[str]:
    if patch:
        yield "Nothing was written: this was a dry run."
    elif updated.conflicts:
        yield (
            "Choose between the texts at <<<<<<<, in every starter, then run "
            f"scaffold update {updated.project} for the migrations."
        )
    elif updated.migrations:
        yield "Look at the migrations, then bring your databases to them:"
        yield from (f"  {one_line(path)}" for path in updated.migrations)
    else:
        yield "No table changes."


def as_json(updated: Updated) -> str:
    found: dict[str, Any] = {
        "project": str(updated.project),
        "changes": list(updated.said.sentences),
        "files": {each.path: how_of(each) for each in _own(updated)},
        "migrations": list(updated.migrations),
        "notes": list(updated.notes),
        "conflicts": as_data(updated.conflicts),
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def how_of(change: Change) -> str:
    if change.content is None:
        return "removed"
    return "new" if change.old is None else "changed"


def _own(updated: Updated) -> list[Change]:
    """All but what the tool keeps for itself."""
    kept = pristine.FOLDER
    return [change for change in updated.changes if kept not in change.path.split("/")]


def diff(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """What git would show; of what is no text, or the tool's own, only that it changes."""
    try:
        before, after = ((data or b"").decode("utf-8") for data in (old, new))
    except UnicodeDecodeError:
        yield f"Binary file {path} changes"
        return
    if path.endswith(".html") and len(after) > 200_000:
        yield f"{path} is made again"
        return
    names = (
        "/dev/null" if old is None else f"a/{path}",
        "/dev/null" if new is None else f"b/{path}",
    )
    yield from difflib.unified_diff(
        before.splitlines(), after.splitlines(), *names, lineterm=""
    )


def status_text(project: Project, *, with_diff: bool) -> str:
    """What was edited since the tool wrote it."""
    lines = [
        f"{project.folder}: made by scaffold {project.parts[0].pristine.scaffold}",
        _spec_line(project),
    ]
    if any(part.pristine.unwritten for part in project.parts):
        lines.append(
            "Its migrations are still to be written, once no conflict is left: scaffold "
            f"update {project.folder} does."
        )
    for part in project.parts:
        found = living.edits(part)
        lines += ["", f"{part.framework.title}: {_count(found)}"]
        for each in found:
            lines.append(f"{each.how:>8} {one_line(part.prefix + each.path)}")
            if with_diff:
                old = None if each.how == "added" else each.pristine
                new = None if each.how == "deleted" else each.now
                lines += diff(part.prefix + each.path, old, new)
    return "\n".join(lines)


def status_json(project: Project) -> str:
    found = {
        "project": str(project.folder),
        "scaffold": project.parts[0].pristine.scaffold,
        "spec_is_newer": living.is_spec_newer(project),
        "starters": {
            part.framework.name: {each.path: each.how for each in living.edits(part)}
            for part in project.parts
        },
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def _spec_line(project: Project) -> str:
    if living.is_spec_newer(project):
        return (
            f"{project.spec_file} was edited since: scaffold update "
            f"{project.folder} brings it into the code."
        )
    return f"{project.spec_file} is what the code was made from."


def _count(found: tuple[Edited, ...]) -> str:
    if not found:
        return "as it was written"
    hows = [each.how for each in found]
    counts = [(how, hows.count(how)) for how in ("edited", "added", "deleted")]
    files = [f"{count} {how}" for how, count in counts if count]
    return "files: " + ", ".join(files)
