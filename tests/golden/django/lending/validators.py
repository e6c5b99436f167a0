"""Rules of the JSON API for forms and admin: what one takes, the others take."""

from django.core.exceptions import ValidationError
from pydantic import TypeAdapter

from .types import Email, Url


def email(value):
    try:
        TypeAdapter(Email).validate_python(value)
    except ValueError as error:
        raise ValidationError("Enter a valid email address.", code="invalid") from error


def url(value):
    try:
        TypeAdapter(Url).validate_python(value)
    except ValueError as error:
        raise ValidationError("Enter a valid URL.", code="invalid") from error
