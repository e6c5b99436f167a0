"""Names of which each alone would do, but not beside the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, Key, Suggestion, move
from scaffold.spec.rules.field_names import suggested_rename
from scaffold.spec.rules.model_names import FreeNames, spelt_well

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec


def clashes_in_model(model: Model) -> Iterator[Fault]:
    """No two fields may meet in the code, the database or the API."""
    owners: dict[str, str] = {}
    for field in model.fields:
        at = ("models", model.name, "fields", field.name)
        for name in sorted(field.names):
            if name in owners:
                edit = suggested_rename(model, field)
                yield Fault(
                    problem=f'"{field.name}" and "{owners[name]}" would both be called '
                    f'"{name}".',
                    at=at,
                    hint="Rename one of the two"
                    + (f', this for example to "{edit.to[-1]}".' if edit else "."),
                    suggestion=edit,
                )
                break
            owners[name] = field.name


def clashes_in_spec(spec: Spec, names: FreeNames) -> Iterator[Fault]:
    """Refuse names of which each alone would do; of each name once."""
    told: set[tuple[str, str | None]] = set()
    for clash in reserved.clashes(spec.app, spelt_well(spec.models)):
        if (clash.model, clash.field) in told:
            continue
        told.add((clash.model, clash.field))
        model = spec.by_name[clash.model]
        at: Key = ("models", model.name)
        needs: tuple[Key, ...] = ()
        edit: Suggestion | None
        if clash.field:
            field = model.by_name[clash.field]
            at = (*at, "fields", field.name)
            edit = suggested_rename(model, field, names.is_free_field(model, field))
        else:
            needs = ((*at, "plural"),)
            better = names.free_for(model)
            edit = move(at, ("models", better)) if better else None
        yield Fault(
            problem=clash.problem,
            at=at,
            hint="Rename one of the two"
            + (f', this for example to "{edit.to[-1]}".' if edit else "."),
            suggestion=edit,
            needs=needs,
        )
