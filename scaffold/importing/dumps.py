"""The rows of a SQL file in a database of ours, where they are read like any others.

A file in SQLite's words is run by SQLite itself, as far as it makes tables and inserts
rows. Of one in PostgreSQL's or MySQL's nothing is run: literals are read from it, and
put into the table as the server's own answer would have them.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from scaffold.importing import dumped_values
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
from scaffold.importing.statements import is_definition, statements
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
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as made:
            dumped_values.add_collations(made)
            # An empty file is none of SQLite's.
            with _errors():
                made.execute("PRAGMA user_version = 1")
                made.execute("PRAGMA synchronous = OFF")
                made.execute("BEGIN")
            if dialect is Dialect.SQLITE:
                filling: _Run | _Filling = _Run(made)
                with _text(path, encoding) as text:
                    filling.take(statements(text, dialect))
                with _errors():
                    made.execute("COMMIT")
                with reading_file(file) as opened:
                    catalogue = _reflected(opened, path.stem)
            else:
                with _text(path, encoding, errors="replace") as text:
                    catalogue = catalogue_of(text, dialect, path.stem)
                filling = _Filling(made, catalogue)
                with _text(path, encoding) as text:
                    filling.take(statements(text, dialect))
                with _errors():
                    made.execute("COMMIT")
        unread = filling.unread.by_table(catalogue)
        other = (*catalogue.other, *filling.other, *filling.unread.elsewhere(catalogue))
        with reading_file(file) as opened:
            dumped_values.add_collations(opened.connection.connection.dbapi_connection)
            yield Dump(
                catalogue=replace(catalogue, other=other),
                opened=replace(opened, name=path.stem),
                unread=unread,
                has_rows=filling.has_rows,
            )


def _text(path: Path, encoding: str, errors: str = "surrogateescape") -> TextIO:
    """Line ends as they are, and bytes that are no text as lone surrogates."""
    return path.open(encoding=encoding, errors=errors, newline="\n")


def _reflected(opened: Opened, name: str) -> Catalogue:
    from scaffold.importing.reflection import Reflection

    with opened.reading():
        return Reflection(opened.connection, Dialect.SQLITE).catalogue(name)


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
                    values = reflection.values(table, column)
                    found[at] = replace(found[at], places=dumped_values.places(values))
    return found


class _Unread:
    """Rows that cannot be read, by table, column and reason."""

    def __init__(self) -> None:
        self._found: dict[tuple[TableId, str, str], Unread] = {}

    def count(
        self, table: TableId, column: str, why: str, example: str, rows: int = 1
    ) -> None:
        key = (table, column, why)
        known = self._found.get(key) or Unread(
            table=table, column=column, why=why, example=example
        )
        self._found[key] = replace(known, rows=known.rows + rows)

    def by_table(self, catalogue: Catalogue) -> tuple[Unread, ...]:
        known = catalogue.by_id
        return tuple(one for one in self._found.values() if one.table in known)

    def elsewhere(self, catalogue: Catalogue) -> Iterator[str]:
        known = catalogue.by_id
        for one in self._found.values():
            if one.table not in known:
                yield f"{one.rows:,} rows for {one.table}: {one.why}"


class _Run:
    """SQLite runs what makes tables and rows, and nothing else."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.unread = _Unread()
        self.other: list[str] = []
        self.has_rows = False
        self._ids: dict[str, TableId] = {}
        dumped_values.add_functions(database)

    def take(self, found: Iterable[Any]) -> None:
        def allowed(action: int, *what: str | None) -> int:
            return sqlite3.SQLITE_DENY if action in _DENIED else sqlite3.SQLITE_OK

        self._database.set_authorizer(allowed)
        for number, statement in enumerate(found):
            if not number % _BATCH:
                interrupts.checkpoint()
            if is_definition(statement.text):
                if why := self._failure(statement.text):
                    said = " ".join(statement.text.split())[:_LONGEST]
                    self.other.append(f"not understood: {said} ({why})")
            elif insert := insert_of(statement, Dialect.SQLITE):
                self._insert(statement.text, insert)
        self._database.set_authorizer(None)

    def _insert(self, text: str, insert: Insert) -> None:
        name = insert.table[-1]
        if name.lower().startswith("sqlite_"):
            return
        self.has_rows = True
        if why := self._failure(text):
            id = self._id(name)
            self.unread.count(id, "", why, "", sum(1 for _ in insert.rows))

    def _id(self, name: str) -> TableId:
        found = self._database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = ?",
            (name.lower(),),
        ).fetchone()
        return TableId(found[0] if found else name)

    def _failure(self, statement: str) -> str:
        try:
            self._database.execute(statement)
        except (sqlite3.Error, sqlite3.Warning) as error:
            if isinstance(error, sqlite3.OperationalError) and _is_full(error):
                raise _no_room(error) from None
            return first_line(str(error))
        except ValueError:
            return "is not valid text"
        return ""


