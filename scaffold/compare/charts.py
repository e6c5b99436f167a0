"""Figures as inline SVG: a dot for every round, the middle half, the median.

Colours come from the page's classes. A chart repeats the numbers of the table that it
stands in, so it is hidden from those who hear the page read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from scaffold.compare.units import quantity

if TYPE_CHECKING:  # most pages have no chart of rounds
    from scaffold.compare.verdicts import Finding, Spread

_WIDTH, _LANE, _EDGE, _LABELS = 260, 15, 5, 13


def dots(finding: Finding, most: float) -> Markup:
    """Both sides on one scale, from nought to ``most``: lengths can be compared."""
    end = _round(most)

    def across(value: float) -> str:
        share = value / end if end > 0 else 0
        return f"{_EDGE + share * (_WIDTH - 2 * _EDGE):.0f}"

    lanes = Markup("").join(
        _lane(framework, spread, _LANE // 2 + 2 + number * _LANE, across)
        for number, (framework, spread) in enumerate(finding.sides.items())
    )
    floor = 2 * _LANE + 4
    sure = " sure" if finding.verdict.ahead else ""
    return Markup(
        '<svg class="dots{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M{} 0V{floor}H{}m0 3V0M{} {floor}v3"/>{}{}</svg>'
    ).format(
        sure,
        _WIDTH,
        floor + _LABELS,
        _EDGE,
        _WIDTH - _EDGE,
        across(end / 2),
        lanes,
        _scale(end, finding.figure.unit, floor + _LABELS - 2),
        floor=floor,
    )


def _round(most: float) -> float:
    """The least of 1, 2, 3, 4, 5, 6, 8 and 10 times a power of ten that is no less."""
    if most <= 0:
        return most
    power = 10.0 ** math.floor(math.log10(most))
    return next(
        step * power for step in (1, 2, 3, 4, 5, 6, 8, 10, 20) if step * power >= most
    )


def _scale(end: float, unit: str, y: int) -> Markup:
    """What the beginning, the middle and the end of the axis stand for."""
    return Markup(
        '<text x="{}" y="{y}">0</text>'
        '<text x="50%" y="{y}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{y}" text-anchor="end">{}</text>'
    ).format(_EDGE, quantity(end / 2, unit), _WIDTH - _EDGE, quantity(end, unit), y=y)


def _lane(
    framework: str, spread: Spread, y: int, across: Callable[[float], str]
) -> Markup:
    """The dots are one path: lines without length, whose round ends are seen."""
    lower, upper, middle = map(across, (spread.lower, spread.upper, spread.median))
    rounds = "".join(f"M{across(value)} {y}h0" for value in spread.rounds)
    return Markup(
        '<g class="{}"><path class="half" d="M{} {}H{}"/><path class="rounds" d="{}"/>'
        '<path class="median" d="M{} {}v11"/></g>'
    ).format(framework, lower, y, upper, rounds, middle, y - 5.5)


def bar(value: int, most: int) -> Markup:
    """A count as a bar, to be put beside the number."""
    width = 100 * value / most if most else 0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false">'
        '<path d="M0 3H{}"/></svg>'
    ).format(f"{width:.1f}")
