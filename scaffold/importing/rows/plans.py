"""How the rows of each table are read: which columns, and what refers to what. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scaffold.importing.catalogue import ForeignKey, Table, TableId
from scaffold.importing.mapping import Mapped
from scaffold.importing.mapping.drafts import Draft, Links
from scaffold.importing.mapping.keys import is_unique, key_of, own_key
from scaffold.spec.fields import Field
from scaffold.spec.kinds import MANY_TO_MANY, RELATIONS, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A ``field`` whose values are in ``column``; ``masked`` is what they are, or ""."""

    field: Field
    column: str
    masked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """How one row of ``target`` is found by the ``columns`` of another table.

    ``there`` are the columns that these hold, none if nothing can be found by them.
    ``by_id`` they are its id. Where ``is_asked``, the source says which row it is: it
    knows best what it takes for equal, of capitals, accents and types.
    """

    columns: tuple[str, ...]
    target: Plan
    there: tuple[str, ...]
    by_id: bool
    is_asked: bool
    #: Whether the id is known, or has to be found here by the columns ``there``.
    gives_id: bool

    @property
    def lookup(self) -> tuple[str, ...]:
        """The columns of the target by which its row is found here; none by its id."""
        return () if self.gives_id else self.there


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    field: Field
    reference: Reference

    @property
    def told(self) -> str:
        return ", ".join(self.reference.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """A table of links: rows of the owner to rows of what its ``field`` leads to."""

    number: int
    table: Table
    field: Field
    owner: Reference
    target: Reference


@dataclass(slots=True, kw_only=True)
class Plan:
    """The table of one model. ``key`` is the column of its ids, "" where rows are numbered.

    ``lookups`` are the columns by which others refer to its rows, but for the id.
    """

    number: int
    draft: Draft
    key: str
    values: list[Value] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    users: list[ForeignKey] = field(default_factory=list)
    lookups: list[tuple[str, ...]] = field(default_factory=list)
    pairs: list[Pairs] = field(default_factory=list)
    #: The columns that make an example of a row, unless they are masked.
    shown_key: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"rows_{self.number}"


def plans_of(
    mapped: Mapped, masked: Mapping[TableId, Mapping[str, str]]
) -> dict[TableId, Plan]:
    """By table, in the order of the spec."""
    plans: dict[TableId, Plan] = {}
    for number, draft in enumerate(mapped.drafts):
        hidden = masked.get(draft.table.id, {})
        key = own_key(draft.table)
        key = "" if key in hidden or draft.fields.get(key) != "id" else key
        plans[draft.table.id] = Plan(
            number=number,
            draft=draft,
            key=key,
            shown_key=draft.table.key if not hidden.keys() & {*draft.table.key} else (),
        )
    for plan in plans.values():
        _fill(plan, plans, mapped, masked.get(plan.draft.table.id, {}))
    for number, link in enumerate(mapped.links):
        _add_pairs(plans, mapped, link, number)
    return plans


def _fill(
    plan: Plan,
    plans: Mapping[TableId, Plan],
    mapped: Mapped,
    hidden: Mapping[str, str],
) -> None:
    for one in plan.draft.model.fields:
        source = plan.draft.sources.get(one.name)
        if isinstance(source, str):
            masked = hidden.get(source, "")
            plan.values.append(Value(field=one, column=source, masked=masked))
        elif one.kind is Kind.USER and source:
            plan.users.append(source)
        elif one.kind in RELATIONS - MANY_TO_MANY and source:
            reference = _reference(source, plans, mapped)
            plan.relations.append(Relation(field=one, reference=reference))


def _reference(
    key: ForeignKey, plans: Mapping[TableId, Plan], mapped: Mapped
) -> Reference:
    target = plans[key.target]
    there = key_of(mapped.catalogue.by_id, key)
    known = target.draft.table.by_name
    if len(there) != len(key.columns) or not {*there} <= known.keys():
        there = ()
    by_id = bool(target.key) and there == (target.key,)
    is_asked = not by_id and bool(there) and is_unique(target.draft.table, there)
    reference = Reference(
        columns=key.columns,
        target=target,
        there=there,
        by_id=by_id,
        is_asked=is_asked,
        gives_id=by_id or (is_asked and bool(target.key)),
    )
    if reference.lookup and reference.lookup not in target.lookups:
        target.lookups.append(reference.lookup)
    return reference


def _add_pairs(
    plans: Mapping[TableId, Plan], mapped: Mapped, link: Links, number: int
) -> None:
    plan = plans[link.owner.table.id]
    owner, target = (_reference(key, plans, mapped) for key in link.keys)
    name = plan.draft.links[link.table.id]
    pairs = Pairs(
        number=number,
        table=link.table,
        field=plan.draft.model.by_name[name],
        owner=owner,
        target=target,
    )
    plan.pairs.append(pairs)
