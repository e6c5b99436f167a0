"""What people read of a model: its title, and how its rows are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scaffold.spec import shown_text
from scaffold.spec.faults import Fault, remove, write
from scaffold.spec.kinds import NAMING, NUMERIC, Kind
from scaffold.system.errors import did_you_mean

if TYPE_CHECKING:
    from scaffold.spec.fields import Field
    from scaffold.spec.model import Model

#: What reads alike in both frameworks, and costs no query.
_IN_A_LABEL = NAMING | NUMERIC | {Kind.CHOICE, Kind.DATE, Kind.UUID}

_EXAMPLE = 'Write text with fields in braces, "{name}" for example.'


def shown_faults(model: Model) -> Iterator[Fault]:
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
