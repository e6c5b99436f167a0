"""The sample rows of seed.json, for tables that have none yet."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from flask import Blueprint
from pydantic import BaseModel
from sqlalchemy import select

from ..extensions import Base, db
from ..support.writes import fill, relations_of
from . import schemas
from .models import Author, Book, Loan

# Of the rows of each table, in the order of the samples.
Ids = dict[type[Base], list[int]]

blueprint = Blueprint("seed", __name__, cli_group=None)

SAMPLES = Path(__file__).with_name("seed.json")
# The samples lie around this day, and are moved to lie around today.
SAMPLE_DAY = dt.date.fromisoformat("2026-01-05")

# Rows come after those that they refer to.
TABLES: dict[str, tuple[type[Base], type[BaseModel]]] = {
    "authors": (Author, schemas.AuthorIn),
    "books": (Book, schemas.BookIn),
    "loans": (Loan, schemas.LoanIn),
}


@blueprint.cli.command("seed")
def command() -> None:
    """Fill empty tables with sample rows; safe to run again."""
    samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
    shift = dt.datetime.now(dt.UTC).date() - SAMPLE_DAY
    ids: Ids = {}
    for name, (model, schema) in TABLES.items():
        found = select(model.id).order_by(model.id).limit(len(samples[name]))
        ids[model] = list(db.session.scalars(found))
        if ids[model]:
            click.echo(f"{name}: already there")
            continue
        try:
            with db.session.begin_nested():
                for sample in samples[name]:
                    values = schema.model_validate(
                        with_ids(model, sample, ids)
                    ).model_dump()
                    for key, value in values.items():
                        if isinstance(value, dt.date):
                            values[key] = value + shift
                    row = model()
                    fill(row, values)
                    db.session.add(row)
                    db.session.flush()
                    ids[model].append(row.id)
        except IndexError:
            ids[model].clear()
            click.echo(f"{name}: left out, because they refer to other rows")
            continue
        click.echo(f"{name}: {len(samples[name])} rows")
    db.session.commit()


def with_ids(model: type[Base], sample: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Turn row numbers, which count from 1, into the ids that the rows have here.

    Raises IndexError when there are fewer rows than the samples know.
    """
    found = dict(sample)
    for key, relation in relations_of(model).items():
        known, value = ids.get(relation.mapper.class_, []), sample.get(key)
        if isinstance(value, list):
            found[key] = [known[number - 1] for number in value]
        elif value:
            found[key] = known[value - 1]
    return found
