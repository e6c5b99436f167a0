"""Where rows wait until it is known which are written: a database on disk, then gone."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scaffold.importing.rows.plans import Plan, Reference
from scaffold.system.errors import ScaffoldError, first_line

#: Kibibytes of it that are kept in memory.
_CACHE = 32 * 1024
#: Stands for a row that is not there.
NOWHERE = -1


def lookup_name(plan: Plan, lookup: Sequence[str]) -> str:
    return f"keys_{plan.number}_{plan.lookups.index(tuple(lookup))}"


def asked_name(reference: Reference) -> str:
    """The table of what was asked for of the target of ``reference``."""
    if reference.gives_id:
        return f"asked_{reference.target.number}"
    return f"asked_{lookup_name(reference.target, reference.lookup)}"


class Store:
    """Tables of rows by id: ``why`` says that one is left out, ``body`` is its JSON.

    ``r0`` and on are the ids that its relations hold, ``u0`` and on what no other row
    may have.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            self.run(f"PRAGMA {pragma}")
        self.run(f"PRAGMA cache_size = -{_CACHE}")
        self.run("BEGIN")

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        with _errors():
            return self._database.execute(statement, parameters)

    def rows(
        self, statement: str, parameters: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        with _errors():
            # Not "yield from", which would close the cursor, perhaps after the database.
            for row in self._database.execute(statement, parameters):  # noqa: UP028
                yield row

    def one(self, statement: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        return next(self.rows(statement, parameters))

    def add(self, table: str, rows: Iterable[Sequence[Any]], width: int) -> int:
        """How many of ``rows`` were new."""
        places = ", ".join("?" * width)
        with _errors():
            statement = f"INSERT OR IGNORE INTO {table} VALUES ({places})"
            return self._database.executemany(statement, rows).rowcount

    def prepare(self, plans: Iterable[Plan]) -> None:
        for plan in plans:
            more = [f"r{n}" for n, _ in enumerate(plan.relations)]
            more += [f"u{n}" for n, _ in enumerate(unique_sets(plan))]
            columns = ["id INTEGER PRIMARY KEY", "why", "body", "shown", *more]
            self.run(f"CREATE TABLE {plan.name} ({', '.join(columns)})")
            self._make_asked(f"asked_{plan.number}")
            for lookup in plan.lookups:
                name = lookup_name(plan, lookup)
                self.run(
                    f"CREATE TABLE {name} (key, id, PRIMARY KEY (key, id)) WITHOUT ROWID"
                )
                self._make_asked(f"asked_{name}")
            for pairs in plan.pairs:
                self.run(f"CREATE TABLE raw_{pairs.number} (owner, target)")
                self._make_asked(f"asked_pairs_{pairs.number}")

    def _make_asked(self, name: str) -> None:
        """In the order of asking, each once."""
        self.run(f"CREATE TABLE {name} (n INTEGER PRIMARY KEY, ref UNIQUE)")

    def ask(self, name: str, refs: Iterable[Any]) -> None:
        with _errors():
            self._database.executemany(
                f"INSERT OR IGNORE INTO {name} (ref) VALUES (?)",
                ((ref,) for ref in refs),
            )

    def resolve(self, table: str, column: str, reference: Reference) -> None:
        """What rows hold of keys to the ids that these stand for."""
        if lookup := reference.lookup:
            found = lookup_name(reference.target, lookup)
            self.run(
                f"UPDATE {table} SET {column} = ifnull((SELECT min(id) FROM {found} "
                f"WHERE key = {column}), {NOWHERE}) WHERE typeof({column}) = 'text'"
            )

    def shown(self, plan: Plan, id: int) -> str:
        """How people know the row."""
        ((shown,),) = self.rows(f"SELECT shown FROM {plan.name} WHERE id = ?", (id,))
        return str(shown or example(plan, id))


def example(plan: Plan, id: int) -> str:
    return f"{plan.key} {id}" if plan.key else f"row {id}"


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ScaffoldError(
            "Rows wait in a temporary file, which failed, nothing was written: "
            f"{first_line(str(error))}. TMPDIR says where it is made."
        ) from None


def unique_sets(plan: Plan) -> list[tuple[str, ...]]:
    """Fields that no two rows share the values of.

    Users are left out: those of imported rows are all the same.
    """
    model = plan.draft.model
    sets: list[tuple[str, ...]] = [
        (field.name,) for field in model.fields if field.single_valued
    ]
    users = {field.name for field in model.fields if field.kind.traits.is_user}
    sets += [tuple(n for n in names if n not in users) for names in model.unique]
    return list(dict.fromkeys(sets))


def relation_columns(plan: Plan, names: Iterable[str]) -> list[str]:
    """Those of the fields in ``names`` that are relations, as columns of the store."""
    order = [relation.field.name for relation in plan.relations]
    return [f"r{order.index(name)}" for name in names if name in order]
