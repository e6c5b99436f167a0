{%- set kinds = cookiecutter._spec.kinds -%}
"""Model forms whose relations offer a few rows and a search.

Django's own list every row of the other table: 100,000 rows make a page of megabytes.
The browser's own calendars and clocks are here too.
"""

from functools import partial

from django import forms
from django.utils import timezone

FIRST_ROWS = 20

{% if "times" in cookiecutter._spec.families %}
class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")

{% endif %}
{% if "datetime" in kinds %}
class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")

{% endif %}
{% if "time" in kinds %}
class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%H:%M:%S")

{% endif %}
class RowSelect(forms.Select):
    template_name = "support/select.html"
    term = label = ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"term": self.term, "label": self.label}


class RowsSelect(RowSelect, forms.SelectMultiple):
    pass


class RecordForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
{%- if "datetime" in kinds %}
            if isinstance(field, forms.DateTimeField):
                field.help_text = f"Time zone: {timezone.get_current_timezone_name()}."
{%- endif %}
            if isinstance(field, forms.ModelChoiceField):
                many = isinstance(field, forms.ModelMultipleChoiceField)
                field.widget = RowsSelect() if many else RowSelect()
                field.widget.is_required = field.required
                field.widget.label = field.label.lower()
                field.widget.term = str(self._typed(f"{name}_q") or "")[:200]
                field.choices = partial(self.offered, name)

    def offered(self, name):
        """Return the chosen rows and the first that match: two queries for any table."""
        field, chosen = self.fields[name], self[name].value()
        many = isinstance(field, forms.ModelMultipleChoiceField)
        ids = [str(pk) for pk in (chosen or () if many else [chosen])]
        ids = [pk for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]
        rows = list(field.queryset.filter(pk__in=ids)) if ids else []
        term = field.widget.term.replace("\x00", "")
        found = field.queryset.find(term)[:FIRST_ROWS]
        rows += [row for row in found if row not in rows]
        empty = [] if many else [("", field.empty_label or "---------")]
        return empty + [(row.pk, str(row)) for row in rows]

    def _typed(self, name):
        return self.data.get(name) if self.is_bound else self.initial.get(name)
