"""The rows of a SQL file in a database of ours, where they are read like any others.

A file in SQLite's words is run by SQLite itself, as far as it makes tables and inserts
rows. Of one in PostgreSQL's or MySQL's nothing is run: literals are read from it, and
put into the table as the server's own answer would have them.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from scaffold.importing import dumped_values as values
from scaffold.importing.catalogue import (
    Catalogue,
    Dialect,
    Extent,
    Measure,
    Table,
    TableId,
    Unread,
)
from scaffold.importing.connection import Opened, reading_file
from scaffold.importing.inserts import (
    Expression,
    Insert,
    Literal,
    Row,
    insert_of,
    literal_of,
)
from scaffold.importing.mapping.keys import own_key
from scaffold.importing.sql_files import USUAL_SCHEMAS, catalogue_of
from scaffold.importing.statements import (
    Statement,
    is_definition,
    legible,
    quoted,
    statements,
)
from scaffold.system import interrupts, temporary
from scaffold.system.errors import ScaffoldError, first_line

_BATCH = 1000
#: Of a statement that is told of.
_LONGEST = 60
#: What an INSERT has no need of, and a file of somebody else's may try.
_DENIED = frozenset(
    [
        *(sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH),
        *(sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_RECURSIVE),
    ]
)


_NO_ROOM = frozenset([sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR])
_CHANGES_ROWS = re.compile(
    r"(UPDATE|MERGE|TRUNCATE|DELETE\s+FROM(?!\s+sqlite_))\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A SQL file: its ``catalogue``, its rows in ``opened``, and those ``unread``."""

    catalogue: Catalogue
    opened: Opened
    unread: tuple[Unread, ...]
    has_rows: bool


@contextlib.contextmanager
def reading_dump(path: Path, encoding: str, dialect: Dialect) -> Iterator[Dump]:
    """Raises Unreadable, or ScaffoldError where there is no room for the rows."""
    with temporary.folder("import") as folder:
        file = folder / "rows.db"
        fill = _run if dialect is Dialect.SQLITE else _fill
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as made:
            values.add_collations(made)
            with _errors():
                # An empty file is none of SQLite's.
                made.execute("PRAGMA user_version = 1")
                made.execute("PRAGMA synchronous = OFF")
                made.execute("BEGIN")
            catalogue, told = fill(made, path, encoding, dialect)
            with _errors():
                made.execute("COMMIT")
        with reading_file(file) as opened:
            values.add_collations(opened.connection.connection.dbapi_connection)
            opened = replace(opened, name=path.stem)
            catalogue = catalogue or _reflected(opened)
            other = (*catalogue.other, *told.lines(catalogue))
            yield Dump(
                catalogue=replace(catalogue, other=other),
                opened=opened,
                unread=told.of_tables(catalogue),
                has_rows=told.has_rows,
            )


def _text(path: Path, encoding: str, errors: str = "surrogateescape") -> TextIO:
    """Line ends as they are, and bytes that are no text as lone surrogates."""
    return path.open(encoding=encoding, errors=errors, newline="\n")


def _reflected(opened: Opened) -> Catalogue:
    from scaffold.importing.reflection import Reflection

    with opened.reading():
        return Reflection(opened.connection, Dialect.SQLITE).catalogue(opened.name)


def extents_of(
    dump: Dump, wanted: Iterable[tuple[Table, str, Measure]]
) -> dict[tuple[TableId, str], Extent]:
    """What the rows of ``dump`` hold of the ``wanted`` columns."""
    from scaffold.importing.reflection import Reflection

    wanted = [*wanted]
    with dump.opened.reading():
        reflection = Reflection(dump.opened.connection, Dialect.SQLITE)
        found = reflection.extents(wanted)
        if dump.catalogue.dialect is Dialect.POSTGRESQL:
            for table, column, measure in wanted:
                at = table.id, column
                if measure is Measure.RANGE and at in found:
                    places = values.places(reflection.values(table, column))
                    found[at] = replace(found[at], places=places)
    return found


class _Told:
    """What of a file is not in the database: rows that cannot be read, and the rest."""

    def __init__(self) -> None:
        self.has_rows = False
        self._unread: dict[tuple[TableId, str, str], Unread] = {}
        self._other: list[str] = []
        self._not_run = 0

    def unread(
        self, table: TableId, column: str, why: str, example: str = "", rows: int = 1
    ) -> None:
        key = (table, column, why)
        known = self._unread.get(key) or Unread(
            table=table, column=column, why=why, example=example
        )
        self._unread[key] = replace(known, rows=known.rows + rows)

    def not_understood(self, statement: str, why: str) -> None:
        said = " ".join(statement.split())[:_LONGEST]
        self._other.append(f"not understood: {said} ({why})")

    def passed_over(self, statement: str) -> None:
        self._not_run += bool(_CHANGES_ROWS.match(statement))

    def of_tables(self, catalogue: Catalogue) -> tuple[Unread, ...]:
        known = catalogue.by_id
        return tuple(one for one in self._unread.values() if one.table in known)

    def lines(self, catalogue: Catalogue) -> Iterator[str]:
        """What is of no table."""
        yield from self._other
        known = catalogue.by_id
        for one in self._unread.values():
            if one.table not in known:
                yield f"{one.rows:,} rows for {one.table} ({one.why})"
        if self._not_run:
            yield f"not run: {self._not_run:,} of UPDATE, DELETE, MERGE and TRUNCATE"


