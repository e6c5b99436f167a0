"""What is said of measured rounds: medians, spreads, and ratios with their doubt."""

import random

import pytest

from measured import figure
from scaffold.compare.figures import finding
from scaffold.compare.units import quantity
from scaffold.project.results import Figure


def of(django: list[float], flask: list[float], better: str = "lower") -> Figure:
    return Figure(
        name="x",
        title="x",
        unit="s",
        better=better,
        django=tuple(django),
        flask=tuple(flask),
    )


def test_the_median_and_the_middle_half_are_those_of_the_rounds() -> None:
    spread = finding(of([5, 1, 3, 2, 4], [1] * 5)).django
    assert (spread.lower, spread.median, spread.upper) == (2, 3, 4)
    assert spread.rounds == (5, 1, 3, 2, 4), "in the order in which they ran"


def test_one_round_has_no_spread() -> None:
    spread = finding(of([2], [3])).django
    assert (spread.lower, spread.median, spread.upper) == (2, 2, 2)


@pytest.mark.parametrize(
    ("django", "flask", "better", "ahead"),
    [
        (1.0, 0.5, "lower", "flask"),
        (1.0, 2.0, "lower", "django"),
        (1.0, 2.0, "higher", "flask"),
        (1.0, 1.04, "lower", ""),
    ],
    ids=["flask takes less", "django takes less", "flask gives more", "within 5 %"],
)
def test_the_one_ahead_is_who_does_better_for_sure(
    django: float, flask: float, better: str, ahead: str
) -> None:
    rounds = [1 + step / 1000 for step in range(10)]
    found = finding(
        of([django * r for r in rounds], [flask * r for r in rounds], better)
    )
    assert found.ahead == ahead


def test_a_ratio_whose_interval_holds_1_is_not_significant() -> None:
    """The medians differ by a third, and the rounds by much more."""
    found = finding(of([1, 2, 3, 4, 5, 6, 7], [1, 9, 2, 6, 3, 8, 5.5]))
    assert found.ratio and found.ratio.low < 1 < found.ratio.high
    assert found.ratio.value > 1.3
    assert found.ahead == ""


def test_nothing_is_divided_by_nought() -> None:
    assert finding(of([0, 0, 0], [0, 1, 0])).ratio is None


def test_the_interval_is_the_same_in_every_run() -> None:
    same = figure("x", "s", 2, 3)
    assert finding(same).ratio == finding(same).ratio


def test_the_interval_is_that_of_a_plain_bootstrap() -> None:
    """The quick way, by places in the sorted rounds, against drawing the rounds."""
    from statistics import median

    wanted = figure("x", "s", 2, 3)
    draw = random.Random(1)
    ratios = sorted(
        median(draw.choices(wanted.flask, k=10))
        / median(draw.choices(wanted.django, k=10))
        for _ in range(20_000)
    )
    ratio = finding(wanted).ratio
    assert ratio
    assert ratio.low == pytest.approx(ratios[100], rel=0.01)
    assert ratio.high == pytest.approx(ratios[-101], rel=0.01)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2081, "s", "208 ms"),
        (1.5, "s", "1.50 s"),
        (0.000_042, "s", "42.0 µs"),
        (0, "s", "0 µs"),
        (48_300_000, "bytes", "48.3 MB"),
        (1234.5, "requests/s", "1,234"),
        (0.015, "share", "1.50 %"),
    ],
)
def test_quantities_have_three_figures_and_the_unit_that_fits(
    value: float, unit: str, text: str
) -> None:
    assert quantity(value, unit) == text
