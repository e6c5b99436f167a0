"""Merge by lines; and the two words that all ways to merge share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from merge3 import Merge3

#: Lines without their ends.
Lines = tuple[str, ...]
#: Whose text stands where both changed the same. A merge is made with each: where the
#: two results differ is a conflict.
Keep = Literal["yours", "new"]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"[^\W\d]\w*")
#: So many tokens are compared one by one in a moment.
_MOST_TOKENS = 1_000
#: Of two lines from which one is rather a version of the other than another line.
_ALIKE = 0.6


class Matcher(SequenceMatcher[str]):
    """Of every line: difflib's own takes no notice of a frequent one, as } is."""

    def __init__(
        self,
        isjunk: None = None,
        a: Sequence[str] = "",
        b: Sequence[str] = "",
        autojunk: bool = False,
    ) -> None:
        super().__init__(isjunk, a, b, autojunk=False)


def by_lines(base: Lines, yours: Lines, new: Lines, keep: Keep) -> Lines:
    """The three merged, with lines of ``keep`` where both changed the same ones.

    A conflict that a person has settled is none: ``yours`` has there what is new. That
    ``new`` has lines in another order is no change where a person has changed the same.
    """
    return both_by_lines(base, yours, new)[keep == "new"]


def both_by_lines(base: Lines, yours: Lines, new: Lines) -> tuple[Lines, Lines]:
    """As ``by_lines``, with yours and with new; equal where nothing conflicts."""
    if new == base or yours == new:
        return yours, yours
    if yours == base:
        return new, new
    groups = _groups(base, yours, new)
    if _conflicting(groups):
        in_order = _groups(base, yours, _in_order_of(base, new))
        groups = groups if _conflicting(in_order) else in_order
    mine: list[str] = []
    theirs: list[str] = []
    for group in groups:
        is_conflict = group[0] == "conflict"
        mine += group[2] if is_conflict else group[1]
        theirs += group[3] if is_conflict else group[1]
    return tuple(mine), tuple(theirs)


def clean_by_lines(base: Lines, yours: Lines, new: Lines) -> Lines | None:
    """The three merged; None when both changed the same lines."""
    mine, theirs = both_by_lines(base, yours, new)
    return mine if mine == theirs else None


def _groups(base: Lines, yours: Lines, new: Lines) -> list[tuple[Any, ...]]:
    """Parts as merge3 has them, of which those that are settled are no conflicts."""
    went = Counter(base) - Counter(new)
    words = _words(new)
    return [
        ("settled", group[2])
        if group[0] == "conflict" and _is_settled(*group[1:], went, words)
        else group
        for group in _merge3(base, yours, new).merge_groups()
    ]


def _conflicting(groups: Iterable[tuple[Any, ...]]) -> bool:
    return any(group[0] == "conflict" for group in groups)


def _merge3(
    base: Sequence[str], yours: Sequence[str], new: Sequence[str]
) -> Merge3[str]:
    # difflib's blocks are named tuples, which mypy takes for none in a list.
    return Merge3(base, yours, new, sequence_matcher=Matcher)  # type: ignore[arg-type]


def _is_settled(
    base: Sequence[str],
    yours: Sequence[str],
    new: Sequence[str],
    went: Counter[str],
    words: set[str],
) -> bool:
    """Whether ``yours`` has all that ``new`` changed of ``base``: lines, or in lines.

    ``went`` are the lines that the whole new text has no more, ``words`` all of its.
    """
    before, mine, theirs = map(Counter, (base, yours, new))
    gone, came = before - theirs, theirs - before
    if all(mine[line] <= theirs[line] and went[line] for line in gone):
        own = [line for line in yours if line not in before and line not in theirs]
        is_there = _is_within([line for line in new if line in came], yours)
        if is_there and not _is_version(own, [*gone], words):
            return True
    tokens = [_TOKEN.findall("\n".join(lines)) for lines in (base, yours, new)]
    if sum(map(len, tokens)) > _MOST_TOKENS:
        return False
    groups = [*_merge3(*tokens).merge_groups()]
    joined = [token for group in groups for token in group[1]]
    return not _conflicting(groups) and joined == tokens[1]


def _is_within(some: Sequence[str], lines: Iterable[str]) -> bool:
    """Whether all of ``some`` are among ``lines``, in their order."""
    rest = iter(lines)
    return all(line in rest for line in some)


def _is_version(own: Sequence[str], gone: Sequence[str], words: set[str]) -> bool:
    """Whether a person rather changed a line that went than had it go, too.

    Who deletes ``price`` and has a line that mentions it still has the price.
    """
    lost = _words(gone) - words
    if lost:
        return bool(lost & _words(own))
    return any(
        SequenceMatcher(None, one.strip(), other.strip()).ratio() > _ALIKE
        for one in own
        for other in gone
    )


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for word in _WORD.findall(line)}


def _in_order_of(base: Lines, new: Lines) -> Lines:
    """``new`` with what only moved in it put back to where it was in ``base``."""
    steps = Matcher(None, base, new).get_opcodes()
    came = {new[begin:stop] for tag, *_, begin, stop in steps if tag == "insert"}
    went = {base[start:end] for tag, start, end, *_ in steps if tag == "delete"}
    lines: list[str] = []
    for tag, start, end, begin, stop in steps:
        if tag == "delete" and base[start:end] in came:
            lines += base[start:end]
        elif tag != "insert" or new[begin:stop] not in went:
            lines += new[begin:stop]
    # One that came twice did not only move.
    return tuple(lines) if Counter(lines) == Counter(new) else new
