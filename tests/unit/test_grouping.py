"""Tests that share a starter run in one worker, or each worker would make its own."""

import os

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_known_to_who_hands_out_the_tests(
    request: pytest.FixtureRequest,
) -> None:
    """It goes by the end of a test's name; some pairs of pytest and xdist lose it."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("only where groups are handed out: `make test`")
    assert os.environ["PYTEST_XDIST_WORKER"]
    assert request.node.nodeid.endswith("@together")
