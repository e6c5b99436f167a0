"""``ref(User)``: a login user, whom clients choose.

With ``default=current`` it is who is logged in when a row is made, and no client says it.
"""

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
    if field.default not in (None, CURRENT):
        yield Problem(
            problem="the only default of a user is current: who is logged in when the "
            "row is made.",
            better=replace(field, default=CURRENT),
        )


def _sample(field: Field, drawing: Drawing) -> None:
    """Sample rows belong to a user of their own."""


USER = Traits(
    family="users",
    sample=_sample,
    example="ref(User)",
    modifiers={"default": {"const": CURRENT}, "on_delete": {"enum": list(OnDelete)}},
    problems=_problems,
    is_user=True,
)
