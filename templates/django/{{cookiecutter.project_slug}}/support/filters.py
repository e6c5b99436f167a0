{%- set filtered = [] -%}
{%- for model in cookiecutter._spec.models %}{% for field in model.fields if field.filter %}{% set _ = filtered.append(field.family) %}{% endfor %}{% endfor -%}
{%- set by_row = filtered | select("in", ["relations", "users"]) | list -%}
"""The search and the filters of a list, which its address names.

Django has no filters for lists: without this module, each list would read and check
its own parameters.
"""

from django import forms
from django.core.exceptions import BadRequest

{% if "times" in filtered %}
from .forms import DateInput
{% endif %}

class FilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=200, strip=False)

    def apply(self, rows):
        if not self.is_valid():
            raise BadRequest(f"invalid: {', '.join(self.errors)}")
        for name, value in self.cleaned_data.items():
            if name != "q" and value not in (None, ""):
                rows = rows.filter(**{self.fields[name].lookup: value})
        return rows.search(self.cleaned_data["q"])
{% if by_row %}
    def relations(self):
        """Yield each relation that filters: label, row, and the query without it."""
        for control in self.hidden_fields():
            if pk := self.cleaned_data[control.name]:
                rest = self.data.copy()
                rest.pop(control.name)
                rest.pop("cursor", None)
{%- if "users" in filtered %}
                row = control.field.named(pk) or pk
{%- else %}
                row = control.field.rows.filter(pk=pk).first() or pk
{%- endif %}
                yield {"label": control.label, "row": row, "rest": rest.urlencode()}
{% endif %}
{% if filtered %}
class Filter:
    """A form field that says by which lookup it filters the rows."""

    def __init__(self, lookup, **kwargs):
        super().__init__(required=False, **kwargs)
        self.lookup = lookup

{% endif %}
{% if "times" in filtered %}
class DayFilter(Filter, forms.DateField):
    widget = DateInput
    input_formats = ["%Y-%m-%d"]

{% endif %}
{% if "boolean" in filtered %}
def is_true(text):
    return text == "true"


class YesNoFilter(Filter, forms.TypedChoiceField):
    def __init__(self, lookup, **kwargs):
        choices = [("", "Any"), ("true", "Yes"), ("false", "No")]
        super().__init__(lookup, choices=choices, coerce=is_true, **kwargs)

{% endif %}
{% if "choice" in filtered %}
class ChoiceFilter(Filter, forms.ChoiceField):
    def __init__(self, lookup, choices, **kwargs):
        super().__init__(lookup, choices=[("", "Any"), *choices.choices], **kwargs)

{% endif %}
{% if by_row %}
class RowFilter(Filter, forms.IntegerField):
    widget = forms.HiddenInput

    def __init__(self, lookup, rows, **kwargs):
        super().__init__(lookup, min_value=1, max_value=2**63 - 1, **kwargs)
        self.rows = rows
{%- if "users" in filtered %}

    def named(self, pk):
        return self.rows.filter(pk=pk).first()
{%- endif %}

{% endif %}
{% if "users" in filtered %}
class UserFilter(RowFilter):
    """A user by the name that others see: the one to log in with is nobody's business."""

    def named(self, pk):
        user = super().named(pk)
        return user and user.public_name

{% endif %}
