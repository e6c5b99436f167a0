"""``ref(User)``: the user who is logged in when a row is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.traits import Problem, Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field

CURRENT = "current"


def _problems(field: Field) -> Iterator[Problem]:
    if field.default != CURRENT:
        yield Problem(
            problem="the user of a row is who is logged in when it is made.",
            better=replace(field, default=CURRENT),
            hint="Add :default=current.",
        )


def _sample(field: Field, drawing: Drawing) -> None:
    """Sample rows belong to a user of their own."""


USER = Traits(
    family="users",
    sample=_sample,
    example="ref(User):default=current",
    modifiers={"default": {"const": CURRENT}, "on_delete": {"enum": list(OnDelete)}},
    problems=_problems,
    is_user=True,
)
