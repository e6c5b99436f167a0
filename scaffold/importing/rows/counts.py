"""What became of the rows of each table: each is counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from scaffold.importing.catalogue import TableId


class Fate(StrEnum):
    LEFT_OUT = "left out"
    #: The row is written, without what one of its optional relations refers to.
    EMPTIED = "emptied"


@dataclass(slots=True, kw_only=True)
class Reason:
    """Why rows, or relations of theirs, are left out: how many, and the first of them."""

    column: str
    why: str
    fate: Fate
    rows: int = 0
    example: str = ""

    def __str__(self) -> str:
        said = f"{self.rows:,} {self.fate}"
        where = f"{self.column}: " if self.column else ""
        example = f" (the first is {self.example})" if self.example else ""
        return f"{said}: {where}{self.why}{example}"


@dataclass(slots=True, kw_only=True)
class TableRows:
    """Of one table: ``found`` is the sum of written, not chosen and left out.

    ``users`` is how many values that refer to accounts were not taken over.
    """

    id: TableId
    became: str
    found: int = 0
    written: int = 0
    not_chosen: int = 0
    left_out: int = 0
    users: int = 0
    reasons: dict[tuple[str, str, Fate], Reason] = field(default_factory=dict)

    def count(
        self, fate: Fate, column: str, why: str, rows: int = 1, example: str = ""
    ) -> None:
        key = (column, why, fate)
        if (reason := self.reasons.get(key)) is None:
            reason = self.reasons[key] = Reason(
                column=column, why=why, fate=fate, example=example
            )
        reason.rows += rows
        if fate is Fate.LEFT_OUT:
            self.left_out += rows

    def __str__(self) -> str:
        said = f"{self.written:,} of {self.found:,} rows written"
        if self.not_chosen:
            said += f", {self.not_chosen:,} not chosen"
        if self.left_out:
            said += f", {self.left_out:,} left out"
        return said

    @property
    def lines(self) -> Iterator[str]:
        """The sum, and what else is to be said."""
        yield str(self)
        yield from map(str, self.reasons.values())
        if self.users:
            yield f"{self.users:,} references to users not taken over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """A column that looks ``what``: like a password, or of a person.

    ``why``, unless its name says so.
    """

    table: TableId
    column: str
    what: str
    why: str = ""

    def __str__(self) -> str:
        because = f": {self.why}" if self.why else ""
        return f"{self.table}.{self.column} ({self.what}{because})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Of a whole source. Without ``folder`` none were written: ``why_none``."""

    folder: str = ""
    why_none: str = ""
    tables: tuple[TableRows, ...] = ()
    masked: tuple[Sensitive, ...] = ()
    unmasked: tuple[Sensitive, ...] = ()

    @property
    def by_id(self) -> dict[TableId, TableRows]:
        return {table.id: table for table in self.tables}

    @property
    def totals(self) -> dict[str, int]:
        names = ("found", "written", "not_chosen", "left_out", "users")
        return {n: sum(getattr(table, n) for table in self.tables) for n in names}
