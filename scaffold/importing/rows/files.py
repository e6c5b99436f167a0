"""The rows in the store to a file for each model, a line for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from scaffold.importing.rows.plans import Plan
from scaffold.importing.rows.store import Store
from scaffold.project.brought import SUFFIX
from scaffold.system import interrupts

IGNORED = """\
# These rows hold what looks secret or personal: keep them out of the repository.
*
"""


def write_files(store: Store, plans: Iterable[Plan], folder: Path) -> None:
    """Raises OSError."""
    for plan in plans:
        file = folder / f"{plan.draft.model.plural_name}{SUFFIX}"
        with file.open("w", encoding="utf-8", newline="\n") as out:
            for number, line in enumerate(_lines(store, plan)):
                out.write(line)
                if not number % 10_000:
                    interrupts.checkpoint()


def _lines(store: Store, plan: Plan) -> Iterator[str]:
    names = [f"r{number}" for number, _ in enumerate(plan.relations)]
    begins = [f', "{relation.field.api}": ' for relation in plan.relations]
    links = [
        (f', "{pairs.field.api}": ', _Targets(store, f"pairs_{pairs.number}"))
        for pairs in plan.pairs
    ]
    rows = store.rows(
        f"SELECT {', '.join(['id', 'body', *names])} FROM {plan.name} "
        "WHERE why IS NULL ORDER BY id"
    )
    for id, body, *referred in rows:
        parts = [f'{{"id": {id}{", " if body else ""}{body}']
        for begin, other in zip(begins, referred, strict=True):
            parts.append(f"{begin}{'null' if other is None else other}")
        parts += (f"{begin}{targets.of(id)}" for begin, targets in links)
        yield f"{''.join(parts)}}}\n"


class _Targets:
    """What each row is linked to; rows are asked for in the order of their ids."""

    def __init__(self, store: Store, name: str) -> None:
        pairs = store.rows(f"SELECT owner, target FROM {name} ORDER BY owner, target")
        self._groups = groupby(pairs, key=lambda pair: pair[0])
        self._next: tuple[Any, list[int]] | None = None

    def of(self, id: int) -> list[int]:
        if self._next is None:
            owner, pairs = next(self._groups, (None, iter(())))
            self._next = owner, [target for _, target in pairs]
        if self._next[0] != id:
            return []
        _, found = self._next
        self._next = None
        return found
