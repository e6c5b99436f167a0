"""Which tests run when, and which of them share a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stacks import HALF

#: Where a test runs first; all that come later run it too. As marks they are for -m.
TIERS = {
    "check": "make check",
    "test": "make test",
    "ci": ".ci/run",
    "soak": "make soak",
}
#: The tier of a folder's tests, unless a mark says a later one.
FOLDERS = {"unit": "check", "generated": "test", "reliability": "ci"}
_TESTS = Path(__file__).parent
_IN_ORDER = list(TIERS)


def tier_of(item: pytest.Item) -> str:
    """The latest that its marks or its folder say."""
    said = {mark.name for mark in item.iter_markers()} & TIERS.keys()
    said.add(FOLDERS[_folder_of(item)])
    if item.get_closest_marker("costly") and _params(item)["stack_name"] not in HALF:
        said.add("soak")
    return max(said, key=_IN_ORDER.index)


def group_of(item: pytest.Item) -> str | None:
    """Tests of one group share a worker, as they share a starter or two servers."""
    if _folder_of(item) == "unit":
        return None
    params = _params(item)
    shared = [
        str(params[name])
        for name in ("framework", "spec_name", "both", "stack_name")
        if name in params
    ]
    # Not as a list: pytest-xdist takes a name that ends with ] for no name.
    return "-".join((item.path.stem, *shared))


def _folder_of(item: pytest.Item) -> str:
    return item.path.relative_to(_TESTS).parts[0]


def _params(item: pytest.Item) -> dict[str, Any]:
    return getattr(getattr(item, "callspec", None), "params", {})