class _Target:
    """Where rows for one table go: into its own, or that of which it is a part."""

    def __init__(self, table: Table, whole: Table, dialect: Dialect) -> None:
        self.id = whole.id
        self.key = own_key(whole)
        self.names = [column.name for column in (table.columns or whole.columns)]
        self.columns = whole.columns
        self.places = {c.name.lower(): n for n, c in enumerate(whole.columns)}
        self.converters = [dumped_values.converter(c, dialect) for c in whole.columns]
        self.defaults = [
            None if c.generated or c.default is None else literal_of(c.default, dialect)
            for c in whole.columns
        ]
        self.last = 0
        places = ", ".join("?" * len(whole.columns))
        self.statement = f"INSERT INTO {quoted(str(self.id))} VALUES ({places})"  # noqa: S608


class _Filling:
    """Puts literals into tables that are made as a catalogue has them."""

    def __init__(self, database: sqlite3.Connection, catalogue: Catalogue) -> None:
        self._database = database
        self._dialect = catalogue.dialect
        self.unread = _Unread()
        self.other: list[str] = []
        self.has_rows = False
        self._catalogue = catalogue
        self._targets: dict[tuple[str, str], _Target] = {}
        by_id = catalogue.by_id
        for table in catalogue.tables:
            whole = table
            while whole.whole in by_id:
                whole = by_id[whole.whole]
            if whole is table and not self._made(table):
                continue
            at = table.id.name.lower(), table.id.schema.lower()
            self._targets[at] = _Target(table, whole, self._dialect)

    def _made(self, table: Table) -> bool:
        columns = (
            quoted(c.name) + dumped_values.collation(c, self._dialect)
            for c in table.columns
        )
        name = quoted(str(table.id))
        try:
            self._database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        except sqlite3.Error:
            return False
        return True

    def take(self, found: Iterable[Any]) -> None:
        for statement in found:
            if insert := insert_of(statement, self._dialect):
                self.has_rows = True
                self._insert(insert)
        self._index()

    def _insert(self, insert: Insert) -> None:
        *above, name = insert.table
        schema = above[-1] if above else ""
        schema = "" if schema.lower() in USUAL_SCHEMAS else schema
        target = self._targets.get((name.lower(), schema.lower()))
        if target is None:
            rows = sum(1 for _ in insert.rows)
            why = "such a table is not defined"
            if TableId(name, schema) in self._catalogue.by_id:
                why = "is not kept: names of its columns differ in capitals alone"
            self.unread.count(TableId(name, schema), "", why, "", rows)
            return
        names = insert.columns or target.names
        for name in names:
            if name.lower() not in target.places:
                rows = sum(1 for _ in insert.rows)
                self.unread.count(target.id, name, "there is no such column", "", rows)
                return
        places = [target.places[name.lower()] for name in names]
        made = _Rows(target, places, self.unread, is_short=not insert.columns)
        rows_made = made.of(insert.rows)
        while batch := [*islice(rows_made, _BATCH)]:
            interrupts.checkpoint()
            with _errors():
                self._database.executemany(target.statement, batch)

    def _index(self) -> None:
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
        unread: _Unread,
        *,
        is_short: bool,
    ) -> None:
        self._target = target
        self._places = places
        self._unread = unread
        #: Whether the last columns may be left away.
        self._is_short = is_short
        self._others = {*range(len(target.columns))} - {*places}

    def of(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        for number, row in enumerate(rows, 1):
            try:
                yield self._row(row)
            except _CannotRead as why:
                known = self._known(row) or f"row {number} of its statement"
                self._unread.count(self._target.id, why.column, str(why), known)

    def _row(self, row: Row) -> list[Any]:
        target, places = self._target, self._places
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
        target = self._target
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
        target = self._target
        place = target.places[target.key.lower()]
        id = made[place] = target.last + 1 if made[place] is None else made[place]
        if isinstance(id, int):
            target.last = max(target.last, id)

    def _known(self, row: Row) -> str:
        """By its id, which is no secret."""
        place = self._target.places.get(self._target.key.lower())
        if isinstance(row, str) or place is None or place not in self._places:
            return ""
        value = row[self._places.index(place)] if place < len(row) else None
        return (
            f"{self._target.key} {value}"[:_LONGEST] if isinstance(value, str) else ""
        )


class _CannotRead(Exception):
    def __init__(self, why: str, column: str = "") -> None:
        super().__init__(why)
        self.column = column


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _no_room(error) from None


def _is_full(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _no_room(error: sqlite3.Error) -> ScaffoldError:
    return ScaffoldError(
        "Rows wait in a temporary file, which failed, nothing was written: "
        f"{first_line(str(error))}. TMPDIR says where it is made."
    )
