{% from "fields.j2" import model_column, quoted, sql -%}
{% from "kinds/choice.j2" import blank -%}
{% from "kinds/relations.j2" import model_reference, model_relation -%}
{% from "kinds/users.j2" import model_relation as user_relation -%}
{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set commented = namespace(post_update=false) -%}
{#- Whether more than one foreign key joins the tables of two models. -#}
{% macro several(one, other) -%}
{%- set keys = namespace(count=0) -%}
{%- for model in spec.models if model.name in (one, other) -%}
{%- for field in model.fields if field.target in (one, other) and field.kind != "refs" and (field.target != model.name or one == other) -%}
{%- set keys.count = keys.count + 1 -%}
{%- endfor -%}
{%- endfor -%}
{{ "several" if keys.count > 1 }}
{%- endmacro -%}
{% set code -%}
{% for model in spec.models %}
{%- for field in model.fields if field.kind == "choice" %}


class {{ field.enum }}(Choices):
    {%- if blank(field) %}
    {{ blank(field) }} = "", "–"
    {%- endif %}
    {%- for choice in field.choices %}
    {{ choice.member }} = {{ choice.python }}, {{ quoted(choice.label) }}
    {%- endfor %}
{% endfor %}
{%- for field in model.fields if field.kind == "refs" %}

{{ field.link.table }} = Table(
    "{{ field.link.name }}",
    db.metadata,
    Column("{{ field.link.here }}", ForeignKey("{{ model.table }}.id", ondelete="CASCADE"), primary_key=True),
    Column("{{ field.link.there }}", ForeignKey("{{ field.target_table }}.id", ondelete="CASCADE"), primary_key=True, index=True),
)
{%- endfor %}


class {{ model.name }}(db.Model):
    __tablename__ = "{{ model.table }}"
    {%- set checks = model.checks | rejectattr("kind", "equalto", "choice") | list %}
    {%- if not (model.unique or checks or model.index or model.indexes) %}
    __table_args__ = NUMBERED
    {%- else %}
    __table_args__ = (
        {%- for unique in model.unique %}
        UniqueConstraint({% for column in unique.columns %}"{{ column }}", {% endfor %}name="{{ unique.name }}"),
        {%- endfor %}
        {%- for check in checks %}
        CheckConstraint({{ sql(check.sql) }}, name="{{ check.name }}"),
        {%- endfor %}
        {%- if model.index %}
        {%- if model.index.descending %}
        # For the default order, which reads it backwards.
        {%- else %}
        # For the default order.
        {%- endif %}
        Index("{{ model.index.name }}", {% for name in model.index.fields %}"{{ name }}", {% endfor %}"id"),
        {%- endif %}
        {%- for index in model.indexes %}
        Index("{{ index.name }}", {% for column in index.columns %}"{{ column }}"{{ ", " if not loop.last }}{% endfor %}),
        {%- endfor %}
        NUMBERED,
    )
    {%- endif %}

    id: Mapped[int] = mapped_column({% if model.key != "id" %}"{{ model.key }}", {% endif %}Id, {% if model.key != "id" %}key="id", {% endif %}primary_key=True)
    {%- for field in model.fields if field.kind != "refs" %}
    {{ model_column(field, model) }}
    {%- endfor %}
    {%- for field in model.fields if field.target %}
    {%- if loop.first %}
{% endif %}
    {%- if field.self_ref and field.null and field.kind != "refs" and not commented.post_update %}
    {%- set commented.post_update = true %}
    # Two rows may refer to each other: a second UPDATE lets both be stored, or deleted.
    {%- endif %}
    {{ model_relation(field, several(model.name, field.target)) }}
    {%- endfor %}
    {%- set mine = model.fields | selectattr("family", "equalto", "users") | list %}
    {%- for field in mine %}
    {%- if loop.first and not model.fields | selectattr("target") | list %}
{% endif %}
    {{ user_relation(field, mine | length > 1) }}
    {%- endfor %}
    {%- for reference in model.references %}
    {%- if loop.first and not mine and not model.fields | selectattr("target") | list %}
{% endif %}
    {%- set from_model = spec.models | selectattr("name", "equalto", reference.model.name) | first %}
    {%- set field = from_model.fields | selectattr("name", "equalto", reference.field) | first %}
    {{ model_reference(reference, field, several(model.name, reference.model.name)) }}
    {%- endfor %}
    {%- set names = model.fields | map(attribute="name") | list + model.references | map(attribute="related_name") | list %}
    {%- for field in model.fields if field.kind == "refs" %}

    @{{ "builtins." if "property" in names }}property
    def {{ field.api }}(self) -> list[int]:
        return sorted(row.id for row in self.{{ field.name }})
    {%- endfor %}

    def __str__(self) -> str:
        {%- if model.label_field %}
        {%- set label = model.fields | selectattr("name", "equalto", model.label_field) | first %}
        return self.{{ model.label_field }}{% if label and label.null %} or ""{% endif %}
        {%- elif model.label_parts %}
        return f"
        {%- for part in model.label_parts %}{{ part.text }}
        {%- for field in model.fields if field.name == part.field %}{{ "{self." }}{{ field.name }}{{ ".label" if field.choices }}{{ "}" }}{% endfor %}
        {%- endfor %}"
        {%- else %}
        return f"{{ model.title }} {self.id}"
        {%- endif %}

{% endfor %}
{%- endset -%}
"""The tables, and the rules that the database itself keeps."""

from __future__ import annotations

import builtins
import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Double, ForeignKey, Index, Integer, Numeric, String, Table, Text, Time, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import db
from ..support.columns import NUMBERED, Id, UTCDateTime, utcnow
{{ said_by(spec.families, "kinds", "model_imports", spec.kinds) }}

{{ code | trim }}
