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
        label, any_value = capfirst(field.verbose_name), ("", "Any")
        if field.is_relation:
            control = forms.IntegerField(
                min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
            )
            self._ask(name, field.name, control, label)
{%- if "times" in filtered %}
        elif isinstance(field, models.DateField):
            day = "__date" if isinstance(field, models.DateTimeField) else ""
            for end, lookup in ("from", "gte"), ("to", "lte"):
                control = forms.DateField(widget=DateInput, input_formats=["%Y-%m-%d"])
                self._ask(
                    f"{name}_{end}", f"{field.name}{day}__{lookup}", control, f"{label} {end}"
                )
{%- endif %}
{%- if "boolean" in filtered %}
        elif isinstance(field, models.BooleanField):
            choices = [any_value, ("true", "Yes"), ("false", "No")]
            self._ask(name, field.name, forms.ChoiceField(choices=choices), label)
{%- endif %}
        else:
            control = forms.ChoiceField(choices=[any_value, *field.choices])
            self._ask(name, field.name, control, label)

    def _ask(self, name, lookup, control, label):
        control.required, control.label = False, label
        self.fields[name], self.lookups[name] = control, lookup

    def apply(self, rows):
        if not self.is_valid():
            raise BadRequest(f"invalid filters: {', '.join(self.errors)}")
        for name, value in self.cleaned_data.items():
            if value not in (None, ""):
                value = {"true": True, "false": False}.get(value, value)
                rows = rows.filter(**{self.lookups[name]: value})
        return rows

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
