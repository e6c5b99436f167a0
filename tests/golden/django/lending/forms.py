"""The forms of the pages. Their bounds are the models' own."""

from django import forms
from django.db import models

from myproject.rows import RowField, RowsField

from .models import Author, Book, Loan


class DateInput(forms.DateInput):
    """The browser's own calendar; its value is ISO 8601, as in the API."""

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


CONTROLS = {
    models.URLField: {"assume_scheme": "https"},
    models.DateField: {"widget": DateInput},
    models.DateTimeField: {"widget": DateTimeInput, "help_text": "In UTC."},
    models.TimeField: {"widget": TimeInput},
    # The model knows its 64 bits; a browser's number control does not.
    models.BigIntegerField: {"min_value": None, "max_value": None},
    models.ForeignKey: {"form_class": RowField},
    models.OneToOneField: {"form_class": RowField},
    models.ManyToManyField: {"form_class": RowsField},
}


def control(field, **kwargs):
    """Return the form field of a model field."""
    return field.formfield(**CONTROLS.get(type(field), {}), **kwargs)


class AuthorForm(forms.ModelForm):
    class Meta:
        model = Author
        fields = ["name", "email", "homepage", "born"]
        formfield_callback = control


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = [
            "title",
            "slug",
            "authors",
            "sequel_to",
            "blurb",
            "price",
            "pages",
            "copies_sold",
            "weight",
            "binding",
            "in_print",
            "details",
        ]
        formfield_callback = control
        widgets = {
            "price": forms.NumberInput({"min": "0.00"}),
            "pages": forms.NumberInput({"min": "1", "max": "9999"}),
            "weight": forms.NumberInput({"min": "0.0"}),
        }


class LoanForm(forms.ModelForm):
    class Meta:
        model = Loan
        fields = ["book", "receipt", "borrower", "lent_at", "ring_after"]
        formfield_callback = control
