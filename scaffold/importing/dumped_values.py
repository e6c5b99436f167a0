"""Literals of a dump as the database's own answer has them; what it takes for equal."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

from scaffold.importing.catalogue import Column, Dialect
from scaffold.importing.mapping.types import is_bytes, is_float, is_whole_number

#: A literal that is not null to what SQLite keeps: number, text or bytes.
Converter = Callable[[str | bytes | bool], Any]

_Key = TypeVar("_Key", str, Decimal)
_LARGEST = 2**63
_SURROGATES = re.compile("[\ud800-\udfff]")
_MONEY = re.compile(r"[^\d.-]")
_PART_OF_ARRAY = re.compile(r'[{},]|"((?:[^"\\]|\\.)*)"|[^{},"]+', re.DOTALL)
_BOUNDS = re.compile(r"(\[-?\d+:-?\d+\])+=")
_PART_OF_HSTORE = re.compile(
    r'"((?:[^"\\]|\\.)*)"=>(?:"((?:[^"\\]|\\.)*)"|NULL)', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_OF_NUMBERS = re.compile(r"(small|big)?int|decimal|numeric|real|float|double")
_UNISTR = re.compile(
    r"\\(?:(\\)|([0-9a-fA-F]{4})|u([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8}))"
)


def converter(column: Column, dialect: Dialect) -> Converter:
    """What makes of literals for ``column`` the values that a server would give."""
    type_ = column.type.lower()
    is_mysql = dialect is Dialect.MYSQL
    if "[" in type_:
        return _array(type_.partition("[")[0].strip())
    if is_whole_number(column):
        return _whole
    if is_float(column):
        return _single if is_mysql and type_.startswith("float") else _float
    if is_bytes(column):
        return _bytes if is_mysql else _bytea
    if is_mysql:
        return _bit if type_.startswith("bit") else _text
    if type_.startswith("bool"):
        return _boolean
    if type_.startswith("money"):
        return lambda value: _MONEY.sub("", _plain(value))
    if type_.startswith("timetz") or "time with time zone" in type_:
        return _zoned
    if re.match(r"(char|character|bpchar)\b(?! varying)", type_):
        return lambda value: _text(_plain(value).rstrip(" "))
    return _hstore if type_ == "hstore" else _text


def _plain(value: str | bytes | bool) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return ("false", "true")[value] if isinstance(value, bool) else value


def _text(value: str | bytes | bool) -> Any:
    """What is no text is kept as bytes: in its row alone it is told later."""
    text = _plain(value)
    if text.isascii() or not _SURROGATES.search(text):
        return text
    return text.encode("utf-8", "surrogateescape")


def _whole(value: str | bytes | bool) -> Any:
    if isinstance(value, bytes):
        value = str(int.from_bytes(value))
    try:
        number = int(value)
    except ValueError:
        return _text(value)
    return number if -_LARGEST <= number < _LARGEST else value


def _float(value: str | bytes | bool) -> Any:
    try:
        number = float(value)
    except ValueError:
        return _text(value)
    return number if number == number else _text(value)  # SQLite has NULL for NaN


def _single(value: str | bytes | bool) -> Any:
    """MySQL calculates with what the column has, which are fewer digits than a double."""
    number = _float(value)
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except (struct.error, OverflowError):
        return number


def _bytes(value: str | bytes | bool) -> Any:
    if isinstance(value, bytes):
        return value
    return _plain(value).encode("utf-8", "surrogateescape")


def _bytea(value: str | bytes | bool) -> Any:
    if isinstance(value, str) and value.startswith("\\x"):
        try:
            return bytes.fromhex(value[2:])
        except ValueError:
            pass
    return _bytes(value)


def _bit(value: str | bytes | bool) -> Any:
    if isinstance(value, bool) or value in ("0", "1"):
        return int(value)
    return _bytes(value)


def _boolean(value: str | bytes | bool) -> Any:
    return {"t": "true", "f": "false"}.get(_plain(value), _text(value))


def _zoned(value: str | bytes | bool) -> Any:
    try:
        told = time.fromisoformat(_plain(value))
        return (
            datetime.combine(date(2000, 1, 1), told).astimezone(UTC).time().isoformat()
        )
    except ValueError:
        return _text(value)


def _array(of: str) -> Converter:
    """PostgreSQL's ``{a,"b c",NULL}`` as JSON, its parts as ``to_json`` writes them."""

    def part(text: str) -> str:
        if _OF_NUMBERS.match(of) and _NUMBER.fullmatch(text):
            return text
        if of.startswith("bool"):
            return "true" if text == "t" else "false"
        if of.startswith("json"):
            return text
        if of.startswith("timestamp"):
            text = re.sub(r"([+-]\d\d)$", r"\1:00", text.replace(" ", "T", 1))
        return json.dumps(text)

    def found(piece: re.Match[str]) -> str:
        if piece[1] is not None:
            return part(_ESCAPED.sub(r"\1", piece[1]))
        if piece[0] in ("{", "}", ","):
            return {"{": "[", "}": "]", ",": ","}[piece[0]]
        return "null" if piece[0].upper() == "NULL" else part(piece[0])

    return lambda value: _text(
        _PART_OF_ARRAY.sub(found, _BOUNDS.sub("", _plain(value), count=1))
    )


