"""What a field cannot be called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, Suggestion, first, move, remove
from scaffold.spec.fields import Field
from scaffold.spec.rules.renaming import in_snake_case, names_like, rename_hint

if TYPE_CHECKING:
    from scaffold.spec.model import Model


def field_name_faults(model: Model, field: Field) -> Iterator[Fault]:
    name = field.name
    at = ("models", model.name, "fields", name)
    problem, case = "", ""
    if not is_field_name(name):
        problem = f'"{name}" is not a field name.'
        plain = in_snake_case(name)
        reason = reserved.field_reason(plain, field.kind)
        if is_field_name(plain) and reason:
            problem = f'"{name}" is not a field name, and "{plain}" {reason}.'
        else:
            case = "snake_case"
    elif reason := reserved.field_reason(name, field.kind):
        problem = f'"{name}" {reason}.'
    if name == "id" and len(model.fields) > 1:
        yield Fault(problem=problem, at=at, suggestion=remove(at))
    elif problem:
        edit = suggested_rename(model, field)
        yield Fault(
            problem=problem,
            at=at,
            hint=rename_hint(str(edit.to[-1]), _listing(model, name), case)
            if edit
            else "Use snake_case, at most 40 of a-z, 0-9 and single _.",
            suggestion=edit,
        )


def suggested_rename(
    model: Model, field: Field, is_free: Callable[[Field], bool] = lambda field: True
) -> Suggestion | None:
    """Another name for ``field`` that is accepted, and as near as possible."""
    taken: set[str] = set()
    for other in model.fields:
        if other is not field:
            taken |= other.names

    def is_fine(name: str) -> bool:
        if not is_field_name(name) or name == field.name:
            return False
        renamed = replace(field, name=name)
        return (
            not renamed.names & taken
            and not reserved.field_reason(name, field.kind)
            and is_free(renamed)
        )

    plain = in_snake_case(field.name) or "field"
    better = first(
        (
            *names_like(
                plain, f"{in_snake_case(model.snake)}_{{}}", "{}_value", "own_{}"
            ),
            *names_like(plain.partition("_")[2]),
        ),
        is_fine,
    )
    fields = ("models", model.name, "fields")
    return move((*fields, field.name), (*fields, better)) if better else None


def is_field_name(name: str) -> bool:
    return (
        bool(reserved.FIELD_PATTERN.fullmatch(name))
        and "__" not in name
        and not name.endswith("_")
    )


def _listing(model: Model, name: str) -> set[str]:
    """The keys of ``model`` that name this field."""
    lists = {
        "list": model.list or (),
        "search": model.search or (),
        "ordering": [name.removeprefix("-") for name in model.ordering or ()],
        "filters": model.filters or (),
        "unique": [name for names in model.unique for name in names],
        "indexes": [name for names in model.indexes for name in names],
        "label": model.label_names if model.label is not None else (),
    }
    return {word for word, names in lists.items() if name in names}
