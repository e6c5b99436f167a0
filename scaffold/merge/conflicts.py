"""Where two ways to settle a merge differ: what a person has to settle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.lines import Lines, Matcher

_START, _MIDDLE, _END = "<<<<<<< yours", "=======", ">>>>>>> new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """``line`` counts from 1 in the person's file; the texts may be "": removed there."""

    line: int
    yours: str
    new: str


def told(before: Lines, yours: Lines, new: Lines) -> tuple[Conflict, ...]:
    """Each place where ``yours`` and ``new`` differ, by its line in ``before``."""
    place = _places(before, yours)
    return tuple(
        Conflict(line=place[start], yours="\n".join(mine), new="\n".join(theirs))
        for start, mine, theirs in _parts(yours, new)
        if mine != theirs
    )


def marked(yours: Lines, new: Lines) -> Lines:
    """The two as one, as git writes a conflict."""
    lines: list[str] = []
    for _, mine, theirs in _parts(yours, new):
        if mine == theirs:
            lines += mine
        else:
            lines += [_START, *mine, _MIDDLE, *theirs, _END]
    return tuple(lines)


def _parts(yours: Lines, new: Lines) -> Iterator[tuple[int, Lines, Lines]]:
    """What is the same and what is not, by turns, each with its place in ``yours``."""
    for _, start, end, other, other_end in Matcher(None, yours, new).get_opcodes():
        yield start, yours[start:end], new[other:other_end]


def _places(before: Lines, after: Lines) -> list[int]:
    """For each line of ``after``, and its end, the line of ``before`` that it is or precedes."""
    places: list[int] = []
    for _, start, end, begin, stop in Matcher(None, before, after).get_opcodes():
        places += [min(start + i, max(end - 1, start)) + 1 for i in range(stop - begin)]
    # What comes below the last line is told by that line.
    most = max(len(before), 1)
    return [min(place, most) for place in [*places, most]]
