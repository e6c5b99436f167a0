"""How wide an index of the database may be, and of how many columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffold.spec.faults import Fault, Key, Suggestion, remove
from scaffold.spec.fields import Field

INDEX_BYTES = 2_600  # PostgreSQL refuses index rows over about 2,700
INDEX_COLUMNS = 32  # and columns over these


def is_too_wide(fields: Sequence[Field | None], further: int = 0) -> bool:
    """``further`` are columns that such an index has besides."""
    lengths = (field.stored_length or 4 for field in fields if field)
    is_long = sum(4 * length for length in lengths) > INDEX_BYTES
    return is_long or len(fields) + further > INDEX_COLUMNS


def width_faults(
    fields: Sequence[Field | None],
    *,
    at: Key,
    further: int = 0,
    suggestion: Suggestion | None = None,
) -> Iterator[Fault]:
    most_columns = INDEX_COLUMNS - further
    if len(fields) > most_columns:
        yield Fault(
            problem=f"PostgreSQL indexes at most {most_columns} of these together.",
            at=at,
            hint="Use fewer.",
            suggestion=suggestion or remove(at),
        )
    elif is_too_wide(fields):
        most = INDEX_BYTES // 4
        yield Fault(
            problem="these texts together are too long for one index of PostgreSQL.",
            at=at,
            hint=f"Shorten them to {most} characters together, or use fewer.",
            suggestion=suggestion or remove(at),
        )
