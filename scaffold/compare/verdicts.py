"""Measured rounds to what they say: medians, spread, and a ratio that may be doubted.

The ratio and its interval are those that belong to the rank-sum test of Wilcoxon, Mann
and Whitney: the estimate of Hodges and Lehmann with the interval of Moses, as Hollander,
Wolfe and Chicken describe them (Nonparametric Statistical Methods, 3rd edition, 2014,
sections 4.2 and 4.3). Nothing is resampled and no shape of the noise is taken for
granted, so the level is exact for a few rounds too: of two starters that behave alike,
whatever their noise is like, at most one figure in a hundred says otherwise.

What is taken for granted is that the rounds of both sides scatter alike. Where one
scatters three times as much as the other around the same middle, two in a hundred are
told apart. A drift that both sides share, because every round has both, makes the
interval wider than it need be, never narrower.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import comb
from statistics import median, quantiles
from typing import TYPE_CHECKING

from scaffold import frameworks
from scaffold.compare.units import EQUAL

if TYPE_CHECKING:  # measurements imports this package
    from scaffold.project.results import Figure

CONFIDENCE = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The rounds of one side, their median and their middle half."""

    rounds: tuple[float, ...]
    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Of what lies between any round of one side and any of the other: the middle, and
    from where to where the true one lies at 99 %."""

    value: float
    low: float
    high: float


class Outcome(StrEnum):
    """What can be said of two sides."""

    BETTER = "better"
    EQUAL = "equal"
    TOO_NOISY = "too noisy to tell"
    NOT_JUDGED = "not judged: machine busy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``ahead`` is the framework that is better, "" unless one is."""

    outcome: Outcome
    ahead: str = ""

    def __str__(self) -> str:
        """Such as "Flask better"."""
        titles = [each.title for each in frameworks.ALL if each.name == self.ahead]
        return " ".join((*titles, self.outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure, and what it says of each framework and of both.

    ``ratio`` is the second framework's over the first's, None where nothing can be
    divided or where there are too few rounds for an interval.
    """

    figure: Figure
    sides: Mapping[str, Spread]
    ratio: Interval | None
    verdict: Verdict


def finding(figure: Figure, *, is_too_busy: bool = False) -> Finding:
    """``is_too_busy`` says that the machine had so much else to do that figures of time
    tell more of that."""
    return Finding(
        figure=figure,
        sides={name: _spread(rounds) for name, rounds in figure.rounds.items()},
        ratio=_ratio(figure),
        verdict=verdict(figure, is_too_busy=is_too_busy),
    )


def verdict(figure: Figure, *, is_too_busy: bool = False) -> Verdict:
    """One is better, or both are equal, where the whole interval says so.

    Where nothing can be divided by nought, the difference decides.
    """
    if ratio := _ratio(figure):
        found, same, low, high = ratio, 1.0, 1 / EQUAL, EQUAL
    elif difference := _interval(figure, operator.sub):
        found, same, low, high = difference, 0.0, 0.0, 0.0
    else:
        return Verdict(outcome=Outcome.TOO_NOISY)
    if is_too_busy and figure.is_of_time:
        return Verdict(outcome=Outcome.NOT_JUDGED)
    if low <= found.low and found.high <= high:
        return Verdict(outcome=Outcome.EQUAL)
    if found.low <= same <= found.high:
        return Verdict(outcome=Outcome.TOO_NOISY)
    first, second = (framework.name for framework in frameworks.ALL)
    second_has_less = found.high < same
    is_ahead = second_has_less == (figure.better == "lower")
    return Verdict(outcome=Outcome.BETTER, ahead=second if is_ahead else first)


def _ratio(figure: Figure) -> Interval | None:
    first = figure.rounds[frameworks.ALL[0].name]
    return _interval(figure, operator.truediv) if min(first) > 0 else None


def _interval(
    figure: Figure, between: Callable[[float, float], float]
) -> Interval | None:
    first, second = (figure.rounds[framework.name] for framework in frameworks.ALL)
    cut = 0 if figure.counted else _cut(len(first), len(second))
    if cut is None:
        return None
    found = sorted(between(other, one) for one in first for other in second)
    return Interval(value=median(found), low=found[cut], high=found[-1 - cut])


def _spread(rounds: Sequence[float]) -> Spread:
    if len(rounds) > 1:
        lower, _, upper = quantiles(rounds, n=4, method="inclusive")
    else:
        lower = upper = rounds[0]
    return Spread(rounds=tuple(rounds), median=median(rounds), lower=lower, upper=upper)


@cache
def _cut(first: int, second: int) -> int | None:
    """How many of all pairs of so many rounds lie outside of the interval, at either end.

    None where even all of them together hold the true middle less often than promised:
    with fewer than five rounds of each side.
    """
    allowed = comb(first + second, first) * (1 - CONFIDENCE) / 2
    cut = orders = 0
    while (orders := orders + _orders(first, second, cut)) <= allowed:
        cut += 1
    return cut - 1 if cut else None


@cache
def _orders(first: int, second: int, wins: int) -> int:
    """In how many orders of all rounds there are so many pairs that the first side wins.

    Mann and Whitney's recurrence: the greatest of all is of the first side and wins
    against all of the second, or it is of the second.
    """
    if wins < 0:
        return 0
    if not first or not second:
        return int(wins == 0)
    return _orders(first - 1, second, wins - second) + _orders(first, second - 1, wins)
