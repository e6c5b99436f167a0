{% set spec = cookiecutter._spec -%}
"""The JSON API. Everybody may read; writing takes an editor's token."""

from typing import Any

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from ..accounts.auth import editor_token
from ..extensions import db
from ..support.openapi import api_blueprint
from ..support.types import Input
from ..support.writes import create, remove, update
from . import queries, schemas, summary
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}

blueprint = api_blueprint("api", __name__)


@blueprint.get("/summary")
@blueprint.output(schemas.Summary)
def read_summary() -> ResponseReturnValue:
    return jsonify(summary.read())

{% for model in spec.models %}
{% set key = model.snake ~ "_id" %}
{% set lists = model.fields | selectattr("kind", "equalto", "refs") | list %}
{% set options -%}
{%- for field in lists %}, selectinload({{ model.name }}.{{ field.name }}).load_only({{ field.target }}.id){% endfor -%}
{%- endset %}
{% set id = "<int:" ~ key ~ ">" %}

@blueprint.get("/{{ model.plural }}")
@blueprint.input(schemas.{{ model.name }}Query, location="query")
@blueprint.output(schemas.{{ model.name }}Page)
def list_{{ model.plural }}(query_data: schemas.{{ model.name }}Query) -> Any:
    return queries.{{ model.plural | upper }}.asked(query_data{{ options }})


@blueprint.post("/{{ model.plural }}")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.{{ model.name }}In)
@blueprint.output(schemas.{{ model.name }}Out, 201)
def create_{{ model.snake }}(json_data: schemas.{{ model.name }}In) -> ResponseReturnValue:
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | map(attribute="api") | list %}
{%- if mine %}
    owner = { {%- for key in mine %}"{{ key }}": editor_token.current_user.id{{ ", " if not loop.last }}{% endfor -%} }
    row = create({{ model.name }}, json_data.model_dump() | owner)
{%- else %}
    row = create({{ model.name }}, json_data.model_dump())
{%- endif %}
    return row, {"Location": url_for(".get_{{ model.snake }}", {{ key }}=row.id)}


@blueprint.get("/{{ model.plural }}/{{ id }}")
@blueprint.output(schemas.{{ model.name }}Out)
def get_{{ model.snake }}({{ key }}: int) -> {{ model.name }}:
    return db.get_or_404({{ model.name }}, {{ key }})


@blueprint.put("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.{{ model.name }}In)
@blueprint.output(schemas.{{ model.name }}Out)
def replace_{{ model.snake }}({{ key }}: int, json_data: schemas.{{ model.name }}In) -> {{ model.name }}:
    return update({{ model.name }}, {{ key }}, json_data.model_dump())


@blueprint.patch("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.input(schemas.{{ model.name }}Patch)
@blueprint.output(schemas.{{ model.name }}Out)
def update_{{ model.snake }}({{ key }}: int, json_data: Input) -> {{ model.name }}:
    return update({{ model.name }}, {{ key }}, json_data.model_dump(exclude_unset=True))


@blueprint.delete("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.doc(responses=[204])
def delete_{{ model.snake }}({{ key }}: int) -> ResponseReturnValue:
    remove({{ model.name }}, {{ key }})
    return "", 204

{% endfor %}
