"""The rows of a database, in its own SQL: streamed in the order of their keys."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scaffold.importing.catalogue import Catalogue, Column, Dialect, Table
from scaffold.importing.rows.plans import Pairs, Plan, Reference, Value
from scaffold.spec.kinds import AUTOMATIC, TEXTUAL, Kind
from scaffold.system import interrupts

if TYPE_CHECKING:
    from scaffold.importing.connection import Opened

Row = Sequence[Any]

#: Rows that are fetched at once: few enough for long text in each.
_FETCHED = 500
#: Rows that are asked for by their keys at once.
ASKED = 200
#: As text PostgreSQL says of each what the driver may not hold: infinity, years BC.
_AS_TEXT = TEXTUAL | AUTOMATIC | {Kind.DATE, Kind.DATETIME, Kind.UUID}
#: Types of PostgreSQL that have an order.
_ORDERED = (
    *("smallint", "integer", "bigint", "numeric", "real", "double", "money"),
    *("character", "text", "date", "time", "uuid", "boolean", "interval"),
    *("inet", "bytea"),
)


class Reader:
    """Asks one database for rows, in the transaction that its catalogue was read in."""

    def __init__(self, opened: Opened, catalogue: Catalogue) -> None:
        self._opened = opened
        self._dialect = opened.dialect
        is_inherited = opened.dialect is Dialect.POSTGRESQL
        tables = catalogue.tables if is_inherited else ()
        self._inherited = {id for table in tables for id in table.parents}
        preparer = opened.connection.dialect.identifier_preparer
        self._quote = preparer.quote_identifier
        self._place = "?" if opened.dialect is Dialect.SQLITE else "%s"
        if opened.dialect is Dialect.SQLITE:
            driver: Any = opened.connection.connection.dbapi_connection
            driver.text_factory = _decoded

    # What a row consists of

    def value(self, table: Table, value: Value) -> str:
        """The expression for the ``value`` of a field."""
        column = table.by_name[value.column]
        name = self._column(value.column)
        kind = value.field.kind
        if self._dialect is Dialect.MYSQL:
            # Of a FLOAT it would tell the first six digits.
            return f"({name} + 0e0)" if column.type.startswith("float") else name
        if self._dialect is not Dialect.POSTGRESQL:
            return name
        if kind is Kind.JSON:
            is_json = column.type in ("json", "jsonb")
            return f"{name}::text" if is_json else f"to_json({name})::text"
        if kind is Kind.TIME and column.type.endswith("with time zone"):
            return f"({name} AT TIME ZONE 'UTC')::time::text"
        if column.type == "inet":  # as text it has its netmask, whatever that is
            return f"NULLIF(concat({name}), '')"
        if kind in _AS_TEXT or kind is Kind.TIME:
            return f"{name}::text"
        return f"{name}::numeric" if column.type == "money" else name

    def key(self, table: Table, column: str) -> str:
        """The expression for a part of a key, as ``canonical`` takes it."""
        return self._of_key(table, column, self._column(column))

    def _of_key(self, table: Table, column: str, name: str) -> str:
        is_text = self._dialect is Dialect.POSTGRESQL and not _is_bytes(
            table.by_name[column]
        )
        return f"{name}::text" if is_text else name

    def reference(self, table: Table, reference: Reference) -> list[str]:
        """Expressions: whether it refers to a row, and what tells which."""
        names = [self._column(column) for column in reference.columns]
        there = " AND ".join(f"{name} IS NOT NULL" for name in names)
        expressions = [f"CASE WHEN {there} THEN 1 ELSE 0 END"]
        if not reference.there:
            return expressions
        if reference.by_id:
            return [*expressions, *names]
        if not reference.is_asked:
            keys = (self.key(table, column) for column in reference.columns)
            return [*expressions, *keys]
        target = reference.target.draft.table
        equal = " AND ".join(
            f"x.{self._quote(other)} = {name}"
            for other, name in zip(reference.there, names, strict=True)
        )
        wanted = [reference.target.key] if reference.gives_id else reference.there
        for column in wanted:
            found = f"x.{self._quote(column)}"
            if not reference.gives_id:
                found = self._of_key(target, column, found)
            expressions.append(
                f"(SELECT {found} FROM {self._table(target)} x WHERE {equal} LIMIT 1)"
            )
        return expressions

    def is_there(self, columns: Iterable[str]) -> str:
        names = " AND ".join(f"{self._column(name)} IS NOT NULL" for name in columns)
        return f"CASE WHEN {names} THEN 1 ELSE 0 END"

    def plain(self, column: str) -> str:
        return self._column(column)

    def _column(self, name: str) -> str:
        return f"t.{self._quote(name)}"

    def _table(self, table: Table) -> str:
        if self._dialect is Dialect.SQLITE:
            return self._quote(str(table.id))
        name = self._quote(table.id.name)
        return f"{self._quote(table.id.schema)}.{name}" if table.id.schema else name

    # Rows

    def count(self, table: Table) -> int:
        statement = f"SELECT count(*) FROM {self._from(table)}"
        ((count,),) = self._rows(statement)
        return int(count)

    def first(
        self, table: Table, expressions: Sequence[str], limit: int | None
    ) -> Generator[Row, None, None]:
        """All rows, or the first of them, in the order of their key."""
        order = ", ".join(self._order(table))
        end = f" LIMIT {limit}" if limit is not None else ""
        yield from self._rows(
            f"SELECT {', '.join(expressions)} FROM {self._from(table)} "
            f"ORDER BY {order}{end}"
        )

    def sample(
        self, table: Table, column: str, limit: int, length: int
    ) -> Generator[Any, None, None]:
        """The beginnings of some values of ``column`` that hold something, in no order."""
        name = self.key(table, column)
        rows = self._rows(
            f"SELECT substr({name}, 1, {length}) FROM {self._from(table)} "
            f"WHERE {self._column(column)} IS NOT NULL AND {name} <> '' LIMIT {limit}"
        )
        for (value,) in rows:
            yield value

    def by_ids(
        self, plan: Plan, expressions: Sequence[str], ids: Iterable[int]
    ) -> Generator[Row, None, None]:
        name = self._column(plan.key)
        listed = ", ".join(map(str, ids))
        yield from self._some(
            plan.draft.table, expressions, f"{name} IN ({listed})", ()
        )

    def by_keys(
        self,
        table: Table,
        expressions: Sequence[str],
        columns: Sequence[str],
        keys: Iterable[str],
    ) -> Generator[Row, None, None]:
        """Rows by what ``canonical`` made of their ``columns``."""
        where, parameters = self._where([*map(self._column, columns)], keys)
        if parameters:
            yield from self._some(table, expressions, where, parameters)

    def _where(
        self, names: Sequence[str], keys: Iterable[str]
    ) -> tuple[str, tuple[Any, ...]]:
        """That columns hold one of the ``keys``; without parameters none can be held."""
        values = [parts for key in keys if (parts := _values(key))]
        if len(names) == 1:
            where = f"{names[0]} IN ({', '.join([self._place] * len(values))})"
        else:
            equal = " AND ".join(f"{name} = {self._place}" for name in names)
            where = " OR ".join([f"({equal})"] * len(values))
        return where, tuple(part for parts in values for part in parts)

    def by_owners(
        self, pairs: Pairs, expressions: Sequence[str], refs: Sequence[Any]
    ) -> Generator[Row, None, None]:
        """Links of rows by their ids, or by what ``canonical`` made of their keys."""
        owner, joined, parameters = pairs.owner, "", tuple[Any, ...]()
        if not owner.there:
            return
        column = self._column(owner.columns[0])
        if owner.is_asked:
            table = owner.target.draft.table
            equal = f"x.{self._quote(owner.there[0])} = {column}"
            joined = f" JOIN {self._from(table, 'x')} ON {equal}"
            column = f"x.{self._quote(owner.target.key or owner.there[0])}"
        if owner.gives_id:
            where = f"{column} IN ({', '.join(map(str, refs))})"
        else:
            where, parameters = self._where([column], refs)
            if not parameters:
                return
        yield from self._some(pairs.table, expressions, where, parameters, joined)

    def _some(
        self,
        table: Table,
        expressions: Sequence[str],
        where: str,
        parameters: tuple[Any, ...],
        joined: str = "",
    ) -> Generator[Row, None, None]:
        order = ", ".join(self._order(table))
        statement = (
            f"SELECT {', '.join(expressions)} FROM {self._from(table)}{joined} "
            f"WHERE {where} ORDER BY {order}"
        )
        yield from self._rows(statement, parameters)

    def _from(self, table: Table, alias: str = "t") -> str:
        """Without the rows of tables that inherit from it: they have their own model."""
        only = "ONLY " if table.id in self._inherited else ""
        return f"{only}{self._table(table)} {alias}"

    def _order(self, table: Table) -> Iterator[str]:
        for column in table.key or table.by_name:
            name = self._column(column)
            type_ = table.by_name[column].type
            is_other = self._dialect is Dialect.POSTGRESQL and (
                not type_.startswith(_ORDERED)
            )
            yield f"{name}::text" if is_other else name

    def _rows(
        self, statement: str, parameters: tuple[Any, ...] = ()
    ) -> Generator[Row, None, None]:
        """A streamed answer; whatever fails is Unreadable."""
        options = {"stream_results": True}
        with self._opened.reading():
            result = self._opened.connection.exec_driver_sql(
                statement, parameters or None, execution_options=options
            )
            parts = result.yield_per(_FETCHED).partitions()
        try:
            while True:
                with self._opened.reading():
                    rows = next(parts, None)
                if rows is None:
                    return
                interrupts.checkpoint()
                yield from rows
        finally:
            result.close()


def _decoded(text: bytes) -> str:
    """What is not UTF-8 is seen by its lone surrogates later, in its row alone."""
    return text.decode("utf-8", "surrogateescape")


def _is_bytes(column: Column) -> bool:
    return column.type == "bytea"


def canonical(values: Sequence[Any]) -> str | None:
    """A key as text, the same for what the database takes for the same; None of NULL."""
    plain = [_plain(value) for value in values]
    return None if None in plain else json.dumps(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, int | float | str) or value is None:
        return value
    return str(value)


def _values(key: str) -> list[Any]:
    """The parts of a key; none where no database would take them as text."""
    parts = [
        bytes.fromhex(part["bytes"]) if isinstance(part, dict) else part
        for part in json.loads(key)
    ]
    try:
        "".join(part for part in parts if isinstance(part, str)).encode()
    except UnicodeEncodeError:
        return []
    return parts


def expressions_of_pairs(reader: Reader, pairs: Pairs) -> list[str]:
    owner = reader.reference(pairs.table, pairs.owner)
    return [*owner, *reader.reference(pairs.table, pairs.target)]
