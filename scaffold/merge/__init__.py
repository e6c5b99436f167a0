"""Bring a newer text of the tool into a file that a person has edited, three ways.

Pure: bytes in, bytes out. What both changed alike or apart is merged, by lines first and
then by what the lines mean (``definitions``, ``tables``); the rest is a conflict, and
then the person's file stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.merge import conflicts
from scaffold.merge.conflicts import Conflict
from scaffold.merge.forms import both_ways
from scaffold.merge.lines import Lines
from scaffold.merge.texts import Text, read, written

__all__ = ["Conflict", "Merged", "line_of", "marker_lines", "merge", "same_text"]

_STAYS_DELETED = "deleted by you, stays deleted though scaffold has a newer text"
_KEPT = "no longer written by scaffold, kept because you changed it"
_BOTH_ADDED = "added by you and by scaffold, yours kept"
_NO_TEXT = (
    "changed by you and by scaffold, and no text that could be merged; yours kept"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """``content`` None is no file; with ``conflicts`` it is the person's own.

    ``marked`` has the rest merged and each conflict with all three texts between <<<<<<<
    and >>>>>>>; None where there is none, or no text. ``note`` says what was decided, "" if nothing was.
    """

    content: bytes | None
    conflicts: tuple[Conflict, ...] = ()
    marked: bytes | None = None
    note: str = ""


def merge(
    path: str, base: bytes | None, yours: bytes | None, new: bytes | None
) -> Merged:
    """``base`` is what the tool wrote, ``new`` what it writes now, None where no file is.

    ``path`` only says by its ending what the text is. Never raises.
    """
    if yours is None:
        if base is None:
            return Merged(content=new)
        changed = new is not None and not same_text(base, new)
        return Merged(content=None, note=_STAYS_DELETED if changed else "")
    if new is None:
        if base is not None and same_text(base, yours):
            return Merged(content=None)
        return Merged(content=yours, note="" if base is None else _KEPT)
    if base == yours:
        return Merged(content=new)
    if same_text(yours, new) or (base is not None and same_text(base, new)):
        return Merged(content=yours)
    return _merged(path, base, yours, new)


def marker_lines(path: str, content: bytes) -> tuple[int, ...]:
    """The lines, from 1, in which a text still has a marker of a conflict."""
    # Most files have none, which is seen at once.
    if not any(mark * 7 in content for mark in (b"<", b"|", b"=", b">")):
        return ()
    text = read(content)
    is_prose = path.endswith((".md", ".rst", ".txt"))
    return () if text is None else conflicts.markers(text.lines, is_prose=is_prose)


def line_of(there: bytes, after: bytes, line: int) -> int:
    """The line of ``there`` that a ``line`` of ``after``, both from 1, is or precedes."""
    mine, theirs = read(there), read(after)
    if mine is None or theirs is None or not 0 < line <= len(theirs.lines):
        return line
    return conflicts.places(mine.lines, theirs.lines)[line - 1]


def same_text(one: bytes, other: bytes) -> bool:
    """Whether two files differ in line ends and byte order mark at most."""
    if one == other:
        return True
    text, another = read(one), read(other)
    return text is not None and another is not None and text.lines == another.lines


def _merged(path: str, base: bytes | None, yours: bytes, new: bytes) -> Merged:
    """Of two that differ from each other and from what was."""
    before, mine, theirs = read(base or b""), read(yours), read(new)
    note = _BOTH_ADDED if base is None else ""
    if before is None or mine is None or theirs is None:
        told = (Conflict(line=1, before="", yours="", new="", is_text=False),)
        return Merged(content=yours, conflicts=told, note=note or _NO_TEXT)
    if base is None:
        kept = (mine.lines, theirs.lines)
        return _in_conflict(yours, before.lines, mine, theirs, kept, note)
    if before.lines == mine.lines:
        return Merged(content=written(theirs.lines, mine, theirs))
    kept = both_ways(path, before.lines, mine.lines, theirs.lines)
    if kept[0] == kept[1]:
        return Merged(content=written(kept[0], mine, theirs))
    return _in_conflict(yours, before.lines, mine, theirs, kept, note)


def _in_conflict(
    yours: bytes,
    before: Lines,
    mine: Text,
    theirs: Text,
    kept: tuple[Lines, Lines],
    note: str,
) -> Merged:
    return Merged(
        content=yours,
        conflicts=conflicts.told(mine.lines, before, *kept),
        marked=written(conflicts.marked(before, *kept), mine, theirs),
        note=note,
    )
