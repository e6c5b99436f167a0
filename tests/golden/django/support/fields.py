"""Model fields that say a little more than Django's own.

Django's JSONField takes NaN and endless nesting from a form, and takes `[]` for nothing.

Django's URLField takes ftp, and asks which scheme a form adds until Django 6 decides.
"""

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.forms.fields import InvalidJSONInput
from pydantic import TypeAdapter

from .jsonbody import load
from .types import Json


class URLField(models.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]

    def deconstruct(self):
        """Be Django's own field in migrations, which may outlive this module."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**({"assume_scheme": "https"} | kwargs))


class JSONControl(forms.JSONField):
    """Any JSON value, an empty list or text too; nesting and numbers have bounds."""

    empty_values = (None,)

    def to_python(self, value):
        if value is None or not value.strip():
            return None
        try:
            found = load(value.encode())
            return found if found is None else TypeAdapter(Json).validate_python(found)
        except ValueError as error:
            message = self.error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid") from error

    def prepare_value(self, value):
        """Show nothing, and not the word null, where there is no value."""
        return "" if value is None else super().prepare_value(value)

    def bound_data(self, data, initial):
        """Show what was typed as it was typed."""
        return initial if self.disabled or data is None else InvalidJSONInput(data)


class JSONField(models.JSONField):
    empty_values = (None,)

    def deconstruct(self):
        """Be Django's own field in migrations, which may outlive this module."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs):
        defaults = {"form_class": JSONControl, "help_text": "A JSON value."}
        return super().formfield(**(defaults | kwargs))
