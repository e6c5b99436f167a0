{% set spec = cookiecutter._spec -%}
{% set checks = spec.models | map(attribute="checks") | sum(start=[]) | selectattr("broken_by") | list -%}
{% set unique = [] -%}
{% for model in spec.models if model.fields | selectattr("unique") | rejectattr("null") | list %}{% set _ = unique.append(model.name) %}{% endfor -%}
{% set code -%}
{% if checks %}

@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
{%- for model in spec.models %}
{%- for check in model.checks if check.broken_by %}
        ({{ model.name }}, "{{ check.field }}", {{ check.broken_by }}),
{%- endfor %}
{%- endfor %}
    ],
)
def test_the_database_keeps_the_bounds_itself(db, model, field, value):
    """Also of what no form and no schema has seen."""
    with pytest.raises((IntegrityError, DataError, InvalidOperation)), atomic():
        model.objects.update(**{field: value})
{% endif %}
{%- if unique %}

@pytest.mark.parametrize("model", [{{ unique | join(", ") }}])
def test_the_database_keeps_rows_unique(db, model):
    row = model.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), atomic():
        row.save()
{% endif %}
{%- endset -%}
"""The models say what they are, and the database keeps their rules."""

{% if checks -%}
from decimal import InvalidOperation

{% endif -%}
import pytest
from django.core.management import call_command
{%- if checks %}
from django.db import DataError, IntegrityError
{%- elif unique %}
from django.db import IntegrityError
{%- endif %}
{%- if checks or unique %}
from django.db.transaction import atomic
{%- endif %}

{% set named = [] -%}
{% for model in spec.models if model.checks | selectattr("broken_by") | list or model.name in unique %}{% set _ = named.append(model.name) %}{% endfor -%}
{% if named -%}
from {{ spec.app }}.models import {{ named | sort(case_sensitive=true) | join(", ") }}
{% endif -%}
from {{ spec.app }}.queries import MODELS


@pytest.mark.parametrize("model", MODELS.values())
def test_a_row_has_a_name_and_a_page(client, db, model):
    row = model.objects.first()
    assert str(row)
    assert client.get(row.get_absolute_url()).status_code == 200


def test_the_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True)

{{ code }}
