{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% if spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""The admin of each model; rows are referred to by a window to search in.

That is what raw_id_fields are for: a list of all rows of a table would not scale.
"""

{% endif -%}
from django.contrib import admin
from django.db import models

from {{ cookiecutter.project_slug }}.admin import RecordAdmin
{{ said_by(spec.families, "kinds", "admin_imports", spec.kinds, cookiecutter.project_slug) }}

from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}
{% for model in spec.models %}
{%- set relations = model.fields | selectattr("kind", "in", ["ref", "one"]) | map(attribute="name") | list %}
{%- set shown = model.list | select("in", relations) | list %}

@admin.register({{ model.name }})
class {{ model.name }}Admin(RecordAdmin):
    list_display = ["{{ model.list | join('", "') }}"]
{%- if model.search %}
    search_fields = ["{{ model.search | join('", "') }}"]
{%- endif %}
{%- if shown %}
    list_select_related = ["{{ shown | join('", "') }}"]
{%- endif %}
{%- if model.fields | selectattr("target") | list %}
    raw_id_fields = ["{{ model.fields | selectattr("target") | map(attribute="name") | join('", "') }}"]
{%- endif %}
{%- set overrides = said_by(spec.families, "kinds", "admin_overrides", model.fields | map(attribute="kind") | list) %}
{%- if overrides %}
    formfield_overrides = {
{{ overrides }}    }
{%- endif %}

{% endfor %}
