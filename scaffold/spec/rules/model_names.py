"""What a model and its plural cannot be called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec import reserved
from scaffold.spec.faults import Fault, first, move, write
from scaffold.spec.fields import Field
from scaffold.spec.rules.renaming import (
    in_camel_case,
    in_snake_case,
    names_like,
    rename_hint,
)

if TYPE_CHECKING:
    from scaffold.spec.model import Model, Spec


class FreeNames:
    """Finds a name that is free beside all others of a spec."""

    def __init__(self, spec: Spec) -> None:
        self._app = spec.app
        self._models = spec.models

    def words_of_others(self, model: Model) -> set[str]:
        return {
            word
            for other in self._models
            if other is not model
            for word in (other.snake, other.plural_name)
        }

    def free_for(self, model: Model) -> str:
        """A name for ``model`` that is accepted, and as near as possible."""
        names = names_like(
            in_camel_case(model.name) or "Thing",
            "{}Record",
            "{}Item",
            "{}Entry",
            "My{}",
        )
        others = self.words_of_others(model)

        def is_free(name: str) -> bool:
            named = replace(model, name=name)
            return (
                bool(reserved.MODEL_PATTERN.fullmatch(name))
                and name != model.name
                and not reserved.model_reason(name)
                and _is_plural(named.plural_name)
                and not reserved.plural_reason(named.plural_name)
                and not {named.snake, named.plural_name} & others
                and not self._clashes(model, named)
            )

        return first((name.replace("_", "") for name in names), is_free)

    def is_free_field(self, model: Model, field: Field) -> Callable[[Field], bool]:
        def is_free(renamed: Field) -> bool:
            fields = tuple(renamed if f is field else f for f in model.fields)
            return not self._clashes(model, replace(model, fields=fields))

        return is_free

    def _clashes(self, model: Model, changed: Model) -> bool:
        """Whether ``changed`` clashes with others more than they do without it."""
        others = spelt_well([m for m in self._models if m is not model])
        before = sum(1 for _ in reserved.clashes(self._app, others))
        return sum(1 for _ in reserved.clashes(self._app, [*others, changed])) > before


def model_name_faults(spec: Spec, model: Model, names: FreeNames) -> Iterator[Fault]:
    at = ("models", model.name)
    problem, case = "", ""
    if not reserved.MODEL_PATTERN.fullmatch(model.name):
        problem, case = f'"{model.name}" is not a model name.', "CamelCase"
    elif reason := reserved.model_reason(model.name):
        problem = f'"{model.name}" (in code {model.snake}) {reason}.'
    if problem:
        better = names.free_for(model)
        named = {f"{m.name}.{f.name}" for m, f in _referring(spec, model)}
        plain = in_camel_case(model.name)
        yield Fault(
            problem=problem,
            at=at,
            hint=rename_hint(better, named, case if better == plain else "")
            if better
            else "Use CamelCase, at most 40 of A-Z, a-z and 0-9.",
            suggestion=move(at, ("models", better)) if better else None,
        )
    else:
        yield from _check_plural(model, names)


def spelt_well(models: Sequence[Model]) -> list[Model]:
    return [m for m in models if reserved.MODEL_PATTERN.fullmatch(m.name)]


def _referring(spec: Spec, model: Model) -> Iterator[tuple[Model, Field]]:
    for other in spec.models:
        for field in other.relations:
            if field.target == model.name:
                yield other, field


def _check_plural(model: Model, names: FreeNames) -> Iterator[Fault]:
    name = model.plural_name
    at = ("models", model.name, "plural")
    problem = ""
    if not _is_plural(name):
        problem = f'"{name}" is not a plural: it has up to 40 of a-z, 0-9 and _.'
    elif reason := reserved.plural_reason(name):
        problem = f'the plural "{name}" {reason}.'
    if not problem:
        return
    others = names.words_of_others(model)
    better = first(
        (
            *names_like(in_snake_case(model.plural or model.snake), "{}_list"),
            *names_like(f"{in_snake_case(model.snake)[:35]}_list", "{}", "all_{}"),
        ),
        lambda name: (
            _is_plural(name) and not reserved.plural_reason(name) and name not in others
        ),
    )
    hint = f'Choose another, for example "{better}".'
    if model.plural is None:
        longer = names.free_for(model)
        hint = f'Set another in a file, plural = "{better}"'
        hint += f', or call the model "{longer}".' if longer else "."
    yield Fault(
        problem=problem,
        at=at,
        hint=hint,
        suggestion=write(at, better),
        needs=() if model.plural else (at,),
    )


def _is_plural(name: str) -> bool:
    return bool(reserved.FIELD_PATTERN.fullmatch(name)) and "__" not in name
