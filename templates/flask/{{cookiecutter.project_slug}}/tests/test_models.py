{% set spec = cookiecutter._spec -%}
{% set slug = cookiecutter.project_slug -%}
{% set checks = spec.models | map(attribute="checks") | sum(start=[]) | selectattr("broken_by") | list -%}
{% set unique = [] -%}
{% for model in spec.models if model.fields | selectattr("unique") | rejectattr("null") | list %}{% set _ = unique.append(model.name) %}{% endfor -%}
{% set named = [] -%}
{% for model in spec.models if model.checks | selectattr("broken_by") | list or model.name in unique %}{% set _ = named.append(model.name) %}{% endfor -%}
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
def test_the_database_keeps_the_bounds_itself(
    app: Flask, model: type[Base], field: str, value: object
) -> None:
    """Also of what no form and no schema has seen."""
    with app.app_context(), pytest.raises((IntegrityError, DataError)):
        db.session.execute(update(model).values({field: value}))
{% endif %}
{%- if unique %}

@pytest.mark.parametrize("model", [{{ unique | join(", ") }}])
def test_the_database_keeps_rows_unique(app: Flask, model: type[Base]) -> None:
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        values = {c.key: getattr(row, c.key) for c in inspect(model).column_attrs}
        del values["id"]
        with pytest.raises(IntegrityError):
            db.session.execute(insert(model).values(values))
{% endif %}
{%- endset -%}
"""The models say what they are, and the database keeps their rules."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import check
from sqlalchemy import {% if unique %}insert, inspect, {% endif %}select{% if checks %}, update{% endif %}
{%- if checks %}
from sqlalchemy.exc import DataError, IntegrityError
{%- elif unique %}
from sqlalchemy.exc import IntegrityError
{%- endif %}

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
