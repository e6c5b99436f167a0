{% set spec = cookiecutter._spec -%}
{% set slug = cookiecutter.project_slug -%}
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
def test_the_database_keeps_the_bounds_itself(
    app: Flask, model: type[Base], field: str, value: object, rule: str
) -> None:
    """Also of what no form and no schema has seen."""
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        setattr(row, field, value)
        with pytest.raises(IntegrityError, match=rule):
            db.session.flush()
{% endif %}
{%- if unique %}

@pytest.mark.parametrize(
    ("model", "columns"),
    [
{%- for model in spec.models %}
{%- for case in model.unique_cases %}
        ({{ model.name }}, {{ case.columns | tojson }}),
{%- endfor %}
{%- endfor %}
    ],
)
def test_the_database_keeps_rows_unique(
    app: Flask, model: type[Base], columns: list[str]
) -> None:
    with app.app_context():
        filled = [getattr(model, column).is_not(None) for column in columns]
        row, other = db.session.scalars(select(model).where(*filled).limit(2))
        for column in columns:
            setattr(other, column, getattr(row, column))
        with pytest.raises(IntegrityError):
            db.session.flush()
{% endif %}
{%- endset -%}
"""The models say what they are, and the database keeps their rules."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import check
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

{% set imports = [
  "from " ~ slug ~ ".extensions import Base, db",
  "from " ~ slug ~ "." ~ spec.app ~ ".summary import MODELS",
] -%}
{% if named %}{% set imports = imports + ["from " ~ slug ~ "." ~ spec.app ~ ".models import " ~ named | sort | join(", ")] %}{% endif -%}
{{ imports | sort | join("\n") }}


@pytest.mark.parametrize("plural", MODELS)
def test_a_row_has_a_name_and_a_page(
    app: Flask, client: FlaskClient, plural: str
) -> None:
    model: type[Base] = MODELS[plural]
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        assert str(row)
        assert client.get(f"/{plural}/{row.id}").status_code == 200


def test_the_migrations_match_the_models(app: Flask) -> None:
    """`check` exits when a migration is missing."""
    with app.app_context():
        check()

{{ code }}
