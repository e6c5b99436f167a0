"""What a person typed to name a model or a field of one."""

from __future__ import annotations

from scaffold.spec.changes import Place as Place
from scaffold.spec.faults import Fault, SpecError


def place_of(text: str) -> Place:
    """The place that ``Product`` or ``Product.price`` names. Raises SpecError."""
    model, *more = text.strip().split(".")
    # A word in small letters alone is a field of nobody knows which model.
    is_place = len(more) < 2 and (model[:1].isupper() or bool(more))
    if is_place and all(part.isidentifier() for part in (model, *more)):
        return model, more[0] if more else None
    raise SpecError(
        Fault(
            problem=f'"{text.strip()}" names no model and no field.',
            hint='Write a model as "Product", a field of it as "Product.price".',
        )
    )
