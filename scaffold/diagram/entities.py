"""What every form of the diagram shows: entities, their fields, and how they are linked."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.spec import Model, Spec
from scaffold.spec.field_words import short_form
from scaffold.spec.fields import Field
from scaffold.spec.grammar import to_table
from scaffold.spec.kinds import MANY_TO_MANY, REFERENCES, Kind
from scaffold.spec.kinds.relations import OnDelete

#: The login user, which is no model of a spec: no model can have this name.
USER = "User"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A field of ``source`` that refers to rows of ``target``."""

    source: str
    field: Field
    target: str

    @property
    def is_many(self) -> bool:
        """A row refers to several."""
        return self.field.kind in MANY_TO_MANY

    @property
    def is_one_to_one(self) -> bool:
        return self.field.single_valued

    @property
    def is_optional(self) -> bool:
        return self.field.optional

    def __str__(self) -> str:
        number = (
            "several" if self.is_many else "perhaps one" if self.is_optional else "one"
        )
        return f"{self.source}.{self.field.name} refers to {number} {self.target}"


def links(spec: Spec) -> tuple[Link, ...]:
    return tuple(
        Link(source=model.name, field=field, target=field.target or USER)
        for model in spec.models
        for field in model.fields
        if field.kind in REFERENCES | MANY_TO_MANY
    )


def names(spec: Spec) -> tuple[str, ...]:
    """Every entity, the login user last if a field refers to one."""
    models = tuple(model.name for model in spec.models)
    has_users = any(link.target == USER for link in links(spec))
    return (*models, USER) if has_users else models


def title_of(model: Model) -> str:
    """What people call it, where that is not its name."""
    return model.title if model.title and model.title != model.name else ""


def type_of(field: Field) -> str:
    """As the grammar says it, without the choices and without modifiers."""
    if field.kind is Kind.CHOICE:
        return str(field.kind)
    table = to_table(field)
    words = {argument.name for argument in field.kind.traits.arguments} | {"type"}
    return short_form({word: table[word] for word in table if word in words})


def on_delete_of(field: Field) -> OnDelete:
    return field.on_delete or OnDelete.PROTECT
