"""One field of a model: its kind, and what each kind can carry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scaffold.spec import inflection

Number = int | float | Decimal
Default = str | bool | int | float | Decimal


class Kind(StrEnum):
    STRING = "string"
    TEXT = "text"
    EMAIL = "email"
    URL = "url"
    SLUG = "slug"
    UUID = "uuid"
    CHOICE = "choice"
    JSON = "json"
    INTEGER = "integer"
    BIGINT = "bigint"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CREATED = "created"
    UPDATED = "updated"
    REF = "ref"
    ONE = "one"
    REFS = "refs"


class OnDelete(StrEnum):
    CASCADE = "cascade"
    PROTECT = "protect"
    SET_NULL = "set_null"


#: Stored as text: an optional one holds "" instead of NULL, as in Django.
TEXTUAL = frozenset(
    {Kind.STRING, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.CHOICE}
)
NUMERIC = frozenset({Kind.INTEGER, Kind.BIGINT, Kind.FLOAT, Kind.DECIMAL})
#: Written by the application, never by a client.
AUTOMATIC = frozenset({Kind.CREATED, Kind.UPDATED})
RELATIONS = frozenset({Kind.REF, Kind.ONE, Kind.REFS})
#: One column that points to another table.
FOREIGN_KEYS = frozenset({Kind.REF, Kind.ONE})
#: Too long, or without an order or an equality that both databases share.
UNSORTABLE = frozenset({Kind.TEXT, Kind.JSON}) | RELATIONS
DEFAULTABLE = TEXTUAL | NUMERIC | {Kind.BOOLEAN}

#: The longest text, in characters, that each text kind stores.
LENGTHS = {Kind.TEXT: 100_000, Kind.EMAIL: 254, Kind.URL: 200, Kind.SLUG: 50}
CHOICE_LENGTH = 50
STRING_LIMIT = 10_000
DIGITS_LIMIT = 15  # what SQLite's floats keep exactly
#: PostgreSQL refuses index rows over about 2,700 bytes, and UTF-8 needs up to
#: four bytes a character: longer text is neither sorted by nor made unique.
INDEXABLE_LENGTH = 500

INTEGER_RANGE = (-(2**31), 2**31 - 1)
BIGINT_RANGE = (-(2**63), 2**63 - 1)
FLOAT_LIMIT = 1e300


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as the spec states it; what follows from that is a property."""

    name: str
    kind: Kind
    length: int | None = None
    digits: int | None = None
    places: int | None = None
    choices: tuple[str, ...] = ()
    target: str | None = None
    optional: bool = False
    unique: bool = False
    index: bool = False
    default: Default | None = None
    min: Number | None = None
    max: Number | None = None
    on_delete: OnDelete | None = None

    @property
    def api(self) -> str:
        """The key in JSON: ``category_id``, ``tag_ids``, else the name."""
        if self.kind in FOREIGN_KEYS:
            return f"{self.name}_id"
        if self.kind is Kind.REFS:
            return f"{inflection.singular(self.name)}_ids"
        return self.name

    @property
    def column(self) -> str:
        """The database column (``refs`` have a table of their own instead)."""
        return f"{self.name}_id" if self.kind in FOREIGN_KEYS else self.name

    @property
    def single_valued(self) -> bool:
        """No two rows may share a value."""
        return self.unique or self.kind is Kind.ONE

    @property
    def null(self) -> bool:
        if not self.optional or self.kind is Kind.REFS:
            return False
        return self.kind not in TEXTUAL or self.unique

    @property
    def auto(self) -> bool:
        return self.kind in AUTOMATIC

    @property
    def required(self) -> bool:
        """Must be present in the body that creates a row."""
        return not (
            self.optional
            or self.auto
            or self.default is not None
            or self.kind is Kind.REFS
        )

    @property
    def stored_length(self) -> int | None:
        """Characters the column holds; None for what is not text."""
        if self.kind is Kind.CHOICE:
            return CHOICE_LENGTH
        return LENGTHS.get(self.kind, self.length)

    @property
    def sortable(self) -> bool:
        """A keyset needs a value in every row, short enough for a cursor."""
        if self.kind in UNSORTABLE or self.null:
            return False
        return (self.stored_length or 0) <= INDEXABLE_LENGTH

    @property
    def range(self) -> tuple[Number, Number] | None:
        """The widest values that the column holds; None for what is no number."""
        match self.kind:
            case Kind.INTEGER:
                return INTEGER_RANGE
            case Kind.BIGINT:
                return BIGINT_RANGE
            case Kind.FLOAT:
                return (-FLOAT_LIMIT, FLOAT_LIMIT)
            case Kind.DECIMAL:
                assert self.digits is not None and self.places is not None
                whole = Decimal(10) ** (self.digits - self.places)
                edge = whole - Decimal(1).scaleb(-self.places)
                return (-edge, edge)
            case _:
                return None
