"""The samples that a spec gives: row by row, as the JSON API takes them.

A row of another model is said by one of its own samples: any text that no other row of
it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, Kind
from scaffold.spec.model import Model, Sample, Spec


def number_of_rows(model: Model) -> int:
    """As many as the longest list has values; none where nothing is given."""
    return max((len(values) for _, values in model.samples), default=0)


def row_numbers(model: Model) -> dict[str, int]:
    """The rows of ``model``, from 1, by each text that one of them alone has."""
    found: dict[str, set[int]] = {}
    for name, values in model.samples:
        field = model.by_name.get(name)
        if field and (field.stored_length or field.kind is Kind.UUID):
            for number, value in enumerate(values, 1):
                found.setdefault(str(value), set()).add(number)
    return {text: min(rows) for text, rows in found.items() if len(rows) == 1}


def value_of(
    field: Field, sample: Sample, rows: Mapping[str, int], own_row: int = 0
) -> Any:
    """What the JSON API takes for ``sample``. Raises ValueError, which says why not.

    ``rows`` are the rows of the target of a relation by their texts; ``own_row`` is the
    number of the row itself where that is another of the same model.
    """
    if sample == "" and field.optional and field.kind not in MANY_TO_MANY:
        return None if field.null else ""
    if not field.target:
        return field.kind.traits.given(field, sample)
    if field.kind in MANY_TO_MANY:
        if not isinstance(sample, tuple):
            raise ValueError(f"must be a list of texts, each of one {field.target}")
        return sorted({_row(field, text, rows, own_row) for text in sample})
    if not isinstance(sample, str):
        raise ValueError(f"must be the text of one {field.target}")
    return _row(field, sample, rows, own_row)


def _row(field: Field, text: str, rows: Mapping[str, int], own_row: int) -> int:
    if text not in rows:
        raise ValueError(f"is no text that one row of {field.target} alone has")
    if own_row and rows[text] >= own_row:
        raise ValueError("must be of an earlier row")
    return rows[text]


def values_of(spec: Spec, model: Model, name: str) -> tuple[Any, ...]:
    """Every sample of the field ``name``. Raises ValueError."""
    field = model.by_name[name]
    target = spec.by_name.get(field.target or "")
    rows = row_numbers(target) if target else {}
    is_own = field.target == model.name
    return tuple(
        value_of(field, sample, rows, number if is_own else 0)
        for number, sample in enumerate(dict(model.samples).get(name, ()), 1)
    )
