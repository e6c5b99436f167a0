"""Rows that `scaffold import` wrote, held against the spec and the report beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from scaffold.spec import Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import AUTOMATIC, MANY_TO_MANY, RELATIONS, TEXTUAL, Kind
from scaffold.spec.model import Model

Rows = dict[str, list[dict[str, Any]]]


def read(folder: Path) -> Rows:
    """By plural, the lines of each file."""
    return {
        file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in sorted(folder.glob("*.jsonl"))
    }


def obeyed(spec: Spec, rows: Rows) -> None:
    """Each row passes the spec's rules, and leads to rows that are written."""
    assert rows.keys() == {model.plural_name for model in spec.models}
    ids = {
        model.name: [row["id"] for row in rows[model.plural_name]]
        for model in spec.models
    }
    for numbers in ids.values():
        assert numbers == sorted({*numbers})
        assert all(0 < number < 2**63 for number in numbers)
    known = {name: {*numbers} for name, numbers in ids.items()}
    for model in spec.models:
        for row in rows[model.plural_name]:
            _row_obeyed(model, row, known)
        for names in _unique_sets(model):
            keys = [model.by_name[name].api for name in names]
            found = [
                tuple(repr(row[key]) for key in keys) for row in rows[model.plural_name]
            ]
            found = [values for values in found if "None" not in values]
            assert len(found) == len({*found}), (model.name, names)


def _unique_sets(model: Model) -> Iterator[tuple[str, ...]]:
    """Users are the same in all rows."""
    for names in [*((f.name,) for f in model.fields if f.single_valued), *model.unique]:
        yield tuple(n for n in names if model.by_name[n].kind is not Kind.USER)


def _row_obeyed(model: Model, row: dict[str, Any], known: dict[str, set[int]]) -> None:
    fields = [field for field in model.fields if field.kind is not Kind.USER]
    needed = {field.api for field in fields if field.kind not in AUTOMATIC}
    assert needed | {"id"} <= row.keys() <= {field.api for field in fields} | {"id"}
    for field in fields:
        if field.api in row:
            value = row[field.api]
            assert _is_obeyed(field, value, known), (model.name, field.name, value)


def _is_obeyed(field: Field, value: Any, known: dict[str, set[int]]) -> bool:
    if field.kind in MANY_TO_MANY:
        there = known[str(field.target)]
        return value == sorted({*value}) and {*value} <= there
    if value is None:
        return field.null
    if field.kind in RELATIONS:
        return value in known[str(field.target)]
    if field.kind in TEXTUAL and value == "":
        return field.optional and not field.null
    if field.kind in AUTOMATIC:
        return str(Kind.DATETIME.traits.given(field, value)) == value
    sent = json.dumps(value) if field.kind is Kind.JSON else value
    sent = Decimal(value) if field.kind is Kind.DECIMAL else sent
    return bool(field.kind.traits.given(field, sent) == value)


def added_up(report: dict[str, Any], found: dict[str, int], rows: Rows) -> None:
    """Each row of each table that became something is written or counted, once."""
    totals = dict.fromkeys(("found", "written", "not_chosen", "left_out"), 0)
    for table in report["tables"]:
        counted = table.get("rows")
        assert (counted is None) == (table["outcome"] == "left out"), table["name"]
        if counted is None:
            continue
        assert counted["found"] == found[table["name"]], table["name"]
        parts = counted["written"], counted["not_chosen"], counted["left_out"]
        assert sum(parts) == counted["found"], table["name"]
        assert min(parts) >= 0
        reasons = [r for r in counted["reasons"] if r["fate"] == "left out"]
        assert sum(reason["rows"] for reason in reasons) == counted["left_out"]
        assert all(reason["rows"] > 0 for reason in counted["reasons"])
        for key in totals:
            totals[key] += counted[key]
    assert totals.items() <= report["rows"]["counts"].items()
    links = sum(
        len(value)
        for lines in rows.values()
        for row in lines
        for key, value in row.items()
        if key.endswith("_ids") and isinstance(value, list)
    )
    assert sum(map(len, rows.values())) + links >= totals["written"]
