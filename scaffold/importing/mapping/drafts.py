"""What becomes of each table and each column, while it is found out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scaffold.importing.catalogue import ForeignKey, Table, TableId
from scaffold.spec.fields import Field
from scaffold.spec.model import Model


@dataclass(slots=True, kw_only=True)
class Draft:
    """A model that is made of ``table``.

    ``fields`` has for each column the field it became, "id" for the key; ``left`` has why
    a column became none. Notes are what is not as it was: of a column, or under "" of
    the table. ``links`` are the tables of links behind its ``refs``. ``sources`` has
    for each field but those the column or the foreign key that its values are in.
    """

    table: Table
    model: Model
    fields: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    links: dict[TableId, str] = field(default_factory=dict)
    sources: dict[str, ForeignKey | str] = field(default_factory=dict)

    def note(self, column: str, text: str) -> None:
        notes = self.notes.setdefault(column, [])
        if text and text not in notes:
            notes.append(text)

    def add(self, new: Field, *columns: str) -> None:
        self.model = replace(self.model, fields=(*self.model.fields, new))
        for column in columns:
            self.fields.setdefault(column, new.name)

    def columns_of(self, name: str) -> list[str]:
        return [column for column, found in self.fields.items() if found == name]

    def write(self, name: str, new: Field) -> None:
        """``new`` in place of the field called ``name``, whatever it is called."""
        fields = tuple(new if f.name == name else f for f in self.model.fields)
        self.model = replace(self.model, fields=fields)
        if new.name != name:
            for column in self.columns_of(name):
                self.fields[column] = new.name
            for table, found in self.links.items():
                if found == name:
                    self.links[table] = new.name
            if name in self.sources:
                self.sources[new.name] = self.sources.pop(name)
            self.model = replace(
                self.model,
                unique=_renamed(self.model.unique, name, new.name),
                indexes=_renamed(self.model.indexes, name, new.name),
            )

    def drop(self, name: str, why: str) -> None:
        """Leave out the field called ``name``, and every set that it was in."""
        fields = tuple(f for f in self.model.fields if f.name != name)
        for word in ("unique", "indexes"):
            sets = getattr(self.model, word)
            for names in sets:
                if name in names:
                    self.note("", f"{word} [{', '.join(names)}] is not kept")
        self.model = replace(
            self.model,
            fields=fields,
            unique=tuple(s for s in self.model.unique if name not in s),
            indexes=tuple(s for s in self.model.indexes if name not in s),
        )
        self.sources.pop(name, None)
        for column in self.columns_of(name):
            del self.fields[column]
            self.left[column] = why


def _renamed(
    sets: Iterable[tuple[str, ...]], old: str, new: str
) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(new if n == old else n for n in names) for names in sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """A table of links that became ``refs`` of ``owner``."""

    table: Table
    owner: Draft
    #: To the owner, and to what it is linked to.
    keys: tuple[ForeignKey, ForeignKey]

    @property
    def columns(self) -> tuple[str, str]:
        """That refer to the owner, and to what it is linked to."""
        first, second = self.keys
        return first.columns[0], second.columns[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A table of which no model is made, and why."""

    table: Table
    why: str