# In SQLite's words


def _run(
    database: sqlite3.Connection, path: Path, encoding: str, dialect: Dialect
) -> tuple[None, _Told]:
    """SQLite runs what makes tables and rows, in its order, and nothing else."""
    told = _Told()

    def allowed(action: int, *of: str | None) -> int:
        return sqlite3.SQLITE_DENY if action in _DENIED else sqlite3.SQLITE_OK

    values.add_functions(database)
    database.set_authorizer(allowed)
    with _text(path, encoding) as file:
        for number, statement in enumerate(statements(file, dialect)):
            if not number % _BATCH:
                interrupts.checkpoint()
            text = statement.text
            if is_definition(text):
                text = legible(text)
                if why := _failure(database, text):
                    told.not_understood(text, why)
            elif insert := insert_of(statement, dialect):
                name = insert.table[-1]
                if name.lower().startswith("sqlite_"):
                    continue
                told.has_rows = True
                if why := _failure(database, text):
                    rows = sum(1 for _ in insert.rows)
                    told.unread(_id(database, name), "", why, rows=rows)
            else:
                told.passed_over(text)
    database.set_authorizer(None)
    return None, told


def _id(database: sqlite3.Connection, name: str) -> TableId:
    """As the table is spelt."""
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = ?",
        (name.lower(),),
    ).fetchone()
    return TableId(found[0] if found else name)


def _failure(database: sqlite3.Connection, statement: str) -> str:
    """Why it could not be run, or nothing."""
    try:
        database.execute(statement)
    except (sqlite3.Error, sqlite3.Warning) as error:
        if getattr(error, "sqlite_errorcode", 0) in _NO_ROOM:
            raise _no_room(error) from None
        return first_line(str(error))
    except ValueError:
        return "is not valid text"
    return ""


# In the words of others


def _fill(
    database: sqlite3.Connection, path: Path, encoding: str, dialect: Dialect
) -> tuple[Catalogue, _Told]:
    """The tables that the file defines, and in them the rows that it spells out."""
    with _text(path, encoding, errors="replace") as file:
        catalogue = catalogue_of(file, dialect, path.stem)
    told = _Told()
    if dialect in (Dialect.POSTGRESQL, Dialect.MYSQL):
        filling = _Filling(database, catalogue, told)
        with _text(path, encoding) as file:
            for statement in statements(file, dialect):
                filling.take(statement)
        filling.index()
    return catalogue, told


class _Target:
    """Where rows for one table go: into its own, or that of which it is a part."""

    def __init__(self, table: Table, whole: Table, dialect: Dialect) -> None:
        self.id = whole.id
        self.key = own_key(whole)
        self.names = [column.name for column in (table.columns or whole.columns)]
        self.columns = whole.columns
        self.places = {c.name.lower(): n for n, c in enumerate(whole.columns)}
        self.converters = [values.converter(c, dialect) for c in whole.columns]
        self.defaults = [
            None if c.generated or c.default is None else literal_of(c.default, dialect)
            for c in whole.columns
        ]
        self.last = 0
        places = ", ".join("?" * len(whole.columns))
        self.statement = f"INSERT INTO {quoted(str(self.id))} VALUES ({places})"  # noqa: S608


