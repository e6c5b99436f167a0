"""A plugin for pytest: of each test of a starter that has many cases, a few.

A big spec gives thousands of cases that differ in the model alone. They are spread
over all of them, so that every kind of test still meets models from first to last.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

#: Cases of one test function.
MOST = 3


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    cases = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    kept = {item for found in cases.values() for item in spread(found)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """The first, the last, and those at equal steps between: 3 of 90 are 1, 45 and 90."""
    if len(items) <= MOST:
        return items
    return [items[step * (len(items) - 1) // (MOST - 1)] for step in range(MOST)]
