"""Form fields that keep the bounds of the tables' columns."""

import datetime as dt
import json
import math
import re
import uuid
from decimal import Decimal
from typing import Any

import wtforms
from pydantic import TypeAdapter
from sqlalchemy import select
from wtforms.validators import ValidationError

from .. import jsonbody
from ..extensions import Base, db
from ..forms import Form
from . import queries
from .types import Json

CLOCK = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f"]

NOT_AVAILABLE = (
    "Select a valid choice. That choice is not one of the available choices."
)


class RecordForm(Form):
    """A form for one row of a table; `Meta` says which rows would be duplicates."""

    class Meta(Form.Meta):
        model: Any
        title: str
        unique: tuple[tuple[str, ...], ...] = ()

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        """What was left out of a form that was sent is empty, not what it was."""
        shown = None if self.is_submitted() else obj
        super().__init__(*args, obj=shown, **kwargs)
        self._obj = obj

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        wrong = {field for field in self if field.errors}
        for names in self.meta.unique:
            fields = [self[name] for name in names]
            if any(field in wrong or stored(field) is None for field in fields):
                continue
            if self._taken(fields):
                valid = False
                *others, last = [field.label.text for field in fields]
                labels = f"{', '.join(others)} and {last}" if others else last
                message = f"{self.meta.title} with this {labels} already exists."
                if others:
                    self.form_errors.append(message)
                else:
                    fields[0].errors = [*fields[0].errors, message]
        return valid

    def populate_obj(self, obj: Base) -> None:
        super().populate_obj(obj)
        queries.touch(obj)

    def _taken(self, fields: list[wtforms.Field]) -> bool:
        model = self.meta.model
        query = select(model.id)
        for field in fields:
            relation = isinstance(field, RelationField)
            column = f"{field.name}_id" if relation else field.name
            query = query.where(getattr(model, column) == stored(field))
        if self._obj:
            query = query.where(model.id != self._obj.id)
        return db.session.scalar(query.limit(1)) is not None


class Range:
    def __init__(self, least: Any = None, most: Any = None) -> None:
        self.least = least
        self.most = most

    def __call__(self, form: Form, field: wtforms.Field) -> None:
        value = field.data
        if value is None or field.errors:
            return
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError("Enter a number.")
        if self.least is not None and value < self.least:
            raise ValidationError(
                f"Ensure this value is greater than or equal to {self.least}."
            )
        if self.most is not None and value > self.most:
            raise ValidationError(
                f"Ensure this value is less than or equal to {self.most}."
            )


def is_slug(form: Form, field: wtforms.Field) -> None:
    if field.data and not re.fullmatch("[-a-zA-Z0-9_]+", field.data):
        raise ValidationError(
            "Enter a valid “slug” consisting of letters, numbers, underscores or"
            " hyphens."
        )


class OfType:
    """Take what the JSON API takes for this type."""

    def __init__(self, api_type: Any, message: str) -> None:
        self.adapter = TypeAdapter(api_type)
        self.message = message

    def __call__(self, form: Form, field: wtforms.Field) -> None:
        if field.data is None:
            return
        try:
            self.adapter.validate_python(field.data)
        except ValueError as error:
            raise ValidationError(self.message) from error


class Digits:
    """Take a decimal that the column holds without rounding."""

    def __init__(self, most: int, places: int) -> None:
        self.most = most
        self.places = places

    def __call__(self, form: Form, field: wtforms.Field) -> None:
        if not isinstance(field.data, Decimal):
            return
        if not field.data.is_finite():
            raise ValidationError("Enter a number.")
        _, digits, exponent = field.data.as_tuple()
        places = max(0, -exponent)
        whole = max(0, len(digits) + exponent) if any(digits) else 0
        if whole + places > self.most:
            raise ValidationError(
                f"Ensure that there are no more than {_count(self.most, 'digit')}"
                " in total."
            )
        if places > self.places:
            raise ValidationError(
                "Ensure that there are no more than"
                f" {_count(self.places, 'decimal place')}."
            )
        if whole > self.most - self.places:
            raise ValidationError(
                "Ensure that there are no more than"
                f" {_count(self.most - self.places, 'digit')} before the decimal point."
            )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


