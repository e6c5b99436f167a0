"""What an existing database calls its tables and columns: ``table``, ``key``, ``column``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, Key, remove, write
from scaffold.spec.grammar import to_text
from scaffold.spec.kinds import MANY_TO_MANY

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec

_KEPT = ("pg_", "sqlite_")
#: Of the starters and of their frameworks.
_OWN_TABLES = re.compile(
    r"(accounts|auth|django)_.*|alembic_version", re.ASCII | re.IGNORECASE
)


def existing_faults(spec: Spec) -> Iterator[Fault]:
    tables: dict[str, str] = {}
    for model in spec.models:
        at = ("models", model.name)
        if model.table is not None:
            name = model.table
            low = name.lower()
            if why := _table_problem(name, tables):
                yield _fault((*at, "table"), name, why)
            tables.setdefault(low, model.name)
        yield from _columns(model)
    for model in spec.models:
        for field in model.fields:
            if field.table is None:
                continue
            why = _table_problem(field.table, tables)
            tables.setdefault(field.table.lower(), f"{model.name}.{field.name}")
            if why:
                place = ("models", model.name, "fields", field.name)
                yield Fault(
                    problem=f'table "{field.table}" {why}.',
                    at=place,
                    suggestion=write(place, to_text(replace(field, table=None))),
                )


def _columns(model: Model) -> Iterator[Fault]:
    at = ("models", model.name)
    key = model.key or "id"
    if model.key is not None and (why := _name_problem(key) or _column_problem(key)):
        yield _fault((*at, "key"), key, why)
    owners = {key.lower(): "the key"}
    for field in model.fields:
        if field.kind in MANY_TO_MANY and field.column is None:
            continue
        place = (*at, "fields", field.name)
        name = field.column_name
        why = ""
        if field.kind in MANY_TO_MANY:
            why = "is of no use here: refs have a table of their own"
        elif field.column is not None:
            why = _name_problem(name) or _column_problem(name)
        if not why and name.lower() in owners:
            why = f"is the column of {owners[name.lower()]} already"
        owners.setdefault(name.lower(), field.name)
        # Two fields that are called alike are refused already.
        if why and (field.column is not None or model.key is not None):
            right = to_text(replace(field, column=None))
            yield Fault(
                problem=f'column "{name}" {why}.',
                at=place,
                hint="" if field.column is not None else "Give it another :column.",
                suggestion=write(place, right) if field.column is not None else None,
            )


def _table_problem(name: str, tables: Mapping[str, str]) -> str:
    """Why no table can be called so; ``tables`` are those of others, in small letters."""
    low = name.lower()
    if why := _name_problem(name):
        return why
    if low.startswith(_KEPT) or _OWN_TABLES.fullmatch(name):
        return "is a table of the databases or of the starters"
    return f"is the table of {tables[low]} already" if low in tables else ""


def _column_problem(name: str) -> str:
    is_system = name.lower() in reserved.SYSTEM_COLUMNS
    return "is a column that every table of PostgreSQL has already" if is_system else ""


def _name_problem(name: str) -> str:
    """Why a database object cannot be called so; PostgreSQL cuts names at 63 bytes."""
    if reserved.COLUMN_PATTERN.fullmatch(name):
        return ""
    return "is not a name: up to 63 of A-Z, a-z, 0-9, _, $, - and single spaces inside"


def _fault(at: Key, name: str, why: str) -> Fault:
    return Fault(problem=f'"{name}" {why}.', at=at, suggestion=remove(at))
