{% set spec = cookiecutter._spec -%}
"""The forms of the pages: their bounds are the models' own."""

from django import forms

from support.forms import DateInput, DateTimeInput, RecordForm, TimeInput

from .models import {{ spec.models | map(attribute="name") | sort(case_sensitive=true) | join(", ") }}

{% for model in spec.models %}
class {{ model.name }}Form(RecordForm):
    class Meta(RecordForm.Meta):
        model = {{ model.name }}
        fields = [{% for field in model.fields if not field.auto %}{{ ", " if not loop.first }}"{{ field.name }}"{% endfor %}]
{%- set widgets %}
{%- for field in model.fields if not field.auto %}
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


{% endfor %}
