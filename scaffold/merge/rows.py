"""Which row of an array a person's row once was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def origins(base: Sequence[Row], yours: Sequence[Row]) -> list[int | None]:
    """For each of ``yours`` its place in ``base``; None of one that the person added.

    An edited row is the one with which it has most in common, and half of its values at
    least: a position says nothing once a row was removed.
    """
    found: list[int | None] = [None] * len(yours)
    unused: dict[int, Row] = dict(enumerate(base))
    by_text: dict[str, list[int]] = {}
    for place, row in unused.items():
        by_text.setdefault(repr(row), []).append(place)
    for place, row in enumerate(yours):
        if same := by_text.get(repr(row)):
            found[place] = same.pop(0)
            del unused[found[place] or 0]
    for place, row in enumerate(yours):
        if found[place] is None and unused:
            best = max(unused, key=lambda other: (_alike(unused[other], row), -other))
            if 2 * _alike(unused[best], row) >= max(len(unused[best]), 1):
                found[place] = best
                del unused[best]
    return found


def _alike(one: Row, other: Row) -> int:
    return sum(name in other and repr(other[name]) == repr(one[name]) for name in one)