class UUIDField(wtforms.StringField):
    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0]:
            try:
                self.data = uuid.UUID(valuelist[0].strip())
            except ValueError as error:
                raise ValidationError("Enter a valid UUID.") from error

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str(self.data or "")


class UTCDateTimeField(wtforms.DateTimeLocalField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S.%f"]
        super().__init__(*args, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = self.data.replace(tzinfo=dt.UTC)


class JSONField(wtforms.TextAreaField):
    """Any JSON value that the API takes; null counts as no value."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                found = jsonbody.load(valuelist[0].encode())
                if found is not None:
                    self.data = TypeAdapter(Json).validate_python(found)
            except ValueError as error:
                raise ValidationError("Enter a valid JSON.") from error

    def pre_validate(self, form: Form) -> None:
        if self.flags.required and self.data is None and not self.process_errors:
            raise ValidationError("This field is required.")

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else json.dumps(self.data, ensure_ascii=False)


class ChoiceField(wtforms.SelectField):
    def process_data(self, value: str | None) -> None:
        super().process_data(value or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist or [""])

    def pre_validate(self, form: Form) -> None:
        if self.data and self.data not in self.choices:
            raise ValidationError(
                f"Select a valid choice. {self.data} is not one of the available"
                " choices."
            )


class OptionalBooleanField(wtforms.SelectField):
    """Yes, no, or not known; what a browser never sends counts as not known."""

    VALUES = {"unknown": None, "true": True, "false": False}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = {"unknown": "Unknown", "true": "Yes", "false": "No"}
        super().__init__(*args, choices=choices, coerce=self._coerce, **kwargs)

    def _coerce(self, value: object) -> bool | None:
        return self.VALUES.get(value) if isinstance(value, str) else value


class RelationField(wtforms.SelectField):
    """One row of another table; its data is the row's id as text, or empty."""

    def __init__(self, *args: Any, target: type[Base], **kwargs: Any) -> None:
        super().__init__(
            *args,
            choices=lambda: {"": "---------", **names_of(target)},
            coerce=id_of,
            invalid_choice_message=NOT_AVAILABLE,
            **kwargs,
        )

    def process_data(self, value: Base | None) -> None:
        super().process_data(value or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist or [""])

    def populate_obj(self, obj: Base, name: str) -> None:
        setattr(obj, f"{name}_id", stored(self))


def stored(field: wtforms.Field) -> Any:
    """Return what the table's column keeps of a field."""
    if isinstance(field, RelationField):
        return int(field.data) if field.data else None
    return field.data


class RelationsField(wtforms.SelectMultipleField):
    """Any number of rows of another table; its data are their ids as texts."""

    def __init__(self, *args: Any, target: type[Base], **kwargs: Any) -> None:
        super().__init__(
            *args, choices=lambda: names_of(target), coerce=id_of, **kwargs
        )
        self.target = target

    def pre_validate(self, form: Form) -> None:
        for row_id in self.data or []:
            if row_id not in self.choices:
                raise ValidationError(
                    f"Select a valid choice. {row_id} is not one of the available"
                    " choices."
                )

    def populate_obj(self, obj: Base, name: str) -> None:
        ids = map(int, self.data or [])
        query = select(self.target).where(self.target.id.in_(ids))
        setattr(obj, name, db.session.scalars(query).all())


def id_of(value: Base | str) -> str:
    """Return a row's id as the pages write it; what they send is that already."""
    return str(value.id) if isinstance(value, Base) else value


def names_of(model: type[Base]) -> dict[str, str]:
    """Return what each row is called, by id."""
    rows = db.session.scalars(queries.ordered(model))
    return {str(row.id): str(row) for row in rows}
