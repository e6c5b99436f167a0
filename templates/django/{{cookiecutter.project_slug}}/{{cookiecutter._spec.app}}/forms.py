{% set spec = cookiecutter._spec -%}
{% set kinds = spec.kinds -%}
{% set single = "ref" in kinds or "one" in kinds -%}
{% set relations = single or "refs" in kinds -%}
{% set controls -%}
{%- if "bigint" in kinds %}
    # The model knows its 64 bits; a browser's number control does not.
    models.BigIntegerField: {"min_value": None, "max_value": None},
{%- endif %}
{%- if "date" in kinds %}
    models.DateField: {"widget": DateInput},
{%- endif %}
{%- if "datetime" in kinds %}
    models.DateTimeField: {"widget": DateTimeInput, "help_text": "In UTC."},
{%- endif %}
{%- if "refs" in kinds %}
    models.ManyToManyField: {"form_class": RowsField},
{%- endif %}
{%- if "ref" in kinds %}
    models.ForeignKey: {"form_class": RowField},
{%- endif %}
{%- if "one" in kinds %}
    models.OneToOneField: {"form_class": RowField},
{%- endif %}
{%- if "time" in kinds %}
    models.TimeField: {"widget": TimeInput},
{%- endif %}
{%- if "url" in kinds %}
    models.URLField: {"assume_scheme": "https"},
{%- endif %}
{%- endset -%}
"""The forms of the pages. Their bounds are the models' own."""

from django import forms
from django.db import models

{% if relations -%}
from {{ cookiecutter.project_slug }}.rows import {% if single %}RowField{% endif %}{% if single and "refs" in kinds %}, {% endif %}{% if "refs" in kinds %}RowsField{% endif %}

{% endif -%}
from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}

{% if "date" in kinds %}
class DateInput(forms.DateInput):
    """The browser's own calendar; its value is ISO 8601, as in the API."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")

{% endif %}
{%- if "datetime" in kinds %}
class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")

{% endif %}
{%- if "time" in kinds %}
class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%H:%M:%S")

{% endif %}
{%- if controls -%}
CONTROLS = { {{- controls }}
}


def control(field, **kwargs):
    """Return the form field of a model field."""
    return field.formfield(**CONTROLS.get(type(field), {}), **kwargs)

{% endif %}
{%- for model in spec.models %}
{%- set bounded = model.fields | selectattr("numeric") | list %}
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
