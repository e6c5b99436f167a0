{% from "families.j2" import said_by -%}
{% set spec = cookiecutter._spec -%}
{% set controls = said_by(spec.families, "kinds", "form_controls", spec.kinds) -%}
"""The forms of the pages. Their bounds are the models' own."""

from django import forms
from django.db import models

{{ said_by(spec.families, "kinds", "form_imports", spec.kinds, cookiecutter.project_slug) }}
from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}

{{ said_by(spec.families, "kinds", "form_code", spec.kinds) }}
{%- if controls -%}
CONTROLS = {
{{ controls -}}
}


def control(field, **kwargs):
    """Return the form field of a model field."""
    return field.formfield(**CONTROLS.get(type(field), {}), **kwargs)

{% endif %}
{%- for model in spec.models %}
class {{ model.name }}Form(forms.ModelForm):
    class Meta:
        model = {{ model.name }}
        fields = [{% for field in model.fields if not field.auto %}{{ ", " if not loop.first }}"{{ field.name }}"{% endfor %}]
{%- if controls %}
        formfield_callback = control
{%- endif %}
{%- set widgets %}
{%- for field in model.fields if field.min is not none or field.max is not none %}
            "{{ field.name }}": forms.NumberInput({ {%- if field.min is not none %}"min": "{{ field.min }}"{% endif %}{% if field.min is not none and field.max is not none %}, {% endif %}{% if field.max is not none %}"max": "{{ field.max }}"{% endif -%} }),
{%- endfor %}
{%- endset %}
{%- if widgets %}
        widgets = { {{- widgets }}
        }
{%- endif %}


{% endfor %}
