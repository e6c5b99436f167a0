{% set spec = cookiecutter._spec -%}
"""The JSON API of the models."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from accounts.api import may
from support.records import create, delete, list_page, update

from . import schemas
from .models import ({% for model in spec.models %}{{ model.name }}, {% endfor %})
from .summary import summary

router = Router()


@router.get("/summary", response=schemas.Summary, tags=["summary"])
def read_summary(request):
    return summary()

{% for model in spec.models %}
{%- set name = model.name | lower %}
{%- set snake = model.snake %}
{%- set path = "/{int:" ~ snake ~ "_id}" %}
{%- set rows = model.name ~ ".objects" ~ (".for_api()" if model.fields | selectattr("kind", "equalto", "refs") | list else ".all()") %}

{{ model.plural }} = Router(tags=["{{ model.plural }}"])
router.add_router("/{{ model.plural }}", {{ model.plural }})


@{{ model.plural }}.get("", response=schemas.{{ model.name }}Page)
def list_{{ model.plural }}(request, query: Query[schemas.{{ model.name }}Query]):
    return list_page({{ rows }}, query)


@{{ model.plural }}.post("", response={201: schemas.{{ model.name }}Out}, auth=may("{{ spec.app }}.add_{{ name }}"))
def create_{{ snake }}(request, response: HttpResponse, data: schemas.{{ model.name }}In):
{%- set mine = model.fields | selectattr("kind", "equalto", "owner") | map(attribute="api") | list %}
    row = create({{ rows }}, data.model_dump()
{%- if mine %} | { {%- for key in mine %}"{{ key }}": request.auth.pk{{ ", " if not loop.last }}{% endfor -%} }{% endif %})
    response["Location"] = f"/api/{{ model.plural }}/{row.pk}"
    return Status(201, row)


@{{ model.plural }}.get("{{ path }}", response=schemas.{{ model.name }}Out)
def get_{{ snake }}(request, {{ snake }}_id: int):
    return get_object_or_404({{ rows }}, pk={{ snake }}_id)


@{{ model.plural }}.put("{{ path }}", response=schemas.{{ model.name }}Out, auth=may("{{ spec.app }}.change_{{ name }}"))
def replace_{{ snake }}(request, {{ snake }}_id: int, data: schemas.{{ model.name }}In):
    return update({{ rows }}, {{ snake }}_id, data.model_dump())


@{{ model.plural }}.patch("{{ path }}", response=schemas.{{ model.name }}Out, auth=may("{{ spec.app }}.change_{{ name }}"))
def update_{{ snake }}(request, {{ snake }}_id: int, data: schemas.{{ model.name }}Patch):
    return update({{ rows }}, {{ snake }}_id, data.model_dump(exclude_unset=True))


@{{ model.plural }}.delete("{{ path }}", response={204: None}, auth=may("{{ spec.app }}.delete_{{ name }}"))
def delete_{{ snake }}(request, {{ snake }}_id: int):
    delete({{ model.name }}.objects.all(), {{ snake }}_id)
    return Status(204, None)

{% endfor %}
