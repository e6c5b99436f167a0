"""Write the migration of this Flask project: `… FRAMEWORK PACKAGE CHANGE`.

CHANGE is JSON, as `scaffold.update.changes.for_flask` makes it. The last line of the
output is a JSON list of the new files.

The temporary database is brought to the head, what was renamed is renamed there, and
Alembic finds the rest. What it does not see is added to what it found: CHECKs, the names
of foreign keys, and values for the rows that are there.
"""

import inspect
import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import render, renderers
from alembic.operations import ops
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import StaticPool


def end_with(error):
    """Say what is wrong with the models, at the line that SQLAlchemy names."""
    said = " ".join(str(error).split())
    for name, member in re.findall(r"\b(\w+)\.(\w+)", said):
        classes = (getattr(each, name, None) for each in [*sys.modules.values()])
        model = next((each for each in classes if hasattr(each, "__mapper__")), None)
        if model:
            lines, start = inspect.getsourcelines(model)
            own = re.compile(rf"\s+{member}\s*[:=]")
            found = (at for at, text in enumerate(lines, start) if own.match(text))
            print(f'  File "{inspect.getsourcefile(model)}", line {next(found, start)}')
            break
    sys.exit(said)


try:
    from wsgi import app

    sa.orm.configure_mappers()
except sa.exc.SQLAlchemyError as error:
    end_with(error)

package, told = sys.argv[2:]
CHANGE = json.loads(told)
#: What Alembic's own table has room for.
REVISION_LENGTH = 32


class Lines(ops.MigrateOperation):
    """Lines of a migration, and those that take back what they do.

    Alembic indents what follows a colon, until there is an empty line.
    """

    def __init__(self, there, back=(), imports=()):
        self.there, self.back, self.imports = list(there), list(back), imports

    @property
    def is_new(self):
        return bool(self.there) and "drop_constraint" not in self.there[0]

    def reverse(self):
        return Lines(self.back, self.there, self.imports)


@renderers.dispatch_for(Lines)
def lines_of(context, operation):
    context.imports.update(operation.imports if operation.there else ())
    return operation.there


class Converted(ops.MigrateOperation):
    """A column of another type: by way of text, of which code makes the new values."""

    def __init__(self, told, old, new, way="there"):
        self.told, self.old, self.new, self.way = told, old, new, way

    def reverse(self):
        way = "back" if self.way == "there" else "there"
        return Converted(self.told, self.new, self.old, way)

    def steps(self, is_filled):
        """To text, to the texts of the new type, and to this type."""
        column = self.told["column"]
        text = sa.Column(column, sa.Text(), nullable=True)
        new = sa.Column(column, self.new.type, nullable=self.new.nullable or is_filled)
        return Retyped(self.old, text), self.lines(), Retyped(text, new)

    def lines(self):
        table, column, key = (self.told[name] for name in ("table", "column", "key"))
        code = self.told[self.way]
        columns = f"sa.column({key!r}), sa.column({column!r}, sa.Text)"
        lines = [f"rows = sa.table({table!r}, {columns})"]
        if not code["body"]:
            return Lines(
                [*lines, f"op.execute(rows.update().values({{{column!r}: None}}))"]
            )
        called = function_of(self.told, self.way)
        IMPORTS.update(code["imports"])
        FUNCTIONS.append("\n    ".join([f"def {called}(text):", *code["body"]]))
        asked = f"sa.select(rows.c[{key!r}], rows.c[{column!r}])"
        return Lines(
            [
                *lines,
                f"for number, text in op.get_bind().execute({asked}).all():",
                f"value = {called}(text) if text else None",
                f"one = rows.update().where(rows.c[{key!r}] == number)",
                f"op.execute(one.values({{{column!r}: value}}))",
                "",
            ],
        )


