{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""The sample rows of seed.json, for tables that have none yet."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from pydantic import BaseModel
from sqlalchemy import inspect, select

from ..extensions import Base, db
{% if relations -%}
from ..support.writes import fill, keys_of{% if "refs" in spec.kinds %}, lists_of{% endif %}

{% endif -%}
from . import schemas
from .summary import MODELS

SAMPLES = Path(__file__).with_name("seed.json")

SCHEMAS: dict[str, type[BaseModel]] = {
{%- for model in spec.models %}
    "{{ model.plural }}": schemas.{{ model.name }}In,
{%- endfor %}
}


@click.command("seed")
@with_appcontext
def command() -> None:
    """Fill empty tables with sample rows; safe to run again."""
    for line in run():
        click.echo(line)


def run() -> list[str]:
    """Fill the empty tables, all or none, and return a line about each."""
    told = []
    samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
    {%- if relations %}
    ids: dict[type[Base], list[int]] = {}
    {%- endif %}
    for plural, model in MODELS.items():
        {%- if relations %}
        ids[model] = list(db.session.scalars(select(model.id).order_by(model.id)))
        if ids[model]:
        {%- else %}
        if db.session.scalar(select(model.id).limit(1)):
        {%- endif %}
            told.append(f"{plural}: already there")
            continue
        for sample in samples[plural]:
            {%- if relations %}
            sample = _with_ids(model, sample, ids)
            values = SCHEMAS[plural].model_validate(sample).model_dump()
            row = model()
            fill(row, values)
            db.session.add(row)
            db.session.flush()
            ids[model].append(row.id)
            {%- else %}
            values = SCHEMAS[plural].model_validate(sample).model_dump()
            db.session.add(model(**values))
            {%- endif %}
        told.append(f"{plural}: {len(samples[plural])} rows")
    db.session.commit()
    return told

{% if relations %}
def _with_ids(
    model: type[Base], sample: dict[str, Any], ids: dict[type[Base], list[int]]
) -> dict[str, Any]:
    """Turn row numbers, which count from 1, into the ids that the rows have here."""
    found = dict(sample)
    targets = dict(keys_of(model))
    {%- if "refs" in spec.kinds %}
    for key, name in lists_of(model).items():
        targets[key] = inspect(model).relationships[name].mapper.class_
    {%- endif %}
    for key, target in targets.items():
        known = ids.get(target)
        if not sample.get(key) or not known:
            continue
        if isinstance(sample[key], list):
            numbers = sample[key]
            found[key] = sorted({known[(number - 1) % len(known)] for number in numbers})
        else:
            found[key] = known[(sample[key] - 1) % len(known)]
    return found
{% endif -%}
