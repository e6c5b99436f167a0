"""Form fields that refer to rows by ids as the pages write them.

Django's own take whatever int() takes, such as ` 1_0`, and let through numbers of more
than 64 bits, which SQLite fails on.
"""

from django import forms

from .converters import is_id


class RowField(forms.ModelChoiceField):
    def to_python(self, value):
        if value not in self.empty_values:
            check_id(self, value)
        return super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        for row_id in value or ():
            check_id(self, row_id)
        return super().clean(value)


def check_id(field, value):
    if not is_id(str(getattr(value, "pk", value))):
        raise forms.ValidationError(
            field.error_messages["invalid_choice"],
            code="invalid_choice",
            params={"value": value},
        )
