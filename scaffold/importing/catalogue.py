"""What a database holds, as plain data; whoever reads it fills this in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Dialect(StrEnum):
    """What the database speaks, by sqlglot's names."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgres"
    MYSQL = "mysql"
    #: Of SQL files alone.
    TSQL = "tsql"
    ORACLE = "oracle"


@dataclass(frozen=True, slots=True, order=True)
class TableId:
    """A table, with its schema where that is not the one that goes without saying."""

    name: str
    schema: str = ""

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``type`` is as the database writes it, ``default`` is SQL.

    ``labels`` are those of an enumerated type, whatever that is called. ``collation`` is
    known of SQL files alone.
    """

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    labels: tuple[str, ...] = ()
    generated: bool = False
    comment: str = ""
    collation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """``on_delete`` in SQL's words, "" where nothing is said."""

    columns: tuple[str, ...]
    target: TableId
    #: None said: the target's key.
    target_columns: tuple[str, ...] = ()
    on_delete: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """``only_some`` rows are in it, or it is of expressions."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    only_some: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``uniques`` are constraints; unique indexes are in ``indexes``.

    ``whole`` is the table of which this one is a partition, ``parents`` are those that
    it inherits from.
    """

    id: TableId
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[str, ...] = ()
    comment: str = ""
    parents: tuple[TableId, ...] = ()
    whole: TableId | None = None

    @property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    id: TableId
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All of a database; ``other`` is what has no rows, and what could not be read."""

    name: str
    dialect: Dialect
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def by_id(self) -> dict[TableId, Table]:
        return {table.id: table for table in self.tables}

    @property
    def columns(self) -> Iterator[tuple[Table, Column]]:
        for table in self.tables:
            for column in table.columns:
                yield table, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What the rows hold of a column: characters at most, and numbers from to.

    ``places`` is how many digits after the point are needed; None is not known.
    """

    longest: int | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    places: int | None = None


#: By table and column. A column that is not there was not measured, or is empty.
Extents = Mapping[tuple[TableId, str], Extent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Rows of a SQL file that cannot be taken into ``table``: how many, and ``why``."""

    table: TableId
    column: str
    why: str
    example: str
    rows: int = 0


class Measure(StrEnum):
    """What the mapping wants to know of a column's values."""

    LENGTH = "length"
    RANGE = "range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A database that was read: its catalogue, and what its rows hold."""

    catalogue: Catalogue
    extents: Extents = field(default_factory=dict)
