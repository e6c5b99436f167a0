{% from "families.j2" import said_by -%}
{% from "fields.j2" import model_field, indexes, constraints, ordering -%}
{% import "kinds/choice.j2" as choice -%}
{% set spec = cookiecutter._spec -%}
{#- How a row is called. -#}
{% macro called(model) %}
{%- if model.label_field %}
        return self.{{ model.label_field }}
{%- elif model.label_parts %}
        return f"
{%- for part in model.label_parts %}{{ part.text }}
{%- for field in model.fields if field.name == part.field %}{{ "{self." }}{{ "get_%s_display()" % field.name if field.choices else field.name }}{{ "}" }}{% endfor %}
{%- endfor %}"
{%- else %}
        return f"{{ model.title }} {self.pk}"
{%- endif %}
{%- endmacro %}
{% set code -%}
{% for model in spec.models %}

class {{ model.name }}(models.Model):
{%- for field in model.fields if field.choices %}
{{ choice.enumeration(field) }}
{%- endfor %}
{%- if model.key != "id" %}
    id = models.BigAutoField(primary_key=True, db_column="{{ model.key }}")
{%- endif %}
{%- for field in model.fields %}
    {{ field.name }} = {{ model_field(field) }}
{%- endfor %}
{%- for field in model.fields if field.kind == "refs" %}
    {{ field.api }} = Ids("{{ field.name }}")
{%- endfor %}

    objects = {{ model.name }}QuerySet.as_manager()

    class Meta:
{%- if model.db_table %}
        db_table = "{{ model.db_table }}"
{%- endif %}
{%- if model.said or model.name | select("in", "0123456789") | list %}
        verbose_name = "{{ model.label }}"
{%- endif %}
{%- if model.label_plural != model.label ~ "s" %}
        verbose_name_plural = "{{ model.label_plural }}"
{%- endif %}
        ordering = {{ ordering(model) }}
{%- if indexes(model) %}
        indexes = [{{ indexes(model) }}]
{%- endif %}
{%- if constraints(model) %}
        constraints = [{{ constraints(model) }}]
{%- endif %}

    def __str__(self):
{{- called(model) }}

    def get_absolute_url(self):
        return reverse("{{ spec.app }}:{{ model.name | lower }}_detail", args=[self.pk])
{% endfor -%}
{% endset -%}
{% set reasons = [] -%}
{% set every = spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set open = every | selectattr("min", "none") | list + every | selectattr("max", "none") | list -%}
{% if open | selectattr("kind", "equalto", "integer") | list -%}
{% set _ = reasons.append("Integers are held to PostgreSQL's 32 bits on SQLite too, which would take 64.") -%}
{% endif -%}
{% if open | selectattr("kind", "equalto", "float") | list -%}
{% set _ = reasons.append("Floats end at ±1e300: PostgreSQL fails on a sum beyond 1.8e308.") -%}
{% endif -%}
{% if every | selectattr("on_delete", "equalto", "protect") | list -%}
{% set _ = reasons.append("RESTRICT, unlike PROTECT, lets a row be deleted that only refers to itself.") -%}
{% endif -%}
"""The tables of this app, with every bound that the database itself keeps.
{%- if reasons %}

{{ reasons | join("\n") }}
{% endif -%}
"""
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
{% if "refs" in spec.kinds %}
from support.keyset import Ids
{% endif %}
{{ said_by(spec.families, "kinds", "model_imports", spec.kinds) }}
from .managers import ({% for model in spec.models %}{{ model.name }}QuerySet, {% endfor %})
{{ code }}
