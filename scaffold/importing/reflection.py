"""A database's own catalogue, by SQLAlchemy's inspector, to plain data."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scaffold.importing.catalogue import (
    Catalogue,
    Column,
    Dialect,
    Extent,
    ForeignKey,
    Index,
    Measure,
    Table,
    TableId,
    View,
)
from scaffold.importing.statements import checks, quoted

if TYPE_CHECKING:
    from sqlalchemy import Connection, Inspector

_NOT_OURS = frozenset(["information_schema", "performance_schema", "sys", "mysql"])
_TYPES = {
    Dialect.POSTGRESQL: """
        SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')""",
    Dialect.MYSQL: """
        SELECT table_schema, table_name, column_name, column_type
        FROM information_schema.columns WHERE table_schema = DATABASE()""",
    Dialect.SQLITE: """
        SELECT '', m.name, c.name, c.type
        FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'""",
}
_CHECKS = {
    Dialect.POSTGRESQL: """
        SELECT n.nspname, c.relname, pg_get_expr(k.conbin, k.conrelid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'c'
        ORDER BY k.conname""",
}
_CHECKS_OF_MARIADB = """
    SELECT constraint_schema, table_name, check_clause
    FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()
    ORDER BY constraint_name"""
_CHECKS_OF_MYSQL = """
    SELECT t.constraint_schema, t.table_name, c.check_clause
    FROM information_schema.check_constraints c
    JOIN information_schema.table_constraints t
      USING (constraint_schema, constraint_name)
    WHERE t.constraint_schema = DATABASE() ORDER BY t.constraint_name"""
#: SQLAlchemy looks for both in the text of the table, and does not see all.
_UNIQUES_OF_SQLITE = """
    SELECT '', m.name, l.name, i.name
    FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
    WHERE m.type = 'table' AND l.origin = 'u' ORDER BY m.name, l.seq DESC, i.seqno"""