class Retyped(ops.MigrateOperation):
    """Another type for a column, as PostgreSQL and SQLite can be told."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    @property
    def using(self):
        """Moments are texts in UTC, whatever the zone of the connection is."""
        column = f'"{self.new.name}"'
        if isinstance(self.old.type, sa.DateTime):
            return f"({column} AT TIME ZONE 'UTC')::text"
        if isinstance(self.new.type, sa.DateTime):
            return f"{column}::timestamp AT TIME ZONE 'UTC'"
        kind = self.new.type
        if isinstance(kind, JsonText):
            return f"{column}::jsonb"
        return f"{column}::{kind.compile(dialect=postgresql.dialect())}"

    @property
    def reflected(self):
        """Read the column as what it becomes: a CAST to a date leaves SQLite a number."""
        is_time = isinstance(self.new.type, (sa.Date, sa.DateTime, sa.Time))
        return self.new.name if is_time else None


@renderers.dispatch_for(Retyped)
def retyped(context, operation):
    old, new = (
        render._repr_type(each.type, context) for each in (operation.old, operation.new)
    )
    name = operation.new.name
    return [
        f"batch_op.alter_column({name!r}, existing_type={old}, type_={new}, "
        f"nullable={operation.new.nullable}, postgresql_using={operation.using!r})"
    ]


#: Definitions that stand above `upgrade()`, and what they need: written when the
#: project's own hooks have run, which would take out what nothing uses yet.
FUNCTIONS, IMPORTS = [], set()


class JsonText(sa.Text):
    """A column that is JSON in the old models: SQLite keeps it as text."""


def rendering(of_project):
    """What writes types: the project's own function, but for the type above."""

    def render_item(kind, item, autogenerate):
        if kind == "type" and isinstance(item, JsonText):
            autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
            return 'sa.Text().with_variant(postgresql.JSONB(), "postgresql")'
        return of_project(kind, item, autogenerate) if of_project else False

    return render_item


def as_written(inspector, table, column):
    """Give columns types that both databases have: SQLite's own would be written else."""
    kind = column["type"]
    keys = inspector.get_foreign_keys(table.name)
    is_key = column.get("primary_key") or any(
        column["name"] in key["constrained_columns"] for key in keys
    )
    if isinstance(kind, sa.INTEGER) and is_key:
        kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    elif [table.name, column["name"]] in CHANGE["json"]:
        kind = JsonText()
    elif isinstance(kind, sa.CHAR) and kind.length == 32:
        kind = sa.Uuid()
    elif isinstance(kind, sa.DateTime):
        kind = sa.DateTime(timezone=True)
    else:
        kind = kind.as_generic(allow_nulltype=True)
    column["type"] = kind


def main():
    extension = app.extensions["migrate"]
    config = extension.migrate.get_config(extension.directory, opts=["autogenerate"])
    scripts = ScriptDirectory.from_config(config)
    joined = join_branches(config, scripts)
    scripts = ScriptDirectory.from_config(config)
    command.upgrade(config, "head")
    sa.event.listen(sa.Table, "column_reflect", as_written)
    database = extension.db
    renamed = rename(database.engine)
    seen, found = [], []

    def add(context, _, directives):
        seen.extend(directives[0].upgrade_ops.ops)
        complete(context.connection, database, renamed, scripts, *directives)
        context.opts["render_item"] = rendering(context.opts.get("render_item"))
        found.extend(directives[0].upgrade_ops.ops)

    written = command.revision(
        config,
        message=CHANGE["slug"].replace("_", " ").capitalize(),
        autogenerate=True,
        rev_id=next_number(scripts, CHANGE["slug"]),
        process_revision_directives=add,
    )
    if written and not found:
        # The project's own env.py may leave out what is empty, or not.
        Path(written.path).unlink()
        written = None
    if written and FUNCTIONS:
        file = Path(written.path)
        head, upgrade, rest = file.read_text("utf-8").partition("def upgrade(")
        first = "import sqlalchemy as sa\n"
        head = head.replace(first, "\n".join([*sorted(IMPORTS), first]), 1)
        text = "\n\n\n".join([head.rstrip(), *FUNCTIONS, upgrade + rest])
        file.write_text(text, "utf-8")
    files = [*joined, *([called_by_its_revision(written)] if written else [])]
    files = [each.relative_to(Path.cwd()).as_posix() for each in files]
    if written:
        touched = [[files[-1], *each] for each in parts(database, seen)]
        print(json.dumps({"touched": touched}))
    print(json.dumps(files))


def parts(database, operations):
    """The models and columns of them that were found to be changed, as code calls them."""
    mappers = {e.local_table.name: e for e in database.Model.registry.mappers}
    for each in operations:
        mapper = mappers.get(each.table_name)
        model = mapper.class_.__name__ if mapper else each.table_name
        if isinstance(each, (ops.CreateTableOp, ops.DropTableOp)) and mapper:
            yield model, ""
        for one in getattr(each, "ops", ()):
            names = {}
            if mapper:
                names = {
                    e.name: mapper.get_property_by_column(e).key
                    for e in mapper.local_table.columns
                }
            if isinstance(one, ops.AddColumnOp):
                yield model, names.get(one.column.name, one.column.name)
            elif isinstance(one, (ops.AlterColumnOp, ops.DropColumnOp)):
                yield model, names.get(one.column_name, one.column_name)
            elif mapper and (name := name_of(one)):
                column = column_in(name, each.table_name)
                yield model, names.get(column, column) or f"__table_args__.{name}"


