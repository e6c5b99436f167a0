"""What is wrong with a field beside its name, and the field without that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, write
from scaffold.spec.fields import Field
from scaffold.spec.grammar import to_text
from scaffold.spec.kinds import DEFAULTABLE, FOREIGN_KEYS, NUMERIC, RELATIONS, Kind
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.traits import Problem
from scaffold.spec.kinds.users import CURRENT
from scaffold.spec.rules.field_names import is_field_name
from scaffold.spec.rules.modifiers import modifier_problems
from scaffold.spec.rules.values import bound_problems, text_default_problems
from scaffold.system.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec


_LOGIN_USER = frozenset(["user", "users", "auth_user", "auth_user_model"])


def field_faults(spec: Spec, model: Model, field: Field) -> Iterator[Fault]:
    at = ("models", model.name, "fields", field.name)
    problems = [*_problems(spec, model, field)]
    if not problems:
        return
    better = mended(spec, model, field)
    for found in problems:
        yield Fault(
            problem=found.problem,
            at=at,
            hint=found.hint,
            suggestion=write(at, to_text(better)) if better else None,
            needs=found.needs,
        )


def mended(spec: Spec, model: Model, field: Field) -> Field | None:
    """``field`` without all its problems: taking a suggestion must bring no new one."""
    better: Field | None = field
    for _ in range(20):
        found = next(_problems(spec, model, better), None) if better else None
        if found is None:
            return better
        better = found.better
    return None


def _problems(spec: Spec, model: Model, field: Field) -> Iterator[Problem]:
    """All but the name; what depends on an argument that is wrong is not looked at."""
    arguments = [*field.kind.traits.problems(field)]
    yield from arguments
    if arguments:
        return
    if field.kind in RELATIONS and _is_login_user(spec, field):
        yield Problem(
            problem="the login user is referred to by ref(User) only.",
            better=Field(
                name=field.name,
                kind=Kind.USER,
                default=CURRENT if field.default == CURRENT else None,
                optional=field.optional,
                on_delete=field.on_delete,
            ),
            needs=(("models", str(field.target)),),
        )
        return
    yield from modifier_problems(field)
    if field.kind is Kind.USER:
        yield from _null_problems(field)
    if field.kind in RELATIONS:
        yield from _relation_problems(spec, model, field)
    if field.kind in NUMERIC:
        yield from bound_problems(field)
    if isinstance(field.default, str) and field.kind in DEFAULTABLE:
        yield from text_default_problems(field, field.default)


def _is_login_user(spec: Spec, field: Field) -> bool:
    """Others call it by its app, or by the setting that names it."""
    plain = str(field.target).rpartition(".")[2]
    is_known = field.target in spec.by_name or nearest(plain, spec.by_name)
    return plain.casefold() in _LOGIN_USER and not is_known


def _relation_problems(spec: Spec, model: Model, field: Field) -> Iterator[Problem]:
    if field.target not in spec.by_name:
        target = str(field.target)
        # Others write the app before it.
        plain = target.rpartition(".")[2]
        near = nearest(plain, spec.by_name)
        yield Problem(
            problem=f'there is no model "{target}".',
            better=replace(field, target=near) if near else None,
            hint=did_you_mean(plain, spec.by_name),
            needs=(("models", target),),
        )
        return
    if field.related is not None and (why := _related_problem(spec, model, field)):
        yield Problem(
            problem=f'related cannot be "{field.related}": {why}.',
            better=replace(field, related=None),
        )
    yield from _null_problems(field)
    is_required = field.kind in FOREIGN_KEYS and not field.optional
    if is_required and field.target == model.name:
        yield Problem(
            problem="a required reference to its own model leaves no way to make a "
            "first row.",
            better=replace(field, optional=True),
            hint="Add :optional.",
        )


def _null_problems(field: Field) -> Iterator[Problem]:
    if field.on_delete is OnDelete.SET_NULL and not field.optional:
        yield Problem(
            problem="on_delete=set_null needs a field that may be empty.",
            better=replace(field, optional=True),
            hint="Add :optional.",
        )


def _related_problem(spec: Spec, model: Model, field: Field) -> str:
    """Why the other model cannot call the way back so."""
    name = str(field.related)
    target = spec.by_name[str(field.target)]
    if not is_field_name(name):
        return "it is no name of a field"
    if reason := reserved.field_reason(name):
        return f"it {reason}"
    if name in {target.snake, *(n for f in target.fields for n in f.names)}:
        return f"{target.name} has that name already"
    twins = [
        (m.name, f.name)
        for m in spec.models
        for f in m.relations
        if f.target == target.name and f.related == name
    ]
    if twins and twins[0] != (model.name, field.name):
        return f"{'.'.join(twins[0])} has it already"
    return ""
