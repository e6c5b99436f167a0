"""Few rows in which every two values meet: most mistakes need no third."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

Row = tuple[str, ...]


def pairwise(*axes: Sequence[str]) -> list[Row]:
    """Rows with a value of each axis, so that each pair of values is in one of them."""
    rows: list[Row] = []
    every = list(product(*axes))
    missing = set().union(*map(_pairs, every))
    while missing:
        best = max(every, key=lambda row: len(missing & _pairs(row)))
        rows.append(best)
        missing -= _pairs(best)
    return rows


def _pairs(row: Row) -> set[tuple[tuple[int, str], ...]]:
    return set(combinations(enumerate(row), 2))
