"""A value as its database has it to the JSON of a field, by the spec's own rules."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from scaffold.spec.fields import Field
from scaffold.spec.kinds import AUTOMATIC, NUMERIC, TEXTUAL, TRUE_OR_FALSE, Kind

#: JSON text of what the database has. Raises ValueError, which says why there is none.
Writer = Callable[[Any], str]

#: Digits of a decimal that SQLite's floats keep exactly.
_DIGITS_OF_FLOATS = 15
_TRUE = frozenset(["1", "t", "true", "y", "yes", "on"])
_FALSE = frozenset(["0", "f", "false", "n", "no", "off"])
_FLAGS = {b"\x00": False, b"\x01": True}
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
#: No float is larger, and no whole number is written out beyond.
_LARGEST_EXPONENT = 400
_as_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def writer(field: Field) -> Writer:
    """What writes values of ``field``; it takes them from any of the databases."""
    if field.kind in TEXTUAL:
        return _text_writer(field)
    if field.kind in AUTOMATIC:
        field = replace(field, kind=Kind.DATETIME)
    plain = _plain(field.kind)
    given = field.kind.traits.given
    null = _null(field)

    def write(value: Any) -> str:
        if value is None:
            return null()
        found = given(field, plain(value))
        return null() if found is None else _written(found)

    return write


def _written(value: Any) -> str:
    """The values of a JSON field may be deep, and hold what no column can."""
    try:
        text = _as_json(value)
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds a lone surrogate") from None
    except (ValueError, RecursionError):
        raise ValueError("is no JSON that is kept") from None
    if "\\u0000" in text and _NUL.search(text):
        raise ValueError("holds a NUL")
    return text


def _null(field: Field) -> Callable[[], str]:
    def optional() -> str:
        return "null"

    def required() -> str:
        raise ValueError("is required")

    return optional if field.null or field.auto else required


def _text_writer(field: Field) -> Writer:
    given = field.kind.traits.given
    nothing = "null" if field.null else '""'

    def write(value: Any) -> str:
        text = _text(value).strip() if value is not None else ""
        if not text and field.optional:
            return nothing
        if value is None:
            raise ValueError("is required")
        if "\x00" in text:
            raise ValueError("holds a NUL")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("is not valid text") from None
        return _as_json(given(field, text))

    return write


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        raise ValueError("is bytes, not text")
    return str(value)


def _plain(kind: Kind) -> Callable[[Any], Any]:
    """As the rules for samples take a value of ``kind``."""
    if kind in TRUE_OR_FALSE:
        return _flag
    if kind is Kind.FLOAT:
        return _float
    if kind is Kind.DECIMAL:
        return _decimal
    if kind in NUMERIC:
        return _number
    if kind is Kind.DATE:
        return _date
    if kind is Kind.TIME:
        return _time
    if kind is Kind.DATETIME:
        return _moment
    return _json if kind is Kind.JSON else _text


def _json(value: Any) -> Any:
    """SQLite makes numbers of JSON that is one."""
    return repr(value) if isinstance(value, int | float) else value


def _flag(value: Any) -> Any:
    if isinstance(value, bytes):
        return _FLAGS.get(value, value)
    said = str(value).strip().lower()
    return True if said in _TRUE else False if said in _FALSE else value


def _number(value: Any) -> Any:
    """A number, of text too: SQLite keeps any value in any column."""
    if isinstance(value, str):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            return value
        is_held = not number.is_finite() or number.adjusted() <= _LARGEST_EXPONENT
        return number if is_held else value
    return value


def _float(value: Any) -> Any:
    number = _number(value)
    return float(number) if isinstance(number, Decimal) else number


def _decimal(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(f"{value:.{_DIGITS_OF_FLOATS}g}")
    return _number(value)


def _date(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        value = value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        day, _, rest = value.strip().replace("T", " ").partition(" ")
        # A day that is kept as the moment at which it begins.
        return day if not rest.strip("0:.Z+") else value
    return value


def _time(value: Any) -> Any:
    if isinstance(value, dt.timedelta):  # PyMySQL's, which may be of many hours
        if not dt.timedelta() <= value < dt.timedelta(days=1):
            return str(value)
        return (dt.datetime.min + value).time().isoformat()
    return value.isoformat() if isinstance(value, dt.time) else value


def _moment(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
