"""How wide an index of the database may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold.spec.faults import Fault, Key, Suggestion, remove
from scaffold.spec.fields import Field

INDEX_BYTES = 2_600  # PostgreSQL refuses index rows over about 2,700


def is_too_wide(fields: Iterable[Field | None]) -> bool:
    lengths = (field.stored_length or 4 for field in fields if field)
    return sum(4 * length for length in lengths) > INDEX_BYTES


def width_faults(
    fields: Iterable[Field | None],
    *,
    at: Key,
    suggestion: Suggestion | None = None,
) -> Iterator[Fault]:
    if is_too_wide(fields):
        most = INDEX_BYTES // 4
        yield Fault(
            problem="these texts together are too long for one index of PostgreSQL.",
            at=at,
            hint=f"Shorten them to {most} characters together, or use fewer.",
            suggestion=suggestion or remove(at),
        )
