{% set spec = cookiecutter._spec -%}
{% set kinds = spec.kinds -%}
{% set special = kinds | select("in", ["ref", "one", "refs", "user", "datetime"]) | list -%}
{% set base = "RecordForm" if special else "forms.ModelForm" -%}
"""The forms of the pages: their bounds are the models' own."""

from django import forms

{% if "users" in spec.families %}
from accounts.models import User
{% endif %}
{% set filtered = [] -%}
{% for model in spec.models %}{% for field in model.fields if field.filter %}{% set _ = filtered.append(field.family) %}{% endfor %}{% endfor -%}
{% for family, name in {"boolean": "YesNoFilter", "choice": "ChoiceFilter", "relations": "RowFilter", "times": "DayFilter", "users": "UserFilter"}.items() if family in filtered %}
from support.filters import {{ name }}, FilterForm
{% endfor %}
{% if "times" in spec.families %}
from support.forms import DateInput
{% endif %}
{% for kind, name in {"datetime": "DateTimeInput", "time": "TimeInput"}.items() if kind in kinds %}
from support.forms import {{ name }}
{% endfor %}
{% if special %}
from support.forms import RecordForm
{% endif %}

from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}

{% for model in spec.models %}
class {{ model.name }}Form({{ base }}):
    class Meta{{ "(RecordForm.Meta)" if special }}:
        model = {{ model.name }}
        fields = [{% for field in model.fields if field.written %}{{ ", " if not loop.first }}"{{ field.name }}"{% endfor %}]
{%- set widgets %}
{%- for field in model.fields if field.written %}
{%- import "kinds/" ~ field.family ~ ".j2" as kind %}
{%- set bounds = ['"min": "%s"' % field.min if field.min is not none, '"max": "%s"' % field.max if field.max is not none] | select | join(", ") %}
{%- if kind.control is defined %}
            "{{ field.name }}": {{ kind.control(field) }},
{%- elif bounds %}
            "{{ field.name }}": forms.NumberInput({ {{- bounds -}} }),
{%- endif %}
{%- endfor %}
{%- endset %}
{%- if widgets %}
        widgets = { {{- widgets }}
        }
{%- endif %}

{%- if model.filters %}


class {{ model.name }}Filters(FilterForm):
{%- for field in model.fields if field.filter %}
{%- import "kinds/" ~ field.family ~ ".j2" as kind %}
{{- kind.filters(field, model) }}
{%- endfor %}
{%- endif %}


{% endfor %}
