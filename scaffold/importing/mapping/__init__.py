"""A catalogue to a spec, and what became of each table and column. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scaffold.importing.catalogue import (
    Catalogue,
    ForeignKey,
    Measure,
    Read,
    Table,
    TableId,
)
from scaffold.importing.mapping import names
from scaffold.importing.mapping.drafts import Draft, LeftOut, Links
from scaffold.importing.mapping.fields import Others, draft_of
from scaffold.importing.mapping.keys import are_links
from scaffold.importing.mapping.own_tables import login_users, why_left_out
from scaffold.importing.mapping.settling import Settling
from scaffold.importing.mapping.types import measure_of
from scaffold.spec import Spec, inflection
from scaffold.spec.fields import Field
from scaffold.spec.kinds import Kind

__all__ = ["Mapped", "map_read", "measures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """``spec`` is accepted by all rules; each table is in one of the others."""

    spec: Spec
    catalogue: Catalogue
    drafts: tuple[Draft, ...]
    links: tuple[Links, ...]
    left_out: tuple[LeftOut, ...]


def measures(catalogue: Catalogue) -> Iterator[tuple[Table, str, Measure]]:
    """What of the rows has to be known to map ``catalogue`` well."""
    users = login_users(catalogue)
    for table, column in catalogue.columns:
        measure = measure_of(column, catalogue.dialect)
        if measure and not column.generated and not why_left_out(table, users):
            yield table, column.name, measure


def map_read(read: Read, *, keep_names: bool = False) -> Mapped:
    """The spec of what was read. Raises SpecError, which is a mistake of ours."""
    catalogue = read.catalogue
    users = login_users(catalogue)
    left_out = [
        LeftOut(table=table, why=why)
        for table in catalogue.tables
        if (why := why_left_out(table, users))
    ]
    out = {left.table.id for left in left_out}
    tables = [table for table in catalogue.tables if table.id not in out]
    linked = _linked(tables)
    models = [table for table in tables if table.id not in linked]
    prefix = names.prefix_of(table.id for table in tables)
    others = Others(
        catalogue=catalogue,
        extents=read.extents,
        models=_model_names(models, prefix),
        users=users,
        keep_names=keep_names,
    )
    drafts = {table.id: draft_of(table, others) for table in models}
    links = [
        _add_links(catalogue.by_id[id], pair, drafts, prefix, keep_names=keep_names)
        for id, pair in linked.items()
    ]
    title = inflection.title(catalogue.name.replace("-", "_"))[:100].strip()
    settling = Settling([*drafts.values()], title if title.isprintable() else "")
    spec = settling.settle()
    for draft, why in settling.left:
        left_out.append(LeftOut(table=draft.table, why=why))
    kept = {id(draft) for draft in settling.drafts}
    for link in links:
        if id(link.owner) not in kept:
            why = f"its owner {link.owner.table.id} is left out"
            left_out.append(LeftOut(table=link.table, why=why))
        elif link.owner.links.get(link.table.id) not in link.owner.model.by_name:
            why = f"what {link.owner.table.id} is linked to is left out"
            left_out.append(LeftOut(table=link.table, why=why))
    gone = {left.table.id for left in left_out}
    return Mapped(
        spec=spec,
        catalogue=catalogue,
        drafts=tuple(settling.drafts),
        links=tuple(link for link in links if link.table.id not in gone),
        left_out=tuple(left_out),
    )


def _linked(tables: list[Table]) -> dict[TableId, tuple[ForeignKey, ForeignKey]]:
    """The tables of links: none of them links another."""
    ids = {table.id for table in tables}
    referred = {key.target for table in tables for key in table.foreign_keys}
    found = ((table.id, are_links(table, ids, referred)) for table in tables)
    return {id: pair for id, pair in found if pair}


def _model_names(tables: list[Table], prefix: str) -> dict[TableId, str]:
    """Names, of which no two are the same in small letters."""
    taken: set[str] = set()
    made: dict[TableId, str] = {}
    for table in tables:
        made[table.id] = names.model_name(
            table.id, prefix, lambda name: name.lower() in taken
        )
        taken.add(made[table.id].lower())
    return made


def _add_links(
    table: Table,
    pair: tuple[ForeignKey, ForeignKey],
    drafts: dict[TableId, Draft],
    prefix: str,
    *,
    keep_names: bool,
) -> Links:
    """``refs`` in the model that the table is named after, else in the first."""
    first, second = pair
    is_second = names.is_named_after(
        table.id, second.target, prefix
    ) and not names.is_named_after(table.id, first.target, prefix)
    if is_second:
        first, second = second, first
    owner, target = drafts[first.target], drafts[second.target].model
    if first.target == second.target:
        wanted = names.relation_name(second.columns, (), target.snake)
        wanted = inflection.plural(names.singular(wanted))
    else:
        wanted = target.snake
    name = names.links_name(table.id, first.target, wanted, prefix)

    def is_taken(name: str) -> bool:
        made = Field(name=name, kind=Kind.REFS).names
        return any(made & field.names for field in owner.model.fields)

    name = names.field_name(name, is_taken)
    field = Field(name=name, kind=Kind.REFS, target=target.name)
    if keep_names:
        field = replace(field, table=table.id.name)
        expected = {f"{owner.model.snake}_id", f"{target.snake}_id"}
        columns = {*first.columns, *second.columns}
        if columns != expected:
            owner.note(
                "",
                f"to run on {table.id}, call its columns {' and '.join(sorted(expected))}",
            )
    owner.add(field)
    owner.links[table.id] = name
    return Links(table=table, owner=owner, keys=(first, second))
