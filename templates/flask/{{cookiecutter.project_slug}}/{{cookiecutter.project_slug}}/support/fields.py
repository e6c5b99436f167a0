{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set every = spec.models | map(attribute="fields") | sum(start=[]) -%}
{% set nullable = every | selectattr("family", "in", ["text", "choice"]) | selectattr("null") | list -%}
{% set relations = every | selectattr("chosen") | list -%}
"""Fields of forms that WTForms does not have, within the bounds of the columns.

Without it PostgreSQL fails on a NUL in a text, and a field on a file where a text
belongs{% if relations %}; a form that refers to 100,000 rows holds all of them{% endif %}.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

import wtforms
from flask import has_request_context, request
from flask_wtf import FlaskForm
from pydantic import Field, TypeAdapter
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import Choice, SelectChoice, enum_choices
from wtforms.validators import StopValidation, ValidationError

from ..extensions import Base, db
from . import jsonbody
{% if "choice" in spec.kinds -%}
from .columns import Choices
{% endif -%}
{% if relations -%}
from .columns import row_id_of
from .keyset import LONGEST_SEARCH, Listing
{% endif -%}
{{ said_by(spec.families, "kinds", "form_code_imports", spec.kinds) }}

{{ said_by(spec.families, "kinds", "form_constants", spec.kinds) }}

class PostedForm(FlaskForm):
    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: wtforms.Form, formdata: Any) -> Any:
            """Leave out files for fields that take none, and JSON, which is no form."""
            if has_request_context() and request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            return sent and MultiDict(
                (name, value)
                for name, value in sent.items(multi=True)
                if isinstance(value, str)
                or (name in form and takes_files(form[name]))
            )
{%- if relations %}

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Leave all as it was typed while the visitor looks for a row."""
        searching = "_search" in request.form
        return not searching and bool(super().validate_on_submit(extra_validators))
{%- endif %}


def takes_files(field: wtforms.Field | None) -> bool:
    """Ask the control: Flask-Admin's own field for files is one for texts to WTForms."""
    return getattr(getattr(field, "widget", None), "input_type", "") == "file"


def clean(value: str | None) -> str:
    """Strip a text; used as a filter, whose ValueError is the field's error."""
    value = (value or "").strip()
    if "\x00" in value:
        raise ValueError("Null characters are not allowed.")
    return value

{% if nullable %}
def none_if_empty(value: str | None) -> str | None:
    """Many rows may have no value where none may share one."""
    return value or None

{% endif %}
{{ said_by(spec.families, "kinds", "form_code", spec.kinds) }}
