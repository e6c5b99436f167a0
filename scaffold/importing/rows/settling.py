"""Which of the rows in the store are written: those that obey the spec, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scaffold.importing.catalogue import TableId
from scaffold.importing.rows.counts import Fate, TableRows
from scaffold.importing.rows.plans import Pairs, Plan, Relation
from scaffold.importing.rows.store import Store, relation_columns, unique_sets

_NO_ROW = "refers to no row of {}"
_TWICE = "an earlier row has the same"
_LEFT_OUT = "refers to a row of {} that is left out"


class Settling:
    """Leaves rows out until what is left refers to what is left, and none is there twice."""

    def __init__(
        self, store: Store, plans: Sequence[Plan], counts: Mapping[TableId, TableRows]
    ) -> None:
        self._store = store
        self._plans = plans
        self._counts = counts

    def settle(self) -> None:
        self._settle_relations(range(len(self._plans)))
        shorter = {plan.number for plan in self._plans if self._settle_uniques(plan)}
        self._settle_relations(shorter)
        for plan in self._plans:
            ((written,),) = self._store.rows(
                f"SELECT count(*) FROM {plan.name} WHERE why IS NULL"
            )
            self._counted(plan).written = written
            for pairs in plan.pairs:
                self._settle_pairs(plan, pairs)

    def _counted(self, plan: Plan) -> TableRows:
        return self._counts[plan.draft.table.id]

    def _settle_relations(self, shorter: Iterable[int]) -> None:
        """To a fixpoint; ``shorter`` are the tables of which rows were left out."""
        changed = {*shorter}
        while changed:
            now: set[int] = set()
            for plan in self._plans:
                for number, relation in enumerate(plan.relations):
                    if relation.reference.target.number in changed:
                        now |= self._settle_relation(plan, number, relation)
            changed = now

    def _settle_relation(self, plan: Plan, number: int, relation: Relation) -> set[int]:
        column, target = f"r{number}", relation.reference.target
        there = f"SELECT 1 FROM {target.name} x WHERE x.id = s.{column}"
        where = (
            f"s.why IS NULL AND s.{column} IS NOT NULL "
            f"AND NOT EXISTS ({there} AND x.why IS NULL)"
        )
        is_optional = relation.field.optional
        found = [
            *self._store.rows(
                f"SELECT EXISTS ({there}), count(*), min(s.id) FROM {plan.name} s "
                f"WHERE {where} GROUP BY 1"
            )
        ]
        for is_known, rows, first in found:
            why = (_LEFT_OUT if is_known else _NO_ROW).format(target.draft.table.id)
            fate = Fate.EMPTIED if is_optional else Fate.LEFT_OUT
            example = self._store.shown(plan, first)
            self._counted(plan).count(fate, relation.told, why, rows, example)
        if not found:
            return set()
        change = f"{column} = NULL" if is_optional else "why = 1"
        self._store.run(f"UPDATE {plan.name} AS s SET {change} WHERE {where}")
        return set() if is_optional else {plan.number}

    def _settle_uniques(self, plan: Plan) -> bool:
        """Whether rows were left out: of several that are alike, the first stays."""
        is_shorter = False
        for number, names in enumerate(unique_sets(plan)):
            columns = [f"u{number}", *relation_columns(plan, names)]
            alive = " AND ".join(f"{column} IS NOT NULL" for column in columns)
            again = (
                f"SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY "
                f"{', '.join(columns)} ORDER BY id) AS k FROM {plan.name} "
                f"WHERE why IS NULL AND {alive}) WHERE k > 1"
            )
            rows, first = self._store.one(f"SELECT count(*), min(id) FROM ({again})")
            if not rows:
                continue
            is_shorter = True
            example = self._store.shown(plan, first)
            model = plan.draft.model
            is_alone = [*names] in ([f.name] for f in model.fields if f.single_valued)
            is_said = is_alone or names in model.unique
            why = _TWICE if is_said else f"{_TWICE}, and users are not imported"
            told = ", ".join(_columns(plan, names))
            self._counted(plan).count(Fate.LEFT_OUT, told, why, rows, example)
            self._store.run(f"UPDATE {plan.name} SET why = 1 WHERE id IN ({again})")
        return is_shorter

    def _settle_pairs(self, plan: Plan, pairs: Pairs) -> None:
        """Of the links those between rows that are written, each once."""
        name, raw = f"pairs_{pairs.number}", f"raw_{pairs.number}"
        target = pairs.target.target
        self._store.run(
            f"CREATE TABLE {name} (owner, target, PRIMARY KEY (owner, target)) "
            "WITHOUT ROWID"
        )
        done = self._store.run(
            f"INSERT OR IGNORE INTO {name} SELECT p.owner, p.target FROM {raw} p "
            f"JOIN {plan.name} o ON o.id = p.owner AND o.why IS NULL "
            f"JOIN {target.name} t ON t.id = p.target AND t.why IS NULL"
        )
        counted = self._counts[pairs.table.id]
        counted.written = done.rowcount
        for reference in (pairs.owner, pairs.target):
            other, column = (
                reference.target,
                "owner" if reference is pairs.owner else "target",
            )
            known = f"SELECT 1 FROM {other.name} x WHERE x.id = p.{column}"
            rest = f"{raw} p WHERE NOT EXISTS ({known} AND x.why IS NULL)"
            found = [
                *self._store.rows(
                    f"SELECT p.{column} IS NULL, EXISTS ({known}), count(*) FROM {rest} "
                    "GROUP BY 1, 2"
                )
            ]
            for is_null, is_known, rows in found:
                why = (_LEFT_OUT if is_known else _NO_ROW).format(other.draft.table.id)
                why = "is required" if is_null else why
                counted.count(Fate.LEFT_OUT, ", ".join(reference.columns), why, rows)
            if found:
                gone = f"SELECT p.rowid FROM {rest}"
                self._store.run(f"DELETE FROM {raw} WHERE rowid IN ({gone})")
        ((left,),) = self._store.rows(f"SELECT count(*) FROM {raw}")
        if twice := left - counted.written:
            told = ", ".join((*pairs.owner.columns, *pairs.target.columns))
            counted.count(Fate.LEFT_OUT, told, _TWICE, twice)


def _columns(plan: Plan, names: Sequence[str]) -> list[str]:
    values = {value.field.name: value.column for value in plan.values}
    relations = {relation.field.name: relation.told for relation in plan.relations}
    return [values.get(name) or relations[name] for name in names]
