"""What stands for all stacks of `make test` leaves no two values that never meet."""

from itertools import combinations, product

from pairwise import pairwise
from stacks import DATABASES
from starters import FRAMEWORKS, SPECS

AXES = (FRAMEWORKS, tuple(SPECS), DATABASES)


def test_every_pair_of_values_is_in_a_row() -> None:
    rows = pairwise(*AXES)
    for first, second in combinations(range(len(AXES)), 2):
        met = {(row[first], row[second]) for row in rows}
        assert met == set(product(AXES[first], AXES[second]))


def test_there_are_no_more_rows_than_two_axes_have_pairs() -> None:
    """Fewer cannot be: each spec meets two frameworks."""
    assert len(pairwise(*AXES)) == len(SPECS) * len(FRAMEWORKS)
