"""Model and Spec: frozen, checked when loaded, derived facts as properties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scaffold.spec import inflection, shown_text
from scaffold.spec.fields import LIST_PARAMETERS, Field
from scaffold.spec.kinds import (
    BULKY,
    FOREIGN_KEYS,
    MANY_TO_MANY,
    NAMING,
    NUMERIC,
    RELATIONS,
    Kind,
)

LIST_COLUMNS = 5
NAMES_OF_PEOPLE = (
    ("first_name", "last_name"),
    ("firstname", "lastname"),
    ("given_name", "family_name"),
    ("forename", "surname"),
    ("first_name", "surname"),
)
TEXT_KEYS = ("title", "description", "author")
SPEC_KEYS = (*TEXT_KEYS, "app", "models")
LIST_KEYS = ("list", "search", "ordering", "filters")
SET_KEYS = ("unique", "indexes")
NAME_KEYS = ("plural", "title", "title_plural", "label", "table", "key")
#: Tables by the names of fields.
TABLE_KEYS = ("fields", "samples")
MODEL_KEYS = (*TABLE_KEYS, *LIST_KEYS, *SET_KEYS, *NAME_KEYS)
DEFAULT_APP = "catalog"
#: As the file has it: a row of another model by one of its texts, several as a tuple.
Sample = str | bool | int | float | tuple[str, ...]
DEFAULT_DESCRIPTION = "A web application with pages, a JSON API and an admin."


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model; None stands for "not said", and a sensible value is derived."""

    name: str
    fields: tuple[Field, ...]
    list: tuple[str, ...] | None = None
    search: tuple[str, ...] | None = None
    ordering: tuple[str, ...] | None = None
    filters: tuple[str, ...] | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    plural: str | None = None
    title: str | None = None
    title_plural: str | None = None
    #: How a row is called: text with the names of fields in braces.
    label: str | None = None
    #: What the database calls the table, and the column of its ids.
    table: str | None = None
    key: str | None = None
    #: What the sample rows hold, by field, a value for each row.
    samples: tuple[tuple[str, tuple[Sample, ...]], ...] = ()

    @property
    def snake(self) -> str:
        return inflection.snake(self.name)

    @property
    def plural_name(self) -> str:
        """The URL segment, and the key in the summary."""
        return inflection.plural(self.snake) if self.plural is None else self.plural

    @property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def columns_shown(self) -> tuple[str, ...]:
        """The columns of lists; many-to-many has none in either admin."""
        if self.list is not None:
            return self.list
        listable = [f for f in self.fields if f.kind not in MANY_TO_MANY]
        short = [f for f in listable if f.kind not in BULKY]
        return tuple(f.name for f in (short or listable)[:LIST_COLUMNS])

    @property
    def searched(self) -> tuple[str, ...]:
        if self.search is not None:
            return self.search
        return tuple(f.name for f in self.fields if f.kind is Kind.STRING)

    @property
    def order(self) -> tuple[str, ...]:
        """The default order; newest first where rows know when they were made."""
        if self.ordering is not None:
            return self.ordering
        created = [f for f in self.fields if f.kind is Kind.CREATED]
        return tuple(f"-{field.name}" for field in created[:1])

    @property
    def filtered(self) -> tuple[str, ...]:
        """What narrows a list; nothing where its query would mean two things.

        Relations always do: the page of a row leads to all that refer to it.
        """
        taken = set(LIST_PARAMETERS)
        found = []
        for field in self.fields:
            is_wanted = (
                self.filters is None or field.name in self.filters or field.target
            )
            if is_wanted and field.filterable and not taken & field.filtered_by:
                taken |= field.filtered_by
                found.append(field.name)
        return tuple(found)

    @property
    def row_label(self) -> str | None:
        """How a row is called, as in ``label``; a person by both names."""
        if self.label is not None:
            return self.label
        named = {f.name for f in self.fields if f.kind is Kind.STRING and f.required}
        for names in NAMES_OF_PEOPLE:
            if named.issuperset(names) and "name" not in named:
                return " ".join(f"{{{name}}}" for name in names)
        return f"{{{self.label_field}}}" if self.label_field else None

    @property
    def label_names(self) -> tuple[str, ...]:
        """The fields in the name of a row; none where its braces are not closed."""
        try:
            parts = shown_text.parts_of(self.row_label or "")
        except ValueError:
            return ()
        return tuple(name for _, name in parts if name)

    @property
    def label_field(self) -> str | None:
        """The field that names a row: required text, a ``string`` by preference."""
        texts = [f for f in self.fields if f.kind in NAMING and not f.optional]
        for field in texts:
            if field.name in ("name", "title", "label"):
                return field.name
        strings = [f for f in texts if f.kind is Kind.STRING]
        return next((f.name for f in strings or texts), None)

    @property
    def sortable(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields if f.sortable)

    @property
    def numeric(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields if f.kind in NUMERIC)

    @property
    def relations(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.kind in RELATIONS)

    @property
    def required_targets(self) -> frozenset[str]:
        """Models that need a row before this one can have its first."""
        return frozenset(
            f.target
            for f in self.fields
            if f.kind in FOREIGN_KEYS and not f.optional and f.target
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A team's domain; ``rules`` says whether it can become two projects."""

    models: tuple[Model, ...]
    title: str = ""
    description: str = ""
    author: str = ""
    app: str = DEFAULT_APP

    def completed(self, slug: str) -> Spec:
        """The spec with a title and a description, as ``scaffold.toml`` shows it."""
        return replace(
            self,
            title=self.title or inflection.title(slug),
            description=self.description or DEFAULT_DESCRIPTION,
        )

    @property
    def by_name(self) -> dict[str, Model]:
        return {model.name: model for model in self.models}

    @property
    def in_code_order(self) -> tuple[Model, ...]:
        """Models as they stand, behind those that they cannot do without.

        What else they refer to moves none of them: a relation that is added later leaves
        the code of the others where it is.
        """
        return self._placed_behind(lambda model: set())

    @property
    def in_creation_order(self) -> tuple[Model, ...]:
        """Models so that required targets come first, optional ones if possible."""
        return self._placed_behind(_targets)

    def _placed_behind(self, wished: Callable[[Model], set[str]]) -> tuple[Model, ...]:
        """Each model behind its required targets, and behind those ``wished`` if possible.

        ``rules`` refuses rings of required relations, so there is always a
        model whose required targets are all placed.
        """
        placed: list[Model] = []
        names: set[str] = set()
        waiting = list(self.models)
        while waiting:
            ready = [m for m in waiting if m.required_targets <= names]
            model = min(ready, key=lambda m: len(wished(m) - names))
            waiting.remove(model)
            placed.append(model)
            names.add(model.name)
        return tuple(placed)


def _targets(model: Model) -> set[str]:
    return {f.target for f in model.relations if f.target} - {model.name}


def default_spec() -> Spec:
    """The article's Product."""
    return Spec(
        models=(
            Model(
                name="Product",
                fields=(
                    Field(name="name", kind=Kind.STRING, length=200),
                    Field(name="price", kind=Kind.DECIMAL, digits=10, places=2),
                    Field(name="created_at", kind=Kind.CREATED),
                ),
                list=("name", "price", "created_at"),
                search=("name",),
                ordering=("-created_at",),
            ),
        )
    )
