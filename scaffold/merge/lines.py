"""Merge by lines; and the two words that all ways to merge share."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from merge3 import Merge3

#: Lines without their ends.
Lines = tuple[str, ...]
#: Whose text stands where both changed the same. A merge is made with each: where the
#: two results differ is a conflict.
Keep = Literal["yours", "new"]


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
    """The three merged, with lines of ``keep`` where both changed the same ones."""
    if new == base or yours == new:
        return yours
    if yours == base:
        return new
    merged: list[str] = []
    merge = Merge3(
        base,
        yours,
        new,
        # difflib's blocks are named tuples, which mypy takes for none in a list.
        sequence_matcher=Matcher,  # type: ignore[arg-type]
    )
    for group in merge.merge_groups():
        if group[0] == "conflict":
            merged += group[2] if keep == "yours" else group[3]
        else:
            merged += group[1]
    return tuple(merged)


def clean_by_lines(base: Lines, yours: Lines, new: Lines) -> Lines | None:
    """The three merged; None when both changed the same lines."""
    mine, theirs = (
        by_lines(base, yours, new, "yours"),
        by_lines(base, yours, new, "new"),
    )
    return mine if mine == theirs else None