_TABLES_OF_SQLITE = "SELECT '', name, sql FROM sqlite_master WHERE type = 'table'"
_TRIGGERS = {
    Dialect.POSTGRESQL: """
        SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c
        ON c.oid = t.tgrelid WHERE NOT t.tgisinternal ORDER BY 1""",
    Dialect.MYSQL: """
        SELECT trigger_name, event_object_table FROM information_schema.triggers
        WHERE trigger_schema = DATABASE() ORDER BY 1""",
    Dialect.SQLITE: "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}
_PARENTS = """
    SELECT cn.nspname, c.relname, pn.nspname, p.relname, c.relispartition
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    JOIN pg_namespace cn ON cn.oid = c.relnamespace
    JOIN pg_class p ON p.oid = i.inhparent
    JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE c.relkind IN ('r', 'p') ORDER BY i.inhseqno"""

#: Parts of one table's catalogue by the name that SQLAlchemy gives it.
_Many = Mapping[tuple[str | None, str], Any]


class Reflection:
    """Reads one database; every question to it is asked once, for all tables."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        from sqlalchemy import inspect

        self._connection = connection
        self._dialect = dialect
        self._inspector: Inspector = inspect(connection)
        self._default = self._inspector.default_schema_name or ""

    def catalogue(self, name: str) -> Catalogue:
        with warnings.catch_warnings():
            # It warns of types that it does not know; their names are read by ourselves.
            warnings.simplefilter("ignore")
            return self._read(name)

    def _read(self, name: str) -> Catalogue:
        types = self._grouped(_TYPES[self._dialect], 2)
        conditions = self._checks()
        parents, wholes = self._parents()
        tables: list[Table] = []
        views: list[View] = []
        for schema in self._schemas():
            tables += self._tables(schema, types, conditions, parents, wholes)
            views += self._views(schema)
        triggers = self._rows(_TRIGGERS[self._dialect])
        return Catalogue(
            name=name,
            dialect=self._dialect,
            tables=tuple(tables),
            views=tuple(views),
            other=tuple(f"trigger {trigger} of {table}" for trigger, table in triggers),
        )

    def _schemas(self) -> list[str | None]:
        """All that people made; None is the one that goes without saying."""
        if self._dialect is not Dialect.POSTGRESQL:
            return [None]
        named = [
            schema
            for schema in self._inspector.get_schema_names()
            if schema not in _NOT_OURS
            and not schema.startswith("pg_")
            and schema != self._default
        ]
        return [None, *named]

    def _tables(
        self,
        schema: str | None,
        types: Mapping[TableId, list[Any]],
        conditions: Mapping[TableId, list[Any]],
        parents: Mapping[TableId, list[TableId]],
        wholes: Mapping[TableId, TableId],
    ) -> list[Table]:
        read = self._inspector
        columns: _Many = read.get_multi_columns(schema=schema)
        keys: _Many = read.get_multi_pk_constraint(schema=schema)
        foreign: _Many = read.get_multi_foreign_keys(schema=schema)
        uniques = self._uniques(schema)
        indexes: _Many = read.get_multi_indexes(schema=schema)
        comments: _Many = (
            {}
            if self._dialect is Dialect.SQLITE
            else read.get_multi_table_comment(schema=schema)
        )
        found = []
        for at in sorted(columns, key=lambda at: at[1]):
            id = self._id(at[1], schema)
            said: dict[str, str] = dict(types.get(id, ()))
            found.append(
                Table(
                    id=id,
                    columns=tuple(
                        self._column(column, said.get(column["name"], ""))
                        for column in columns[at]
                    ),
                    key=tuple((keys.get(at) or {}).get("constrained_columns") or ()),
                    foreign_keys=tuple(
                        self._foreign_key(key, schema) for key in foreign.get(at) or ()
                    ),
                    uniques=tuple(uniques.get(id, ())),
                    indexes=tuple(
                        _index(index)
                        for index in indexes.get(at) or ()
                        if not index.get("duplicates_constraint")
                    ),
                    checks=(
                        *(text for (text,) in conditions.get(id, ())),
                        *_checks_of_domains(columns[at]),
                    ),
                    comment=(comments.get(at) or {}).get("text") or "",
                    parents=tuple(parents.get(id, ())),
                    whole=wholes.get(id),
                )
            )
        return found

    def _id(self, name: str, schema: str | None) -> TableId:
        is_usual = schema is None or schema == self._default
        return TableId(name, "" if is_usual else str(schema))

    def _column(self, column: Mapping[str, Any], said: str) -> Column:
        type_ = column["type"]
        inner = getattr(type_, "data_type", None)  # of a domain of PostgreSQL
        if inner is not None:
            type_ = inner
            said = str(inner.compile(dialect=self._connection.dialect))
        is_set = said.lower().startswith("set(")
        labels = () if is_set else tuple(getattr(type_, "enums", None) or ())
        return Column(
            name=str(column["name"]),
            type=said,
            nullable=bool(column.get("nullable", True)),
            default=None if column.get("default") is None else str(column["default"]),
            labels=labels,
            generated=bool(column.get("computed")),
            comment=column.get("comment") or "",
        )

    def _foreign_key(self, key: Mapping[str, Any], schema: str | None) -> ForeignKey:
        target_schema = key["referred_schema"] or (
            None if self._dialect is Dialect.POSTGRESQL else schema
        )
        return ForeignKey(
            columns=tuple(key["constrained_columns"]),
            target=self._id(str(key["referred_table"]), target_schema),
            target_columns=tuple(key["referred_columns"] or ()),
            on_delete=str((key.get("options") or {}).get("ondelete") or ""),
        )

    def _views(self, schema: str | None) -> list[View]:
        names = self._inspector.get_view_names(schema=schema)
        if self._dialect is Dialect.POSTGRESQL:
            names = [
                *names,
                *self._inspector.get_materialized_view_names(schema=schema),
            ]
        return [View(id=self._id(name, schema)) for name in sorted(names)]

    def _checks(self) -> Mapping[TableId, list[Any]]:
        if self._dialect is Dialect.SQLITE:
            return {
                id: [(check,) for check in checks(text)]
                for id, ((text,),) in self._grouped(_TABLES_OF_SQLITE, 1).items()
            }
        text = _CHECKS.get(self._dialect, "")
        if not text:
            is_mariadb = getattr(self._connection.dialect, "is_mariadb", False)
            text = _CHECKS_OF_MARIADB if is_mariadb else _CHECKS_OF_MYSQL
        return self._grouped(text, 1)

    def _uniques(self, schema: str | None) -> dict[TableId, list[tuple[str, ...]]]:
        if self._dialect is not Dialect.SQLITE:
            read: _Many = self._inspector.get_multi_unique_constraints(schema=schema)
            return {
                self._id(name, schema): [tuple(u["column_names"]) for u in found or ()]
                for (_, name), found in read.items()
            }
        made: dict[TableId, list[tuple[str, ...]]] = {}
        for id, rows in self._grouped(_UNIQUES_OF_SQLITE, 2).items():
            for _, group in groupby(rows, key=lambda row: row[0]):
                made.setdefault(id, []).append(tuple(name for _, name in group))
        return made

    def _parents(self) -> tuple[dict[TableId, list[TableId]], dict[TableId, TableId]]:
        parents: dict[TableId, list[TableId]] = {}
        wholes: dict[TableId, TableId] = {}
        if self._dialect is Dialect.POSTGRESQL:
            for schema, child, parent_schema, parent, is_part in self._rows(_PARENTS):
                above = self._id(parent, parent_schema)
                if is_part:
                    wholes[self._id(child, schema)] = above
                else:
                    parents.setdefault(self._id(child, schema), []).append(above)
        return parents, wholes

    def _grouped(self, statement: str, width: int) -> dict[TableId, list[Any]]:
        """Rows of schema, table and ``width`` more, by table."""
        found: dict[TableId, list[Any]] = {}
        for schema, table, *rest in self._rows(statement):
            is_named = self._dialect is Dialect.POSTGRESQL
            id = self._id(str(table), schema if is_named else None)
            found.setdefault(id, []).append(
                tuple(_text(value) for value in rest[:width])
            )
        return found

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.exec_driver_sql(statement)]

    def extents(
        self, wanted: Iterable[tuple[Table, str, Measure]]
    ) -> dict[tuple[TableId, str], Extent]:
        """What the rows hold of the ``wanted`` columns, by one question for each table."""
        found: dict[tuple[TableId, str], Extent] = {}
        by_table = groupby(wanted, key=lambda one: one[0])
        for table, group in by_table:
            asked = [(column, measure) for _, column, measure in group]
            found |= self._measured(table, asked)
        return found

    def _measured(
        self, table: Table, asked: list[tuple[str, Measure]]
    ) -> dict[tuple[TableId, str], Extent]:
        quote = self._connection.dialect.identifier_preparer.quote_identifier
        terms: list[str] = []
        for column, measure in asked:
            name = quote(column)
            if measure is Measure.LENGTH:
                terms += [self._length(name)]
            else:
                terms += [f"min({name})", f"max({name})", self._places(table, column)]
        where = self._where(table)
        values = iter(self._rows(f"SELECT {', '.join(terms)} FROM {where}")[0])  # noqa: S608 - quoted names
        found = {}
        for column, measure in asked:
            if measure is Measure.LENGTH:
                length = next(values)
                extent = None if length is None else Extent(longest=int(length))
            else:
                low, high, places = (_number(next(values)) for _ in range(3))
                extent = Extent(
                    lowest=low,
                    highest=high,
                    places=None if places is None else int(places),
                )
                extent = None if high is None else extent
            if extent is not None:
                found[table.id, column] = extent
        return found

    def values(self, table: Table, column: str) -> Iterator[Any]:
        """All of ``column``, in no order."""
        name = self._connection.dialect.identifier_preparer.quote_identifier(column)
        statement = f"SELECT {name} FROM {self._where(table)}"  # noqa: S608 - quoted names
        for (value,) in self._connection.exec_driver_sql(statement):
            yield value

    def _where(self, table: Table) -> str:
        quote = self._connection.dialect.identifier_preparer.quote_identifier
        if self._dialect is Dialect.SQLITE:
            return quote(str(table.id))
        name = quote(table.id.name)
        return f"{quote(table.id.schema)}.{name}" if table.id.schema else name

    def _length(self, name: str) -> str:
        if self._dialect is Dialect.MYSQL:
            return f"max(char_length({name}))"
        if self._dialect is Dialect.POSTGRESQL:
            return f"max(length({name}::text))"
        return f"max(length({name}))"

    def _places(self, table: Table, column: str) -> str:
        """Digits after the point, where the database can say so."""
        quote = self._connection.dialect.identifier_preparer.quote_identifier
        is_numeric = table.by_name[column].type.startswith("numeric")
        if self._dialect is Dialect.POSTGRESQL and is_numeric:
            return f"max(min_scale({quote(column)}))"
        return "NULL"


def _index(index: Mapping[str, Any]) -> Index:
    columns = tuple(index["column_names"])
    options = index.get("dialect_options") or {}
    is_partial = any(name.endswith("_where") for name in options)
    return Index(
        name=str(index["name"]),
        columns=tuple(column for column in columns if column),
        unique=bool(index["unique"]),
        only_some=is_partial or None in columns or bool(index.get("expressions")),
    )


def _checks_of_domains(columns: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a domain of PostgreSQL asks of VALUE, said of the column instead."""
    found = []
    for column in columns:
        check = getattr(column["type"], "check", None)
        if check is not None:
            found.append(str(check).replace("VALUE", quoted(str(column["name"]))))
    return found


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number(value: Any) -> Decimal | None:
    """A number, if it is one: SQLite keeps text in columns of numbers too."""
    try:
        number = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
