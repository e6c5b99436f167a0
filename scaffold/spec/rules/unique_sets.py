"""Sets of fields that are unique together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, remove, write
from scaffold.spec.kinds import NEVER_IN_SETS
from scaffold.spec.rules.indexes import is_too_wide, width_faults
from scaffold.system.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from scaffold.spec.model import Model


def unique_set_faults(model: Model) -> Iterator[Fault]:
    at = ("models", model.name, "unique")
    right = _right_sets(model)
    edit = write(at, right) if right else remove(at)
    seen: set[frozenset[str]] = set()
    for place, names in enumerate(model.unique):
        here = (*at, place)
        if len(names) < 2:
            yield Fault(
                problem="a set of unique fields has two or more.",
                at=here,
                hint="Leave it out; for one field write :unique after its type.",
                suggestion=edit,
            )
        for number, name in enumerate(names):
            field = model.by_name.get(name)
            problem = hint = ""
            if field is None:
                problem = f'there is no field "{name}".'
                hint = did_you_mean(name, model.by_name)
            elif field.kind in NEVER_IN_SETS:
                problem = (
                    f'"{name}" is {field.kind}, which cannot be part of a unique set.'
                )
                hint = "Remove it."
            if problem:
                yield Fault(
                    problem=problem,
                    at=(*here, number),
                    hint=hint,
                    suggestion=edit,
                    needs=() if field else (("models", model.name, "fields", name),),
                )
        for name in _twice(names):
            yield Fault(
                problem=f'"{name}" is there twice.',
                at=here,
                hint="Keep one.",
                suggestion=edit,
            )
        if frozenset(names) in seen:
            yield Fault(
                problem="a set is there twice.",
                at=here,
                hint="Keep one.",
                suggestion=edit,
            )
        seen.add(frozenset(names))
        fields = [model.by_name.get(name) for name in names]
        yield from width_faults(fields, at=here, suggestion=edit)


def _right_sets(model: Model) -> list[list[str]]:
    """The unique sets without what cannot be in one."""
    right: dict[frozenset[str], list[str]] = {}
    for names in model.unique:
        known = dict.fromkeys(nearest(name, model.by_name) for name in names)
        fit = [n for n in known if n and model.by_name[n].kind not in NEVER_IN_SETS]
        if len(fit) > 1 and not is_too_wide([model.by_name[name] for name in fit]):
            right.setdefault(frozenset(fit), fit)
    return [*right.values()]


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
