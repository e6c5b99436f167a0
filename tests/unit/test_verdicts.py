"""What is said of measured rounds: medians, spreads, ratios, and how sure they are."""

import math
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations

import pytest

from measured import counted, figure
from scaffold.compare.units import quantity
from scaffold.compare.verdicts import Interval, Outcome, Verdict, finding, verdict
from scaffold.measure.plan import QUICK, WHOLE
from scaffold.project.results import Figure

#: Of so many equal figures one may be told apart.
LEVEL = 0.01
PLANS = pytest.mark.parametrize(
    "rounds", sorted({5, QUICK.rounds, WHOLE.rounds}), ids="{} rounds".format
)


def of(django: list[float], flask: list[float], better: str = "lower") -> Figure:
    return Figure(
        name="x",
        title="x",
        unit="s",
        better=better,
        counted=False,
        scale="",
        if_nought="",
        rounds={"django": tuple(django), "flask": tuple(flask)},
    )


def test_the_median_and_the_middle_half_are_those_of_the_rounds() -> None:
    spread = finding(of([5, 1, 3, 2, 4], [1] * 5)).sides["django"]
    assert (spread.lower, spread.median, spread.upper) == (2, 3, 4)
    assert spread.rounds == (5, 1, 3, 2, 4), "in the order in which they ran"


def test_one_round_has_no_spread() -> None:
    spread = finding(of([2], [3])).sides["django"]
    assert (spread.lower, spread.median, spread.upper) == (2, 2, 2)


ROUNDS = [1 + step / 1000 for step in range(10)]


@pytest.mark.parametrize(
    ("flask", "better", "said"),
    [
        (0.5, "lower", "Flask better"),
        (2.0, "lower", "Django better"),
        (2.0, "higher", "Flask better"),
        (0.5, "higher", "Django better"),
        (1.08, "lower", "Django better"),
        (1.03, "lower", "equal"),
        (0.97, "higher", "equal"),
    ],
    ids=[
        "flask takes less",
        "django takes less",
        "flask gives more",
        "django gives more",
        "8 % more",
        "within 5 %, though surely more",
        "within 5 %, though surely less",
    ],
)
def test_a_quiet_figure_tells_who_is_better_or_that_both_are_equal(
    flask: float, better: str, said: str
) -> None:
    assert str(verdict(of(ROUNDS, [flask * r for r in ROUNDS], better))) == said


def test_a_noisy_figure_is_not_called_equal() -> None:
    """The medians differ by a third, and the rounds by much more."""
    found = finding(of([1, 2, 3, 4, 5, 6, 7], [1, 9, 2, 6, 3, 8, 5.5]))
    assert found.ratio and found.ratio.low < 1 < found.ratio.high
    assert str(found.verdict) == "too noisy to tell"


def test_who_is_divided_by_whom_changes_no_verdict() -> None:
    draw = random.Random(2)
    for _ in range(300):
        noise, true = draw.choice([0.005, 0.02, 0.1]), draw.choice([1, 1.04, 1.06, 1.3])
        one = [draw.gauss(1, noise) for _ in range(6)]
        other = [draw.gauss(true, noise) for _ in range(6)]
        here, there = verdict(of(one, other)), verdict(of(other, one))
        assert here.outcome == there.outcome
        assert (here.ahead, there.ahead) in [
            ("", ""),
            ("django", "flask"),
            ("flask", "django"),
        ]


@pytest.mark.parametrize("rounds", [1, 2, 3, 4])
def test_fewer_than_five_rounds_tell_nothing(rounds: int) -> None:
    """Of four rounds each, one equal pair in 35 lies all to one side."""
    found = finding(of([1.0] * rounds, [9.0] * rounds))
    assert found.ratio is None
    assert found.verdict.outcome is Outcome.TOO_NOISY


def test_every_plan_has_rounds_enough_for_a_verdict() -> None:
    for plan in (QUICK, WHOLE):
        apart = of([1.0] * plan.rounds, [2.0] * plan.rounds)
        assert plan.rounds >= 5 and str(verdict(apart)) == "Django better"


def test_what_is_counted_needs_no_rounds() -> None:
    assert str(verdict(counted("x", "x", "bytes", 100, 104))) == "equal"
    assert str(verdict(counted("x", "x", "bytes", 100, 106))) == "Django better"
    assert finding(counted("x", "x", "", 2, 3)).ratio == Interval(
        value=1.5, low=1.5, high=1.5
    )


def test_nothing_is_divided_by_nought() -> None:
    """Then the difference decides: none at all, in every round, is equal."""
    none, some = [0.0] * 6, [0.1, 0.2, 0.1, 0.3, 0.2, 0.1]
    assert finding(of(none, some)).ratio is None
    assert str(verdict(of(none, some))) == "Django better"
    assert str(verdict(of(some, none))) == "Flask better"
    assert str(verdict(of(none, none))) == "equal"
    assert str(verdict(of(none, [0.0, 0.1, 0, 0, 0, 0]))) == "too noisy to tell"
    assert str(verdict(counted("x", "x", "", 0, 0))) == "equal"
    assert str(verdict(counted("x", "x", "", 0, 2))) == "Django better"


def test_a_busy_machine_gives_no_verdict_on_times_and_still_the_figures() -> None:
    for name, unit in (("a", "s"), ("b", "requests/s")):
        found = finding(figure(name, unit, 1, 2), is_too_busy=True)
        assert found.verdict == Verdict(outcome=Outcome.NOT_JUDGED)
        assert found.ratio and found.sides["flask"].median > 1.5
    memory = finding(figure("c", "bytes", 1e6, 2e6), is_too_busy=True)
    assert memory.verdict.ahead == "django"


