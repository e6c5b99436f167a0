"""What all forms share: one way to say what is wrong, and bounds of texts."""

from typing import Any

import wtforms
from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, StopValidation, ValidationError

WORDS = {
    "Not a valid integer value.": "Enter a whole number.",
    "Not a valid decimal value.": "Enter a number.",
    "Not a valid float value.": "Enter a number.",
    "Not a valid date value.": "Enter a valid date.",
    "Not a valid time value.": "Enter a valid time.",
    "Not a valid datetime value.": "Enter a valid date/time.",
}


class Wording:
    """WTForms asks for translations; these are from its English to ours."""

    def gettext(self, text: str) -> str:
        return WORDS.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


class Form(FlaskForm):
    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> Wording:
            return Wording()

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Take what a form sends, no files and no JSON; the last of two values."""
            if form.is_submitted():
                sent = request.form
            else:
                sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            return MultiDict(
                (name, value)
                for name, values in sent.lists()
                for value in reversed(values)
            )


def strip(value: str | None) -> str:
    """What was left out is empty: most columns of texts hold no NULL."""
    return (value or "").strip()


class TextRequired(InputRequired):
    """White space alone is no text."""

    def __call__(self, form: FlaskForm, field: wtforms.Field) -> None:
        super().__call__(form, field)
        if not field.data:
            raise StopValidation("This field is required.")


class MaxLength:
    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: FlaskForm, field: wtforms.Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            characters = "character" if self.most == 1 else "characters"
            raise ValidationError(
                f"Ensure this value has at most {self.most} {characters}"
                f" (it has {length})."
            )


def no_nul(form: FlaskForm, field: wtforms.Field) -> None:
    """Refuse what PostgreSQL cannot store."""
    if "\x00" in (field.data or ""):
        raise ValidationError("Null characters are not allowed.")
