"""What a key or a value of the wrong shape is meant to be: imported only for one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scaffold.spec import inflection
from scaffold.spec.faults import Fault, Key, dotted, move, remove, write
from scaffold.spec.field_words import ARGUMENTS, FLAGS, USUAL_TYPE, VALUES
from scaffold.spec.hints import dialects
from scaffold.spec.hints.dialects import Word, squashed
from scaffold.spec.kinds import Kind
from scaffold.spec.kinds.choice import cleaned_choices
from scaffold.spec.model import MODEL_KEYS, NAME_KEYS, TABLE_KEYS, Model
from scaffold.spec.shown_text import mended_title
from scaffold.spec.toml_text import toml_value
from scaffold.system.errors import nearest

EXAMPLE: dict[str, Any] = {"name": USUAL_TYPE}
_FIELD = re.compile(r"([a-z][a-z0-9_ ]*)(\(.*\))?(:.*)?", re.DOTALL)


def unknown_key(
    table: dict[str, Any], word: str, known: Sequence[str], at: Key
) -> Fault:
    """``word`` is none of the ``known`` keys of ``table``, the spec or a model."""
    is_model = len(at) > 0
    here = (*at, word)
    what = "a model" if is_model else "a spec"
    problem = f"this is not a key of {what}."
    inside, is_inside = ("fields", _is_field) if is_model else ("models", _is_model)
    value = table[word]
    if ours := _key_for(table, word, known, is_model):
        if ours.because:
            problem = f"{problem.removesuffix('.')}: {ours.because}."
        if ours.ours and ours.ours not in table:
            return Fault(
                problem=problem,
                at=here,
                hint=f'Did you mean "{ours.ours}"?',
                suggestion=move(here, (*at, ours.ours)),
            )
        if forgotten := _not_in(table.get(ours.ours), value):
            to = (*at, ours.ours, forgotten)
            return Fault(
                problem=problem,
                at=(*here, forgotten),
                hint=f"Write [{dotted(to)}].",
                suggestion=move((*here, forgotten), to),
            )
        hint = f'Leave it out: "{ours.ours}" is there already.' if ours.ours else ""
        return Fault(problem=problem, at=here, hint=hint, suggestion=remove(here))
    if not is_model and word in MODEL_KEYS:
        hint = "Write it below the model that it belongs to, [models.Product] say."
        return Fault(problem=problem, at=here, hint=hint)
    if is_inside(value) and word in _table(table.get(inside)):
        hint = f"Leave it out: {inside}.{word} is there already."
        return Fault(problem=problem, at=here, hint=hint, suggestion=remove(here))
    if is_inside(value):
        name = word if is_model or word[:1].isupper() else inflection.camel(word)
        to = (*at, inside, name)
        hint = f"Write {dotted(to[-2:])} = {toml_value(value)}." if is_model else ""
        return Fault(
            problem=problem,
            at=here,
            hint=hint or f"Write [{dotted(to)}].",
            suggestion=move(here, to),
        )
    return Fault(
        problem=problem,
        at=here,
        hint=f"Leave it out, or use one of these: {', '.join(known)}.",
        suggestion=remove(here),
    )


def _key_for(
    table: dict[str, Any], word: str, known: Sequence[str], is_model: bool
) -> Word | None:
    """Our key for ``word``, if its value may be one for it."""
    value = table[word]
    if is_model and _is_field(value):
        return None
    words = dialects.MODEL_KEYS if is_model else dialects.SPEC_KEYS
    found = words.get(squashed(word))
    if found is None:
        near = nearest(word, known)
        found = Word(near) if near else None
    if found and found.ours == "fields" and isinstance(value, list):
        return Word("list")
    needs_table = found is not None and found.ours in ("models", *TABLE_KEYS)
    if found and found.ours and needs_table != isinstance(value, dict):
        return None
    return found


def _not_in(ours: object, theirs: object) -> str:
    """What ``theirs`` has that ``ours`` has not: the first key, or else nothing."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return ""
    return next((key for key in theirs if key not in ours), "")


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_field(value: object) -> bool:
    """Whether ``value`` describes a field, as well as it may."""
    if isinstance(value, dict):
        words = {*FLAGS, *VALUES, "type", *(a for n in ARGUMENTS.values() for a in n)}
        return "type" in value or (bool(value) and set(value) <= words)
    found = _FIELD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    return found[1] in list(Kind) or dialects.type_of(found[1]) is not None


