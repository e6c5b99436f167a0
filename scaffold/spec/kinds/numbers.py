"""``integer``, ``bigint``, ``float``."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import ATTEMPTS, Drawing
from scaffold.spec.kinds.traits import Number, Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field

INTEGER_RANGE = (-(2**31), 2**31 - 1)
BIGINT_RANGE = (-(2**63), 2**63 - 1)
FLOAT_LIMIT = 1e300

_NUMBER = {
    "type": ["number", "string"],
    "pattern": r"^\s*[+-]?(?:[0-9_]+\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$",
}
BOUNDS = {"min": _NUMBER, "max": _NUMBER, "default": _NUMBER}

#: Word in a field's name to the range its values usually have.
_USUAL: tuple[tuple[str, int, int], ...] = (
    ("year", 1990, 2026),
    ("age", 18, 80),
    ("percent", 1, 60),
    ("rating", 1, 5),
    ("stars", 1, 5),
    ("latitude", -60, 60),
    ("longitude", -170, 170),
    ("population", 5_000, 9_000_000),
    ("salary", 28_000, 120_000),
    ("budget", 5_000, 400_000),
    ("capacity", 20, 5_000),
    ("weight", 1, 40),
    ("quantity", 1, 20),
    ("stock", 0, 300),
    ("position", 1, 40),
    ("total", 20, 2_000),
    ("amount", 20, 2_000),
    ("price", 3, 250),
)


def usual_range(field: Field, drawing: Drawing) -> tuple[Decimal, Decimal]:
    """The usual range of the name, cut to what the field allows.

    It is wider where no number may come twice, much wider once most are used up.
    """
    assert field.range is not None
    low = Decimal(field.range[0] if field.min is None else field.min)
    high = Decimal(field.range[1] if field.max is None else field.max)
    usual = next(((a, b) for word, a, b in _USUAL if word in field.name), (1, 500))
    inner_low = max(low, Decimal(usual[0]))
    inner_high = min(high, Decimal(usual[1]))
    if field.single_valued:
        spread = 1_000 if drawing.attempt <= ATTEMPTS // 2 else 1_000_000
        inner_high = min(high, max(inner_high, inner_low + spread))
    if inner_low <= inner_high:
        return inner_low, inner_high
    return (low, min(high, low + 100)) if low > 0 else (max(low, high - 100), high)


def given(field: Field, sample: Any) -> Any:
    """A number within all bounds of the field."""
    is_number = isinstance(sample, int | float | Decimal) and not isinstance(
        sample, bool
    )
    exact = Decimal(str(sample)) if is_number else Decimal("nan")
    number = field.kind.traits.number_of(exact) if exact.is_finite() else None
    if number is None:
        raise ValueError(f"is no number that {field.kind} can hold")
    assert field.range is not None
    low, high = field.range
    low = low if field.min is None else field.min
    high = high if field.max is None else field.max
    if not low <= number <= high:
        raise ValueError(f"must be from {low} to {high}")
    if field.places is not None and number != round(exact, field.places):
        raise ValueError(f"has more than {field.places} decimal places")
    return field.kind.traits.json(field, number)


def _whole_sample(field: Field, drawing: Drawing) -> int:
    """Each row draws from the usual range for its name."""
    low, high = usual_range(field, drawing)
    return drawing.random.randint(int(low), int(high))


def _float_sample(field: Field, drawing: Drawing) -> float:
    low, high = usual_range(field, drawing)
    exact = drawing.random.uniform(float(low), float(high))
    plain = round(exact, 2)
    # Narrow bounds leave no room for two places.
    return plain if low <= plain <= high else min(max(exact, float(low)), float(high))


def _whole(number: Decimal) -> int | None:
    return int(number) if number == number.to_integral_value() else None


def _whole_beyond(field: Field, bound: int, step: int) -> str:
    return repr(bound + step)


def _float_beyond(field: Field, bound: float, step: int) -> str:
    whole = math.trunc(bound) + step
    if float(whole) == bound:
        return repr(math.nextafter(bound, math.copysign(math.inf, step)))
    return repr(whole)


def _integer_range(field: Field) -> tuple[Number, Number]:
    return INTEGER_RANGE


def _bigint_range(field: Field) -> tuple[Number, Number]:
    return BIGINT_RANGE


def _float_range(field: Field) -> tuple[Number, Number]:
    return (-FLOAT_LIMIT, FLOAT_LIMIT)


INTEGER = Traits(
    family="numbers",
    sample=_whole_sample,
    given=given,
    modifiers=BOUNDS,
    wider="bigint",
    is_number=True,
    is_endless=True,
    range=_integer_range,
    number_of=_whole,
    beyond=_whole_beyond,
)
BIGINT = Traits(
    family="numbers",
    sample=_whole_sample,
    given=given,
    modifiers=BOUNDS,
    is_number=True,
    is_endless=True,
    range=_bigint_range,
    number_of=_whole,
    beyond=_whole_beyond,
)
FLOAT = Traits(
    family="numbers",
    sample=_float_sample,
    given=given,
    modifiers=BOUNDS,
    is_number=True,
    range=_float_range,
    number_of=float,
    beyond=_float_beyond,
)
