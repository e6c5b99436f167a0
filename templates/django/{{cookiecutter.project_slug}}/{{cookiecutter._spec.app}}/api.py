{% set spec = cookiecutter._spec -%}
"""The JSON API of the models: thin functions over queries.py."""

import ninja
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.api import staff_token
from {{ cookiecutter.project_slug }}.body import JSONBody
from {{ cookiecutter.project_slug }}.problems import invalid

from . import queries, schemas
from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}

router = ninja.Router()
{%- for model in spec.models %}
{{ model.plural }} = ninja.Router(tags=["{{ model.plural }}"])
{%- endfor %}
{% for model in spec.models %}
router.add_router("/{{ model.plural }}", {{ model.plural }})
{%- endfor %}


def page(model, query):
    try:
        rows, next_cursor = queries.page(
            queries.search(model.objects.all(), query.q),
            sort=query.sort,
            cursor=query.cursor,
            limit=query.limit,
        )
    except queries.BadCursor as error:
        raise invalid({"cursor": str(error)}) from error
{%- if "refs" in spec.kinds %}
    queries.add_ids(model, rows)
{%- endif %}
    return {"items": rows, "next_cursor": next_cursor}


@router.get("/summary", response=schemas.Summary, tags=["summary"])
def read_summary(request):
    return queries.summary()
{% for model in spec.models %}
{%- set path = "/{id:" ~ model.snake ~ "_id}" %}

@{{ model.plural }}.get("", response=schemas.{{ model.name }}Page)
def list_{{ model.plural }}(request, query: ninja.Query[schemas.{{ model.name }}Query]):
    return page({{ model.name }}, query)


@{{ model.plural }}.post("", response={201: schemas.{{ model.name }}Out}, auth=staff_token)
def create_{{ model.snake }}(request, response: HttpResponse, data: JSONBody[schemas.{{ model.name }}In]):
    row = queries.create({{ model.name }}, data.model_dump())
    response["Location"] = f"/api/{{ model.plural }}/{row.pk}"
    return ninja.Status(201, row)


@{{ model.plural }}.get("{{ path }}", response=schemas.{{ model.name }}Out)
def get_{{ model.snake }}(request, {{ model.snake }}_id: int):
{%- if "refs" in spec.kinds %}
    return queries.read({{ model.name }}, {{ model.snake }}_id)
{%- else %}
    return get_object_or_404({{ model.name }}, pk={{ model.snake }}_id)
{%- endif %}


@{{ model.plural }}.put("{{ path }}", response=schemas.{{ model.name }}Out, auth=staff_token)
def replace_{{ model.snake }}(request, {{ model.snake }}_id: int, data: JSONBody[schemas.{{ model.name }}In]):
    return queries.update({{ model.name }}, {{ model.snake }}_id, data.model_dump())


@{{ model.plural }}.patch("{{ path }}", response=schemas.{{ model.name }}Out, auth=staff_token)
def update_{{ model.snake }}(request, {{ model.snake }}_id: int, data: JSONBody[schemas.{{ model.name }}Patch]):
    return queries.update({{ model.name }}, {{ model.snake }}_id, data.model_dump(exclude_unset=True))


@{{ model.plural }}.delete("{{ path }}", response={204: None}, auth=staff_token)
def delete_{{ model.snake }}(request, {{ model.snake }}_id: int):
    queries.delete({{ model.name }}, {{ model.snake }}_id)
    return ninja.Status(204, None)
{% endfor %}
