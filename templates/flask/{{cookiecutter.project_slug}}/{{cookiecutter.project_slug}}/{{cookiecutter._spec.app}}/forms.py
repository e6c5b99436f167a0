{% from "fields.j2" import form_field, quoted -%}
{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% macro tuple_of(parts) -%}({{ parts | join(", ") }}{{ "," if parts | length == 1 }}){%- endmacro -%}
{% set code -%}
{% for model in spec.models %}

class {{ model.name }}Form(RecordForm):
    class Meta(RecordForm.Meta):
        model = {{ model.name }}
        title = "{{ model.title }}"
        {%- set alone = model.fields | selectattr("unique") | list %}
        {%- if alone or model.unique %}
        {%- set rules = [] %}
        {%- for field in alone %}{% set _ = rules.append(tuple_of([quoted(field.name)])) %}{% endfor %}
        {%- for unique in model.unique %}{% set _ = rules.append(tuple_of(unique.fields | map("tojson") | list)) %}{% endfor %}
        unique = {{ tuple_of(rules) }}
        {%- endif %}
{% for field in model.fields if not field.auto %}
    {{ field.name }} = {{ form_field(field) }}
    {%- endfor %}
{% endfor %}
{%- endset -%}
{% set constants = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.kind == "choice" %}{% set _ = constants.append(field.constant) %}{% endfor %}{% endfor -%}
"""The forms of pages and admin. Their bounds are those of the tables."""

from decimal import Decimal

from wtforms import BooleanField, DateField, DecimalField, EmailField, FloatField, IntegerField, StringField, TextAreaField, TimeField, URLField
from wtforms.validators import InputRequired, Optional

from ..forms import MaxLength, TextRequired, no_nul, strip
from .fields import RecordForm
{{ said_by(spec.families, "kinds", "form_imports", spec.kinds) }}
{%- if spec.models | map(attribute="fields") | sum(start=[]) | selectattr("text") | selectattr("null") | list %}
from .fields import none_if_empty
{%- endif %}
from .models import {{ ((constants | sort) + (spec.models | map(attribute="name") | sort)) | join(", ") }}

{{ code | trim }}
