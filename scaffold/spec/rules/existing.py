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
from scaffold.spec.rules.fields import mended
from scaffold.spec.rules.modifiers import existing_name_problem

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.model import Model, Spec

#: Of the databases, and what the starters and PostgreSQL call indexes, keys and sequences.
_KEPT = ("pg_", "sqlite_", "fk_", "ix_", "pk_", "uq_")
_ENDS = ("_pkey", "_id_seq")
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
        yield from _columns(spec, model)
    for model in spec.models:
        for field in model.fields:
            if field.table is None or existing_name_problem(field.table):
                continue
            if why := _table_problem(field.table, tables):
                problem = f'table "{field.table}" {why}.'
                yield _of_field(spec, model, replace(field, table=None), problem)
            tables.setdefault(field.table.lower(), f"{model.name}.{field.name}")


def _columns(spec: Spec, model: Model) -> Iterator[Fault]:
    at = ("models", model.name)
    key = model.key or "id"
    if model.key is not None and (
        why := existing_name_problem(key) or _column_problem(key)
    ):
        yield _fault((*at, "key"), key, why)
    owners = {key.lower(): "the key"}
    for field in model.fields:
        name = field.column_name
        if field.kind in MANY_TO_MANY or existing_name_problem(name):
            continue
        why = _column_problem(name) if field.column is not None else ""
        if name.lower() in owners:
            why = f"is the column of {owners[name.lower()]} already"
        owners.setdefault(name.lower(), field.name)
        problem = f'column "{name}" {why}.'
        if why and field.column is not None:
            yield _of_field(spec, model, replace(field, column=None), problem)
        # Two fields that are called alike are refused already.
        elif why and model.key is not None:
            place = (*at, "fields", field.name)
            hint = "Give it another :column."
            yield Fault(problem=problem, at=place, hint=hint)


def _of_field(spec: Spec, model: Model, better: Field, problem: str) -> Fault:
    """``problem`` of a field; what is ``better`` goes without its other faults too."""
    place = ("models", model.name, "fields", better.name)
    right = to_text(mended(spec, model, better) or better)
    return Fault(problem=problem, at=place, suggestion=write(place, right))


def _table_problem(name: str, tables: Mapping[str, str]) -> str:
    """Why no table can be called so; ``tables`` are those of others, in small letters."""
    low = name.lower()
    if why := existing_name_problem(name):
        return why
    if low.startswith(_KEPT) or low.endswith(_ENDS) or _OWN_TABLES.fullmatch(name):
        return "is a name of the databases or of the starters"
    return f"is the table of {tables[low]} already" if low in tables else ""


def _column_problem(name: str) -> str:
    is_system = name.lower() in reserved.SYSTEM_COLUMNS
    return "is a column that every table of PostgreSQL has already" if is_system else ""


def _fault(at: Key, name: str, why: str) -> Fault:
    return Fault(problem=f'"{name}" {why}.', at=at, suggestion=remove(at))
