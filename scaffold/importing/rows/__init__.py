"""The rows of a database to files of JSON lines that obey the spec, each row counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.importing.catalogue import TableId, Unread
from scaffold.importing.connection import Opened
from scaffold.importing.mapping import Mapped
from scaffold.importing.rows.counts import Fate, Rows, Sensitive, TableRows
from scaffold.importing.rows.files import IGNORED, write_files
from scaffold.importing.rows.loading import Loader
from scaffold.importing.rows.looks import columns_by_look
from scaffold.importing.rows.plans import Plan, plans_of
from scaffold.importing.rows.reading import Reader
from scaffold.importing.rows.sensitive import columns_by_name, masked_by_table
from scaffold.importing.rows.settling import Settling
from scaffold.importing.rows.store import Store
from scaffold.project.brought import IGNORE

__all__ = ["Rows", "Sensitive", "Staged", "sensitive_columns", "staged"]


def sensitive_columns(opened: Opened, mapped: Mapped) -> list[Sensitive]:
    """The columns that look secret or personal, by their names or by their values.

    Raises Unreadable.
    """
    found = [*columns_by_name(mapped.drafts)]
    reader = Reader(opened, mapped.catalogue)
    found += columns_by_look(reader, mapped.drafts, found)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """Rows that are ready to be written, and what became of all of them."""

    tables: tuple[TableRows, ...]
    store: Store
    plans: Sequence[Plan]

    def write(self, folder: Path, *, keep_out: bool) -> None:
        """Into ``folder``, with a .gitignore to ``keep_out``. Raises OSError."""
        write_files(self.store, self.plans, folder)
        if keep_out:
            (folder / IGNORE).write_text(IGNORED, "utf-8")


@contextlib.contextmanager
def staged(
    opened: Opened,
    mapped: Mapped,
    tell: Callable[[str], None],
    *,
    limit: int | None,
    masked: Sequence[Sensitive],
    unread: Sequence[Unread] = (),
) -> Iterator[Staged]:
    """The rows of ``opened``, for its body: all, or the first of each table.

    What is ``unread`` of them is counted with what is left out.

    Raises Unreadable, or ScaffoldError where there is no room for them.
    """
    plans = [*plans_of(mapped, masked_by_table(masked)).values()]
    counts: dict[TableId, TableRows] = {}
    for plan in plans:
        id = plan.draft.table.id
        counts[id] = TableRows(id=id, became=plan.draft.model.name)
        for pairs in plan.pairs:
            became = f"{plan.draft.model.name}.{pairs.field.name}"
            counts[pairs.table.id] = TableRows(id=pairs.table.id, became=became)
    store = Store()
    try:
        reader = Reader(opened, mapped.catalogue)
        Loader(reader, store, counts, tell, limit).load(plans)
        Settling(store, plans, counts).settle()
        for one in unread:
            if (counted := counts.get(one.table)) is not None:
                counted.found += one.rows
                counted.count(
                    Fate.LEFT_OUT, one.column, one.why, one.rows, example=one.example
                )
        yield Staged(tables=tuple(counts.values()), store=store, plans=plans)
    finally:
        store.close()
