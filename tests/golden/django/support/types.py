"""The types of the JSON API: what a client may send, and how it is answered.

Every bound that a database column has is declared here or in schemas.py, so that a
value that one database takes and another refuses never gets that far.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError


class Input(BaseModel):
    """What a client sends: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What a client gets, read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


def _drop_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def partial_of(model: type[Input], name: str) -> type[Input]:
    """Return `model` with no field required, validators included: what PATCH takes.

    A field that was not sent is left out by `model_dump(exclude_unset=True)`.
    """
    undocumented = Field(json_schema_extra=_drop_default)
    fields: dict[str, Any] = {
        key: (Annotated[(field.annotation, *field.metadata, undocumented)], None)
        for key, field in model.model_fields.items()
    }
    return create_model(name, __base__=model, **fields)


# PostgreSQL stores no NUL in text; lone surrogates are refused by Pydantic itself.
Plain = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


class ListQuery(BaseModel):
    """Which rows of a list; for each model schemas.py knows what they sort by."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str = ""
    sort: str = "id"
    q: Annotated[Plain, Field(max_length=200)] = ""


Text = Annotated[Plain, StringConstraints(strip_whitespace=True)]
Email = Annotated[
    Text,
    StringConstraints(
        pattern=r"^([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})?$"
    ),
]
Url = Annotated[
    Text,
    StringConstraints(
        pattern=r"^(https?://(localhost|([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
        r"[A-Za-z]{2,63})(:[0-9]{1,5})?([/?#][^\s\x00\x85]*)?)?$"
    ),
]
Slug = Annotated[Text, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$")]
Flag = Annotated[bool, Field(strict=True)]
Integer = Annotated[int, Field(strict=True, ge=-(2**31), le=2**31 - 1)]
BigInteger = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
# The bound leaves room for sums: PostgreSQL refuses a total beyond 1.8e308.
Float = Annotated[float, Field(strict=True, ge=-1e300, le=1e300, allow_inf_nan=False)]
Rounded = Annotated[float, BeforeValidator(lambda value: round(float(value), 6))]
Whole = Annotated[int, BeforeValidator(int)]
Ids = Annotated[list[Id], Field(max_length=1000)]


class IntegerFigures(Output):
    min: int | None
    max: int | None
    average: Rounded | None
    sum: Whole | None


class FloatFigures(Output):
    min: float | None
    max: float | None
    average: Rounded | None
    sum: Rounded | None


def _text(value: object) -> str:
    """Take text only: Pydantic would take a number for the seconds since 1970."""
    if isinstance(value, str):
        return value
    raise PydanticCustomError("text", "Input should be text")


def _written(value: Decimal | float, count: int) -> str:
    """Round first, then add zero: what rounds to nothing carries no minus sign."""
    return f"{round(Decimal(value), count) + 0:.{count}f}"


def fixed_places(count: int) -> BeforeValidator:
    """Answer a decimal as text with all its places."""
    return BeforeValidator(lambda value: _written(value, count))


class DecimalFigures(Output):
    min: str | None
    max: str | None
    average: str | None
    sum: str | None


def figures_in_places(count: int) -> BeforeValidator:
    """Answer the figures of a decimal column as texts with all their places."""

    def write(figures: dict[str, Decimal | None]) -> dict[str, str | None]:
        return {
            key: None if value is None else _written(value, count)
            for key, value in figures.items()
        }

    return BeforeValidator(write)


Date = Annotated[dt.date, BeforeValidator(_text)]
DateText = Annotated[
    dt.date,
    PlainSerializer(dt.date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]

_clock = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$",
    }
)


def _local(value: dt.time) -> dt.time:
    if value.tzinfo:
        raise PydanticCustomError("time", "Input should be a time without an offset")
    return value


Time = Annotated[dt.time, BeforeValidator(_text), AfterValidator(_local), _clock]
TimeText = Annotated[
    dt.time, PlainSerializer(dt.time.isoformat, return_type=str), _clock
]


def _utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except OverflowError as error:
        raise PydanticCustomError(
            "range", "Input should be within the years 1 to 9999"
        ) from error


def _rfc3339(value: dt.datetime) -> str:
    text = value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


Instant = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_utc)]
InstantText = Annotated[
    dt.datetime,
    PlainSerializer(_rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _storable(value: Any) -> Any:
    """Refuse null, and the texts and numbers that a JSON column cannot hold."""
    if value is None:
        raise PydanticCustomError("null", "Input should not be null")
    layer = [value]
    while layer:
        item = layer.pop()
        if isinstance(item, dict):
            layer += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            layer += item
        elif isinstance(item, str):
            if "\x00" in item or not item.isascii() and not _encodable(item):
                raise PydanticCustomError(
                    "text", "Input should be text without NUL or lone surrogates"
                )
        elif isinstance(item, float) and item in (float("inf"), float("-inf")):
            raise PydanticCustomError("number", "Input should have finite numbers only")
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Json = Annotated[
    Any, AfterValidator(_storable), WithJsonSchema({"not": {"type": "null"}})
]
