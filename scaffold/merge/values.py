"""Merge plain values, as JSON and TOML have them: tables by key, arrays by element."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.merge.lines import Keep
from scaffold.merge.parts import NAMELESS, Key, dropped, numbered, three_ways, woven
from scaffold.merge.rows import origins

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A value that may be null, and is not equal to one of another type: 1 is not true."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Value) and repr(self.value) == repr(other.value)


def merged_tables(base: Table, yours: Table, new: Table, keep: Keep) -> dict[str, Any]:
    """The three by key, in the order of ``yours``."""
    keys = [[("name", name) for name in table] for table in (base, yours, new)]
    found = {}
    for _, name in woven(*keys):
        one = three_ways(
            _Value(value=base[name]) if name in base else None,
            _Value(value=yours[name]) if name in yours else None,
            _Value(value=new[name]) if name in new else None,
            keep,
            lambda mine, theirs, name=name: _Value(  # type: ignore[misc]
                value=_both(base.get(name), mine.value, theirs.value, keep)
            ),
        )
        if one is not None:
            found[name] = one.value
    return found


def _both(base: Any, yours: Any, new: Any, keep: Keep) -> Any:
    if isinstance(yours, dict) and isinstance(new, dict):
        return merged_tables(base if isinstance(base, dict) else {}, yours, new, keep)
    if isinstance(base, list) and isinstance(yours, list) and isinstance(new, list):
        if all(isinstance(item, dict) for item in [*base, *yours, *new]):
            return _merged_rows(base, yours, new, keep)
        return _merged_elements(base, yours, new, keep)
    return yours if keep == "yours" else new


def _merged_rows(
    base: Sequence[Table], yours: Sequence[Table], new: Sequence[Table], keep: Keep
) -> list[Any]:
    """Row by row: row 3 of ``new`` is a newer row 3 of ``base``, wherever it stands in
    ``yours``. What ``new`` has beyond those of ``base`` comes last, after the person's
    own rows, whose numbers stay.
    """
    rows: list[Any] = []
    for row, place in zip(yours, origins(base, yours), strict=True):
        one = three_ways(
            None if place is None else _Value(value=base[place]),
            _Value(value=row),
            None if place is None or place >= len(new) else _Value(value=new[place]),
            keep,
            lambda mine, theirs, place=place: _Value(  # type: ignore[misc]
                value=_both(base[place], mine.value, theirs.value, keep)
            ),
        )
        if one is not None:
            rows.append(one.value)
    added = [row for row in new[len(base) :] if row not in yours]
    return rows + added


def _merged_elements(
    base: Sequence[Any], yours: Sequence[Any], new: Sequence[Any], keep: Keep
) -> list[Any]:
    """As an ordered set; of an element that both put another in place of, one."""
    before, mine, theirs = _keyed(base), _keyed(yours), _keyed(new)
    left_out = dropped(before, mine, theirs, keep)
    known = {**theirs, **mine}
    return [
        known[key]
        for key in woven(list(before), list(mine), list(theirs))
        if key not in left_out
        # What was there stays if neither took it out.
        and (key not in before or (key in mine and key in theirs))
    ]


def _keyed(values: Sequence[Any]) -> dict[Key, Any]:
    keyed: dict[Key, Any] = {}
    for value in values:
        keyed[numbered(NAMELESS, repr(value), keyed)] = value
    return keyed
