"""``boolean``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


def _sample(field: Field, drawing: Drawing) -> bool:
    return (drawing.number + drawing.attempt) % 3 != 0


def _given(field: Field, sample: Any) -> bool:
    if not isinstance(sample, bool):
        raise ValueError("must be true or false")
    return sample


BOOLEAN = Traits(
    family="boolean",
    sample=_sample,
    given=_given,
    modifiers={"default": {"type": "boolean"}},
    is_boolean=True,
)
