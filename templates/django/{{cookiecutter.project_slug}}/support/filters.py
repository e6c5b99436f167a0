{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs"]) | list -%}
{%- set models = cookiecutter._spec.models -%}
{%- set filtered = [] -%}
{%- for model in models %}{% for field in model.fields if field.filter %}{% set _ = filtered.append(field.family) %}{% endfor %}{% endfor -%}
"""Filters of a list, by the names that its address has for them.

django-filter does more, by code of about this length beside it.
"""

from django import forms
from django.core.exceptions import BadRequest
from django.db import models
from django.utils.text import capfirst
{% if "times" in filtered %}
from .forms import DateInput
{% endif %}

class FilterForm(forms.Form):
    """The controls of `filters`, which maps parameters of an address to fields."""

    def __init__(self, query, model, filters):
        super().__init__(query)
        self.lookups = {}
        for name, source in filters.items():
            self._add(name, model._meta.get_field(source))

    def _add(self, name, field):
        label = capfirst(field.verbose_name)
{%- if related %}
        if field.is_relation:
            control = forms.IntegerField(
                min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
            )
            self._ask(name, field.name, control, label)
            return
{%- endif %}
{%- if "times" in filtered %}
        if isinstance(field, models.DateField):
            day = "__date" if isinstance(field, models.DateTimeField) else ""
            for end, lookup in ("from", "gte"), ("to", "lte"):
                control = forms.DateField(widget=DateInput, input_formats=["%Y-%m-%d"])
                self._ask(
                    f"{name}_{end}", f"{field.name}{day}__{lookup}", control, f"{label} {end}"
                )
{%- endif %}
{%- if "boolean" in filtered %}
        {{ "elif" if "times" in filtered else "if" }} isinstance(field, models.BooleanField):
            choices = [("", "Any"), ("true", "Yes"), ("false", "No")]
            self._ask(name, field.name, forms.ChoiceField(choices=choices), label)
{%- endif %}
{%- if "choice" in filtered %}
        {{ "else:" if "times" in filtered or "boolean" in filtered else "if field.choices:" }}
            control = forms.ChoiceField(choices=[("", "Any"), *field.choices])
            self._ask(name, field.name, control, label)
{%- endif %}

    def _ask(self, name, lookup, control, label):
        control.required, control.label = False, label
        self.fields[name], self.lookups[name] = control, lookup

    def apply(self, rows):
        if not self.is_valid():
            raise BadRequest(f"invalid filters: {', '.join(self.errors)}")
        for name, value in self.cleaned_data.items():
            if value not in (None, ""):
{%- if "boolean" in filtered %}
                value = {"true": True, "false": False}.get(value, value)
{%- endif %}
                rows = rows.filter(**{self.lookups[name]: value})
        return rows
{% if related %}
    def relations(self, model, query):
        """Yield the label, the row and the way back of each relation that is set."""
        for field in self.hidden_fields():
            if pk := self.cleaned_data[field.name]:
                target = model._meta.get_field(self.lookups[field.name]).related_model
                rest = query.copy()
                rest.pop(field.name)
                rest.pop("cursor", None)
                row = target.objects.filter(pk=pk).first() or pk
                yield {"label": field.label, "row": row, "rest": rest.urlencode()}
{% endif %}
