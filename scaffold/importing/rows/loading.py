"""Rows of the source to the store: each value as JSON, or a reason why not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scaffold.importing.catalogue import TableId
from scaffold.importing.rows import masks
from scaffold.importing.rows.counts import Fate, TableRows
from scaffold.importing.rows.plans import Pairs, Plan, Reference, Value
from scaffold.importing.rows.reading import (
    ASKED,
    Reader,
    Row,
    canonical,
    expressions_of_pairs,
)
from scaffold.importing.rows.store import (
    NOWHERE,
    Store,
    asked_name,
    example,
    lookup_name,
    unique_sets,
)
from scaffold.importing.rows.values import writer
from scaffold.system.errors import one_line

_LARGEST_ID = 2**63 - 1
_BATCH = 500
#: Rows after which a table is told of again.
_TOLD = 250_000
_LONGEST_EXAMPLE = 60

#: The JSON of a value in the row of a number. Raises ValueError.
_Write = Callable[[Any, int], str]


class Loader:
    """Fills the store; without ``limit`` with all rows, else the first and what they need."""

    def __init__(
        self,
        reader: Reader,
        store: Store,
        counts: dict[TableId, TableRows],
        tell: Callable[[str], None],
        limit: int | None,
    ) -> None:
        self._reader = reader
        self._store = store
        self._tell_line = tell
        self._limit = limit
        self._counts = counts
        self._tables: list[_Table] = []
        self._pairs: list[_Links] = []

    def _tell(self, text: str) -> None:
        self._tell_line(one_line(text))

    def load(self, plans: Iterable[Plan]) -> None:
        plans = [*plans]
        self._store.prepare(plans)
        for plan in plans:
            counted = self._counts[plan.draft.table.id]
            self._tables.append(_Table(plan, self._reader, self._store, counted))
        for table in self._tables:
            rows = self._reader.first(
                table.plan.draft.table, table.expressions, self._limit
            )
            with contextlib.closing(rows):
                self._load(table, rows)
        for table in self._tables:
            self._pairs += [self._links(pairs) for pairs in table.plan.pairs]
        if self._limit is None:
            self._load_all_pairs()
        else:
            self._load_what_is_needed()
        self._finish(plans)

    def _links(self, pairs: Pairs) -> _Links:
        return _Links(
            pairs=pairs,
            expressions=expressions_of_pairs(self._reader, pairs),
            counted=self._counts[pairs.table.id],
        )

    def _load(self, table: _Table, rows: Iterator[Row]) -> None:
        name = table.plan.draft.table.id
        while batch := [*islice(rows, _BATCH)]:
            before = table.loaded
            table.take(batch, follow=self._limit is not None)
            if before // _TOLD != table.loaded // _TOLD:
                self._tell(f"Read {table.loaded:,} rows of {name}")
        if table.loaded % _TOLD:
            self._tell(f"Read {table.loaded:,} rows of {name}")

    # Links

    def _load_all_pairs(self) -> None:
        for links in self._pairs:
            rows = self._reader.first(links.pairs.table, links.expressions, None)
            with contextlib.closing(rows):
                self._take_pairs(links, rows)
            self._tell(f"Read {links.loaded:,} rows of {links.pairs.table.id}")

    def _take_pairs(self, links: _Links, rows: Iterator[Row]) -> None:
        pairs = links.pairs
        cut = 1 + _width(pairs.owner)
        while batch := [*islice(rows, _BATCH)]:
            found = []
            for row in batch:
                owner = _referred(pairs.owner, row[:cut])
                target = _referred(pairs.target, row[cut:])
                found.append((owner, target))
            links.loaded += len(found)
            self._store.add(f"raw_{pairs.number}", found, 2)
            if self._limit is not None and pairs.target.there:
                wanted = (t for _, t in found if t is not None and t != NOWHERE)
                self._store.ask(asked_name(pairs.target), wanted)

    # What chosen rows need

    def _load_what_is_needed(self) -> None:
        """Rows that others refer to, until there is none that is not there."""
        again = True
        while again:
            again = False
            for table in self._tables:
                again |= self._load_referred(table)
            for links in self._pairs:
                again |= self._load_links(links)
        for table in self._tables:
            if table.needed:
                name = table.plan.draft.table.id
                self._tell(f"Read {table.needed:,} more rows of {name} for relations")

    def _load_referred(self, table: _Table) -> bool:
        plan, reader, found = table.plan, self._reader, False
        before = table.loaded
        if plan.key:
            asked = f"asked_{plan.number}"
            there = f"SELECT 1 FROM {plan.name} x WHERE x.id = a.ref"
            for refs in self._asked(table.asked, asked, there):
                table.take([*reader.by_ids(plan, table.expressions, refs)], follow=True)
                found = True
        for lookup in plan.lookups:
            name = lookup_name(plan, lookup)
            there = f"SELECT 1 FROM {name} x WHERE x.key = a.ref"
            for refs in self._asked(table.asked, f"asked_{name}", there):
                rows = reader.by_keys(plan.draft.table, table.expressions, lookup, refs)
                table.take([*rows], follow=True)
                found = True
        table.needed += table.loaded - before
        return found

    def _load_links(self, links: _Links) -> bool:
        pairs, found = links.pairs, False
        name = f"asked_pairs_{pairs.number}"
        for refs in self._asked(links.asked, name, "SELECT 1 WHERE 0"):
            rows = self._reader.by_owners(pairs, links.expressions, refs)
            self._take_pairs(links, rows)
            found = True
        return found

    def _asked(
        self, marks: dict[str, int], name: str, there: str
    ) -> Iterator[list[Any]]:
        """What was asked for and is not there, some at a time, each once."""
        while True:
            rows = [
                *self._store.rows(
                    f"SELECT n, ref, EXISTS ({there}) FROM {name} a WHERE n > ? "
                    f"ORDER BY n LIMIT {ASKED}",
                    (marks.get(name, 0),),
                )
            ]
            if not rows:
                return
            marks[name] = rows[-1][0]
            if missing := [ref for _, ref, is_there in rows if not is_there]:
                yield missing

    def _finish(self, plans: Sequence[Plan]) -> None:
        """Keys to ids, and how many rows there are of each table."""
        for plan in plans:
            for number, relation in enumerate(plan.relations):
                self._store.resolve(plan.name, f"r{number}", relation.reference)
        for links in self._pairs:
            raw = f"raw_{links.pairs.number}"
            self._store.resolve(raw, "owner", links.pairs.owner)
            self._store.resolve(raw, "target", links.pairs.target)
        everything = [
            *((t.counted, t.loaded, t.plan.draft.table) for t in self._tables),
            *((k.counted, k.loaded, k.pairs.table) for k in self._pairs),
        ]
        for counted, loaded, table in everything:
            is_all = self._limit is None
            counted.found = loaded if is_all else self._reader.count(table)
            counted.not_chosen = counted.found - loaded


@dataclass(slots=True, kw_only=True)
class _Links:
    pairs: Pairs
    expressions: list[str]
    counted: TableRows
    loaded: int = 0
    asked: dict[str, int] = field(default_factory=dict)


class _Table:
    """One table while its rows are loaded."""

    def __init__(
        self, plan: Plan, reader: Reader, store: Store, counted: TableRows
    ) -> None:
        self.plan = plan
        self.counted = counted
        self.loaded = 0
        self.needed = 0
        self.asked: dict[str, int] = {}
        self._store = store
        table = plan.draft.table
        self.expressions: list[str] = []
        self._add([reader.plain(plan.key)] if plan.key else [])
        self._values = self._add(reader.value(table, value) for value in plan.values)
        self._relations = [
            self._add(reader.reference(table, relation.reference))
            for relation in plan.relations
        ]
        self._users = self._add(reader.is_there(key.columns) for key in plan.users)
        self._lookups = [
            self._add(reader.key(table, column) for column in lookup)
            for lookup in plan.lookups
        ]
        shown = () if plan.key else plan.shown_key
        self._shown = self._add(reader.key(table, column) for column in shown)
        if not self.expressions:
            self.expressions.append("1")
        self._uniques = unique_sets(plan)
        together = {name for names in self._uniques for name in names}
        self._writers = [
            self._writer(n, value, is_single=value.field.name in together)
            for n, value in enumerate(plan.values)
        ]
        self._begins = [f'"{value.field.api}": ' for value in plan.values]
        self._fields = [value.field.name for value in plan.values]
        self._width = 4 + len(plan.relations) + len(self._uniques)

    def _add(self, expressions: Iterable[str]) -> slice:
        """Where in a row they are."""
        begin = len(self.expressions)
        self.expressions += expressions
        return slice(begin, len(self.expressions))

    def _writer(self, number: int, value: Value, *, is_single: bool) -> _Write:
        own = value.field
        if not value.masked:
            write = writer(own)
            return lambda found, row: write(found)
        model = self.plan.draft.model.name
        draw = masks.mask(model, own, value.masked, is_single=is_single)
        nothing = writer(own)
        seen = f"seen_{self.plan.number}_{number}"
        if is_single:
            self._store.run(f"CREATE TABLE {seen} (value PRIMARY KEY) WITHOUT ROWID")

        def single(found: Any, row: int) -> str:
            if found is None or found == "":
                return nothing(None)
            for attempt in masks.attempts(own, row):
                drawn = draw(row, attempt)
                if self._store.add(seen, [(drawn,)], 1):
                    return drawn
            raise ValueError("no other sample value is left")

        def any_(found: Any, row: int) -> str:
            return nothing(None) if found is None or found == "" else draw(row, 0)

        return single if is_single else any_

    def take(self, rows: Sequence[Row], *, follow: bool) -> None:
        """Put ``rows`` into the store; ``follow`` asks for what they refer to."""
        plan, store = self.plan, self._store
        made: list[tuple[Any, ...]] = []
        keys: list[list[tuple[str, int]]] = [[] for _ in plan.lookups]
        owners: list[list[Any]] = [[] for _ in plan.pairs]
        for row in rows:
            if self.asked and self._is_there(row):
                continue
            self.loaded += 1
            taken = self._taken(row)
            if taken is None:
                continue
            made.append(taken)
            for number, place in enumerate(self._lookups):
                if (key := canonical(row[place])) is not None:
                    keys[number].append((key, taken[0]))
            if follow:
                for number, pairs in enumerate(plan.pairs):
                    if (ref := self._as_owner(pairs.owner, row, taken[0])) is not None:
                        owners[number].append(ref)
        new = store.add(plan.name, made, self._width)
        if new < len(made):
            self._refuse(plan.key, "another row has this id", len(made) - new)
        for lookup, found in zip(plan.lookups, keys, strict=True):
            store.add(lookup_name(plan, lookup), found, 2)
        if follow:
            self._follow(made)
            for pairs, refs in zip(plan.pairs, owners, strict=True):
                store.ask(f"asked_pairs_{pairs.number}", refs)

    def _is_there(self, row: Row) -> bool:
        """Whether a row that others know by other columns was loaded before."""
        if self.plan.key:
            where = f"{self.plan.name} WHERE id = ?"
            return any(self._store.rows(f"SELECT 1 FROM {where}", (row[0],)))
        for lookup, place in zip(self.plan.lookups, self._lookups, strict=True):
            if (key := canonical(row[place])) is not None:
                where = f"{lookup_name(self.plan, lookup)} WHERE key = ?"
                if any(self._store.rows(f"SELECT 1 FROM {where}", (key,))):
                    return True
        return False

    def _as_owner(self, owner: Reference, row: Row, id: int) -> Any:
        if not owner.lookup:
            return id
        place = self._lookups[self.plan.lookups.index(owner.lookup)]
        return canonical(row[place])

    def _follow(self, made: Sequence[tuple[Any, ...]]) -> None:
        for number, relation in enumerate(self.plan.relations):
            if relation.reference.there:
                refs = (row[4 + number] for row in made if row[1] is None)
                wanted = (ref for ref in refs if ref is not None and ref != NOWHERE)
                self._store.ask(asked_name(relation.reference), wanted)

    def _taken(self, row: Row) -> tuple[Any, ...] | None:
        """The row as the store has it; None without an id, by which nobody finds it."""
        plan = self.plan
        id = self.loaded
        if plan.key:
            try:
                id = _id(row[0])
            except ValueError as error:
                known = f"{plan.key} {row[0]}"[:_LONGEST_EXAMPLE]
                self._refuse(plan.key, str(error), example=known)
                return None
        shown = self._example(row) if self._shown.stop > self._shown.start else None
        texts: dict[str, str] = {}
        parts = []
        values = row[self._values]
        for number, write in enumerate(self._writers):
            try:
                text = write(values[number], self.loaded)
            except ValueError as error:
                column = plan.values[number].column
                return self._refused(id, shown, column, str(error))
            texts[self._fields[number]] = text
            if text != "null" or not plan.values[number].field.auto:
                parts.append(self._begins[number] + text)
        referred = []
        for relation, place in zip(plan.relations, self._relations, strict=True):
            found = _referred(relation.reference, row[place])
            if found is None and not relation.field.optional:
                return self._refused(id, shown, relation.told, "is required")
            referred.append(found)
        self.counted.users += sum(row[self._users])
        uniques = (_together(texts, names) for names in self._uniques)
        return (id, None, ", ".join(parts), shown, *referred, *uniques)

    def _refused(
        self, id: int, shown: str | None, column: str, why: str
    ) -> tuple[Any, ...]:
        self._refuse(column, why, example=shown or example(self.plan, id))
        rest = (None,) * (self._width - 4)
        return (id, 1, None, shown, *rest)

    def _refuse(
        self, column: str, why: str, rows: int = 1, *, example: str = ""
    ) -> None:
        self.counted.count(Fate.LEFT_OUT, column, why, rows, example)

    def _example(self, row: Row) -> str:
        values = row[self._shown]
        said = (
            f"{column} {value}"
            for column, value in zip(self.plan.shown_key, values, strict=True)
        )
        return ", ".join(said)[:_LONGEST_EXAMPLE]


def _id(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 1:
            raise ValueError("ids begin at 1")
        if value > _LARGEST_ID:
            raise ValueError(f"ids end at {_LARGEST_ID}")
        return value
    raise ValueError("is no whole number")


def _width(reference: Reference) -> int:
    """How many values tell which row it is."""
    if not reference.there:
        return 0
    return 1 if reference.gives_id else len(reference.there)


def _referred(reference: Reference, values: Row) -> Any:
    """An id, or a key as text; None where it refers to nothing."""
    if not values[0]:
        return None
    if not reference.there:
        return NOWHERE
    if reference.gives_id:
        return _number(values[1])
    key = canonical(values[1:])
    return NOWHERE if key is None else key


def _number(value: Any) -> int:
    """SQLite compares text with numbers, too."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return NOWHERE
    is_whole = number == value or isinstance(value, str)
    return number if is_whole and 0 < number <= _LARGEST_ID else NOWHERE


def _together(texts: dict[str, str], names: Sequence[str]) -> str | None:
    """The values that no other row may have; None where one is null."""
    found = [texts[name] for name in names if name in texts]
    return None if "null" in found else ", ".join(found)
