{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set every = spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set nullable = every | selectattr("text") | selectattr("null") | list -%}
{% set numbers = every | selectattr("numeric") | list -%}
{% set single = "ref" in spec.kinds or "one" in spec.kinds -%}
"""Form fields that keep the bounds of the tables' columns."""

import datetime as dt
import json
import math
import re
import uuid
from decimal import Decimal
from typing import Any

import wtforms
from pydantic import TypeAdapter
from sqlalchemy import select
from wtforms.validators import ValidationError

from .. import jsonbody
from ..extensions import Base, db
from ..forms import Form
from . import queries
{{ said_by(spec.families, "kinds", "form_code_imports", spec.kinds) }}

{{ said_by(spec.families, "kinds", "form_constants", spec.kinds) }}

class RecordForm(Form):
    """A form for one row of a table; `Meta` says which rows would be duplicates."""

    class Meta(Form.Meta):
        model: Any
        title: str
        unique: tuple[tuple[str, ...], ...] = ()

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        """What was left out of a form that was sent is empty, not what it was."""
        shown = None if self.is_submitted() else obj
        super().__init__(*args, obj=shown, **kwargs)
        self._obj = obj

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        wrong = {field for field in self if field.errors}
        for names in self.meta.unique:
            fields = [self[name] for name in names]
            if any(field in wrong or {% if single %}stored(field){% else %}field.data{% endif %} is None for field in fields):
                continue
            if self._taken(fields):
                valid = False
                *others, last = [field.label.text for field in fields]
                labels = f"{', '.join(others)} and {last}" if others else last
                message = f"{self.meta.title} with this {labels} already exists."
                if others:
                    self.form_errors.append(message)
                else:
                    fields[0].errors = [*fields[0].errors, message]
        return valid
{%- if "updated" in spec.kinds %}

    def populate_obj(self, obj: Base) -> None:
        super().populate_obj(obj)
        queries.touch(obj)
{%- endif %}

    def _taken(self, fields: list[wtforms.Field]) -> bool:
        model = self.meta.model
        query = select(model.id)
        for field in fields:
            {%- if single %}
            relation = isinstance(field, RelationField)
            column = f"{field.name}_id" if relation else field.name
            query = query.where(getattr(model, column) == stored(field))
            {%- else %}
            query = query.where(getattr(model, field.name) == field.data)
            {%- endif %}
        if self._obj:
            query = query.where(model.id != self._obj.id)
        return db.session.scalar(query.limit(1)) is not None


{% if nullable %}
def none_if_empty(value: str | None) -> str | None:
    """Many rows may have no value where none may share one."""
    return value or None

{% endif %}
{%- if numbers %}
class Range:
    def __init__(self, least: Any = None, most: Any = None) -> None:
        self.least = least
        self.most = most

    def __call__(self, form: Form, field: wtforms.Field) -> None:
        value = field.data
        if value is None or field.errors:
            return
        {%- if "float" in spec.kinds %}
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError("Enter a number.")
        {%- endif %}
        if self.least is not None and value < self.least:
            raise ValidationError(
                f"Ensure this value is greater than or equal to {self.least}."
            )
        if self.most is not None and value > self.most:
            raise ValidationError(
                f"Ensure this value is less than or equal to {self.most}."
            )

{% endif %}
{{ said_by(spec.families, "kinds", "form_code", spec.kinds) }}
