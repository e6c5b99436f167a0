"""Where two ways to settle a merge differ: what a person has to settle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.lines import Lines, Matcher

_START, _BEFORE, _MIDDLE, _END = (
    "<<<<<<< yours",
    "||||||| before",
    "=======",
    ">>>>>>> new",
)
_MARKER = re.compile(r"<{7}( |$)|>{7}( |$)|\|{7}( |$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """``line`` counts from 1 in the person's file, ``before`` is what the tool wrote.

    Each of the texts may be "": there is nothing in that place. All three are where the
    file ``is_text`` no more.
    """

    line: int
    before: str
    yours: str
    new: str
    is_text: bool = True


def told(there: Lines, base: Lines, yours: Lines, new: Lines) -> tuple[Conflict, ...]:
    """Each place where ``yours`` and ``new`` differ, by its line in ``there``."""
    place = places(there, yours)
    return tuple(
        Conflict(
            line=place[start],
            before="\n".join(before),
            yours="\n".join(mine),
            new="\n".join(theirs),
        )
        for start, before, mine, theirs in _parts(base, yours, new)
        if mine != theirs
    )


def marked(base: Lines, yours: Lines, new: Lines) -> Lines:
    """The two as one, as git writes a conflict in its style diff3: with ``base``."""
    lines: list[str] = []
    for _, before, mine, theirs in _parts(base, yours, new):
        if mine == theirs:
            lines += mine
        else:
            lines += [_START, *mine, _BEFORE, *before, _MIDDLE, *theirs, _END]
    return tuple(lines)


def markers(lines: Lines, *, is_prose: bool) -> tuple[int, ...]:
    """The lines, from 1, that an unsettled conflict left: ours, git's, anybody's.

    A ======= alone may underline a heading of seven letters, and any in ``is_prose``.
    """
    found = [n for n, line in enumerate(lines) if _MARKER.match(line)]
    for number, line in enumerate(lines):
        above = lines[number - 1].strip() if number else ""
        if line.rstrip() == _MIDDLE and (
            found or (not is_prose and len(above) != len(_MIDDLE))
        ):
            found.append(number)
    return tuple(number + 1 for number in sorted(found))


def _parts(
    base: Lines, yours: Lines, new: Lines
) -> Iterator[tuple[int, Lines, Lines, Lines]]:
    """What is the same and what is not, by turns, each with its place in ``yours``."""
    starts, stops = _bounds(base, yours)
    for _, start, end, other, other_end in Matcher(None, yours, new).get_opcodes():
        before = base[starts[start] : stops[end]]
        yield start, before, yours[start:end], new[other:other_end]


def _bounds(base: Lines, after: Lines) -> tuple[list[int], list[int]]:
    """For each line of ``after``, and its end, where in ``base`` a part begins or ends there.

    Within lines that came in the place of others, a part has all of these.
    """
    starts, stops = [len(base)] * (len(after) + 1), [0] * (len(after) + 1)
    for tag, start, end, begin, stop in Matcher(None, base, after).get_opcodes():
        for place in range(begin, stop + 1):
            first, last = start, end
            if tag == "equal":
                first = last = start + place - begin
            elif begin < stop and place in (begin, stop):
                first = last = start if place == begin else end
            # What went between two lines belongs to the parts on both sides.
            starts[place] = min(starts[place], first)
            stops[place] = max(stops[place], last)
    return starts, stops


def places(before: Lines, after: Lines) -> list[int]:
    """For each line of ``after``, and its end, the line of ``before`` that it is or precedes."""
    places: list[int] = []
    for _, start, end, begin, stop in Matcher(None, before, after).get_opcodes():
        places += [min(start + i, max(end - 1, start)) + 1 for i in range(stop - begin)]
    # What comes below the last line is told by that line.
    most = max(len(before), 1)
    return [min(place, most) for place in [*places, most]]
