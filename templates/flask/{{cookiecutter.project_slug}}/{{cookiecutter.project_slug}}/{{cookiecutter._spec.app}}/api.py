{% from "imports.j2" import made_of -%}
{% set spec = cookiecutter._spec -%}
{% set refs = "refs" in spec.kinds -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""The JSON API: one endpoint per line of the contract, the work is in queries.py."""

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from ..accounts.auth import bearer
from ..extensions import Base, db
from ..openapi import DELETED, problems
from ..problems import STILL_REFERRED_TO, FieldError, ProblemError, handle_problem, invalid
from . import queries, summary
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
from .schemas import {{ made_of(spec.models, ["In", "Out", "Page", "Patch", "Query"]) }}Summary
from .types import ListQuery

blueprint = APIBlueprint("api", __name__, url_prefix="/api")

staff = blueprint.auth_required(bearer)

# What may go wrong.
CREATE = (400, 401, 403, 409, 413, 415, 422)
CHANGE = (400, 401, 403, 404, 409, 413, 415, 422)
REMOVE = (401, 403, 404, 409)


def listing(model: type[Base], asked: ListQuery) -> dict[str, Any]:
    query = queries.search(model, asked.q)
    rows, next_cursor = queries.page(
        model, query, sort=asked.sort, cursor=asked.cursor, limit=asked.limit
    )
    {%- if refs %}
    queries.add_ids(model, rows)
    {%- endif %}
    return {"items": rows, "next_cursor": next_cursor}


@blueprint.errorhandler(queries.BadCursor)
def bad_cursor(error: queries.BadCursor) -> ResponseReturnValue:
    return handle_problem(invalid("cursor", "This cursor is not valid."))


@blueprint.errorhandler(queries.Duplicate)
def duplicate(error: queries.Duplicate) -> ResponseReturnValue:
    return handle_problem(ProblemError(409))


@blueprint.errorhandler(queries.StillReferredTo)
def still_referred_to(error: queries.StillReferredTo) -> ResponseReturnValue:
    return handle_problem(ProblemError(409, STILL_REFERRED_TO))

{% if relations %}
@blueprint.errorhandler(queries.UnknownRows)
def unknown_rows(error: queries.UnknownRows) -> ResponseReturnValue:
    errors = [FieldError(field=key, message=text) for key, text in error.errors.items()]
    return handle_problem(ProblemError(422, errors=errors))

{% endif %}
@blueprint.get("/summary")
@blueprint.output(Summary)
@blueprint.doc(tags=["summary"], operation_id="read_summary", responses=problems())
def read_summary():
    return jsonify(summary.read())

{% for model in spec.models %}
{% set key = model.snake ~ "_id" %}
@blueprint.get("/{{ model.plural }}")
@blueprint.input({{ model.name }}Query, location="query")
@blueprint.output({{ model.name }}Page)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="list_{{ model.plural }}", responses=problems(422))
def list_{{ model.plural }}(query_data: {{ model.name }}Query):
    return listing({{ model.name }}, query_data)


@blueprint.post("/{{ model.plural }}")
@staff
@blueprint.input({{ model.name }}In)
@blueprint.output({{ model.name }}Out, 201)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="create_{{ model.snake }}", responses=problems(*CREATE))
def create_{{ model.snake }}(json_data: {{ model.name }}In):
    row = queries.create({{ model.name }}, json_data.model_dump())
    return row, {"Location": url_for(".get_{{ model.snake }}", {{ key }}=row.id)}


@blueprint.get("/{{ model.plural }}/<id:{{ key }}>")
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="get_{{ model.snake }}", responses=problems(404))
def get_{{ model.snake }}({{ key }}: int):
    return {{ "queries.read" if refs else "db.get_or_404" }}({{ model.name }}, {{ key }})


@blueprint.put("/{{ model.plural }}/<id:{{ key }}>")
@staff
@blueprint.input({{ model.name }}In)
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="replace_{{ model.snake }}", responses=problems(*CHANGE))
def replace_{{ model.snake }}({{ key }}: int, json_data: {{ model.name }}In):
    return queries.update({{ model.name }}, {{ key }}, json_data.model_dump())


@blueprint.patch("/{{ model.plural }}/<id:{{ key }}>")
@staff
@blueprint.input({{ model.name }}Patch)
@blueprint.output({{ model.name }}Out)
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="update_{{ model.snake }}", responses=problems(*CHANGE))
def update_{{ model.snake }}({{ key }}: int, json_data: {{ model.name }}Patch):
    sent = json_data.model_dump(exclude_unset=True)
    return queries.update({{ model.name }}, {{ key }}, sent)


@blueprint.delete("/{{ model.plural }}/<id:{{ key }}>")
@staff
@blueprint.doc(tags=["{{ model.plural }}"], operation_id="delete_{{ model.snake }}", responses=DELETED | problems(*REMOVE))
def delete_{{ model.snake }}({{ key }}: int):
    queries.delete({{ model.name }}, {{ key }})
    return "", 204

{% endfor %}