def column_in(name, table):
    """The column in a name that extensions.py makes; "" where somebody made the name."""
    tables = [table, *(old for old, new in CHANGE["tables"].items() if new == table)]
    return "".join(name.partition(f"_{each}__")[2] for each in tables)


def name_of(operation):
    """The name of the index or the constraint that an operation is about, if it has one."""
    if isinstance(operation, (ops.CreateIndexOp, ops.DropIndexOp)):
        return operation.index_name
    if isinstance(operation, (ops.AddConstraintOp, ops.DropConstraintOp)):
        return operation.constraint_name
    return None


def join_branches(config, scripts):
    """Let Alembic join what two branches each wrote last; the new file."""
    heads = sorted(scripts.get_heads())
    if len(heads) < 2:
        return []
    slug = "merge_" + "_".join(head.partition("_")[2] or head for head in heads)
    written = command.merge(
        config,
        heads,
        message=f"Merge {' and '.join(heads)}",
        rev_id=next_number(scripts, slug),
    )
    return [called_by_its_revision(written)]


def next_number(scripts, slug):
    """The next one, where all migrations are numbered; else Alembic's own choice.

    With its name, or two branches would each have a revision of that number.
    """
    names = [each.revision for each in scripts.walk_revisions()]
    if all(re.fullmatch(r"\d{4}(_\w+)?", name) for name in names):
        number = max((int(name[:4]) for name in names), default=0) + 1
        return f"{number:04}_{slug}"[:REVISION_LENGTH].rstrip("_")
    return None


def called_by_its_revision(script):
    """The new file; Alembic's name for it has the name of the change in it once more."""
    file = Path(script.path).resolve()
    number = re.match(r"\d{4}_", file.name)
    if not number or script.revision == number[0][:4]:
        return file
    return file.rename(file.with_name(f"{script.revision}.py"))


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def rename(engine):
    """Rename in the database what has its old name there; the same as a migration."""
    there = sa.inspect(engine)
    known = set(there.get_table_names())
    lines, statements = [], []
    for old, new in CHANGE["tables"].items():
        if old in known and new not in known:
            lines.append(table_renamed(old, new))
            statements.append(f"ALTER TABLE {quoted(old)} RENAME TO {quoted(new)}")
    before = {new: old for old, new in CHANGE["tables"].items() if old in known}
    for table, old, new in CHANGE["columns"]:
        name = before.get(table, table)
        if name in known and old in {each["name"] for each in there.get_columns(name)}:
            lines.append(
                Lines(
                    [f"op.alter_column({table!r}, {old!r}, new_column_name={new!r})"],
                    [f"op.alter_column({table!r}, {new!r}, new_column_name={old!r})"],
                )
            )
            column = f"{quoted(old)} TO {quoted(new)}"
            statements.append(f"ALTER TABLE {quoted(table)} RENAME COLUMN {column}")
    with engine.begin() as connection:
        for each in statements:
            connection.exec_driver_sql(each)
    return lines


def table_renamed(old, new):
    """PostgreSQL keeps the name of a primary key in one list with those of tables."""

    def renamed(old, new):
        index = f"{quoted(f'pk_{old}')} RENAME TO {quoted(f'pk_{new}')}"
        return [
            f"op.rename_table({old!r}, {new!r})",
            'if op.get_context().dialect.name == "postgresql":',
            f"op.execute({f'ALTER INDEX IF EXISTS {index}'!r})",
            "",
        ]

    return Lines(renamed(old, new), renamed(new, old))


def complete(connection, database, renamed, scripts, script):
    """Add to what Alembic found, in both directions."""
    tables = database.metadata.tables
    found = script.upgrade_ops.ops
    add_conversions(connection, tables, found, scripts)
    add_checks(connection, database.metadata, found)
    add_names_of_keys(connection, tables, found)
    back = [each.reverse() for each in reversed(found)]
    for each in back:
        if isinstance(each, ops.CreateTableOp) and is_numbered(connection, each):
            each.kw["sqlite_autoincrement"] = True
    changed = {
        e.table_name for e in found if isinstance(e, ops.ModifyTableOps) and e.ops
    }
    emptied = [
        Lines([f"op.execute(sa.table({name!r}).delete())"])
        for name in CHANGE["emptied"]
        if name in changed
    ]
    script.upgrade_ops.ops = [*renamed, *emptied, *ordered(found, CHANGE["fills"])]
    script.downgrade_ops.ops = [
        *(emptied if back else ()),
        *ordered(back, CHANGE["refills"]),
        *(each.reverse() for each in reversed(renamed)),
    ]


