"""Names of the way back: what a related object calls the rows that refer to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scaffold.spec import reserved

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.model import Model, Spec


def related_names(spec: Spec) -> dict[tuple[str, str], str]:
    """(model, field) to an explicit name, where Django's own would clash.

    Django calls the way back ``orderline_set`` (``orderline`` for one-to-one)
    and queries by ``orderline``; two relations between the same two models, or
    a field or attribute of that name on the target, need names of their own.
    """
    taken = {model.name: {f.name for f in model.fields} for model in spec.models}
    pairs = Counter((m.name, f.target) for m in spec.models for f in m.relations)
    wanted: list[tuple[Model, Field]] = []
    for model in spec.models:
        for field in model.relations:
            assert field.target is not None
            query = model.name.lower()
            accessor = query if field.kind.traits.is_one_to_one else f"{query}_set"
            clashes = {query, accessor} & taken[field.target]
            clashes |= set(filter(reserved.field_reason, (query, accessor)))
            if pairs[model.name, field.target] > 1 or clashes:
                wanted.append((model, field))
            else:
                taken[field.target] |= {query, accessor}
    names: dict[tuple[str, str], str] = {}
    for model, field in wanted:
        assert field.target is not None
        stem = f"{field.name}_{model.plural_name}".rstrip("_")
        name, count = stem, 2
        while name in taken[field.target] or reserved.field_reason(name):
            name, count = f"{stem}_{count}", count + 1
        taken[field.target].add(name)
        names[model.name, field.name] = name
    return names
