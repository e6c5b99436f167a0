{% set spec = cookiecutter._spec -%}
{% set checks = spec.models | map(attribute="checks") | sum(start=[]) | selectattr("broken_by") | list -%}
{% set unique = spec.models | map(attribute="unique_cases") | sum(start=[]) -%}
{% set named = [] -%}
{% for model in spec.models if model.checks | selectattr("broken_by") | list or model.unique_cases %}{% set _ = named.append(model.name) %}{% endfor -%}
{% set code -%}
{% if checks %}

@pytest.mark.parametrize(
    ("model", "field", "value", "rule"),
    [
{%- for model in spec.models %}
{%- for check in model.checks if check.broken_by %}
        ({{ model.name }}, "{{ check.field }}", {{ check.broken_by }}, "{{ check.name }}"),
{%- endfor %}
{%- endfor %}
    ],
)
def test_the_database_keeps_the_bounds_itself(db, model, field, value, rule):
    """Also of what no form and no schema has seen."""
    row = model.objects.first()
    setattr(row, field, value)
    with pytest.raises(IntegrityError, match=rule):
        row.save(update_fields=[field])
{% endif %}
{%- if unique %}

@pytest.mark.parametrize(
    ("model", "fields"),
    [
{%- for model in spec.models %}
{%- for case in model.unique_cases %}
        ({{ model.name }}, {{ case.fields | tojson }}),
{%- endfor %}
{%- endfor %}
    ],
)
def test_the_database_keeps_rows_unique(db, model, fields):
    filled = {f"{field}__isnull": False for field in fields}
    row, other = model.objects.filter(**filled)[:2]
    for field in fields:
        setattr(other, field, getattr(row, field))
    with pytest.raises(IntegrityError):
        other.save(update_fields=fields)
{% endif %}
{%- endset -%}
"""The models say what they are, and the database keeps their rules."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from {{ spec.app }}.models import {{ spec.models | map(attribute="name") | join(", ") }}

from .conftest import MODELS


@pytest.mark.parametrize("model", MODELS.values())
def test_a_row_has_a_name_and_a_page(client, db, model):
    row = model.objects.first()
    assert str(row)
    assert client.get(row.get_absolute_url()).status_code == 200


{% set many = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind == "refs" %}{% set _ = many.append((model, field)) %}{% endfor %}{% endfor -%}
{% if many -%}
{% set model, field = many | first -%}
def test_a_row_has_the_ids_that_json_has():
    assert {{ model.name }}.{{ field.api }}.relation == "{{ field.name }}"
    with pytest.raises(AttributeError):
        {{ model.name }}().{{ field.api }} = []


{% endif -%}
def test_the_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True)

{{ code }}
