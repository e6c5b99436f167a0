{% from "queries.j2" import with_related -%}
{% set spec = cookiecutter._spec -%}
"""The queries of each table; support/keyset.py has pages and search for all."""

from support.keyset import KeysetQuerySet

from . import schemas
{% for model in spec.models %}
{%- set many = model.fields | selectattr("kind", "equalto", "refs") | list %}

class {{ model.name }}QuerySet(KeysetQuerySet):
    sorts = schemas.{{ model.snake | upper }}_SORTS
{%- if model.search %}
    search_fields = ["{{ model.search | join('", "') }}"]
{%- endif %}
{%- if model.label_sought and model.references %}
    label_fields = ["{{ model.label_sought | join('", "') }}"]
{%- endif %}
{%- if with_related(model.fields) %}

    def with_relations(self):
        return self{{ with_related(model.fields) }}
{%- endif %}
{%- if many %}

    def for_api(self):
        return self{{ with_related(many) }}
{%- endif %}

{% endfor %}