def test_the_interval_of_ten_rounds_is_that_of_the_printed_tables() -> None:
    """Mann and Whitney's critical value for 10 and 10 at 1 % of both ends is 16, so the
    interval goes from the 17th of the hundred ratios to the 17th from above."""
    drawn = figure("x", "s", 2, 3)
    ratios = sorted(
        flask / django
        for django in drawn.rounds["django"]
        for flask in drawn.rounds["flask"]
    )
    ratio = finding(drawn).ratio
    assert ratio
    assert (ratio.low, ratio.high) == (ratios[16], ratios[-17])
    assert ratios[49] <= ratio.value <= ratios[50]


@pytest.mark.parametrize("rounds", [5, 6], ids="{} rounds".format)
def test_of_all_orders_of_equal_rounds_at_most_one_in_a_hundred_tells_them_apart(
    rounds: int,
) -> None:
    """Every order of the rounds of two equal starters is as likely as any other, so
    this is no estimate. And one round fewer out of its order is one in a hundred."""
    places = range(2 * rounds)
    told = Counter(
        verdict(
            of(
                [1.5**place for place in places if place not in flask],
                [1.5**place for place in flask],
            )
        ).outcome
        for flask in combinations(places, rounds)
    )
    assert told.total() == math.comb(2 * rounds, rounds)
    assert 0 < told[Outcome.BETTER] / told.total() <= LEVEL
    assert told[Outcome.EQUAL] == 0


Noise = Callable[[random.Random], float]
#: What rounds look like on real machines, as factors of the true value.
NOISES: dict[str, Noise] = {
    "even": lambda draw: math.exp(draw.gauss(0, 0.1)),
    "slow now and then": lambda draw: (
        math.exp(draw.gauss(0, 0.03))
        * (1 + (draw.random() < 0.15) * draw.expovariate(2))
    ),
    "never faster": lambda draw: 1 + draw.expovariate(10),
    "of two kinds": lambda draw: draw.choice([1, 1.3]) + draw.gauss(0, 0.02),
    "wild": lambda draw: (
        1 + min(0.1 * abs(math.tan(math.pi * (draw.random() - 0.5))), 20)
    ),
}
PAIRS = 3_000


@cache
def simulated(
    noise: str, rounds: int, ratio: float = 1.0, drift: float = 0.0
) -> Counter[str]:
    """What is said of many pairs of which Flask's rounds take ``ratio`` times as long.

    ``drift`` is what comes and goes with a round, on both sides alike.
    """
    draw = random.Random(f"{noise} {rounds} {ratio} {drift}")
    said: Counter[str] = Counter()
    for _ in range(PAIRS):
        times = [math.exp(draw.gauss(0, drift)) for _ in range(rounds)]
        django = [time * NOISES[noise](draw) for time in times]
        flask = [ratio * time * NOISES[noise](draw) for time in times]
        said[str(verdict(of(django, flask)))] += 1
    return said


def share(said: Counter[str], *words: str) -> float:
    return sum(said[word] for word in words) / said.total()


@PLANS
@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("drift", [0.0, 0.1], ids=["no drift", "drift"])
def test_false_verdicts_of_equal_pairs_are_as_rare_as_promised(
    noise: str, rounds: int, drift: float
) -> None:
    """Half as many again are allowed, which chance exceeds once in 300 honest tries."""
    said = simulated(noise, rounds, drift=drift)
    assert share(said, "Django better", "Flask better") <= 1.5 * LEVEL


@PLANS
def test_rounds_that_hardly_scatter_are_equal(rounds: int) -> None:
    said: Counter[str] = Counter()
    draw = random.Random(rounds)
    for _ in range(500):
        one, other = ([draw.gauss(1, 0.01) for _ in range(rounds)] for _ in range(2))
        said[str(verdict(of(one, other)))] += 1
    assert share(said, "equal") > 0.9


@PLANS
@pytest.mark.parametrize("noise", ["even", "never faster", "wild"])
def test_a_pair_at_the_edge_of_equality_is_hardly_ever_called_equal(
    noise: str, rounds: int
) -> None:
    said = simulated(noise, rounds, ratio=1.0501)
    assert share(said, "equal") <= 1.5 * LEVEL


@PLANS
@pytest.mark.parametrize(
    ("ratio", "noise"), [(1.3, 0.05), (1.15, 0.02), (2.0, 0.15)], ids=str
)
def test_real_differences_are_found(ratio: float, noise: float, rounds: int) -> None:
    draw = random.Random(rounds)
    found = [
        str(
            verdict(
                of(
                    [math.exp(draw.gauss(0, noise)) for _ in range(rounds)],
                    [ratio * math.exp(draw.gauss(0, noise)) for _ in range(rounds)],
                )
            )
        )
        for _ in range(500)
    ]
    assert share(Counter(found), "Django better") > 0.95


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2081, "s", "208 ms"),
        (1.5, "s", "1.50 s"),
        (0.000_042, "s", "42.0 µs"),
        (0, "s", "0 µs"),
        (48_300_000, "bytes", "48.3 MB"),
        (5_250, "bytes", "5.25 kB"),
        (1234.5, "requests/s", "1,234"),
        (0.015, "share", "1.50 %"),
        (1234, "", "1,234"),
        (2, "", "2"),
    ],
)
def test_quantities_have_three_figures_and_the_unit_that_fits(
    value: float, unit: str, text: str
) -> None:
    assert quantity(value, unit) == text
