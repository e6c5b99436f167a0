{% from "imports.j2" import made_of -%}
{% set spec = cookiecutter._spec -%}
{% set refs = "refs" in spec.kinds -%}
"""The JSON API: who has an editor's token may write."""


from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from ..accounts.auth import editor_token
from ..extensions import db
from ..support import keyset
from ..support.openapi import problems
from ..support.problems import Invalid, show
from ..support.writes import create, remove, update
from ..support.types import Input
from . import queries, summary
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
from .schemas import {{ made_of(spec.models, ["In", "Out", "Page", "Patch", "Query"]) }}Summary

blueprint = APIBlueprint("api", __name__, url_prefix="/api")

# What may go wrong.
CREATE = problems(400, 401, 403, 409, 413, 415, 422)
CHANGE = problems(400, 401, 403, 404, 409, 413, 415, 422)
REMOVE = {204: {}, **problems(401, 403, 404, 409)}


@blueprint.errorhandler(keyset.BadCursor)
def bad_cursor(error: keyset.BadCursor) -> ResponseReturnValue:
    return show(Invalid({"cursor": "This cursor is not valid."}))


@blueprint.get("/summary")
@blueprint.output(Summary)
@blueprint.doc(tags=["summary"], operation_id="read_summary", responses=problems())
def read_summary() -> ResponseReturnValue:
    return jsonify(summary.read())

{% for model in spec.models %}
{% set key = model.snake ~ "_id" %}
{% set lists = model.fields | selectattr("kind", "equalto", "refs") | list %}
{% set options -%}
{%- for field in lists %}, selectinload({{ model.name }}.{{ field.name }}).load_only({{ field.target }}.id){% endfor -%}
{%- endset %}
{% set id = "<id:" ~ key ~ ">" %}

@blueprint.get("/{{ model.plural }}")
@blueprint.input({{ model.name }}Query, location="query")
@blueprint.output({{ model.name }}Page)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="list_{{ model.plural }}", responses=problems(422))
def list_{{ model.plural }}(query_data: {{ model.name }}Query) -> Any:
    return queries.{{ model.plural | upper }}.asked(query_data{{ options }})


@blueprint.post("/{{ model.plural }}")
@blueprint.auth_required(editor_token)
@blueprint.input({{ model.name }}In)
@blueprint.output({{ model.name }}Out, 201)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="create_{{ model.snake }}", responses=CREATE)
def create_{{ model.snake }}(json_data: {{ model.name }}In) -> ResponseReturnValue:
    row = create({{ model.name }}, json_data.model_dump())
    return row, {"Location": url_for(".get_{{ model.snake }}", {{ key }}=row.id)}


@blueprint.get("/{{ model.plural }}/{{ id }}")
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="get_{{ model.snake }}", responses=problems(404))
def get_{{ model.snake }}({{ key }}: int) -> {{ model.name }}:
    return db.get_or_404({{ model.name }}, {{ key }})


@blueprint.put("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.input({{ model.name }}In)
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="replace_{{ model.snake }}", responses=CHANGE)
def replace_{{ model.snake }}({{ key }}: int, json_data: {{ model.name }}In) -> {{ model.name }}:
    return update({{ model.name }}, {{ key }}, json_data.model_dump())


@blueprint.patch("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.input({{ model.name }}Patch)
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="update_{{ model.snake }}", responses=CHANGE)
def update_{{ model.snake }}({{ key }}: int, json_data: Input) -> {{ model.name }}:
    sent = json_data.model_dump(exclude_unset=True)
    return update({{ model.name }}, {{ key }}, sent)


@blueprint.delete("/{{ model.plural }}/{{ id }}")
@blueprint.auth_required(editor_token)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="delete_{{ model.snake }}", responses=REMOVE)
def delete_{{ model.snake }}({{ key }}: int) -> ResponseReturnValue:
    remove({{ model.name }}, {{ key }})
    return "", 204

{% endfor %}
