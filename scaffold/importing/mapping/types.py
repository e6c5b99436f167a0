"""A column's type, as its database writes it, to the kind of a field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scaffold.importing.catalogue import Column, Dialect, Extent, Measure
from scaffold.spec.fields import INDEXABLE_LENGTH
from scaffold.spec.kinds import Kind
from scaffold.spec.kinds.choice import CHOICE_LENGTH, CHOICE_LIMIT, cleaned_choices
from scaffold.spec.kinds.decimal import DIGITS_LIMIT
from scaffold.spec.kinds.numbers import BIGINT_RANGE, INTEGER_RANGE
from scaffold.spec.kinds.text import STRING_LIMIT

_TEXT_LENGTH = Kind.TEXT.traits.length or 0
#: Lengths that people give to text, of which the next that leaves room is taken.
_USUAL_LENGTHS = (100, 200, 255, 500)
_ROOM = Decimal("1.5")
_USUAL_LENGTH = 200
#: Of numbers with neither digits nor places.
_USUAL_DIGITS, _USUAL_PLACES = DIGITS_LIMIT, 4

_SHAPE = re.compile(r"\s*(?P<words>[^(\[]*)(?:\((?P<inside>.*?)\))?(?P<rest>.*)", re.S)

_INTEGERS = {
    **dict.fromkeys(
        [
            "integer",
            "int",
            "int2",
            "int4",
            "smallint",
            "mediumint",
            "tinyint",
            "serial",
            "smallserial",
        ],
        Kind.INTEGER,
    ),
    **dict.fromkeys(["bigint", "int8", "bigserial", "serial8", "oid"], Kind.BIGINT),
    "unsigned big int": Kind.BIGINT,
    "year": Kind.INTEGER,
}
_UNSIGNED = {
    "tinyint": 2**8,
    "smallint": 2**16,
    "mediumint": 2**24,
    "int": 2**32,
    "integer": 2**32,
    "bigint": 2**64,
}
_FLOATS = frozenset(["float", "float4", "float8", "real", "double", "double precision"])
_DECIMALS = frozenset(["decimal", "numeric", "number", "dec", "fixed"])
_MONEY = frozenset(["money", "smallmoney"])
_SIZED_TEXT = frozenset(
    [
        *("char", "character", "varchar", "character varying", "bpchar"),
        *("nchar", "nvarchar", "varchar2", "nvarchar2", "national character"),
        *("national character varying", "native character", "varying character"),
        "string",
    ]
)
_LONG_TEXT = frozenset(
    [
        "text",
        "clob",
        "nclob",
        "mediumtext",
        "longtext",
        "ntext",
        "long",
        "citext",
        "xml",
    ]
)
#: Whoever says so means more than a line.
_ALWAYS_LONG = frozenset(["mediumtext", "longtext", "clob", "nclob", "ntext", "xml"])
_TEXT_OF_LENGTH = {"tinytext": 255, "name": 63, "inet": 43, "cidr": 43, "macaddr": 17}
_PLAIN = {
    "bool": Kind.BOOLEAN,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "timetz": Kind.TIME,
    "datetime": Kind.DATETIME,
    "datetime2": Kind.DATETIME,
    "datetimeoffset": Kind.DATETIME,
    "smalldatetime": Kind.DATETIME,
    "timestamp": Kind.DATETIME,
    "timestamptz": Kind.DATETIME,
    "uuid": Kind.UUID,
    "uniqueidentifier": Kind.UUID,
    "json": Kind.JSON,
    "jsonb": Kind.JSON,
}
_BYTES = re.compile(
    r"(tiny|medium|long)?blob|bytea|(var)?binary|binary varying|image|raw|long raw"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A ``kind`` with its arguments and bounds, and what of the type is not kept."""

    kind: Kind
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoType:
    """Nothing in a spec holds such values: ``why``."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """``integer(10) unsigned`` taken apart, in small letters."""

    name: str
    arguments: tuple[int, ...]
    is_array: bool
    is_unsigned: bool


def type_of(
    column: Column,
    dialect: Dialect,
    extent: Extent | None = None,
    *,
    is_in_index: bool = False,
) -> Typed | NoType:
    """What holds the values of ``column``; text in an index has to be short."""
    shape = _shape(column.type)
    if shape.is_array:
        return Typed(kind=Kind.JSON, note="an array is kept as JSON")
    if column.labels:
        return _choice(column.labels)
    if shape.name in ("tinyint", "bit") and shape.arguments in ((1,), ()):
        return _flag(shape, extent)
    if kind := _INTEGERS.get(shape.name):
        return _integer(kind, shape, dialect, extent)
    if shape.name in _FLOATS:
        return Typed(kind=Kind.FLOAT)
    if shape.name in _DECIMALS:
        return _decimal(shape, dialect, extent)
    if shape.name in _MONEY:
        return Typed(kind=Kind.DECIMAL, facts={"digits": DIGITS_LIMIT, "places": 2})
    if length := _TEXT_OF_LENGTH.get(shape.name):
        note = (
            ""
            if shape.name in ("tinytext", "name")
            else f"{shape.name} is kept as text"
        )
        return Typed(kind=Kind.STRING, facts={"length": length}, note=note)
    if shape.name in _SIZED_TEXT or shape.name in _LONG_TEXT:
        return _text(shape, extent, is_in_index)
    if kind := _PLAIN.get(shape.name):
        return Typed(kind=kind)
    if shape.name == "hstore":
        return Typed(kind=Kind.JSON, note="hstore is kept as JSON")
    if shape.name.startswith("interval"):
        return Typed(
            kind=Kind.STRING, facts={"length": 64}, note="an interval is kept as text"
        )
    if shape.name == "set":
        return Typed(
            kind=Kind.STRING, facts={"length": 500}, note="a set is kept as text"
        )
    if _BYTES.fullmatch(shape.name):
        return NoType("bytes have no counterpart; keep such files outside")
    if dialect is Dialect.SQLITE:
        return _by_affinity(shape, extent, is_in_index)
    return NoType(f'type "{column.type}" has no counterpart')


def measure_of(column: Column, dialect: Dialect) -> Measure | None:
    """What of the values has to be known to give ``column`` its true width."""
    shape = _shape(column.type)
    if shape.is_array or column.labels:
        return None
    name, sizes = shape.name, shape.arguments
    if name in ("tinyint", "bit") and sizes in ((1,), ()):
        return Measure.RANGE if name == "tinyint" else None
    if name in _INTEGERS:
        is_wide = dialect is Dialect.SQLITE or shape.is_unsigned
        return Measure.RANGE if is_wide else None
    if name in _DECIMALS:
        return Measure.RANGE if not sizes or sizes[0] > DIGITS_LIMIT else None
    if name in _LONG_TEXT or name in _SIZED_TEXT:
        is_long = not sizes or sizes[0] > INDEXABLE_LENGTH
        return Measure.LENGTH if is_long else None
    if dialect is Dialect.SQLITE and name not in _KNOWN and not _BYTES.fullmatch(name):
        return Measure.LENGTH
    return None


def is_whole_number(column: Column) -> bool:
    """Whether it can be the key that both frameworks give to a table."""
    shape = _shape(column.type)
    is_of_oracle = shape.name == "number" and shape.arguments[1:] in ((), (0,))
    return (shape.name in _INTEGERS or is_of_oracle) and not shape.is_array


def is_float(column: Column) -> bool:
    shape = _shape(column.type)
    return shape.name in _FLOATS and not shape.is_array


def is_bytes(column: Column) -> bool:
    shape = _shape(column.type)
    return bool(_BYTES.fullmatch(shape.name)) and not shape.is_array


def _shape(text: str) -> _Shape:
    found = _SHAPE.fullmatch(text.lower().replace('"', ""))
    assert found is not None
    words = found["words"].split()
    rest = found["rest"]
    name = " ".join(w for w in words if w not in ("unsigned", "zerofill", "signed"))
    for word in (" without time zone", " with time zone", " with local time zone"):
        name = name.removesuffix(word)
    if " ".join(words) == "unsigned big int":
        name = "unsigned big int"
    numbers = re.findall(r"\d+", found["inside"] or "")
    return _Shape(
        name=name.rpartition(".")[2],
        arguments=tuple(int(n[:9]) for n in numbers),
        is_array="[" in rest or name.startswith("array"),
        is_unsigned="unsigned" in [*words, *rest.split()],
    )


_KNOWN = frozenset(
    [*_INTEGERS, *_FLOATS, *_DECIMALS, *_MONEY, *_SIZED_TEXT, *_LONG_TEXT]
    + [*_TEXT_OF_LENGTH, *_PLAIN, "hstore", "interval", "set", "bit"]
)


def _choice(labels: tuple[str, ...]) -> Typed:
    """The labels that are not empty; as text, if they cannot be choices."""
    said = tuple(label for label in labels if label)
    if said and len(said) <= CHOICE_LIMIT and [*said] == cleaned_choices(said):
        return Typed(kind=Kind.CHOICE, facts={"choices": said})
    longest = max(map(len, labels), default=1)
    return Typed(
        kind=Kind.STRING,
        facts={"length": min(max(longest, CHOICE_LENGTH), STRING_LIMIT)},
        note="its values cannot be choices: it is kept as text",
    )


def _flag(shape: _Shape, extent: Extent | None) -> Typed:
    """What MySQL calls a boolean, unless it holds more."""
    if (
        extent
        and extent.lowest is not None
        and extent.highest is not None
        and not 0 <= extent.lowest <= extent.highest <= 1
    ):
        return Typed(kind=Kind.INTEGER)
    if shape.name == "tinyint" and not shape.arguments:
        return Typed(kind=Kind.INTEGER)
    return Typed(kind=Kind.BOOLEAN)


def _integer(
    kind: Kind, shape: _Shape, dialect: Dialect, extent: Extent | None
) -> Typed:
    facts: dict[str, Any] = {}
    note = ""
    low, high = INTEGER_RANGE
    if dialect is Dialect.SQLITE and extent and extent.highest is not None:
        lowest = extent.highest if extent.lowest is None else extent.lowest
        if not low <= lowest <= extent.highest <= high:
            kind = Kind.BIGINT
    if shape.is_unsigned:
        facts["min"] = 0
        top = _UNSIGNED.get(shape.name, 0) - 1
        if top > high:
            kind = Kind.BIGINT
        if top > BIGINT_RANGE[1]:
            note = f"numbers over {BIGINT_RANGE[1]} do not fit"
    return Typed(kind=kind, facts=facts, note=note)


def _decimal(shape: _Shape, dialect: Dialect, extent: Extent | None) -> Typed:
    if dialect is Dialect.ORACLE and shape.arguments[1:] in ((), (0,)):
        digits = shape.arguments[0] if shape.arguments else 0
        if 0 < digits <= 18:
            return Typed(kind=Kind.INTEGER if digits <= 9 else Kind.BIGINT)
    if shape.arguments:
        digits, places = (*shape.arguments, 0)[:2]
        places = min(places, digits)
        if 1 <= digits <= DIGITS_LIMIT:
            return Typed(kind=Kind.DECIMAL, facts={"digits": digits, "places": places})
        what = f"{digits} digits"
    else:
        digits, places, what = _USUAL_DIGITS, _USUAL_PLACES, "no number of digits"
    if extent and extent.places is not None:
        places = max(extent.places, 2 if not shape.arguments else 0)
    whole = _whole_digits(extent)
    places = max(min(places, DIGITS_LIMIT - min(whole, DIGITS_LIMIT)), 0)
    note = f"it has {what}: decimal keeps at most {DIGITS_LIMIT}"
    if whole > DIGITS_LIMIT:
        note += ", and its rows hold larger numbers"
    return Typed(
        kind=Kind.DECIMAL,
        facts={"digits": DIGITS_LIMIT, "places": places},
        note=note,
    )


def _whole_digits(extent: Extent | None) -> int:
    ends = (extent.lowest, extent.highest) if extent else ()
    return max((e.adjusted() + 1 for e in ends if e is not None and e), default=1)


def _text(shape: _Shape, extent: Extent | None, is_in_index: bool) -> Typed:
    size = shape.arguments[0] if shape.arguments else 0
    longest = extent.longest if extent else None
    if size and (
        size <= INDEXABLE_LENGTH or (size <= STRING_LIMIT and not is_in_index)
    ):
        return Typed(kind=Kind.STRING, facts={"length": size})
    unknown = INDEXABLE_LENGTH if size else _USUAL_LENGTH
    length = room(longest) if longest is not None else unknown
    if is_in_index and length <= INDEXABLE_LENGTH:
        note = f"it has an index: of {length} characters" if size else ""
        return Typed(kind=Kind.STRING, facts={"length": length}, note=note)
    may_be_short = not size and shape.name not in _ALWAYS_LONG
    if may_be_short and longest is not None and length <= _USUAL_LENGTHS[-2]:
        note = f"it has no length: its longest text has {longest} characters"
        return Typed(kind=Kind.STRING, facts={"length": length}, note=note)
    note = ""
    if longest is not None and longest > _TEXT_LENGTH:
        note = f"its longest text has {longest} characters: text keeps {_TEXT_LENGTH}"
    return Typed(kind=Kind.TEXT, note=note)


def room(longest: int) -> int:
    """A usual length with room for more than the ``longest`` text there is."""
    wanted = longest * _ROOM
    usual = next((n for n in _USUAL_LENGTHS if n >= wanted), None)
    return usual if usual is not None else longest if longest <= 500 else STRING_LIMIT


def _by_affinity(shape: _Shape, extent: Extent | None, is_in_index: bool) -> Typed:
    """SQLite takes any words for a type, and goes by what is in them."""
    name = shape.name
    note = f'type "{name}" is not known' if name else "it has no type"
    if "int" in name:
        return Typed(kind=Kind.BIGINT, note=f"{note}: it is kept as bigint")
    if any(word in name for word in ("real", "floa", "doub")):
        return Typed(kind=Kind.FLOAT, note=f"{note}: it is kept as float")
    unsized = _Shape(name=name, arguments=(), is_array=False, is_unsigned=False)
    typed = _text(unsized, extent, is_in_index)
    return Typed(kind=typed.kind, facts=typed.facts, note=f"{note}: it is kept as text")
