{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs"]) | list -%}
{%- set owned = "" if "users" not in cookiecutter._spec.families else "**users" if "user" in cookiecutter._spec.kinds else "**owned(model, owner)" -%}
{%- set chosen = "user" in cookiecutter._spec.kinds -%}
{%- set dated = [] -%}
{%- for model in cookiecutter._spec.models %}{% for field in model.fields if field.kind in ("date", "datetime") %}{% set _ = dated.append(field) %}{% endfor %}{% endfor %}
{% set spec = cookiecutter._spec -%}
{% set mine = "users" in spec.families -%}
{% set brought = cookiecutter._spec.rows -%}
{% if brought -%}
"""Fill empty tables with the rows of seed-rows/, or with the sample rows of seed.json.

Run it as often as you like.
"""
{% else -%}
"""Fill empty tables with the sample rows of seed.json; run it as often as you like."""
{% endif %}

{% if dated %}
import datetime as dt
{% endif %}
import json
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from {{ spec.app }} import schemas
from {{ spec.app }}.models import ({% for model in spec.models %}{{ model.name }}, {% endfor %})
from support.records import {{ "relations, " if related }}save
{% if brought %}
from support.rows import load
{% endif %}

{% if dated %}
# The day around which seed.json has its dates: they are moved to lie around today.
SAMPLE_DAY = dt.date.fromisoformat("{{ spec.sample_day }}")
{% endif %}
# Rows come after those that they refer to.
TABLES = {
{%- for model in spec.models | sort(attribute="created") %}
    "{{ model.plural }}": ({{ model.name }}, schemas.{{ model.name }}In){{ "," if not loop.last }}
{%- endfor %}
}


class Command(BaseCommand):
    help = __doc__
{% if brought %}
    def add_arguments(self, parser):
        parser.add_argument("--samples", action="store_true", help="no row of seed-rows/")

    def handle(self, *, samples, **options):
        folder = settings.BASE_DIR / "seed-rows"
        models = {name: model for name, (model, _) in TABLES.items()}
        {%- if mine %}
        owner = sample_user()
        {%- endif %}
        loaded = () if samples else load(folder, models, self.stdout.write{{ ", lambda model: owned(model, owner)" if mine }})
        self.add_samples(loaded)

    @transaction.atomic
    def add_samples(self, loaded):
{%- else %}
    @transaction.atomic
    def handle(self, **options):
{%- endif %}
        file = Path(apps.get_app_config("{{ spec.app }}").path, "seed.json")
        samples = json.loads(file.read_text(encoding="utf-8"))
{%- if dated %}
        days = timezone.localdate() - SAMPLE_DAY
{%- endif %}
{%- if related %}
        ids = {}
{%- endif %}
{%- if mine %}
        owner = sample_user()
{%- endif %}
        for name, (model, schema) in TABLES.items():
{%- if chosen %}
            users = owned(model, owner)
            sent = {key: users[key] for key in users.keys() & schema.model_fields.keys()}
{%- endif %}
{%- if related %}
            found = model.objects.order_by("pk").values_list("pk", flat=True)
            ids[model] = list(found[: len(samples[name])])
{%- if brought %}
            if name in loaded:
                continue
{%- endif %}
            if ids[model]:
                self.stdout.write(f"{name}: already there")
            elif other := table_with_fewer_rows(model, samples[name], ids):
                self.stdout.write(f"{name}: left out, because {other} has other rows")
            else:
                for sample in samples[name]:
                    {%- if chosen %}
                    sample = with_ids(model, sample, ids) | sent
                    values = schema.model_validate(sample)
                    {%- else %}
                    values = schema.model_validate(with_ids(model, sample, ids))
                    {%- endif %}
                    row = save(model({{ owned }}), {{ "moved(values.model_dump(), days)" if dated else "values.model_dump()" }})
                    ids[model].append(row.pk)
                self.stdout.write(f"{name}: {len(samples[name])} rows")
{%- else %}
{%- if brought %}
            if name in loaded:
                continue
{%- endif %}
            if model.objects.exists():
                self.stdout.write(f"{name}: already there")
                continue
            for sample in samples[name]:
                {%- if chosen %}
                values = schema.model_validate(sample | sent).model_dump()
                {%- else %}
                values = schema.model_validate(sample).model_dump()
                {%- endif %}
                save(model({{ owned }}), {{ "moved(values, days)" if dated else "values" }})
            self.stdout.write(f"{name}: {len(samples[name])} rows")
{%- endif %}

{% if mine %}

def sample_user():
    """Return the user whom sample rows belong to: nobody can log in as this one."""
    users = get_user_model().objects
    found = users.filter(username_key="sample").first()
    return found or users.create_user("sample", display_name="Sample user", is_active=False)


def owned(model, user):
    """Return the user's id for every field of `model` that refers to a user."""
    fields = model._meta.concrete_fields
    return {f.attname: user.pk for f in fields if f.related_model is type(user)}

{% endif %}
{% if dated %}

def moved(values, days):
    return {
        name: value + days if isinstance(value, dt.date) else value
        for name, value in values.items()
    }

{% endif %}
{% if related %}

def table_with_fewer_rows(model, samples, ids):
    """Return the name of a table that lacks rows which the samples refer to, if any."""
    for name, (other, _) in TABLES.items():
        keys = [key for key, target in relations(model).items() if target is other]
        found = [n for each in samples for key in keys for n in numbers(each.get(key))]
        if other is not model and max(found, default=0) > len(ids.get(other, ())):
            return name
    return None


def numbers(value):
    """Return the row numbers, which count from 1, that a sample has for a relation."""
    return value if isinstance(value, list) else [value] if value else []


def with_ids(model, sample, ids):
    """Turn row numbers into the ids that the rows have here."""
    found = dict(sample)
    for key, target in relations(model).items():
        value = sample.get(key)
        if isinstance(value, list):
            found[key] = [ids[target][number - 1] for number in value]
        elif value:
            found[key] = ids[target][value - 1]
    return found
{% endif %}
