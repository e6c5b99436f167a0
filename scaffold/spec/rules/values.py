"""The values that a field allows, and the one that it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from scaffold.spec.fields import Field
from scaffold.spec.kinds.traits import Number, Problem
from scaffold.spec.rules.renaming import in_snake_case
from scaffold.spec.rules.texts import is_unprintable
from scaffold.system.errors import did_you_mean, nearest


def bound_problems(field: Field) -> Iterator[Problem]:
    assert field.range is not None
    low, high = field.range
    outside = False
    for word in ("min", "max", "default"):
        value: Number | None = getattr(field, word)
        if value is None:
            continue
        if not low <= value <= high:
            outside = True
            yield Problem(
                problem=f"{word} is outside what {field.kind} holds ({low} to {high}).",
                better=_wider(field, word, value),
            )
        elif isinstance(value, Decimal) and value != round(value, field.places or 0):
            outside = True
            step = Decimal(1).scaleb(-(field.places or 0))
            rounded = value.quantize(step, rounding=ROUND_HALF_EVEN)
            yield Problem(
                problem=f"{word} has more than {field.places} decimal places.",
                better=replace(field, **{word: min(max(rounded, low), high)}),  # type: ignore[arg-type]
            )
    if outside:
        return
    if field.min is not None and field.max is not None and field.min > field.max:
        yield Problem(
            problem="min is greater than max.",
            better=replace(field, min=field.max, max=field.min),
        )
    elif isinstance(field.default, int | float | Decimal):
        if field.min is not None and field.default < field.min:
            yield Problem(
                problem="default is less than min.",
                better=replace(field, default=field.min),
            )
        if field.max is not None and field.default > field.max:
            yield Problem(
                problem="default is greater than max.",
                better=replace(field, default=field.max),
            )


def _wider(field: Field, word: str, value: Number) -> Field:
    """A type that holds ``value``, or the field without it."""
    bigger = replace(field, kind=field.kind.wider)
    assert bigger.range is not None
    low, high = bigger.range
    if low <= value <= high:
        return bigger
    return replace(field, **{word: None})  # type: ignore[arg-type]


def text_default_problems(field: Field, text: str) -> Iterator[Problem]:
    bare = replace(field, default=None)
    sound = "".join(char for char in text if not is_unprintable(char)).strip()
    if not text or text != text.strip():
        yield Problem(
            problem="a text default is not blank and has no space around it.",
            better=replace(field, default=sound)
            if sound
            else replace(bare, optional=True),
        )
    elif sound != text:
        yield Problem(
            problem="a default holds no control characters.",
            better=replace(field, default=sound),
        )
    elif field.choices:
        if text not in field.choices:
            near = nearest(text, field.choices)
            yield Problem(
                problem=f'default "{text}" is not one of the choices.',
                better=replace(field, default=near or field.choices[0]),
                hint=did_you_mean(text, field.choices),
            )
    elif len(text) > (field.stored_length or 0):
        longer = replace(field, length=len(text))
        can_grow = field.length is not None and not [
            *field.kind.traits.problems(longer)
        ]
        yield Problem(
            problem=f"default is longer than {field.stored_length} characters.",
            better=longer if can_grow else bare,
        )
    elif (form := field.kind.traits.form) and not form.matches(text):
        name = in_snake_case(text)[:40].replace("_", "-") or "example"
        yield Problem(
            problem=f'default "{text}" is not a valid {field.kind}.',
            better=replace(field, default=form.example(name)),
        )
