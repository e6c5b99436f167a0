"""A pair's copies of its spec after a merge of two branches, and what git says of that."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scaffold.project import history
from scaffold.project.copies import differences

GIVEN = """[models.Vet]
fields.name = "string(80):unique"
fields.licence = "string(20):optional"
"""
CITY = 'fields.city = "string(60):optional"\n'
ROOM = '\n[models.Room]\nfields.name = "string(20)"\n'


def between(copy: str, given: str, own: str) -> list[str]:
    return differences(copy.encode(), given.encode(), own.encode(), "shop")


def test_a_copy_of_which_each_key_is_given_or_the_specs_own_is_no_other() -> None:
    own = """models.Room.fields.name = 'string(20)'
[models.Vet.fields]
name='string(80):unique'
city='string( 60 ):optional'
licence='string(20):optional'
"""
    assert between(GIVEN + ROOM, GIVEN, own) == []
    assert between(GIVEN + CITY, GIVEN, GIVEN + CITY + ROOM) == []


@pytest.mark.parametrize(
    ("copy", "named"),
    [
        (GIVEN + ROOM, ["Room.name"]),
        (GIVEN + CITY, ["Vet.city"]),
        (GIVEN + 'label = "{licence}"\n', ["Vet.label"]),
        (GIVEN.replace("(80)", "(90)"), ["Vet.name"]),
        (GIVEN.replace('fields.licence = "string(20):optional"', ""), ["Vet.licence"]),
        ('title = "Other"\n' + GIVEN, ["title"]),
        ("[", ["everything"]),
    ],
)
def test_what_a_copy_says_otherwise_is_named(copy: str, named: list[str]) -> None:
    assert between(copy, GIVEN, GIVEN) == named


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def two_sides(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--initial-branch", "main")
    project = tmp_path / "shop"
    project.mkdir()
    (project / "a.txt").write_text("one\n")
    for branch in ("main", "other"):
        git(
            tmp_path,
            *(("checkout", "-b", branch) if branch == "other" else ("status",)),
        )
        (project / f"{branch}.txt").write_text(branch)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--message", branch)
    git(tmp_path, "checkout", "main")
    (project / "a.txt").write_text("two\n")
    git(tmp_path, "commit", "--all", "--message", "ours")
    return project


@pytest.mark.parametrize("options", [("--no-commit",), ("--message", "Merge")])
def test_a_merge_is_seen_while_it_is_made_and_after(
    two_sides: Path, options: tuple[str, ...]
) -> None:
    assert history.merge_of(two_sides) is None
    git(two_sides, "merge", *options, "other")
    merge = history.merge_of(two_sides)
    assert merge and merge.read(merge.other, "other.txt") == b"other"
    assert merge.read(merge.other, "nothing") is None
    assert [*merge.changed_by_other()] == ["other.txt"]
    git(two_sides, "checkout", merge.ours, "--", "a.txt")
    assert (two_sides / "a.txt").read_text() == "two\n"


def test_without_git_there_is_no_merge(
    two_sides: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert history.merge_of(tmp_path / "nowhere") is None
    git(two_sides, "merge", "other")
    monkeypatch.setenv("PATH", "")
    assert history.merge_of(two_sides) is None
