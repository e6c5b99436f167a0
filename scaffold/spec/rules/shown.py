"""What people read of a model: its title, and how its rows are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.spec import inflection, shown_text
from scaffold.spec.faults import Fault, remove, write
from scaffold.spec.grammar import to_text
from scaffold.spec.kinds import NAMING, NUMERIC, Kind
from scaffold.spec.rules.fields import mended
from scaffold.system.errors import did_you_mean

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.model import Model, Spec

#: What reads alike in both frameworks, and costs no query.
_IN_A_LABEL = NAMING | NUMERIC | {Kind.CHOICE, Kind.DATE, Kind.UUID}

_EXAMPLE = 'Write text with fields in braces, "{name}" for example.'


def shown_faults(spec: Spec, model: Model) -> Iterator[Fault]:
    for word in ("title", "title_plural"):
        text = getattr(model, word)
        if text is not None and (why := shown_text.problem_of_title(text)):
            from scaffold.spec.hints import keys

            if fault := keys.field_as_title(model, word, text):
                yield fault
                continue
            at = ("models", model.name, word)
            right = shown_text.mended_title(text)
            yield Fault(
                problem=f"{why}.",
                at=at,
                suggestion=write(at, right) if right else remove(at),
            )
    yield from _titles_met_twice(spec, model)
    if model.label is not None and (found := _label_problem(model, model.label)):
        at = ("models", model.name, "label")
        problem, hint, missing = found
        edit = remove(at)
        if model.label in model.by_name and not _not_in_a_label(
            model.by_name[model.label]
        ):
            edit = write(at, f"{{{model.label}}}")
            hint = ""
        yield Fault(
            problem=problem,
            at=at,
            hint=hint,
            suggestion=edit,
            needs=(("models", model.name, "fields", missing),) if missing else (),
        )


def _titles_met_twice(spec: Spec, model: Model) -> Iterator[Fault]:
    """Two columns of a list that nobody can tell apart."""
    owners = {
        inflection.title(field.name).casefold(): field.name
        for field in model.fields
        if field.title is None
    }
    for field in model.fields:
        if field.title is None:
            continue
        owner = owners.setdefault(field.title.casefold(), field.name)
        if owner != field.name:
            at = ("models", model.name, "fields", field.name)
            bare = replace(field, title=None)
            yield Fault(
                problem=f'the title of "{owner}" is "{field.title}" already.',
                at=at,
                hint="Give it another.",
                suggestion=write(at, to_text(mended(spec, model, bare) or bare)),
            )


def _label_problem(model: Model, label: str) -> tuple[str, str, str] | None:
    """What is wrong, what to do, and the field that there is not."""
    try:
        parts = shown_text.parts_of(label)
    except ValueError as error:
        return f"{error}.".replace("'", '"'), _EXAMPLE, ""
    text = "".join(text for text, _ in parts).strip()
    if text and (why := shown_text.problem_of(text)):
        return f"{why}.", _EXAMPLE, ""
    names = [name for _, name in parts if name]
    if not names:
        return "names no field: all rows would be called the same.", _EXAMPLE, ""
    for name in names:
        field = model.by_name.get(name)
        if field is None:
            hint = did_you_mean(name, model.by_name)
            return f'there is no field "{name}".', hint, name
        if why := _not_in_a_label(field):
            return f'"{name}" {why}.', "Leave it out.", ""
    return None


def _not_in_a_label(field: Field) -> str:
    if field.target:
        return "is another row, which each row would ask the database for"
    if field.kind not in _IN_A_LABEL:
        return f"is {field.kind}, which is no part of a name"
    if field.null:
        return "may be empty"
    return ""
