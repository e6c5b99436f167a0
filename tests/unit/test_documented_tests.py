"""docs/tests.md names every test module, and the tiers in which it runs."""

import re
from pathlib import Path

import pytest

from starters import ROOT
from tiers import FOLDERS, TIERS

ROW = re.compile(
    r"^\| `(tests/\w+/test_\w+\.py)` \| .+ \| ([a-z, ]+) \|$", re.MULTILINE
)
NAMED = dict(ROW.findall((ROOT / "docs" / "tests.md").read_text("utf-8")))
MODULES = sorted(
    path for folder in FOLDERS for path in (ROOT / "tests" / folder).glob("test_*.py")
)
#: By which the soak does more in a module than the tiers before it.
MORE_IN_THE_SOAK = re.compile(
    r"mark\.soak|mark\.costly|\bsoak: bool|^@given", re.MULTILINE
)


def test_every_module_is_named_and_every_named_one_is_there() -> None:
    there = {path.relative_to(ROOT).as_posix() for path in MODULES}
    assert sorted(there - NAMED.keys()) == [], "docs/tests.md does not name them"
    assert sorted(NAMED.keys() - there) == [], "docs/tests.md names them"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_its_tiers_are_those_of_its_folder_and_its_marks(path: Path) -> None:
    text = path.read_text("utf-8")
    marked = {tier for tier in TIERS if f"mark.{tier}" in text}
    longer = {"soak"} if MORE_IN_THE_SOAK.search(text) else set()
    expected = {FOLDERS[path.parent.name]} | marked | longer
    said = NAMED.get(path.relative_to(ROOT).as_posix(), "").split(", ")
    assert said == [tier for tier in TIERS if tier in expected]
