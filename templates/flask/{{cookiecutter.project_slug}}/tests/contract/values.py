{% from "families.j2" import said_by -%}
{% set families = cookiecutter._spec.every_family -%}
"""Values that a field takes, and values that it must refuse."""

import datetime as dt
import json
import math
import secrets
import string
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .domain import NUMBERS, TEXTS, Field

SPAN = 1_000_000


def word(length: int = 12) -> str:
    """Return a text that nobody has used before (unless it is very short)."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(length))


def valid(field: Field) -> Any:
    """Return a new value for `field`, written as the API answers it."""
    day = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    match field.kind:
{{- said_by(families, "kinds_shared", "test_valid") }}
    return number(field, *window(field))


def window(field: Field) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest number near zero that the field takes."""
    middle = min(max(Decimal(0), field.lowest), field.highest)
    reach = SPAN * field.step
    return max(field.lowest, middle - reach), min(field.highest, middle + reach)


def number(field: Field, low: Decimal, high: Decimal) -> Any:
    """Return a number from `low` to `high` as the API writes it."""
    if field.kind == "float":
        return float(low + (high - low) * secrets.randbelow(SPAN) / SPAN)
    first, last = math.ceil(low / field.step), math.floor(high / field.step)
    return written(field, (first + secrets.randbelow(last - first + 1)) * field.step)


def written(field: Field, value: Decimal) -> Any:
    """Write a number as the API does: decimals are texts with all their places."""
    if field.kind == "decimal":
        return f"{value:.{field.places}f}"
    return float(value) if field.kind == "float" else int(value)


def few(field: Field) -> bool:
    """Tell whether the field has so few values that they may all be taken."""
    if field.kind in {"boolean", "choice", "user"}:
        return True
    if field.kind == "string":
        return field.length < 4
    if field.kind in NUMBERS - {"float"}:
        low, high = window(field)
        return (high - low) / field.step < 10_000
    return False


def edges(field: Field) -> Iterator[Any]:
    """Yield the outermost values that the field takes."""
    match field.kind:
{{- said_by(families, "kinds_shared", "test_edges") }}
    if field.kind in {"string", "text"} and field.length >= 4:
        yield f"<i>é{secrets.choice('abcdefgh')}"[: field.length]
        yield "😀" * field.length if field.length < 100 else "😀ü' \";--"


def refused(field: Field) -> Iterator[Any]:
    """Yield values that `field` must refuse, whatever the database would do."""
    if not field.null:
        yield None
    match field.kind:
{{- said_by(families, "kinds_shared", "test_refused_alone") }}
    yield from ([], {}, ["a"], True, "\x00", "\ud800", "a\x00b")
    if field.kind in TEXTS:
        yield from (1, 1.5)
        if field.required:
            yield from ("", " \t\n ")
    if field.kind in {"string", "text", "slug"}:
        yield "a" * (field.length + 1)
    match field.kind:
{{- said_by(families, "kinds_shared", "test_refused") }}


def refused_numbers(field: Field) -> Iterator[Any]:
    yield from ("", " ", "x", "1e400", "NaN", "Infinity", "0x10")
    yield 10**400
    if field.kind == "float":
        yield from (1.1e300, -1.1e300, "1.5")
        if field.minimum is not None:
            yield float(field.lowest) - max(1.0, abs(float(field.lowest)) / 1e3)
        if field.maximum is not None:
            yield float(field.highest) + max(1.0, abs(float(field.highest)) / 1e3)
        return
    yield written(field, field.lowest - field.step)
    yield written(field, field.highest + field.step)
    if field.kind == "decimal":
        yield str(field.step / 10)
        yield f"{'9' * 5000}"
    else:
        yield from ("1", 1.5, 2**64)


def ordered(field: Field, value: Any) -> Any:
    """Return what rows are sorted by when they are by this value of the API."""
    match field.kind:
{{- said_by(families, "kinds_shared", "test_ordered") }}
    return value


def typed(field: Field, value: Any) -> str | list[str]:
    """Write `value` as a person types or picks it in a form."""
    if value is None:
        return ""
    match field.kind:
{{- said_by(families, "kinds_shared", "test_typed") }}
    return str(value)
