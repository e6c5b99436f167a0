{% from "fields.j2" import model_column, quoted, sql -%}
{% from "kinds/relations.j2" import model_relation -%}
{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set commented = namespace(post_update=false) -%}
{% set code -%}
{% for model in spec.models %}
{%- for field in model.fields if field.kind == "choice" %}
{{ field.constant }} = {
    {%- for choice in field.choices %}
    {{ choice.python }}: {{ quoted(choice.label) }},
    {%- endfor %}
}
{%- endfor %}
{%- for field in model.fields if field.kind == "refs" %}
{{ field.link.table }} = Table(
    "{{ field.link.table }}",
    Base.metadata,
    Column("{{ field.link.here }}", ForeignKey("{{ model.table }}.id", ondelete="CASCADE"), primary_key=True),
    Column("{{ field.link.there }}", ForeignKey("{{ field.target_table }}.id", ondelete="CASCADE"), primary_key=True, index=True),
)
{%- endfor %}


class {{ model.name }}(Base):
    __tablename__ = "{{ model.table }}"
    {%- if not (model.unique or model.checks or model.index) %}
    __table_args__ = NUMBERED
    {%- else %}
    __table_args__ = (
        {%- for unique in model.unique %}
        UniqueConstraint({% for column in unique.columns %}"{{ column }}", {% endfor %}name="{{ unique.name }}"),
        {%- endfor %}
        {%- for check in model.checks %}
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
        NUMBERED,
    )
    {%- endif %}

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    {%- for field in model.fields if field.kind != "refs" %}
    {{ model_column(field) }}
    {%- endfor %}
    {%- for field in model.fields if field.target %}
    {%- if loop.first %}
{% endif %}
    {%- if field.self_ref and field.null and field.kind != "refs" and not commented.post_update %}
    {%- set commented.post_update = true %}
    # Two rows may refer to each other: a second UPDATE lets both be stored.
    {%- endif %}
    {%- set there = [] if field.self_ref else spec.models | selectattr("name", "equalto", field.target) | map(attribute="fields") | first | selectattr("target", "equalto", model.name) | list %}
    {%- set keys = (model.fields | selectattr("target", "equalto", field.target) | list + there) | rejectattr("kind", "equalto", "refs") | list %}
    {{ model_relation(field, keys | length > 1) }}
    {%- endfor %}
    {%- for field in model.fields if field.kind == "refs" %}

    @cached_property
    def {{ field.api }}(self) -> list[int]:
        """The ids alone, as the JSON API shows them; queries.add_ids fills in many."""
        return sorted(row.id for row in self.{{ field.name }})
    {%- endfor %}

    def __str__(self) -> str:
        {%- if model.label_field %}
        return self.{{ model.label_field }}
        {%- else %}
        return f"{{ model.title }} {self.id}"
        {%- endif %}

{% endfor %}
{%- endset -%}
"""The tables, and the rules that the database itself keeps."""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Double, ForeignKey, Index, Integer, String, Table, Text, Time, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import NUMBERED, Id, UTCDateTime, utcnow
{{ said_by(spec.families, "kinds", "model_imports", spec.kinds) }}
from ..extensions import Base

{{ code | trim }}
