"""Whoever changes one twin only is told so by the cause; what is free is not told at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from one_sided import score

CHANGES = score.changes()
FURTHER = score.changes("further.toml")
FREE = score.changes("free.toml")
#: One of each area, on both sides, that hide nothing of each other.
TOGETHER = (
    "a column of the admin's list is gone",
    "a check is gone",
    "a session lasts longer",
    "a token is good for a day",
    "twenty wrong passwords are tried",
    "pictures may come from anywhere",
    "a detail page hides a field",
    "short passwords are taken",
    "the API answers with a field more",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return score.make(tmp_path_factory.mktemp("one-sided"))


@pytest.fixture
def pair(whole: Path, tmp_path: Path) -> Iterator[Path]:
    yield score.copied(whole, tmp_path)


@pytest.mark.check
@pytest.mark.parametrize(
    "change", [*CHANGES, *FURTHER, *FREE], ids=lambda change: change["name"]
)
def test_each_change_finds_its_place(change: score.Change, pair: Path) -> None:
    """The starters move, and the changes that are kept here with them."""
    score.apply(change, pair)


@pytest.mark.ci
def test_changes_of_every_area_hide_nothing_of_each_other(pair: Path) -> None:
    chosen = [change for change in CHANGES if change["name"] in TOGETHER]
    assert len(chosen) == len(TOGETHER)
    for change in chosen:
        score.apply(change, pair)
    done = score.scaffold("check", pair, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    kinds = (kind["difference"] for kind in report["kinds"])
    found = [*report["causes"], *report["openapi"], *kinds]
    unnamed = [
        change["name"]
        for change in chosen
        if not any(
            all(word.casefold() in line.casefold() for word in change["told"])
            for line in found
        )
    ]
    assert not unnamed, "\n".join(found)


@pytest.mark.ci
def test_all_that_is_free_may_differ_at_once(pair: Path) -> None:
    for change in FREE:
        score.apply(change, pair)
    done = score.scaffold("check", pair)
    assert done.returncode == 0, done.stdout


@pytest.mark.soak
@pytest.mark.parametrize(
    "change", [*CHANGES, *FURTHER], ids=lambda change: change["name"]
)
def test_a_change_of_one_side_is_told_by_its_cause(
    change: score.Change, pair: Path
) -> None:
    score.apply(change, pair)
    done = score.scaffold("check", pair)
    assert done.returncode == 1
    found = score.findings(done.stdout)
    assert score.is_named(change, found), "\n".join(found[:5])


@pytest.mark.soak
@pytest.mark.parametrize("change", FREE, ids=lambda change: change["name"])
def test_what_is_free_may_differ(change: score.Change, pair: Path) -> None:
    score.apply(change, pair)
    done = score.scaffold("check", pair)
    assert done.returncode == 0, done.stdout
