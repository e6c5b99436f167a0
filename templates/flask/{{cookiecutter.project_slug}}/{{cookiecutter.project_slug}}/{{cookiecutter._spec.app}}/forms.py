{% from "fields.j2" import form_field -%}
{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
{% set code -%}
{% for model in spec.models %}

class {{ model.name }}Form(PostedForm):
{%- for field in model.fields if field.written %}
    {{ field.name }} = {{ form_field(field, spec.models) }}
{%- else %}
    """Nothing to fill in: every field fills itself."""
{%- endfor %}
{% endfor %}
{%- endset -%}
{% set enums = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("kind", "equalto", "choice") | map(attribute="enum") | sort -%}
"""The forms of the pages. Their bounds are those of the tables."""

from decimal import Decimal

from wtforms import BooleanField, DateField, DecimalField, EmailField, FloatField, StringField, TextAreaField, TimeField, URLField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import NumberInput

from ..support.fields import PostedForm, clean
{{ said_by(spec.families, "kinds", "form_imports", spec.kinds) }}
{%- if relations %}
from . import queries
{%- endif %}
{%- if spec.models | map(attribute="fields") | sum(start=[]) | selectattr("family", "in", ["text", "choice"]) | selectattr("null") | list %}
from ..support.fields import none_if_empty
{%- endif %}
{%- if enums %}
from .models import {{ enums | join(", ") }}
{%- endif %}

{{ code | trim }}
