"""One field of a model: its kind, and what each kind can carry."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.spec import inflection
from scaffold.spec.kinds import (
    MANY_TO_MANY,
    REFERENCES,
    TEXTUAL,
    UNSORTABLE,
)
from scaffold.spec.kinds import Kind as Kind
from scaffold.spec.kinds.relations import OnDelete as OnDelete
from scaffold.spec.kinds.traits import Default, Number
from scaffold.spec.kinds.users import CURRENT

#: PostgreSQL refuses index rows over about 2,700 bytes, and UTF-8 needs up to
#: four bytes a character: longer text is neither sorted by nor made unique.
INDEXABLE_LENGTH = 500

#: What the query of a list says beside its filters.
LIST_PARAMETERS = frozenset(["q", "sort", "cursor"])
_DAYS = frozenset([Kind.DATE, Kind.DATETIME, Kind.CREATED, Kind.UPDATED])


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as the spec states it; what follows from that is a property."""

    name: str
    kind: Kind
    length: int | None = None
    digits: int | None = None
    places: int | None = None
    choices: tuple[str, ...] = ()
    #: One for each choice, "" where it follows from the choice; or none at all.
    labels: tuple[str, ...] = ()
    target: str | None = None
    optional: bool = False
    unique: bool = False
    index: bool = False
    default: Default | None = None
    min: Number | None = None
    max: Number | None = None
    on_delete: OnDelete | None = None
    #: Shown, and never taken from a client.
    readonly: bool = False
    title: str | None = None
    help: str | None = None
    #: The name of the way back, in the model that a relation leads to.
    related: str | None = None
    #: What the database calls it, where that is not ``attribute``.
    column: str | None = None
    #: What the database calls the table behind ``refs``.
    table: str | None = None

    @property
    def api(self) -> str:
        """The key in JSON: ``category_id``, ``tag_ids``, else the name."""
        if self.kind in REFERENCES:
            return f"{self.name}_id"
        if self.kind in MANY_TO_MANY:
            return f"{inflection.singular(self.name)}_ids"
        return self.name

    @property
    def attribute(self) -> str:
        """What code calls its column (``refs`` have a table of their own instead)."""
        return f"{self.name}_id" if self.kind in REFERENCES else self.name

    @property
    def column_name(self) -> str:
        """What the database calls its column."""
        return self.attribute if self.column is None else self.column

    @property
    def names(self) -> frozenset[str]:
        """What it is called in code, JSON, database and forms, a search box included."""
        search = {f"{self.name}_q"} if self.chosen else set()
        return frozenset({self.name, self.api, self.attribute} | search)

    @property
    def indexed(self) -> bool:
        """The column has an index of its own, apart from that of its uniqueness."""
        return self.index or (self.kind.traits.is_looked_up and not self.single_valued)

    @property
    def single_valued(self) -> bool:
        """No two rows may share a value."""
        return self.unique or self.kind.traits.is_one_to_one

    @property
    def null(self) -> bool:
        if not self.optional or self.kind in MANY_TO_MANY:
            return False
        return self.kind not in TEXTUAL or self.unique

    @property
    def auto(self) -> bool:
        return self.kind.traits.is_automatic

    @property
    def mine(self) -> bool:
        """Whose a row is: it is who was logged in when the row was made."""
        return self.kind is Kind.USER and self.default == CURRENT

    @property
    def chosen(self) -> bool:
        """It refers to rows, or to a user, of which a form offers some to choose from."""
        return self.kind.traits.is_relation or self.kind is Kind.USER and not self.mine

    @property
    def written(self) -> bool:
        """A client writes it."""
        return not (self.auto or self.readonly or self.mine)

    @property
    def required(self) -> bool:
        """Must be present in the body that creates a row."""
        return not (
            self.optional
            or not self.written
            or self.default is not None
            or self.kind in MANY_TO_MANY
        )

    @property
    def stored_length(self) -> int | None:
        """Characters the column holds; None for what is not text."""
        return self.kind.traits.length or self.length

    @property
    def sortable(self) -> bool:
        """A keyset needs a value in every row, short enough for a cursor."""
        if self.kind in UNSORTABLE or self.null:
            return False
        return (self.stored_length or 0) <= INDEXABLE_LENGTH

    @property
    def filterable(self) -> bool:
        """A list can be narrowed by it."""
        family = self.kind.traits.family
        narrowing = ("choice", "boolean", "relations", "users")
        return family in narrowing or self.kind in _DAYS

    @property
    def filter(self) -> str:
        """How the query of a list calls it, where it is filterable."""
        return self.api.removesuffix("s") if self.kind in MANY_TO_MANY else self.api

    @property
    def filtered_by(self) -> frozenset[str]:
        """The parameters of that query: of a day the first and the last."""
        if not self.filterable:
            return frozenset()
        if self.kind in _DAYS:
            return frozenset({f"{self.filter}_from", f"{self.filter}_to"})
        return frozenset({self.filter})

    @property
    def range(self) -> tuple[Number, Number] | None:
        """The widest values that the column holds; None for what is no number."""
        return self.kind.traits.range(self)
