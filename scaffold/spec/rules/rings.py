"""Required relations, which must leave a way to make a first row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, write
from scaffold.spec.fields import Field
from scaffold.spec.grammar import to_text
from scaffold.spec.kinds import FOREIGN_KEYS
from scaffold.spec.rules.fields import mended
from scaffold.spec.toml_text import toml_value

if TYPE_CHECKING:
    from scaffold.spec.model import Spec


def ring_faults(spec: Spec) -> Iterator[Fault]:
    """Refuse models that each need a row of another before their own first."""
    needed = {
        model.name: [
            field
            for field in model.relations
            if field.kind in FOREIGN_KEYS
            and not field.optional
            and field.target in spec.by_name
            and field.target != model.name
        ]
        for model in spec.models
    }
    while needed:
        ready = [
            n for n, fields in needed.items() if not _targets(fields) & set(needed)
        ]
        for name in ready:
            del needed[name]
        if needed and not ready:
            ring = _ring(needed)
            name, field = ring[-1]
            needed[name].remove(field)
            at = ("models", name, "fields", field.name)
            optional = replace(field, optional=True)
            better = to_text(mended(spec, spec.by_name[name], optional) or optional)
            yield Fault(
                problem="required relations make a ring "
                f"({', '.join(name for name, _ in ring)}), so that no first row could "
                "exist.",
                at=at,
                hint=f"Make one of them optional, for example {name}.{field.name} as "
                f"{toml_value(better)}.",
                suggestion=write(at, better),
            )


def _targets(fields: Iterable[Field]) -> set[str | None]:
    return {field.target for field in fields}


def _ring(needed: dict[str, list[Field]]) -> list[tuple[str, Field]]:
    """Models of which each needs the next, with the fields that say so."""
    way: list[tuple[str, Field]] = []
    name = next(iter(needed))
    while name not in (passed := [at for at, _ in way]):
        field = next(field for field in needed[name] if field.target in needed)
        way.append((name, field))
        name = str(field.target)
    return way[passed.index(name) :]