def _is_model(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return "fields" in value or any(map(_is_field, value.values()))


def no_text(value: object, key: str, at: Key) -> Fault:
    """A value of ``key``, which takes text."""
    names = _names(value)
    right = names[0] if len(names) == 1 else ""
    if not isinstance(value, dict | list) and key not in ("app", *NAME_KEYS):
        right = toml_value(value)
    if key.startswith("title"):
        right = mended_title(right) or ""
    if key == "label":
        right = " ".join(f"{{{name}}}" for name in names)
    edit = write(at, right) if right else remove(at)
    return Fault(problem="must be text.", at=at, suggestion=edit)


def field_as_title(model: Model, word: str, text: str) -> Fault | None:
    """A field that is called ``title``, one level too high."""
    if not _is_field(text):
        return None
    here = ("models", model.name, word)
    to = ("models", model.name, "fields", word)
    problem = "is how people call the model, and this is a field."
    if word in model.by_name:
        hint = f"Leave it out: fields.{word} is there already."
        return Fault(problem=problem, at=here, hint=hint, suggestion=remove(here))
    hint = f"Write fields.{word} = {toml_value(text)}."
    return Fault(problem=problem, at=here, hint=hint, suggestion=move(here, to))


def no_names(value: object, at: Key) -> Fault:
    """A list of fields, but not as one."""
    names = _names(value)
    edit = write(at, names) if names else remove(at)
    return Fault(problem="must be a list of texts.", at=at, suggestion=edit)


def no_sets(value: object, at: Key) -> Fault:
    """Sets of fields, but not as a list of lists."""
    sets: list[list[str]] = []
    if isinstance(value, list):
        sets = [_names(part) for part in value if not isinstance(part, str)]
    alone = _names(value) if not any(sets) else []
    right = [names for names in [*sets, alone] if len(names) > 1]
    problem = "must be a list of lists of fields."
    if len(alone) == 1:
        hint = (
            f'For "{alone[0]}" alone write :unique after its type, and leave this out.'
        )
        return Fault(problem=problem, at=at, hint=hint, suggestion=remove(at))
    edit = write(at, right) if right else remove(at)
    return Fault(problem=problem, at=at, suggestion=edit)


def _names(value: object) -> list[str]:
    """All texts in ``value``, which may be one text with commas, or nested lists."""
    if isinstance(value, str):
        is_one = re.search(r"\s(asc|desc)(ending)?\s*$", value, re.IGNORECASE)
        parts = re.split(r"[,;]" if is_one else r"[,;\s]", value)
        return [part.strip() for part in parts if part.strip()]
    if isinstance(value, list):
        return [name for part in value for name in _names(part)]
    return []


def no_table(at: Key) -> Fault:
    """A model, or all of them, that is no table."""
    name, field = next(iter(EXAMPLE.items()))
    header, value = at, {"fields": EXAMPLE}
    if len(at) == 1:
        header, value = (*at, "Product"), {"Product": value}
    return Fault(
        problem="must be a table." if len(at) > 1 else "must be tables.",
        at=at,
        hint=f"Write [{dotted(header)}], and below it fields.{name} = {toml_value(field)}.",
        suggestion=write(at, value),
    )


def fields_in(value: object) -> dict[str, Any]:
    """Fields that are no table: perhaps as ``-m`` takes them."""
    pairs = [text.partition(":") for text in _names(value)]
    return {name: kind for name, _, kind in pairs if name and kind} or EXAMPLE


def no_fields(fields: dict[str, Any], at: Key) -> Fault:
    """What was meant to be these fields is no table."""
    name, kind = next(iter(fields.items()))
    return Fault(
        problem="must be a table.",
        at=at,
        hint=f"Write fields.{name} = {toml_value(kind)}{', and so on' * (len(fields) > 1)}.",
        suggestion=write(at, fields),
    )


def no_field(value: object, at: Key) -> Fault:
    match value:
        case bool():
            right = "boolean"
        case int():
            right = "integer"
        case float():
            right = "float"
        case list():
            right = f"choice({','.join(cleaned_choices(value))})"
        case _:
            right = "string(200)"
    return Fault(problem="must be text or a table.", at=at, suggestion=write(at, right))


def is_type(word: str) -> bool:
    """Whether ``word`` of a ``-m`` is a type, of ours or of another tool."""
    found = _FIELD.fullmatch(word)
    return found is not None and (
        found[1] in list(Kind) or dialects.type_of(found[1]) is not None
    )


def no_colon(word: str, kind: str, at: Key) -> Fault:
    """``word`` of a ``-m`` is a field, and what follows is its type."""
    return Fault(
        problem=f'there is no colon between "{word}" and "{kind}".',
        at=at,
        suggestion=write(at, kind),
    )


def no_type(word: str, at: Key, before: dict[str, str]) -> Fault:
    """A word of ``-m`` without a colon: a field, or a modifier of the one before."""
    known = dialects.MODIFIERS.get(squashed(word))
    ours = word if word in FLAGS else known.ours if known and not known.because else ""
    if before and word.lower() == "not":
        ours = "required"
    if before and ours in (*FLAGS, "required"):
        field, kind = list(before.items())[-1]
        parts = [kind] if ours == "required" else [kind, ours]
        right = ":".join(parts)
        return Fault(
            problem=f'"{word}" stands alone.',
            at=(*at[:-1], field),
            suggestion=write((*at[:-1], field), right),
        )
    return Fault(
        problem=f'"{word}" has no type.',
        at=at,
        hint=f'Write "{word}:{EXAMPLE["name"]}".',
        suggestion=write(at, EXAMPLE["name"]),
    )
