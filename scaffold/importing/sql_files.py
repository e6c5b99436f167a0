"""A SQL file's definitions to a catalogue, by sqlglot; nothing is run."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TextIO

from scaffold.importing.catalogue import (
    Catalogue,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Table,
    TableId,
    View,
)
from scaffold.importing.statements import definitions

if TYPE_CHECKING:
    from sqlglot import exp

#: Says nothing of what a table holds.
_PASSED_OVER = re.compile(
    r"ALTER TABLE .*(\bOWNER TO|(EN|DIS)ABLE (KEYS|TRIGGER|ROW LEVEL)|REPLICA IDENTITY|"
    r"CLUSTER ON|SET WITHOUT|MODIFY (COLUMN )?\S+ \S+ .*AUTO_INCREMENT|\bAUTO_INCREMENT\s*=|VALIDATE CONSTRAINT|CHECK CONSTRAINT|"
    r"ADD GENERATED)",
    re.IGNORECASE | re.DOTALL,
)
#: Where SQL Server keeps a table, and how it is to check it: sqlglot knows neither.
_OF_SQL_SERVER = re.compile(
    r"\bWITH\s*\([^()]*\)|\b(TEXTIMAGE_)?ON\s+\[?PRIMARY\]?|\bWITH\s+(NO)?CHECK\b|"
    r"\bNONCLUSTERED\b(?=\s+INDEX)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"ALTER TABLE (?:ONLY )?(\S+) ATTACH PARTITION (\S+)", re.IGNORECASE
)
_DOMAIN = re.compile(
    r"CREATE DOMAIN (\S+)\s+(?:AS\s+)?(.+?)"
    r"(?:\s+(?:NOT NULL|NULL|(?:DEFAULT|COLLATE|CONSTRAINT)\s+\S+))*"
    r"(?:\s+CHECK\s*(\(.*\)))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
#: Schemas that go without saying.
USUAL_SCHEMAS = ("public", "dbo")
_LONGEST_NAME = 60


def catalogue_of(file: TextIO, dialect: Dialect, name: str) -> Catalogue:
    """What the definitions in ``file`` make; what is not understood is in ``other``."""
    reading = _Reading(dialect)
    for statement in definitions(file, dialect):
        reading.take(statement)
    return Catalogue(
        name=name,
        dialect=dialect,
        tables=tuple(made.finished(reading.enums) for made in reading.tables.values()),
        views=tuple(reading.views),
        other=tuple(reading.other),
    )


@dataclass(slots=True)
class _Made:
    """A table while its definition is read."""

    id: TableId
    columns: dict[str, Column] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    comment: str = ""
    #: Of columns that name none.
    collation: str = ""
    parents: list[TableId] = field(default_factory=list)
    whole: TableId | None = None

    def finished(self, enums: dict[str, tuple[str, ...]]) -> Table:
        columns = (
            replace(
                c,
                labels=c.labels or enums.get(_plain(c.type), ()),
                collation=c.collation or self.collation,
            )
            for c in self.columns.values()
        )
        return Table(
            id=self.id,
            columns=tuple(columns),
            key=self._key(),
            foreign_keys=tuple(
                replace(key, columns=self._spelt(key.columns))
                for key in self.foreign_keys
            ),
            uniques=tuple(map(self._spelt, self.uniques)),
            indexes=tuple(
                replace(index, columns=self._spelt(index.columns))
                for index in self.indexes
            ),
            checks=tuple(self.checks),
            comment=self.comment,
            parents=tuple(self.parents),
            whole=self.whole,
        )

    def _key(self) -> tuple[str, ...]:
        """Its columns, of which a file may define none."""
        key = self._spelt(self.key)
        return key if {*key} <= self.columns.keys() else ()

    def _spelt(self, names: Iterable[str]) -> tuple[str, ...]:
        """As the columns are spelt: SQL does not mind capitals."""
        known = {name.lower(): name for name in self.columns}
        return tuple(known.get(name.lower(), name) for name in names)


class _Reading:
    """Takes one definition after the other."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.tables: dict[TableId, _Made] = {}
        self.views: list[View] = []
        self.other: list[str] = []
        self.enums: dict[str, tuple[str, ...]] = {}
        #: The type behind each, and what is asked of VALUE.
        self.domains: dict[str, tuple[str, str]] = {}
        self._ids: dict[tuple[str, str], TableId] = {}
        logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

    def take(self, statement: str) -> None:
        import sqlglot
        from sqlglot import exp
        from sqlglot.errors import SqlglotError

        if self.dialect is Dialect.TSQL:
            statement = _OF_SQL_SERVER.sub(" ", statement)
        words = statement.split(None, 3)
        if words[1].upper() == "TRIGGER" or words[:2] == ["CREATE", "TRIGGER"]:
            self.other.append(f"trigger {words[2][:_LONGEST_NAME]}")
            return
        if self._by_words(statement):
            return
        try:
            node = sqlglot.parse_one(statement, dialect=self.dialect)
        except (SqlglotError, RecursionError, ValueError):
            self._miss(statement)
            return
        if isinstance(node, exp.Create):
            self._create(node, statement)
        elif isinstance(node, exp.Alter):
            self._alter(node, statement)
        elif isinstance(node, exp.Comment):
            self._comment(node)
        else:
            self._miss(statement)

    def _by_words(self, statement: str) -> bool:
        """Whether it is one of those that sqlglot does not take apart."""
        if _PASSED_OVER.match(statement):
            return True
        if found := _ATTACHED.match(statement):
            whole, part = (self._id(_table(name)) for name in found.groups())
            if part in self.tables:
                self.tables[part].whole = whole
            return True
        if found := _DOMAIN.match(statement):
            self.domains[_plain(found[1])] = (found[2].strip(), found[3] or "")
            return True
        return False

    def _miss(self, statement: str) -> None:
        said = " ".join(statement.split())
        cut = said[:_LONGEST_NAME]
        self.other.append(f"not understood: {cut}{'…' if cut != said else ''}")

    # Definitions

    def _create(self, node: exp.Create, statement: str) -> None:
        from sqlglot import exp

        kind = str(node.args.get("kind") or "").upper()
        if kind == "VIEW":
            table = node.find(exp.Table)
            if table is not None:
                self.views.append(View(id=self._id(table)))
        elif kind == "TYPE" and isinstance(node.expression, exp.DataType):
            values = node.expression.expressions
            self.enums[str(node.this.name).lower()] = tuple(v.name for v in values)
        elif kind == "INDEX":
            self._create_index(node, statement)
        elif kind == "TABLE":
            self._create_table(node, statement)
        else:
            self._miss(statement)

    def _create_table(self, node: exp.Create, statement: str) -> None:
        from sqlglot import exp

        table = node.this.this if isinstance(node.this, exp.Schema) else node.this
        if not isinstance(table, exp.Table) or not table.name:
            self._miss(statement)
            return
        made = _Made(self._id(table))
        properties = node.args.get("properties")
        for part in properties.expressions if properties else ():
            if isinstance(part, exp.PartitionedOfProperty):
                made.whole = self._id(part.this)
            elif isinstance(part, exp.InheritsProperty):
                made.parents = [self._id(parent) for parent in part.expressions]
            elif isinstance(part, exp.CollateProperty):
                made.collation = str(part.this.name)
            elif isinstance(part, exp.SchemaCommentProperty):
                made.comment = str(part.this.name)
        for parent in made.parents:
            if parent in self.tables:
                made.columns |= self.tables[parent].columns
        if isinstance(node.this, exp.Schema):
            for part in node.this.expressions:
                self._part(made, part)
        elif made.whole is None:
            self._miss(statement)
            return
        self.tables[made.id] = made

    def _part(self, made: _Made, part: exp.Expr) -> None:
        """A column, or what is said of several."""
        from sqlglot import exp

        if isinstance(part, exp.ColumnDef):
            self._column(made, part)
        elif isinstance(part, exp.Constraint):
            for inner in part.expressions:
                # SQL Server has the columns of a key after the word CLUSTERED.
                if isinstance(
                    inner,
                    exp.ClusteredColumnConstraint | exp.NonClusteredColumnConstraint,
                ):
                    made.key = made.key or _names(inner.this)
                else:
                    self._part(made, inner)
        elif isinstance(part, exp.PrimaryKey):
            made.key = _names(part.expressions)
        elif isinstance(part, exp.ForeignKey):
            reference = part.args.get("reference")
            if reference is not None:
                rule = str(part.args.get("delete") or "")
                self._reference(made, _names(part.expressions), reference, rule)
        elif isinstance(part, exp.UniqueColumnConstraint) and part.this:
            made.uniques.append(_names(part.this.expressions))
        elif isinstance(part, exp.CheckColumnConstraint):
            made.checks.append(part.this.sql(dialect=self.dialect))
        elif isinstance(part, exp.IndexColumnConstraint):
            self._index(made, part.name, part.expressions, unique=False, where=None)

    def _column(self, made: _Made, node: exp.ColumnDef) -> None:
        from sqlglot import exp

        name = node.name
        if not name:
            self.other.append(f"not understood: a column of {made.id} without a name")
            return
        kind = node.args.get("kind")
        labels: tuple[str, ...] = ()
        said = kind.sql(dialect=self.dialect) if kind is not None else ""
        if isinstance(kind, exp.DataType) and kind.is_type("enum"):
            labels = tuple(value.name for value in kind.expressions)
        if behind := self.domains.get(_plain(said)):
            said, check = behind
            if check:
                made.checks.append(re.sub(r"\bVALUE\b", f'"{name}"', check, flags=re.I))
        facts: dict[str, Any] = {"nullable": True}
        for constraint in node.constraints:
            what = constraint.args.get("kind")
            if isinstance(what, exp.NotNullColumnConstraint):
                facts["nullable"] = bool(what.args.get("allow_null"))
            elif isinstance(what, exp.PrimaryKeyColumnConstraint):
                made.key = (name,)
                facts["nullable"] = False
            elif isinstance(what, exp.UniqueColumnConstraint):
                made.uniques.append((name,))
            elif isinstance(what, exp.DefaultColumnConstraint):
                facts["default"] = what.this.sql(dialect=self.dialect)
            elif isinstance(what, exp.OnUpdateColumnConstraint):
                facts["default"] = f"{facts.get('default', '')} ON UPDATE now()".strip()
            elif isinstance(what, exp.CheckColumnConstraint):
                made.checks.append(what.this.sql(dialect=self.dialect))
            elif isinstance(what, exp.ComputedColumnConstraint):
                facts["generated"] = True
            elif isinstance(what, exp.CollateColumnConstraint):
                facts["collation"] = what.this.name
            elif isinstance(what, exp.CommentColumnConstraint):
                facts["comment"] = str(what.this.name)
            elif isinstance(what, exp.Reference):
                self._reference(made, (name,), what, "")
        made.columns[name] = Column(name=name, type=said, labels=labels, **facts)

    def _reference(
        self, made: _Made, columns: tuple[str, ...], node: exp.Expr, rule: str
    ) -> None:
        from sqlglot import exp

        schema = node.this
        table = schema.this if isinstance(schema, exp.Schema) else schema
        columns_there = (
            _names(schema.expressions) if isinstance(schema, exp.Schema) else ()
        )
        for option in node.args.get("options") or ():
            words = str(option).upper().split()
            if words[:2] == ["ON", "DELETE"]:
                rule = " ".join(words[2:])
        made.foreign_keys.append(
            ForeignKey(
                columns=columns,
                target=self._id(table),
                target_columns=columns_there,
                on_delete=rule,
            )
        )

    def _create_index(self, node: exp.Create, statement: str) -> None:
        index = node.this
        made = self.tables.get(self._id(index.args["table"]))
        parameters = index.args.get("params")
        if made is None or parameters is None:
            self._miss(statement)
            return
        columns = parameters.args.get("columns") or ()
        where = parameters.args.get("where")
        unique = bool(node.args.get("unique"))
        self._index(made, index.name, columns, unique=unique, where=where)

    def _index(
        self,
        made: _Made,
        name: str,
        columns: Iterable[exp.Expr],
        *,
        unique: bool,
        where: object,
    ) -> None:
        parts = [*columns]
        names = _names(parts)
        made.indexes.append(
            Index(
                name=name,
                columns=names,
                unique=unique,
                only_some=where is not None or len(names) < len(parts),
            )
        )

    def _alter(self, node: exp.Alter, statement: str) -> None:
        from sqlglot import exp

        table = node.this
        made = (
            self.tables.get(self._id(table)) if isinstance(table, exp.Table) else None
        )
        if made is None:
            self._miss(statement)
            return
        for action in node.args.get("actions") or ():
            if isinstance(action, exp.AddConstraint):
                for part in action.expressions:
                    self._part(made, part)
            elif isinstance(action, exp.ColumnDef):
                self._column(made, action)
            elif isinstance(action, exp.AlterColumn):
                self._alter_column(made, action)
            else:
                self._miss(statement)

    def _alter_column(self, made: _Made, action: exp.Expr) -> None:
        column = made.columns.get(action.name)
        default = action.args.get("default")
        if column is not None and default is not None:
            said = default.sql(dialect=self.dialect)
            made.columns[action.name] = replace(column, default=said)

    def _comment(self, node: exp.Comment) -> None:
        from sqlglot import exp

        of = node.this
        text = node.expression.name if node.expression else ""
        if isinstance(of, exp.Table):
            if (made := self.tables.get(self._id(of))) is not None:
                made.comment = text
        elif isinstance(of, exp.Column):
            at = self._id(exp.table_(of.table, db=of.args.get("db")))
            made = self.tables.get(at)
            if made is not None and of.name in made.columns:
                made.columns[of.name] = replace(made.columns[of.name], comment=text)

    def _id(self, table: exp.Expr) -> TableId:
        """The same for a table however its name is capitalized."""
        schema = str(table.args["db"].name) if table.args.get("db") else ""
        schema = "" if schema.lower() in USUAL_SCHEMAS else schema
        at = (table.name.lower(), schema.lower())
        return self._ids.setdefault(at, TableId(table.name, schema))


def _table(name: str) -> exp.Table:
    from sqlglot import exp

    return exp.to_table(name)


def _names(nodes: Iterable[exp.Expr]) -> tuple[str, ...]:
    """The columns among ``nodes``; expressions have no name."""
    return tuple(_named(nodes))


def _named(nodes: Iterable[exp.Expr]) -> Iterator[str]:
    from sqlglot import exp

    for node in nodes:
        inner = node
        while isinstance(inner, exp.Ordered | exp.ColumnPrefix | exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Column | exp.Identifier):
            yield inner.name


def _plain(type_: str) -> str:
    return type_.replace('"', "").lower().rpartition(".")[2]
