"""``ref``, ``one`` and ``refs``: rows of another model, or of the same."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Argument, Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field


class OnDelete(StrEnum):
    CASCADE = "cascade"
    PROTECT = "protect"
    SET_NULL = "set_null"


MODEL = Argument(
    name="model",
    said="a model",
    holds="text",
    pattern=r"\s*[A-Z][A-Za-z0-9]*\s*",
    schema={"type": "string"},
    attribute="target",
)
_ON_DELETE = {"on_delete": {"enum": list(OnDelete)}}


def _ref(field: Field, drawing: Drawing) -> int | None:
    return drawing.random.randint(1, drawing.targets) if drawing.targets else None


def _one(field: Field, drawing: Drawing) -> int | None:
    if not drawing.attempt and drawing.number <= drawing.targets:
        return drawing.number
    return _ref(field, drawing)


def _refs(field: Field, drawing: Drawing) -> list[int]:
    size = min(drawing.targets, drawing.number % 4)
    return sorted(drawing.random.sample(range(1, drawing.targets + 1), size))


REF = Traits(
    family="relations",
    sample=_ref,
    arguments=(MODEL,),
    example="ref(Model)",
    modifiers=_ON_DELETE,
    is_relation=True,
)
ONE = Traits(
    family="relations",
    sample=_one,
    arguments=(MODEL,),
    example="one(Model)",
    modifiers=_ON_DELETE,
    is_relation=True,
    is_one_to_one=True,
)
REFS = Traits(
    family="relations",
    sample=_refs,
    arguments=(MODEL,),
    example="refs(Model)",
    is_relation=True,
    is_many=True,
)
