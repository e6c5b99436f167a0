"""Names of the way back: what a row calls the rows that refer to it."""

from __future__ import annotations

from collections import Counter

from scaffold.spec import inflection, reserved
from scaffold.spec.fields import Field
from scaffold.spec.model import Model, Spec


def related_names(spec: Spec) -> dict[tuple[str, str], str]:
    """(model, field) to the name of the way back, for every relation.

    The rows are called by their model, ``products``, where that is clear: where two
    relations lead from one model to another, or a field of the target has the name, the
    relation's own name comes before it. What ``related`` says goes before all.
    """
    taken = {
        model.name: {model.snake, *(name for f in model.fields for name in f.names)}
        for model in spec.models
    }
    for model in spec.models:
        for field in model.relations:
            if field.related and field.target in taken:
                taken[field.target].add(field.related)
    pairs = Counter((m.name, f.target) for m in spec.models for f in m.relations)
    names: dict[tuple[str, str], str] = {}
    for model in spec.models:
        for field in model.relations:
            assert field.target is not None
            if field.related:
                names[model.name, field.name] = field.related
                continue

            def is_taken(name: str, at: set[str] = taken[field.target]) -> bool:
                return name in at or bool(reserved.field_reason(name))

            usual = _usual(model, field)
            if pairs[model.name, field.target] > 1 or is_taken(usual):
                usual = f"{field.name}_{model.plural_name}".rstrip("_")
            name = inflection.numbered(usual, is_taken)
            taken[field.target].add(name)
            names[model.name, field.name] = name
    return names


def _usual(model: Model, field: Field) -> str:
    if field.kind.traits.is_one_to_one:
        return model.snake
    if field.target == model.name and field.name == "parent":
        return "children"
    return model.plural_name
