"""docs/reliability.md: its tables come from what the tests reached."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reliability"))

import figures  # noqa: E402

DOCUMENT = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def figure(point: int, where: str, text: str) -> figures.Figure:
    file = f"tests/reliability/test_{point}.py"
    return figures.Figure(point=point, where=where, file=file, test="test", text=text)


def test_a_table_has_a_row_for_each_file_and_a_column_for_each_place() -> None:
    found = figures.table(
        [
            figure(3, "flask-sqlite", "1 × 201"),
            figure(3, "flask-sqlite", "49 × 409"),
            figure(11, "tool", "300 runs"),
        ],
        range(1, 10),
        ("django-sqlite", "flask-sqlite"),
    )
    assert found.splitlines()[2:] == [
        "| 3. Races |  | 1 × 201<br>49 × 409 | "
        "`make soak SOAK=tests/reliability/test_3.py` |"
    ]


def test_a_run_of_one_file_leaves_the_figures_of_others() -> None:
    """And of the stacks that it skipped."""
    places = ("django-sqlite", "flask-sqlite")
    old = figures.table(
        [
            figure(1, "django-sqlite", "old"),
            figure(3, "django-sqlite", "slow"),
            figure(3, "flask-sqlite", "fast"),
        ],
        range(1, 10),
        places,
    )
    assert figures.table([], range(1, 10), places, old) == old
    new = [figure(3, "flask-sqlite", "faster"), figure(2, "flask-sqlite", "new")]
    found = figures.table(new, range(1, 10), places, old)
    assert [line.split(" | ")[:3] for line in found.splitlines()[2:]] == [
        ["| 1. Hostile input", "old", ""],
        ["| 2. Schemathesis and raw bytes", "", "new"],
        ["| 3. Races", "slow", "faster"],
    ]


def test_filling_the_document_changes_only_its_tables() -> None:
    """And doing it twice is doing it once."""
    found = [figure(1, "django-sqlite", "200 cases"), figure(12, "tool", "40 places")]
    once = figures.filled(DOCUMENT, found)
    assert "200 cases" in once and "40 places" in once
    assert figures.filled(once, found) == once
    assert without_tables(once) == without_tables(DOCUMENT)


def without_tables(document: str) -> list[str]:
    return [line for line in document.splitlines() if line and line[0] != "|"]


def test_what_a_run_reached_is_kept_until_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "KEPT", tmp_path / "kept")
    figures.keep(figure(1, "tool", "old"))
    figures.keep(figure(1, "flask-sqlite", "other"))
    assert [each.text for each in figures.kept()] == ["other", "old"]
    figures.forget("test", "tool")
    assert [each.text for each in figures.kept()] == ["other"]


def test_every_command_of_the_document_names_a_file_that_is_there() -> None:
    for file in re.findall(r"SOAK=(\S+?)`", DOCUMENT):
        assert (ROOT / file).exists(), file