def is_numbered(connection, table):
    """Whether the number of a deleted row is not used again: Alembic does not see it."""
    made = sa.text("SELECT sql FROM sqlite_master WHERE name = :name")
    text = connection.scalar(made, {"name": table.table_name}) or ""
    return "AUTOINCREMENT" in text


def of_table(found, name):
    """What is found to change of one table, to which more may be added."""
    for each in found:
        if isinstance(each, ops.ModifyTableOps) and each.table_name == name:
            return each.ops
    # First, so that the way back does it last, when a table is there again.
    found.insert(0, ops.ModifyTableOps(name, []))
    return found[0].ops


def add_checks(connection, metadata, found):
    """Those that are in the database and in the models are compared as texts."""
    there = sa.inspect(connection)
    with made_at_once(metadata) as wanted:
        add_other_checks(there, wanted, found)


@contextmanager
def made_at_once(metadata):
    """What can be asked of a database that the models themselves have made."""
    made = sa.create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(made)
    yield sa.inspect(made)
    made.dispose()


def add_other_checks(there, wanted, found):
    for name in wanted.get_table_names():
        if not there.has_table(name):
            continue
        before, after = checks_of(there, name), checks_of(wanted, name)
        same = {
            each
            for each in before.items() & after.items()
            if not is_converted(found, name, each[1])
        }
        gone = [dropped(*each) for each in sorted(before.items() - same)]
        come = [dropped(*each) for each in sorted(after.items() - same)]
        if gone or come:
            changes = of_table(found, name)
            changes[:] = [*gone, *changes, *(each.reverse() for each in come)]


def add_conversions(connection, tables, found, scripts):
    """Alembic sees some of the new types, and changes them without their values."""
    there = sa.inspect(connection)
    with made_at_once(next(iter(tables.values())).metadata) as wanted:
        waiting = [
            told
            for told in CHANGE["converted"]
            if is_waiting(form_of(there, told), form_of(wanted, told), told, scripts)
        ]
    for told in waiting:
        table, column = told["table"], told["column"]
        old = sa.Table(table, sa.MetaData(), autoload_with=connection).columns[column]
        (new,) = (each for each in tables[table].columns if each.name == column)
        changes = of_table(found, table)
        changes[:] = [
            each
            for each in changes
            if not (isinstance(each, ops.AlterColumnOp) and each.column_name == column)
        ]
        changes.append(Converted(told, old, plain(new)))


def is_waiting(before, after, told, scripts):
    """Whether no migration has converted the column yet."""
    if before is None or before != after:
        return before is not None
    return before[0] == "TEXT" and is_json_to_be(scripts, told)


def form_of(inspector, told):
    """What SQLite can say of a column; None where there is none."""
    table, column = told["table"], told["column"]
    if not inspector.has_table(table):
        return None
    kinds = [
        str(each["type"])
        for each in inspector.get_columns(table)
        if each["name"] == column
    ]
    if not kinds:
        return None
    targets = [
        key["referred_table"]
        for key in inspector.get_foreign_keys(table)
        if column in key["constrained_columns"]
    ]
    rules = checks_of(inspector, table).values()
    return kinds[0], targets, {rule for rule in rules if is_about(column, rule)}


def is_json_to_be(scripts, told):
    """Whether text is still to become JSON, or the other way: SQLite has both as text.

    The last migration that converted the column says what it is.
    """
    if not told["to_or_from_json"]:
        return False
    is_json = told["to_or_from_json"] == "from"
    for each in scripts.walk_revisions():
        upgrade = Path(each.path).read_text("utf-8").partition("def downgrade(")[0]
        if f"def {function_of(told)}(" in upgrade:
            is_json = f'"{told["column"]}"::JSONB' in upgrade
            break
    return is_json == (told["to_or_from_json"] == "from")


def function_of(told, way="there"):
    prefix = "new" if way == "there" else "old"
    return f"{prefix}_{told['table']}_{told['column']}"


