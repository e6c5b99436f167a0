"""``decimal``: an exact number with so many digits, of them so many after the point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from scaffold.spec.kinds import numbers
from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.text import between
from scaffold.spec.kinds.traits import Argument, Number, Problem, Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field

DIGITS_LIMIT = 15  # what SQLite's floats keep exactly
DIGITS = Argument(
    name="digits",
    said="digits",
    holds="number",
    pattern=r"\s*[+-]?[0-9]+\s*",
    schema={"type": "integer", "minimum": 1, "maximum": DIGITS_LIMIT},
    attribute="digits",
)
PLACES = Argument(
    name="places",
    said="places",
    holds="number",
    pattern=r"\s*[+-]?[0-9]+\s*",
    schema={"type": "integer", "minimum": 0, "maximum": DIGITS_LIMIT},
    attribute="places",
)


def _problems(field: Field) -> Iterator[Problem]:
    digits, places = field.digits or 0, field.places or 0
    most = min(max(digits, 1), DIGITS_LIMIT)
    if digits != most:
        yield Problem(
            problem=between(digits, 1, DIGITS_LIMIT, "digits"),
            better=replace(field, digits=most, places=min(max(places, 0), most)),
        )
    elif not 0 <= places <= digits:
        yield Problem(
            problem=between(places, 0, digits, "places"),
            better=replace(field, places=min(max(places, 0), digits)),
        )


def _range(field: Field) -> tuple[Number, Number]:
    assert field.digits is not None and field.places is not None
    whole = Decimal(10) ** (field.digits - field.places)
    edge = whole - Decimal(1).scaleb(-field.places)
    return (-edge, edge)


def _digits(field: Field, value: Number) -> str:
    return f"{value:.{field.places}f}"


def _literal(field: Field, value: Number) -> str:
    return f'Decimal("{_digits(field, value)}")'


def _beyond(field: Field, bound: Number, step: int) -> str:
    assert field.places is not None
    last_place = Decimal(1).scaleb(-field.places)
    return _digits(field, Decimal(bound) + step * last_place)


def _sample(field: Field, drawing: Drawing) -> str:
    assert field.places is not None
    low, high = numbers.usual_range(field, drawing)
    scale = 10**field.places
    steps = drawing.random.randint(int(low * scale), int(high * scale))
    value = Decimal(steps) / scale
    if field.places == 2 and high - low > 10 and drawing.random.random() < 0.6:
        nicer = Decimal(steps // scale) + Decimal("0.99")
        value = nicer if low <= nicer <= high else value
    return _digits(field, value)


DECIMAL = Traits(
    family="decimal",
    sample=_sample,
    given=numbers.given,
    arguments=(DIGITS, PLACES),
    example="decimal(10,2)",
    modifiers=numbers.BOUNDS,
    problems=_problems,
    is_number=True,
    is_endless=True,
    range=_range,
    number_of=Decimal,
    literal=_literal,
    digits=_digits,
    json=_digits,
    beyond=_beyond,
)
