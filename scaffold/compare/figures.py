"""Measured rounds to what they say: medians, spread, and a ratio that may be doubted.

Pure Python and seeded: the same rounds give the same page.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # measurements imports this package
    from scaffold.project.results import Figure

_RESAMPLES = 2_000
_CONFIDENCE = 0.99
_SEED = 20_260_101
#: A difference of less than this is not worth a sentence, however sure it is.
_WORTH_TELLING = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The rounds of one side, their median and their middle half."""

    rounds: tuple[float, ...]
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Flask's median over Django's, with its 99 % bootstrap interval."""

    value: float
    low: float
    high: float

    @property
    def is_significant(self) -> bool:
        return not self.low <= 1 <= self.high and abs(self.value - 1) > _WORTH_TELLING


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure of both sides. ``ratio`` is None where a median is nought."""

    figure: Figure
    django: Spread
    flask: Spread
    ratio: Ratio | None

    @property
    def ahead(self) -> str:
        """The framework that does better for sure: "django", "flask" or ""."""
        if self.ratio is None or not self.ratio.is_significant:
            return ""
        flask_has_less = self.ratio.value < 1
        return (
            "flask" if flask_has_less == (self.figure.better == "lower") else "django"
        )


def finding(figure: Figure) -> Finding:
    return Finding(
        figure=figure,
        django=_spread(figure.django),
        flask=_spread(figure.flask),
        ratio=_ratio(figure.django, figure.flask),
    )


def _spread(rounds: Sequence[float]) -> Spread:
    if len(rounds) > 1:
        lower, _, upper = quantiles(rounds, n=4, method="inclusive")
    else:
        lower = upper = rounds[0]
    return Spread(rounds=tuple(rounds), median=median(rounds), lower=lower, upper=upper)


def _ratio(django: Sequence[float], flask: Sequence[float]) -> Ratio | None:
    below, above = sorted(django), sorted(flask)
    if below[0] <= 0:
        return None  # shares of errors: there is nothing to divide by
    # A resample's median needs only the places of its middle in the sorted rounds, so
    # the drawing is done once for all figures of as many rounds.
    ratios = sorted(
        (above[c] + above[d]) / (below[a] + below[b])
        for (a, b), (c, d) in zip(
            _middles(len(below), _SEED), _middles(len(above), _SEED + 1), strict=True
        )
    )
    outside = round(_RESAMPLES * (1 - _CONFIDENCE) / 2)
    return Ratio(
        value=median(above) / median(below),
        low=ratios[outside],
        high=ratios[-outside - 1],
    )


@cache
def _middles(size: int, seed: int) -> tuple[tuple[int, int], ...]:
    """For each resample of ``size`` rounds, which two of the sorted rounds are its middle."""
    draw = random.Random(seed)  # noqa: S311 - statistics, not secrets
    left, right = (size - 1) // 2, size // 2
    found = []
    for _ in range(_RESAMPLES):
        places = sorted(draw.choices(range(size), k=size))
        found.append((places[left], places[right]))
    return tuple(found)