def is_about(column, rule):
    return re.search(rf"\b{re.escape(column)}\b", rule)


def is_converted(found, table, rule):
    """Whether a CHECK speaks of a column that has another type for a while."""
    return any(
        isinstance(each, Converted) and is_about(each.new.name, rule)
        for change in found
        if isinstance(change, ops.ModifyTableOps) and change.table_name == table
        for each in change.ops
    )


def checks_of(inspector, table):
    rules = inspector.get_check_constraints(table)
    return {each["name"]: each["sqltext"] for each in rules if each["name"]}


def dropped(name, rule):
    # Else a word after a colon would be a parameter.
    rule = re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", rule)
    return Lines(
        [f"batch_op.drop_constraint({name!r}, type_='check')"],
        [f"batch_op.create_check_constraint({name!r}, {rule!r})"],
    )


def add_names_of_keys(connection, tables, found):
    """A foreign key is named by its table and its columns, which may be renamed."""
    there = sa.inspect(connection)
    names = set(there.get_table_names())
    for table in tables.values():
        if table.name not in names:
            continue
        wanted = {
            tuple(column.name for column in key.columns): key
            for key in table.foreign_key_constraints
        }
        for key in there.get_foreign_keys(table.name):
            new = wanted.get(tuple(key["constrained_columns"]))
            if new is None or key["name"] is None:
                continue
            old = sa.Table(table.name, sa.MetaData(), autoload_with=connection)
            (gone,) = (k for k in old.foreign_key_constraints if k.name == key["name"])
            come = ops.CreateForeignKeyOp.from_constraint(new)
            changes = of_table(found, table.name)
            is_told = any(
                isinstance(each, ops.DropConstraintOp)
                and each.constraint_name == gone.name
                for each in changes
            )
            if come.constraint_name != gone.name and not is_told:
                changes += [ops.DropConstraintOp.from_constraint(gone), come]


def ordered(found, fills):
    """Tables come first and go last: then what refers to them can come and go too."""
    gone = [each for each in found if isinstance(each, ops.DropTableOp)]
    come = [each for each in found if isinstance(each, ops.CreateTableOp)]
    names = {each.table_name for each in gone}
    changed = [
        part
        for each in found
        if isinstance(each, ops.ModifyTableOps) and each.table_name not in names
        for part in filled(each, fills)
    ]
    rest = [e for e in found if e not in gone + come and not hasattr(e, "ops")]
    return [*come, *changed, *rest, *gone]


def filled(change, fills):
    """Add a column that may be empty, fill it, and do what else there is to do."""
    table = change.table_name
    fills = {each["column"]: each for each in fills if each["table"] == table}
    is_retyped = any(isinstance(each, Converted) for each in change.ops)
    begin, converting, retyping, filling, rest = [], [], [], [], []
    for each in change.ops:
        if isinstance(each, ops.AddColumnOp):
            column = plain(each.column)
            fill = fills.get(column.name) or usual(table, each.column)
            if fill and not column.nullable:
                column.nullable = True
                filling.append((fill, column.type, "all"))
                line = f"batch_op.alter_column({column.name!r}, nullable=False)"
                rest.append(Lines([line]))
            begin.append(ops.AddColumnOp(table, column))
        elif isinstance(each, Lines):
            (rest if each.is_new else begin).extend([each] if each.there else [])
        elif isinstance(each, Converted):
            fill = None if each.new.nullable else fills.get(each.new.name)
            to_text, lines, from_text = each.steps(is_filled=bool(fill))
            begin.append(to_text)
            converting.append(lines)
            retyping.append(from_text)
            if fill:
                filling.append((fill, each.new.type, ".is_(None)"))
                line = f"batch_op.alter_column({each.new.name!r}, nullable=False)"
                rest.append(Lines([line]))
        elif is_retyped and isinstance(each, (ops.DropConstraintOp, ops.DropIndexOp)):
            begin.insert(0, each)
        else:
            fill = fills.get(getattr(each, "column_name", None))
            if fill and getattr(each, "modify_nullable", None) is False:
                kind = each.modify_type or each.existing_type
                filling.append((fill, kind, ".is_(None)"))
            rest.append(each)
    is_other_choice = any(isinstance(each, Lines) for each in begin)
    for fill in fills.values():
        if is_other_choice and fill["instead_of"] is not None:
            filling.append((fill, sa.String(), f" == {fill['instead_of']!r}"))
    if not filling and not converting:
        begin, rest = begin + rest, []
    # What fills comes before what forbids the rows to have none.
    return [
        *([ops.ModifyTableOps(table, begin)] if begin else []),
        *converting,
        *([OfColumns(table, retyping)] if retyping else []),
        *([filling_of(table, filling)] if filling else []),
        *([ops.ModifyTableOps(table, rest)] if rest else []),
    ]


