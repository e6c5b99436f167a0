{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs"]) | list -%}
{%- set dated = [] -%}
{%- for model in cookiecutter._spec.models %}{% for field in model.fields if field.kind in ("date", "datetime") %}{% set _ = dated.append(field) %}{% endfor %}{% endfor %}
{% set spec = cookiecutter._spec -%}
"""Fill empty tables with the sample rows of seed.json; run it as often as you like."""

{% if dated %}
import datetime as dt
{% endif %}
import json
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from {{ spec.app }} import schemas
from {{ spec.app }}.models import ({% for model in spec.models %}{{ model.name }}, {% endfor %})
from support.records import {{ "relations, " if related }}save

{% if dated %}
# The day around which seed.json has its dates: they are moved to lie around today.
SAMPLE_DAY = dt.date.fromisoformat("{{ spec.sample_day }}")
{% endif %}
# Rows come after those that they refer to.
TABLES = {
{%- for model in spec.models %}
    "{{ model.plural }}": ({{ model.name }}, schemas.{{ model.name }}In),
{%- endfor %}
}


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, **options):
        file = Path(apps.get_app_config("{{ spec.app }}").path, "seed.json")
        samples = json.loads(file.read_text(encoding="utf-8"))
{%- if dated %}
        days = timezone.localdate() - SAMPLE_DAY
{%- endif %}
{%- if related %}
        ids = {}
{%- endif %}
        for name, (model, schema) in TABLES.items():
{%- if related %}
            ids[model] = list(model.objects.order_by("pk").values_list("pk", flat=True))
            if ids[model]:
{%- else %}
            if model.objects.exists():
{%- endif %}
                self.stdout.write(f"{name}: already there")
                continue
            for sample in samples[name]:
{%- if related %}
                values = schema.model_validate(with_ids(model, sample, ids))
                row = save(model(), {{ "moved(values.model_dump(), days)" if dated else "values.model_dump()" }})
                ids[model].append(row.pk)
{%- else %}
                values = schema.model_validate(sample).model_dump()
                save(model(), {{ "moved(values, days)" if dated else "values" }})
{%- endif %}
            self.stdout.write(f"{name}: {len(samples[name])} rows")

{% if dated %}

def moved(values, days):
    return {
        name: value + days if isinstance(value, dt.date) else value
        for name, value in values.items()
    }

{% endif %}
{% if related %}

def with_ids(model, sample, ids):
    """Turn row numbers, which count from 1, into the ids that the rows have here.

    A table that had rows before may have fewer of them than the samples know.
    """
    found = dict(sample)
    for key, target in relations(model).items():
        known, value = ids.get(target), sample.get(key)
        if known and isinstance(value, list):
            found[key] = [known[(number - 1) % len(known)] for number in value]
        elif known and value:
            found[key] = known[(value - 1) % len(known)]
    return found
{% endif %}
