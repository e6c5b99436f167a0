{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""Fill empty tables with the sample rows of seed.json; run it as often as you like."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from {{ spec.app }} import queries, schemas

SAMPLES = Path(queries.__file__).with_name("seed.json")


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
{%- if relations %}
        ids = {}
{%- endif %}
        for name, model in queries.MODELS.items():
{%- if relations %}
            ids[model] = list(model.objects.order_by("pk").values_list("pk", flat=True))
            if ids[model]:
{%- else %}
            if model.objects.exists():
{%- endif %}
                self.stdout.write(f"{name}: already there")
                continue
            schema = getattr(schemas, f"{model.__name__}In")
            for sample in samples[name]:
{%- if relations %}
                sample = with_ids(model, sample, ids)
                values = schema.model_validate(sample).model_dump()
                ids[model].append(queries.create(model, values).pk)
{%- else %}
                values = schema.model_validate(sample).model_dump()
                queries.create(model, values)
{%- endif %}
            self.stdout.write(f"{name}: {len(samples[name])} rows")
{%- if relations %}


def with_ids(model, sample, ids):
    """Turn row numbers, which count from 1, into the ids that the rows have here.

    A table that had rows before may have fewer of them than the samples know.
    """
    found = dict(sample)
    for key, target in queries.targets(model).items():
        known, value = ids.get(target), sample.get(key)
        if not known or not value:
            continue
        if isinstance(value, list):
            found[key] = [known[(number - 1) % len(known)] for number in value]
        else:
            found[key] = known[(value - 1) % len(known)]
    return found
{%- endif %}
