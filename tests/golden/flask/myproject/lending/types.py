"""The types of the JSON API: what a client may send, and how it is answered.

Every bound that a database column has is declared here or in schemas.py, so that a
value that one database takes and another refuses never gets that far.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_before_validator_function


def _drop_null_defaults(schema: dict[str, Any]) -> None:
    """A field that may be left out says so by not being required."""
    for field in schema.get("properties", {}).values():
        if field.get("default", ...) is None:
            del field["default"]


class Input(BaseModel):
    """What a client sends: a field that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_drop_null_defaults)


class Output(BaseModel):
    """What a client gets, read from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


def partial_of(model: type[Input], name: str) -> type[Input]:
    """Return `model` with no field required: what PATCH takes.

    A field that was not sent is left out by `model_dump(exclude_unset=True)`.
    """
    fields: dict[str, Any] = {
        key: (Annotated[(field.annotation, *field.metadata, Field())], None)
        for key, field in model.model_fields.items()
    }
    return create_model(name, __base__=Input, **fields)


# PostgreSQL stores no NUL in text; lone surrogates are refused by Pydantic itself.
Plain = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


def _digits(value: object) -> object:
    """Take plain digits only: int() takes `1_0`, `+1` and spaces too."""
    if isinstance(value, str) and not re.fullmatch("-?[0-9]{1,18}", value):
        raise PydanticCustomError("int_parsing", "Input should be a valid integer")
    return value


class ListQuery(BaseModel):
    """Which rows of a list; for each model schemas.py knows what they sort by."""

    limit: Annotated[int, Field(ge=1, le=100), BeforeValidator(_digits)] = 20
    cursor: str = ""
    sort: str = "id"
    q: Annotated[Plain, Field(max_length=200)] = ""


def one_of(sorts: dict[str, Any]) -> tuple[AfterValidator, WithJsonSchema]:
    """Take the name of a field to sort by, with `-` before it to descend."""
    names = [sign + name for name in sorts for sign in ("", "-")]

    def check(value: str) -> str:
        if value not in names:
            known = ", ".join(sorts)
            raise PydanticCustomError(
                "sort", f"Choose one of: {known} (prefix - allowed)."
            )
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": names})


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


def written_as(pattern: str, what: str) -> BeforeValidator:
    """Take only text of this form, where Pydantic would take many others."""
    form = re.compile(pattern, re.ASCII)

    def check(value: object) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise PydanticCustomError("format", f"Input should be {what}")

    return BeforeValidator(check)


def described(**schema: str) -> WithJsonSchema:
    """Say the same in the OpenAPI document."""
    return WithJsonSchema({"type": "string", **schema})


_DECIMAL = r"-?[0-9]{1,20}(\.[0-9]{1,20})?"


def _amount(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(_DECIMAL, value):
        raise PydanticCustomError(
            "format", "Input should be a decimal number such as 12.50"
        )
    return value


class _ExactDecimal:
    """A JSON number or its text; the text keeps places that a float would lose."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_before_validator_function(_amount, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = handler(schema)
        for form in described["anyOf"]:
            if form["type"] == "string":
                form["pattern"] = f"^{_DECIMAL}$"
        return described


exact_decimal = _ExactDecimal()
Amount = Annotated[Decimal, exact_decimal]


def _written(value: Decimal | float, count: int) -> str:
    """Round first, then add zero: what rounds to nothing carries no minus sign."""
    return f"{round(value, count) + 0:.{count}f}"


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


Uuid = Annotated[
    UUID,
    written_as("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID"),
]

Date = Annotated[
    dt.date,
    written_as(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2030-12-31"),
    described(format="date"),
]
DateText = Annotated[
    str, BeforeValidator(lambda value: value.isoformat()), described(format="date")
]

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
Time = Annotated[
    dt.time,
    written_as(_CLOCK, "a time such as 23:59:59"),
    described(pattern=f"^{_CLOCK}$"),
]
TimeText = Annotated[
    str,
    BeforeValidator(lambda value: value.isoformat()),
    described(pattern=f"^{_CLOCK}$"),
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


Instant = Annotated[
    dt.datetime,
    AfterValidator(_utc),
    written_as(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
        r"([Zz]|[+-][0-9]{2}:[0-9]{2})",
        "a time with its offset such as 2030-12-31T23:59:59Z",
    ),
    described(format="date-time"),
]
InstantText = Annotated[str, BeforeValidator(_rfc3339), described(format="date-time")]


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
