"""Fields of forms that WTForms does not have, within the bounds of the columns.

Without it PostgreSQL fails on a NUL in a text, and a field on a file where a text
belongs; a form that refers to 100,000 rows holds all of them.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

import wtforms
from flask import has_request_context, request
from flask_wtf import FlaskForm
from pydantic import Field, TypeAdapter
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import Choice, SelectChoice, enum_choices
from wtforms.validators import StopValidation, ValidationError

from ..extensions import Base, db
from . import jsonbody
from .columns import Choices, row_id_of
from .keyset import LONGEST_SEARCH, Listing
from .types import Json

SLUG = r"[-a-zA-Z0-9_]+\Z"


# Of a control for a time; browsers show none by themselves.
SECONDS = {"step": "1"}

CLOCK = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f"]


class PostedForm(FlaskForm):
    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: wtforms.Form, formdata: Any) -> Any:
            """Leave out files for fields that take none, and JSON, which is no form."""
            if has_request_context() and request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            return sent and MultiDict(
                (name, value)
                for name, value in sent.items(multi=True)
                if isinstance(value, str) or (name in form and takes_files(form[name]))
            )

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Leave all as it was typed while the visitor looks for a row."""
        searching = "_search" in request.form
        return not searching and bool(super().validate_on_submit(extra_validators))


def takes_files(field: wtforms.Field | None) -> bool:
    """Ask the control: Flask-Admin's own field for files is one for texts to WTForms."""
    return getattr(getattr(field, "widget", None), "input_type", "") == "file"


def clean(value: str | None) -> str:
    """Strip a text; used as a filter, whose ValueError is the field's error."""
    value = (value or "").strip()
    if "\x00" in value:
        raise ValueError("Null characters are not allowed.")
    return value


class OfType:
    """Take what the JSON API takes for this type: what one stores the other shows."""

    def __init__(self, api_type: Any, message: str) -> None:
        self.adapter = TypeAdapter(api_type)
        self.message = message

    def __call__(self, form: FlaskForm, field: wtforms.Field) -> None:
        try:
            self.adapter.validate_python(field.data)
        except ValueError as error:
            raise ValidationError(self.message) from error


class Digits:
    """Take a decimal that the column holds without rounding."""

    def __init__(self, most: int, places: int) -> None:
        bounds = Field(max_digits=most, decimal_places=places)
        self.adapter = TypeAdapter[Decimal](Annotated[Decimal, bounds])
        self.places = f"{most - places} digits before the point, {places} behind it"

    def __call__(self, form: FlaskForm, field: wtforms.Field) -> None:
        try:
            self.adapter.validate_python(field.data)
        except ValueError as error:
            raise StopValidation(f"At most {self.places}.") from error


class UUIDField(wtforms.StringField):
    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0]:
            try:
                self.data = uuid.UUID(valuelist[0].strip())
            except ValueError as error:
                raise ValueError(self.gettext("Invalid UUID.")) from error

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str(self.data or "")


class UTCDateTimeField(wtforms.DateTimeLocalField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S.%f"]
        super().__init__(*args, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data: dt.datetime | None
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
                raise ValueError(self.gettext("Invalid JSON.")) from error

    def pre_validate(self, form: wtforms.Form) -> None:
        if self.flags.required and self.data is None and not self.process_errors:
            raise ValidationError(self.gettext("This field is required."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else json.dumps(self.data, ensure_ascii=False)


class ChoiceField(wtforms.SelectField):
    """One of a list of choices; `blank` offers none of them too."""

    def __init__(
        self, *args: Any, of: type[Choices], blank: bool = False, **kwargs: Any
    ) -> None:
        choices = [SelectChoice("", "–")] if blank else []
        choices += enum_choices(of, label=attrgetter("label"))
        # Where nothing else can be chosen HTML has no `required` for it.
        kwargs["render_kw"] = {} if blank else {"required": False}
        super().__init__(*args, choices=choices, **kwargs)
        self.of = of

    def populate_obj(self, obj: object, name: str) -> None:
        """Give the row the choice that it will have when it is read: with its label."""
        setattr(obj, name, None if self.data is None else self.of(self.data))


class OptionalBooleanField(wtforms.SelectField):
    """Yes, no, or not known."""

    VALUES = {"unknown": None, "true": True, "false": False}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [SelectChoice(value, value.capitalize()) for value in self.VALUES]
        super().__init__(*args, choices=choices, coerce=self._coerce, **kwargs)

    def _coerce(self, value: object) -> object:
        return self.VALUES.get(value, value) if isinstance(value, str) else value


class IntegerField(wtforms.IntegerField):
    """Of a number that no column holds WTForms' NumberRange makes an OverflowError."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data: int | None
        if self.data is not None and self.data.bit_length() > 64:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


class RowChoices:
    """What a select offers: the rows that are chosen, and the first that are found.

    All of them would cost more with every row that the table has.
    """

    def __init__(self, *args: Any, rows: Listing[Any], **kwargs: Any) -> None:
        kwargs |= {"choices": [], "coerce": lambda row: row, "validate_choice": False}
        super().__init__(*args, **kwargs)
        self.rows = rows

    @property
    def sought(self) -> str:
        text = request.form.get(f"{self.name}_q", "")  # type: ignore[attr-defined]
        return text[:LONGEST_SEARCH].replace("\x00", "")

    def offered(self, chosen: Sequence[Base]) -> Iterator[Choice]:
        for row in dict.fromkeys([*chosen, *self.rows.choices(self.sought)]):
            yield Choice(str(row.id), str(row), row in chosen, {})

    def named(self, ids: Sequence[str]) -> list[Base]:
        """Return the rows of these ids; raises ValueError when there is none of one."""
        wanted = {row_id_of(text) for text in ids}
        model = self.rows.model
        rows = list(db.session.scalars(select(model).where(model.id.in_(wanted))))
        if len(rows) < len(wanted):
            raise ValueError("There is no such row.")
        return rows


class RowField(RowChoices, wtforms.SelectField):
    """One row of another table; its data is that row, or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        found = self.named([text for text in valuelist[:1] if text])
        self.data = found[0] if found else None

    def iter_choices(self) -> Iterator[Choice]:
        yield Choice("", "–", self.data is None, {})
        yield from self.offered([self.data] if self.data else [])

    def populate_obj(self, obj: object, name: str) -> None:
        setattr(obj, f"{name}_id", self.data.id if self.data else None)


class RowsField(RowChoices, wtforms.SelectMultipleField):
    """Rows of another table, as many as the JSON API takes; its data are those rows."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if len(valuelist) > 1000:
            raise ValueError("At most 1,000 rows can be chosen.")
        self.data = self.named(valuelist)

    def iter_choices(self) -> Iterator[Choice]:
        yield from self.offered(self.data or [])