class OfColumns(ops.MigrateOperation):
    """With the columns that become dates read as such: see `Retyped.reflected`."""

    def __init__(self, table, steps):
        self.table, self.steps = table, steps


@renderers.dispatch_for(OfColumns)
def of_columns(context, operation):
    """What Alembic writes of a table, which has no words for columns read otherwise."""
    columns = [
        f"sa.Column({each.reflected!r}, {render._repr_type(each.new.type, context)})"
        for each in operation.steps
        if each.reflected
    ]
    told = f", reflect_args=[{', '.join(columns)}]" if columns else ""
    lines = [line for each in operation.steps for line in retyped(context, each)]
    head = f"with op.batch_alter_table({operation.table!r}{told}) as batch_op:"
    return [head, *lines, ""]


def plain(column):
    """A column whose CHECK is not part of its type: only a new table would get it."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        kind = sa.String(kind.length)
    default = column.server_default
    return sa.Column(
        column.name, kind, nullable=column.nullable, server_default=default
    )


def usual(table, column):
    """Of a column that nobody spoke of: what a new row gets by itself."""
    default = column.default
    if column.server_default is not None or not getattr(default, "is_scalar", False):
        return None
    key = next(iter(column.table.primary_key)).name
    return {"key": key, "column": column.name, "how": "value", "value": default.arg}


def filling_of(table, filling):
    """The lines that give a value to the rows that have none, in one UPDATE if it can be."""
    key = filling[0][0]["key"]
    columns, statements, imports = [f"sa.column({key!r})"], {}, set()
    for fill, kind, empty in filling:
        name = fill["column"]
        columns.append(f"sa.column({name!r}, {type_of(kind)})")
        value, needed = value_of(fill, kind)
        imports |= needed
        where = "" if empty == "all" else f".where(rows.c[{name!r}]{empty})"
        group = statements.setdefault((fill["how"] == "each", where), [])
        group.append(f"{name!r}: {value}")
    lines = [f"rows = sa.table({table!r}, {', '.join(columns)})"]
    for (is_each, where), values in statements.items():
        one = f".where(rows.c[{key!r}] == number)" if is_each else where
        if is_each:
            rows = f"sa.select(rows.c[{key!r}]){where}"
            lines.append(f"for (number,) in op.get_bind().execute({rows}).all():")
        values = f"{{{', '.join(values)}}}"
        lines.append(f"op.execute(rows.update(){one}.values({values}))")
        lines += [""] if is_each else []
    return Lines(lines, imports=imports)


def type_of(kind):
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, sa.DateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.Text" if isinstance(kind, sa.Text) else f"sa.{type(kind).__name__}"


def value_of(fill, kind):
    """A value as Python writes it, and the imports that it needs."""
    how, value = fill["how"], fill["value"]
    dt = {"import datetime as dt"}
    if how == "now":
        day = ".date()" if isinstance(kind, sa.Date) else ""
        return f"dt.datetime.now(dt.UTC){day}", dt
    if how == "first":
        target, key = fill["target"], fill["target_key"]
        first = f"sa.func.min(sa.table({target!r}, sa.column({key!r})).c[{key!r}])"
        return f"sa.select({first}).scalar_subquery()", set()
    if value == "uuid" and how == "each":
        return "uuid.uuid4()", {"import uuid"}
    if how == "each" and isinstance(value, int):
        return f"number + {value}" if value else "number", set()
    if how == "each":
        return f"f{value.replace('{id}', '{number}')!r}", set()
    if isinstance(kind, sa.Time):
        return f"dt.time.fromisoformat({value!r})", dt
    if isinstance(value, (dict, list)):
        # Each database keeps JSON in another type, and both take its text.
        return f"sa.literal_column(\"'{json.dumps(value)}'\")", set()
    if isinstance(value, str) and isinstance(kind, sa.Numeric):
        return f"Decimal({value!r})", {"from decimal import Decimal"}
    return repr(value), set()


if __name__ == "__main__":
    with app.app_context():
        try:
            main()
        except sa.exc.SQLAlchemyError as error:
            sys.exit(str(error).splitlines()[0])