def _hstore(value: str | bytes | bool) -> Any:
    pairs = {
        _ESCAPED.sub(r"\1", key): None if other is None else _ESCAPED.sub(r"\1", other)
        for key, other in (m.groups() for m in _PART_OF_HSTORE.finditer(_plain(value)))
    }
    return _text(json.dumps(pairs, ensure_ascii=False))


def places(values: Iterable[Any]) -> int | None:
    """Digits after the point that ``values`` need; None where none is a number."""
    found = [_number(value).normalize() for value in values if value is not None]
    exponents = [int(n.as_tuple().exponent) for n in found if n.is_finite()]
    return max((max(0, -exponent) for exponent in exponents), default=None)


# What is taken for equal, and what comes first


def collation(column: Column, dialect: Dialect) -> str:
    """How values of ``column`` are compared, where that is not by their characters."""
    type_ = column.type.lower()
    if is_bytes(column) or is_whole_number(column) or is_float(column):
        return ""
    if type_.startswith(("decimal", "numeric", "dec", "fixed")):
        return " COLLATE numbers"
    if dialect is Dialect.MYSQL:
        is_exact = column.collation.lower().endswith(("_bin", "binary"))
        return "" if is_exact else " COLLATE words"
    return " COLLATE words" if type_ == "citext" else ""


def add_collations(database: Any) -> None:
    database.create_collation("words", _compared(_word))
    database.create_collation("numbers", _compared(_number))


def _compared(key: Callable[[str], _Key]) -> Callable[[str, str], int]:
    def compared(one: str, other: str) -> int:
        first, second = key(one), key(other)
        return (first > second) - (first < second)

    return compared


@lru_cache(maxsize=10_000)
def _word(text: str) -> str:
    """Without accents, capitals and spaces at the end, as MySQL compares."""
    if not text.isascii():
        text = "".join(
            c
            for c in unicodedata.normalize("NFD", text)
            if not unicodedata.combining(c)
        )
    return text.upper().rstrip(" ")


@lru_cache(maxsize=10_000)
def _number(text: Any) -> Decimal:
    """What is no number comes last."""
    try:
        number = Decimal(text)
    except (InvalidOperation, ValueError, TypeError):
        return Decimal("Infinity")
    return Decimal("Infinity") if number.is_nan() else number


# What the shell of SQLite writes and this SQLite may not know


def add_functions(database: sqlite3.Connection) -> None:
    if sqlite3.sqlite_version_info < (3, 50):
        database.create_function("unistr", 1, _unistr, deterministic=True)


def _unistr(text: str) -> str:
    r"""``\000a`` and the like to the characters of these numbers."""

    def meant(found: re.Match[str]) -> str:
        backslash, *numbers = found.groups()
        return backslash or chr(int(next(n for n in numbers if n), 16))

    return _UNISTR.sub(meant, text)