class _Filling:
    """Puts literals into tables that are made as a catalogue has them."""

    def __init__(
        self, database: sqlite3.Connection, catalogue: Catalogue, told: _Told
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._dialect = catalogue.dialect
        self._told = told
        self._targets: dict[tuple[str, str], _Target] = {}
        #: Statements of one table follow each other.
        self._last: tuple[object, _Rows] | None = None
        by_id = catalogue.by_id
        for table in catalogue.tables:
            whole = table
            while whole.whole in by_id:
                whole = by_id[whole.whole]
            if whole is not table or self._made(table):
                at = table.id.name.lower(), table.id.schema.lower()
                self._targets[at] = _Target(table, whole, self._dialect)

    def _made(self, table: Table) -> bool:
        """Whether it takes rows: to SQLite, names are the same whatever their capitals."""
        columns = {column.name.lower(): column for column in table.columns}
        parts = (
            quoted(column.name) + values.collation(column, self._dialect)
            for column in columns.values()
        )
        name = quoted(str(table.id))
        with _errors():
            # PostgreSQL has tables without columns.
            inside = ", ".join(parts) or quoted("")
            self._database.execute(f"CREATE TABLE {name} ({inside})")
        return len(columns) == len(table.columns) > 0

    def take(self, statement: Statement) -> None:
        insert = insert_of(statement, self._dialect)
        if insert is None:
            self._told.passed_over(statement.text)
            return
        self._told.has_rows = True
        rows = self._rows(insert)
        if rows is None:
            return
        made = rows.of(insert.rows)
        while batch := [*islice(made, _BATCH)]:
            interrupts.checkpoint()
            with _errors():
                self._database.executemany(rows.target.statement, batch)

    def _rows(self, insert: Insert) -> _Rows | None:
        """What makes the rows; where nothing can, they are counted."""
        key = insert.table, insert.columns, insert.may_be_short
        if self._last is None or self._last[0] != key:
            *above, name = insert.table
            schema = above[-1] if above else ""
            schema = "" if schema.lower() in USUAL_SCHEMAS else schema
            target = self._targets.get((name.lower(), schema.lower()))
            id = target.id if target else TableId(name, schema)
            unknown, why = "", "such a table is not defined"
            if id in self._catalogue.by_id:
                why = "its columns have the same names but for capitals, or are none"
            names = insert.columns or (target.names if target else ())
            if target and (
                wrong := [n for n in names if n.lower() not in target.places]
            ):
                unknown, why = wrong[0], "there is no such column"
            if target is None or unknown:
                rows = sum(1 for _ in insert.rows)
                self._told.unread(id, unknown, why, rows=rows)
                return None
            places = [target.places[name.lower()] for name in names]
            made = _Rows(target, places, self._told, is_short=insert.may_be_short)
            self._last = key, made
        return self._last[1]

    def index(self) -> None:
        """By what rows are asked for: their own keys, and what they refer to."""
        tables = {target.id for target in self._targets.values()}
        number = 0
        for table in self._catalogue.tables:
            if table.id not in tables:
                continue
            sets = [table.key, *table.uniques, *(i.columns for i in table.indexes)]
            sets += [key.columns for key in table.foreign_keys]
            known = table.by_name
            for columns in dict.fromkeys(sets):
                if columns and {*columns} <= known.keys():
                    number += 1
                    on = f"{quoted(str(table.id))} ({', '.join(map(quoted, columns))})"
                    with _errors():
                        self._database.execute(f"CREATE INDEX index_{number} ON {on}")


class _Rows:
    """Makes rows of one table of literals; counts those of which there is none."""

    def __init__(
        self,
        target: _Target,
        places: Sequence[int],
        told: _Told,
        *,
        is_short: bool,
    ) -> None:
        self.target = target
        self._places = places
        self._told = told
        #: Whether the last columns may be left away.
        self._is_short = is_short
        self._others = {*range(len(target.columns))} - {*places}

    def of(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        for number, row in enumerate(rows, 1):
            try:
                yield self._row(row)
            except _CannotRead as why:
                known = self._known(row) or f"row {number} of its statement"
                self._told.unread(self.target.id, why.column, str(why), known)

    def _row(self, row: Row) -> list[Any]:
        target, places = self.target, self._places
        if isinstance(row, str):
            raise _CannotRead(row)
        if len(row) != len(places) and (not self._is_short or len(row) > len(places)):
            raise _CannotRead(f"has {len(row)} values for {len(places)} columns")
        made: list[Any] = [None] * len(target.columns)
        for place, value in zip(places, row, strict=False):
            if value is not None:
                made[place] = self._value(place, value)
        for place in (*self._others, *places[len(row) :]):
            default = target.defaults[place]
            if default is not None and not isinstance(default, Expression):
                made[place] = target.converters[place](default)
        if target.key:
            self._number(made)
        return made

    def _value(self, place: int, value: Literal) -> Any:
        target = self.target
        if isinstance(value, Expression):
            column = target.columns[place]
            default = target.defaults[place]
            if value.text.upper() != "DEFAULT":
                raise _CannotRead("is an expression, which is not run", column.name)
            if isinstance(default, Expression) and column.name != target.key:
                raise _CannotRead("is a default that is not run", column.name)
            value = None if isinstance(default, Expression) else default
        return None if value is None else target.converters[place](value)

    def _number(self, made: list[Any]) -> None:
        """What has no id gets the next, as the database would give it."""
        target = self.target
        place = target.places[target.key.lower()]
        id = made[place] = target.last + 1 if made[place] is None else made[place]
        if isinstance(id, int):
            target.last = max(target.last, id)

    def _known(self, row: Row) -> str:
        """By its id, which is no secret."""
        place = self.target.places.get(self.target.key.lower())
        if isinstance(row, str) or place is None or place not in self._places:
            return ""
        value = row[self._places.index(place)] if place < len(row) else None
        return f"{self.target.key} {value}"[:_LONGEST] if isinstance(value, str) else ""


class _CannotRead(Exception):
    def __init__(self, why: str, column: str = "") -> None:
        super().__init__(why)
        self.column = column


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _no_room(error) from None


def _no_room(error: Exception) -> ScaffoldError:
    return ScaffoldError(
        "Rows wait in a temporary file, which failed, nothing was written: "
        f"{first_line(str(error))}. TMPDIR says where it is made."
    )
