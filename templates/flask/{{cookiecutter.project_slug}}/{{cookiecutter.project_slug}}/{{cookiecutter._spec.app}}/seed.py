{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
{% set mine = "users" in spec.families -%}
{% set chosen = "user" in spec.kinds -%}
{% set owned = "" if not mine else "**users" if chosen else "**owned(model, owner)" -%}
{% set dated = "date" in spec.kinds or "datetime" in spec.kinds -%}
{% set brought = cookiecutter._spec.rows -%}
"""The {{ "rows of seed-rows/, and the " if brought }}sample rows of seed.json, for tables that have none yet."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from flask import Blueprint{{ ", current_app" if brought }}
from pydantic import BaseModel
from sqlalchemy import inspect, select

{% if mine -%}
from ..accounts.models import User
{% endif -%}
from ..extensions import Base, db
{% if brought -%}
from ..support.rows import load
{% endif -%}
{% if relations -%}
from ..support.writes import fill, relations_of

{% endif -%}
from . import schemas
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}

{% if relations -%}
# Of the rows of each table, in the order of the samples.
Ids = dict[type[Base], list[int]]

{% endif -%}
blueprint = Blueprint("seed", __name__, cli_group=None)

SAMPLES = Path(__file__).with_name("seed.json")
{%- if dated %}
# The samples lie around this day, and are moved to lie around today.
SAMPLE_DAY = dt.date.fromisoformat("{{ spec.sample_day }}")
{%- endif %}

# Rows come after those that they refer to.
TABLES: dict[str, tuple[type[Base], type[BaseModel]]] = {
{%- for model in spec.models | sort(attribute="created") %}
    "{{ model.plural }}": ({{ model.name }}, schemas.{{ model.name }}In),
{%- endfor %}
}


@blueprint.cli.command("seed")
{%- if brought %}
@click.option("--samples", is_flag=True, help="No row of seed-rows/.")
def command(samples: bool) -> None:
    """Fill empty tables with the rows of seed-rows/, or sample rows; safe to run again."""
    folder = Path(current_app.root_path).parent / "seed-rows"
    models = {name: model for name, (model, _) in TABLES.items()}
    {%- if mine %}
    owner = sample_user()
    db.session.commit()
    {%- endif %}
    add_samples(set() if samples else load(folder, models{{ ", lambda model: owned(model, owner)" if mine }}))


def add_samples(loaded: set[str]) -> None:
    """Fill tables that are still empty, but for those `loaded`."""
{%- else %}
def command() -> None:
    """Fill empty tables with sample rows; safe to run again."""
{%- endif %}
    samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
    {%- if dated %}
    shift = dt.datetime.now(dt.UTC).date() - SAMPLE_DAY
    {%- endif %}
    {%- if relations %}
    ids: Ids = {}
    {%- endif %}
    {%- if mine %}
    owner = sample_user()
    {%- endif %}
    for name, (model, schema) in TABLES.items():
        {%- if chosen %}
        users = owned(model, owner)
        sent = {key: users[key] for key in users.keys() & schema.model_fields.keys()}
        {%- endif %}
        {%- if relations %}
        found = select(model.id).order_by(model.id).limit(len(samples[name]))
        ids[model] = list(db.session.scalars(found))
        {%- if brought %}
        if name in loaded:
            continue
        {%- endif %}
        if ids[model]:
        {%- else %}
        {%- if brought %}
        if name in loaded:
            continue
        {%- endif %}
        if db.session.scalar(select(model.id).limit(1)):
        {%- endif %}
            click.echo(f"{name}: already there")
            continue
        {%- if relations %}
        try:
            with db.session.begin_nested():
                for sample in samples[name]:
                    {%- if chosen %}
                    sample = with_ids(model, sample, ids) | sent
                    values = schema.model_validate(sample).model_dump()
                    {%- else %}
                    values = schema.model_validate(with_ids(model, sample, ids)).model_dump()
                    {%- endif %}
                    {%- if dated %}
                    for key, value in values.items():
                        if isinstance(value, dt.date):
                            values[key] = value + shift
                    {%- endif %}
                    row = model({{ owned }})
                    fill(row, values)
                    db.session.add(row)
                    db.session.flush()
                    ids[model].append(row.id)
        except IndexError:
            ids[model].clear()
            click.echo(f"{name}: left out, because they refer to other rows")
            continue
        {%- else %}
        for sample in samples[name]:
            values = schema.model_validate(sample{{ " | sent" if chosen }}).model_dump()
            {%- if dated %}
            for key, value in values.items():
                if isinstance(value, dt.date):
                    values[key] = value + shift
            {%- endif %}
            db.session.add(model({% if mine %}**({{ owned[2:] }} | values){% else %}**values{% endif %}))
        {%- endif %}
        click.echo(f"{name}: {len(samples[name])} rows")
    db.session.commit()

{% if relations %}
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
{% endif -%}
{% if mine %}


def sample_user() -> User:
    """Return the user whom sample rows belong to: nobody can log in as this one."""
    found = db.session.scalar(select(User).filter_by(username_key="sample"))
    if found is None:
        found = User(username="sample", display_name="Sample user", is_active=False)
        db.session.add(found)
        db.session.flush()
    return found


def owned(model: type[Base], user: User) -> dict[str, int]:
    """Return the user's id for every relation of `model` to a user."""
    relations = inspect(model).relationships
    return {f"{r.key}_id": user.id for r in relations if r.mapper.class_ is User}
{% endif %}
