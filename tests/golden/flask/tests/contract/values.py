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
        case "string":
            return word(min(field.length, 12))
        case "text" | "slug":
            return word()
        case "email":
            return f"{word()}@example.com"
        case "url":
            return f"https://example.com/{word()}"
        case "uuid":
            return str(uuid.uuid4())
        case "date":
            return str((day + dt.timedelta(days=secrets.randbelow(30_000))).date())
        case "time":
            seconds = secrets.randbelow(86_400)
            return str((day + dt.timedelta(seconds=seconds)).time())
        case "datetime":
            moment = day + dt.timedelta(seconds=secrets.randbelow(10**9))
            return moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        case "json":
            return {"note": word(), "parts": [1, 2.5, None, True]}
        case "choice":
            return secrets.choice(field.choices)
        case "boolean":
            return secrets.choice([True, False])
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
        case "string" | "text" | "slug":
            yield word(min(field.length, 12)).ljust(field.length, "a")
        case "email":
            host = f"{word(63)}.{word(63)}.{word(61)}.com"
            yield f"{word(field.length - len(host) - 1)}@{host}"
        case "url":
            yield "https://example.com/".ljust(field.length, "a")
            yield f"http://{word()}.example.com:8000/a?b=c#d"
        case "uuid":
            yield str(uuid.UUID(int=secrets.randbits(128)))
        case "date":
            yield from ("0001-01-01", "9999-12-31")
        case "time":
            yield from ("00:00:00", "23:59:59.999999")
        case "datetime":
            yield from ("0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z")
        case "json":
            yield from (False, 0, 1.5, "", [], {}, ["ü", {"deep": [[[[1]]]]}], 2**53)
        case "choice":
            yield from field.choices
        case "boolean":
            yield from (True, False)
        case "integer" | "bigint" | "decimal" | "float":
            yield written(field, field.lowest)
            yield written(field, field.highest)
    if field.kind in {"string", "text"} and field.length >= 4:
        yield f"<i>é{secrets.choice('abcdefgh')}"[: field.length]
        yield "😀" * field.length if field.length < 100 else "😀ü' \";--"


def refused(field: Field) -> Iterator[Any]:
    """Yield values that `field` must refuse, whatever the database would do."""
    if not field.null:
        yield None
    match field.kind:
        case "json":
            yield from ("\x00", ["\ud800"], {"\x00": 1})
            return
        case "boolean":
            yield from (0, 1, 1.0, "true", "yes", "", [], {})
            return
        case "refs":
            yield from ([0], [-1], [2**63], ["1"], [True], [1.5], [None], [2**62])
            yield from (1, "1", {}, [[1]], list(range(1, 1002)))
            return
        case "ref" | "one":
            yield from (0, -1, 2**62, 2**63, 10**30, 1.5, "1", "", True, [1], {})
            return
        case "user":
            yield from (0, -1, 2**62, 2**63, 10**30, 1.5, "1", "", True, [1], {})
            return
    yield from ([], {}, ["a"], True, "\x00", "\ud800", "a\x00b")
    if field.kind in TEXTS:
        yield from (1, 1.5)
        if field.required:
            yield from ("", " \t\n ")
    if field.kind in {"string", "text", "slug"}:
        yield "a" * (field.length + 1)
    match field.kind:
        case "email":
            yield from ("a", "a@", "@example.com", "a b@example.com", "a@b@example.com")
            yield f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.com"
        case "url":
            yield from ("a", "example.com", "ftp://example.com", "javascript:alert(1)")
            yield from ("http://", "//example.com", "https://exa mple.com/")
            yield "https://example.com/".ljust(field.length + 1, "a")
        case "slug":
            yield from ("a b", "a/b", "ü", "a.b")
        case "uuid":
            yield from ("", "a", "0" * 31, 1)
        case "date":
            yield from ("", "2030-02-30", "2030-13-01", "0000-01-01", "10000-01-01")
            yield from ("30-01-01", "2030-1-1", "2030-01-01T12:00:00Z", 0, 1.5)
        case "time":
            yield from ("", "24:00:00", "12:60:00", "12:00:00Z", "noon", 0)
        case "datetime":
            yield from ("", "2030-01-01", "2030-01-01T12:00:00", "2030-02-30T12:00:00Z")
            yield from ("2030-01-01T25:00:00Z", "0001-01-01T00:00:00+01:00", 0, 1.5)
        case "choice":
            yield from ("no such choice!", field.choices[0] + "!")
        case "integer" | "bigint" | "float" | "decimal":
            yield from refused_numbers(field)


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
        case "decimal":
            return Decimal(value)
    return value


def typed(field: Field, value: Any) -> str | list[str]:
    """Write `value` as a person types or picks it in a form."""
    if value is None:
        return ""
    match field.kind:
        case "datetime":
            return value.removesuffix(".000000Z")
        case "json":
            return json.dumps(value)
        case "boolean":
            return "true" if value else "false"
        case "refs":
            return [str(row_id) for row_id in value]
    return str(value)
