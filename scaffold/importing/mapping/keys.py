"""Which columns tell the rows of a table apart, and which refer to others."""

from __future__ import annotations

from collections.abc import Container, Mapping

from scaffold.importing.catalogue import ForeignKey, Table, TableId
from scaffold.importing.mapping.types import is_whole_number


def own_key(table: Table) -> str:
    """The column that becomes ``id``: a whole number, and no reference; or ""."""
    if len(table.key) != 1:
        return ""
    (name,) = table.key
    column = table.by_name.get(name)
    is_reference = any(key.columns == (name,) for key in table.foreign_keys)
    is_own = column is not None and is_whole_number(column) and not is_reference
    return name if is_own else ""


def unique_sets(table: Table) -> list[tuple[str, ...]]:
    """Sets of columns that no two rows share, the key first."""
    sets = [table.key] if table.key and table.key != (own_key(table),) else []
    sets += table.uniques
    sets += [i.columns for i in table.indexes if i.unique and not i.only_some]
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for names in sets:
        if names:
            found.setdefault(frozenset(names), names)
    return [*found.values()]


def is_unique(table: Table, columns: tuple[str, ...]) -> bool:
    return any(set(names) == set(columns) for names in unique_sets(table)) or (
        table.key == columns
    )


def references(table: Table, targets: Container[TableId]) -> list[ForeignKey]:
    """The foreign keys to ``targets``, one for the same columns."""
    found: dict[tuple[str, ...], ForeignKey] = {}
    for key in table.foreign_keys:
        if key.target in targets and set(key.columns) <= table.by_name.keys():
            found.setdefault(key.columns, key)
    return [*found.values()]


def are_links(
    table: Table, targets: Container[TableId], referred: Container[TableId]
) -> tuple[ForeignKey, ForeignKey] | None:
    """Both foreign keys of a table that says nothing but which rows belong together."""
    keys = references(table, targets)
    if len(keys) != 2 or table.id in referred:
        return None
    first, second = keys
    if len(first.columns) != 1 or len(second.columns) != 1:
        return None
    pair = {*first.columns, *second.columns}
    other = {column.name for column in table.columns} - pair - {own_key(table)}
    if len(pair) != 2 or other or not is_unique(table, tuple(pair)):
        return None
    # Where one row belongs to one other at most, it is a reference.
    alone = any(is_unique(table, key.columns) for key in keys)
    return None if alone else (first, second)


def key_of(tables: Mapping[TableId, Table], reference: ForeignKey) -> tuple[str, ...]:
    """The columns that ``reference`` refers to."""
    target = tables.get(reference.target)
    return reference.target_columns or (target.key if target else ())
