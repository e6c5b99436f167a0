"""Model forms whose relations offer a few rows and a search.

Django's own list every row of the other table: 100,000 rows make a page of megabytes.
The browser's own calendars and clocks are here too.
"""

from functools import cache, partial

from django import forms
from django.db import models
from django.utils import timezone

FIRST_ROWS = 20


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%Y-%m-%dT%H:%M:%S")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__({"step": 1, **(attrs or {})}, format="%H:%M:%S")


class SearchSelect(forms.Select):
    template_name = "support/select.html"
    term = label = ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"term": self.term, "label": self.label}


class SearchSelectMultiple(SearchSelect, forms.SelectMultiple):
    pass


def is_id(model, value):
    """Whether a row of `model` may have this primary key, as a form or a query sent it."""
    try:
        model._meta.pk.clean(getattr(value, "pk", value), None)
    except forms.ValidationError:
        return False
    return True


def control(field, **kwargs):
    """Return the form field of a model field."""
    # Django's own control for rows that cannot be searched, such as users.
    if field.is_relation and hasattr(field.related_model._default_manager, "find"):
        widget = SearchSelectMultiple if field.many_to_many else SearchSelect
        kwargs = {"widget": widget} | kwargs
    if isinstance(field, models.DateTimeField):
        zone = timezone.get_current_timezone_name()
        kwargs = {"help_text": f"{field.help_text} Time zone: {zone}.".strip()} | kwargs
    return field.formfield(**kwargs)


class RecordForm(forms.ModelForm):
    class Meta:
        formfield_callback = control

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, SearchSelect):
                field.widget.label = field.label.lower()
                term = self.data.get(f"{self.add_prefix(name)}_q", "")
                field.widget.term = term.replace("\x00", "")[:200]
                field.choices = cache(partial(self.offered, name))

    def offered(self, name):
        """Return the chosen rows and the first that match: two queries for any table."""
        field, chosen = self.fields[name], self[name].value()
        many = isinstance(field.widget, SearchSelectMultiple)
        ids = (chosen or []) if many else [chosen]
        ids = [pk for pk in ids if is_id(field.queryset.model, pk)]
        rows = list(field.queryset.filter(pk__in=ids))
        found = field.queryset.find(field.widget.term)[:FIRST_ROWS]
        rows += [row for row in found if row not in rows]
        empty = [] if many else [("", "---------")]
        return empty + [(row.pk, field.label_from_instance(row)) for row in rows]
