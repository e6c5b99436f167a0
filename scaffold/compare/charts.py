"""Figures as inline SVG: a dot for every round, the middle half, the median.

Colours come from the page's classes. A chart repeats the numbers of the table that it
stands in, so it is hidden from those who hear the page read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:  # most pages have no chart of rounds
    from scaffold.compare.verdicts import Finding, Spread

_WIDTH, _LANE, _EDGE = 260, 15, 5


def dots(finding: Finding, most: float) -> Markup:
    """Both sides on one scale, from nought to ``most``: lengths can be compared."""

    def across(value: float) -> str:
        share = value / most if most > 0 else 0
        return f"{_EDGE + share * (_WIDTH - 2 * _EDGE):.1f}"

    lanes = Markup("").join(
        _lane(framework, spread, _LANE // 2 + 2 + number * _LANE, across)
        for number, (framework, spread) in enumerate(finding.sides.items())
    )
    height = 2 * _LANE + 4
    sure = " sure" if finding.verdict.ahead else ""
    return Markup(
        '<svg class="dots{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M{} 0V{}"/>{}</svg>'
    ).format(sure, _WIDTH, height, _EDGE, height, lanes)


def _lane(
    framework: str, spread: Spread, y: int, across: Callable[[float], str]
) -> Markup:
    lower, upper, middle = map(across, (spread.lower, spread.upper, spread.median))
    rounds = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="2.2"/>').format(across(value), y)
        for value in spread.rounds
    )
    return Markup(
        '<g class="{}"><path class="half" d="M{} {}H{}"/>{}'
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
