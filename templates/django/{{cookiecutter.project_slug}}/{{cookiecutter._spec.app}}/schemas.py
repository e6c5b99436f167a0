{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% from "schemas.j2" import input_field, output_field, sort_type, figures -%}
{% set code -%}
{% for model in spec.models %}

class {{ model.name }}In(Input):
{%- for field in model.fields if field.written %}
    {{ input_field(field) }}
{%- else %}
    """Nothing to send: every field fills itself."""
{%- endfor %}


{{ model.name }}Patch = partial_of({{ model.name }}In, "{{ model.name }}Patch")


class {{ model.name }}Out(Output):
    id: int
{%- for field in model.fields %}
    {{ output_field(field) }}
{%- endfor %}


class {{ model.name }}Page(Output):
    items: list[{{ model.name }}Out]
    next_cursor: str | None


class {{ model.name }}Summary(Output):
    count: int
{%- for field in model.fields if field.numeric %}
    {{ field.figures }}: {{ figures(field) }}
{%- endfor %}


# What a list may be sorted by, and what a cursor in that order may hold.
{{ model.snake | upper }}_SORTS: dict[str, Any] = {
    "id": Id,
{%- for field in model.fields if field.sortable %}
    "{{ field.api }}": {{ sort_type(field) }},
{%- endfor %}
}

class {{ model.name }}Query(ListQuery):
    sort: Literal["id", "-id"{% for field in model.fields if field.sortable %}, "{{ field.api }}", "-{{ field.api }}"{% endfor %}] = "id"

{% endfor -%}
{% endset -%}
"""The JSON that each model takes and gives."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from {{ cookiecutter._support }}.types import (
    {{ said_by(spec.families, "kinds_shared", "names", spec.kinds) }}
    Id, Input, ListQuery, Output, Plain, partial_of,
)
{{ code }}

class Summary(Output):
{%- for model in spec.models %}
    {{ model.plural }}: {{ model.name }}Summary
{%- endfor %}
