"""What becomes of each file of a starter: pristine, a person's and new, merged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from scaffold.frameworks import Framework
from scaffold.merge import Conflict, Merged, merge
from scaffold.project import living, pair
from scaffold.project.living import Part
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.update import style


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One file of a starter: ``path`` in it, what is there, and what shall be."""

    path: str
    yours: bytes | None
    merged: Merged
    is_executable: bool = False

    @property
    def is_change(self) -> bool:
        return self.merged.content != self.yours


class Conflicts(ScaffoldError):
    """A person and the tool changed the same place; exit code 1, nothing was changed."""

    def __init__(self, found: Sequence[tuple[str, Conflict]]) -> None:
        files = len({path for path, _ in found})
        super().__init__(
            f"{len(found)} place{'s' * (len(found) > 1)} in {files} "
            f"file{'s' * (files > 1)} changed here and in scaffold. Nothing was changed. "
            "Bring what is new into your text by hand where it is shown, and run this "
            "again; or, to keep yours too, let --conflicts=markers write all texts into "
            "the files, and choose there."
        )
        self.found = found

    @property
    def lines(self) -> list[str]:
        return [*(told(path, conflict) for path, conflict in self.found), self.message]

    @property
    def data(self) -> dict[str, Any]:
        return {"conflicts": as_data(self.found)}


def as_data(found: Iterable[tuple[str, Conflict]]) -> list[dict[str, Any]]:
    """Conflicts for programs."""
    return [
        {
            "file": path,
            "line": conflict.line,
            "before": conflict.before,
            "yours": conflict.yours,
            "new": conflict.new,
        }
        for path, conflict in found
    ]


def told(path: str, conflict: Conflict) -> str:
    """A conflict for people: where, and what was there, is there and comes there."""
    where = one_line(f"{path}, line {conflict.line}")
    if not conflict.is_text:
        return f"{where}\n  no text in UTF-8: changed by you and by scaffold"
    before = conflict.before.strip()
    is_new = "nothing: you and scaffold both added something here"
    kept = "nothing: you removed this" if before else "nothing"
    gone = "nothing: scaffold no longer writes this" if before else "nothing"
    return "\n".join(
        [
            where,
            *_quoted("before", conflict.before, is_new),
            *_quoted("yours", conflict.yours, kept),
            *_quoted("new", conflict.new, gone),
        ]
    )


def _quoted(whose: str, text: str, nothing: str) -> Iterator[str]:
    yield f"  {whose}:" + ("" if text.strip() else f" {nothing}")
    yield from (f"    {one_line(line)}" for line in text.splitlines() if line.strip())


def merged(
    part: Part, new: Mapping[str, bytes], executable: frozenset[str]
) -> list[Result]:
    """Every file of a starter that the tool wrote or writes. Raises ScaffoldError."""
    old = part.pristine.files
    before, after = style.in_style_of(part.folder, old, new)
    paths = sorted(path for path in {*old, *new} if not is_left_alone(part, path))
    found = []
    for path in paths:
        yours = yours_of(part.folder, path)
        # The copy of a pair's spec is nobody's text, whatever git made of it.
        base = yours if path == pair.SPEC else before.get(path)
        found.append(
            Result(
                path=path,
                yours=yours,
                merged=merge(path, base, yours, after.get(path)),
                is_executable=path in executable,
            )
        )
    return found


def tidied(folder: Path, found: list[Result], new: Mapping[str, bytes]) -> list[Result]:
    """Results of both a person and the tool in order, as each would have left them."""
    joined = {
        each.path: each.merged.content
        for each in found
        if each.merged.content is not None
        and each.yours is not None
        and each.is_change
        and each.merged.content != new.get(each.path)
    }
    tidy = style.tidied(folder, joined) if joined else {}
    return [
        replace(each, merged=replace(each.merged, content=tidy[each.path]))
        if each.path in tidy
        else each
        for each in found
    ]


def as_it_will_be(part: Part, results: Iterable[Result]) -> dict[str, bytes]:
    """Every file of a starter but its spec, by its path."""
    there = {
        p: data for p, data in living.read_all(part.folder).items() if p != pair.SPEC
    }
    return there | {each.path: each.merged.content or b"" for each in results}


def is_left_alone(part: Part, path: str) -> bool:
    """Whether an update never merges this file: migrations above all, which have run."""
    # The spec of a lone starter is what people edit; a pair has it beside both.
    is_source = path == pair.SPEC and not part.prefix
    return is_source or is_migration(part.framework, path)


def is_migration(framework: Framework, path: str) -> bool:
    return fnmatch(path, framework.migrations)


def yours_of(folder: Path, path: str) -> bytes | None:
    """What is there now, None for no file. Raises ScaffoldError where none could be."""
    file = folder / path
    if file.is_file():
        within = os.path.realpath(folder)
        if os.path.commonpath([within, os.path.realpath(file)]) != within:
            raise ScaffoldError(
                one_line(f"{file} is a link that leads out of {folder}. Copy it there.")
            )
        return file.read_bytes()
    if os.path.lexists(file):
        raise ScaffoldError(
            one_line(f"{file} is in the way: it is no file, where scaffold has one.")
        )
    return None
