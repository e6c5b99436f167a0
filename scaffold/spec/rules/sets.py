"""Sets of fields that are unique together, and those that have an index together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from scaffold.spec.faults import Fault, remove, write
from scaffold.spec.kinds import AUTOMATIC, NEVER_IN_SETS, Kind
from scaffold.spec.rules.indexes import is_too_wide, width_faults
from scaffold.system.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from scaffold.spec.model import Model


def set_faults(model: Model) -> Iterator[Fault]:
    yield from _faults(model, "unique", model.unique, NEVER_IN_SETS)
    # When rows were made may be part of an index, if not of what makes them unique.
    never = NEVER_IN_SETS - AUTOMATIC
    yield from _faults(model, "indexes", model.indexes, never)


def _faults(
    model: Model, word: str, sets: Sequence[Sequence[str]], never: Set[Kind]
) -> Iterator[Fault]:
    at = ("models", model.name, word)
    right = _right_sets(model, word, sets, never)
    edit = write(at, right) if right else remove(at)
    what = "a unique set" if word == "unique" else "an index"
    alone = ":unique" if word == "unique" else ":index"
    seen: set[tuple[str, ...]] = set()
    for place, names in enumerate(sets):
        here = (*at, place)
        if len(names) < 2:
            yield Fault(
                problem=f"{what} has two or more fields.",
                at=here,
                hint=f"Leave it out; for one field write {alone} after its type.",
                suggestion=edit,
            )
        known = [model.by_name[name] for name in names if name in model.by_name]
        if word == "unique" and known and not any(f.written for f in known):
            yield Fault(
                problem="nobody can send any of these: there would be one row.",
                at=here,
                hint="Add a field that is not readonly.",
                suggestion=edit,
            )
        for number, name in enumerate(names):
            field = model.by_name.get(name)
            problem = hint = ""
            if field is None:
                problem = f'there is no field "{name}".'
                hint = did_you_mean(name, model.by_name)
            elif field.kind in never:
                problem = f'"{name}" is {field.kind}, which cannot be part of {what}.'
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
        # The order matters to an index alone.
        same = tuple(sorted(names) if word == "unique" else names)
        if same in seen:
            yield Fault(
                problem="a set is there twice.",
                at=here,
                hint="Keep one.",
                suggestion=edit,
            )
        seen.add(same)
        fields = [model.by_name.get(name) for name in names]
        yield from width_faults(fields, at=here, suggestion=edit)


def _right_sets(
    model: Model, word: str, sets: Iterable[Iterable[str]], never: Set[Kind]
) -> list[list[str]]:
    """The sets without what cannot be in one."""
    right: dict[frozenset[str], list[str]] = {}
    for names in sets:
        known = dict.fromkeys(nearest(name, model.by_name) for name in names)
        fit = [n for n in known if n and model.by_name[n].kind not in never]
        is_sent = word != "unique" or any(model.by_name[n].written for n in fit)
        if (
            len(fit) > 1
            and is_sent
            and not is_too_wide([model.by_name[name] for name in fit])
        ):
            right.setdefault(frozenset(fit), fit)
    return [*right.values()]


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
