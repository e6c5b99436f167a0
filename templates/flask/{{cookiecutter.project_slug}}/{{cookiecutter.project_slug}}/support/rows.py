{% if cookiecutter._spec.rows -%}
{% set kinds = cookiecutter._spec.kinds -%}
{% set related = kinds | select("in", ["ref", "one", "refs"]) | list -%}
{% set linked = "refs" in kinds -%}
{% set mine = "users" in cookiecutter._spec.families -%}
"""Rows from elsewhere, in a file of JSON Lines for each table: `scaffold import` wrote them.

They keep their ids.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import click
from sqlalchemy import Date, Numeric, Table, Time, Uuid, func, insert, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from ..extensions import Base, db
from .columns import UTCDateTime
from .writes import relations_of

BATCH = 1000
# JSON has texts for these.
PARSERS: dict[type, Callable[[Any], Any]] = {
    UTCDateTime: dt.datetime.fromisoformat,
    Date: dt.date.fromisoformat,
    Time: dt.time.fromisoformat,
    Numeric: Decimal,
    Uuid: UUID,
}

Row = dict[str, Any]


def load(
    folder: Path, models: Mapping[str, type[Base]]{{ ", owned: Callable[[type[Base]], Row]" if mine }}
) -> set[str]:
    """Fill the empty tables that have a file in `folder`, and return their names.

    `models` are by the names of files. A table is filled whole or not at all: when this
    was interrupted, the next time goes on with the table that it had not finished.
    """
    known = {name: model for name, model in models.items() if file_of(folder, name).exists()}
    {%- if related %}
    waiting = set(known.values())
    {%- endif %}
    for name, model in known.items():
        if db.session.scalar(select(model.id).limit(1)) is not None:
            click.echo(f"{name}: already there")
            {%- if related %}
            waiting.remove(model)
            {%- endif %}
            continue
        number = 0
        try:
            for rows in batches(model, file_of(folder, name)):
                store(model, rows{{ ", waiting" if related }}{{ ", owned(model)" if mine }})
                number += len(rows)
            {%- if related %}
            waiting.remove(model)
            for earlier, other in known.items():
                if other not in waiting:
                    refer(other, model, file_of(folder, earlier))
            {%- endif %}
            count_on(model)
            db.session.commit()
        except (SQLAlchemyError, ArithmeticError, ValueError, TypeError) as error:
            db.session.rollback()
            cause = getattr(error, "orig", None) or error
            raise click.ClickException(f"{file_of(folder, name)}: {cause}") from error
        click.echo(f"{name}: {number:,} rows")
    return set(known)


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"


def batches(model: type[Base], file: Path) -> Iterator[list[Row]]:
    parsers = {
        column.key: PARSERS[type(column.type)]
        for column in inspect(model).columns
        if type(column.type) in PARSERS
    }
    with file.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        while batch := list(islice(rows, BATCH)):
            for row in batch:
                for key in parsers.keys() & row.keys():
                    if row[key] is not None:
                        row[key] = parsers[key](row[key])
            yield batch


def store(
    model: type[Base], rows: list[Row]{{ ", waiting: set[type[Base]]" if related }}{{ ", common: Row" if mine }}
) -> None:
    """Insert rows{{ "; what refers to a table that is still empty is left for `refer`" if related }}."""
    {%- if related %}
    relations = relations_of(model)
    later = {
        key for key, relation in relations.items() if relation.mapper.class_ in waiting
    }
    required = {c.key for c in inspect(model).columns if not c.nullable}
    {%- endif %}
    {%- if linked %}
    many = {key for key, relation in relations.items() if relation.uselist}
    {%- endif %}
    {%- if mine %}
    rows = [common | row for row in rows]
    {%- endif %}
    {%- if related %}
    skipped = later{{ " | many" if linked }}
    # A required row of their own model is the row itself until then.
    values = [
        {key: row[key] for key in row if key not in skipped}
        | dict.fromkeys(later & required, row["id"])
        for row in rows
    ]
    db.session.execute(insert(model), values)
    {%- else %}
    db.session.execute(insert(model), rows)
    {%- endif %}
    {%- if linked %}
    for key in many - later:
        link(model, key, rows)
    {%- endif %}

{% if related %}
def refer(model: type[Base], target: type[Base], file: Path) -> None:
    """Let the rows of `model` refer to those of `target`, which came after them."""
    late = {
        key: relation
        for key, relation in relations_of(model).items()
        if relation.mapper.class_ is target
    }
    {%- if linked %}
    names = [key for key, relation in late.items() if not relation.uselist]
    {%- else %}
    names = list(late)
    {%- endif %}
    {%- if "updated" in kinds %}
    # As they are, or the update would say that the row was changed now.
    times = [column.key for column in inspect(model).columns if column.onupdate is not None]
    {%- endif %}
    for rows in batches(model, file) if late else ():
        {%- if linked %}
        for key in late.keys() - names:
            link(model, key, rows)
        {%- endif %}
        if names:
            keys = ["id", *names{{ ", *times" if "updated" in kinds }}]
            values = [{key: row[key] for key in keys if key in row} for row in rows]
            db.session.execute(update(model), values)

{% endif %}
{% if linked %}
def link(model: type[Base], key: str, rows: list[Row]) -> None:
    """Store which rows belong together by a many-to-many relation."""
    relation = relations_of(model)[key]
    ((_, source),) = relation.synchronize_pairs
    ((_, target),) = relation.secondary_synchronize_pairs
    links = [
        {source.key: row["id"], target.key: other}
        for row in rows
        for other in row.get(key) or ()
    ]
    if links:
        db.session.execute(insert(cast(Table, relation.secondary)), links)

{% endif %}
def count_on(model: type[Base]) -> None:
    """Let new rows have ids after those of the loaded ones, which PostgreSQL did not give."""
    dialect = db.engine.dialect
    if dialect.name == "postgresql":
        table = dialect.identifier_preparer.format_table(model.__table__)
        column = inspect(model).columns["id"].name
        sequence = func.pg_get_serial_sequence(table, column)
        db.session.execute(select(func.setval(sequence, func.max(model.id))))
{% endif -%}
