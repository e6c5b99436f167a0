"""What is made of a migration that a framework's generator wrote."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scaffold import frameworks
from scaffold.run.starters import Starter
from scaffold.spec import default_spec
from scaffold.system.errors import ScaffoldError
from scaffold.update.changes import Change
from scaffold.update.migrations import write_migrations

CHANGE = Change(slug="change", old=default_spec(), new=default_spec())
FILE = "0002_change.py"


@pytest.fixture
def starter(tmp_path: Path) -> Starter:
    (tmp_path / FILE).write_text("import os\ndef upgrade(): return {'a' :1}\n", "utf-8")
    return Starter(
        framework=frameworks.FLASK, folder=tmp_path, environment=Path(sys.prefix)
    )


def written(starter: Starter, said: str) -> str:
    """The new file, after a generator that said that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Starter, "run_script", lambda *_, **__: said)
        assert write_migrations(starter, CHANGE).files == (FILE,)
    return (starter.folder / FILE).read_text("utf-8")


@pytest.mark.parametrize("last", ["", "\nWaiting up to 2 seconds", "\n[INFO] bye\n[]!"])
def test_the_list_of_files_is_found_before_what_a_project_says_at_its_end(
    starter: Starter, last: str
) -> None:
    assert '{"a": 1}' in written(starter, f'[]\nhello\n["{FILE}"]{last}')


@pytest.mark.parametrize("rules", ["[]", '["ALL"]'])
def test_rules_of_a_team_that_ruff_cannot_mend_stop_no_migration(
    starter: Starter, rules: str
) -> None:
    settings = f"[lint]\nselect = {rules}\n[format]\nquote-style = 'single'\n"
    (starter.folder / "ruff.toml").write_text(settings, "utf-8")
    text = written(starter, f'["{FILE}"]')
    assert "    return {'a': 1}" in text
    assert ("import os" in text) is (rules == "[]")


def test_a_project_without_ruff_gets_its_migration_as_it_is(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Starter, "variables", lambda self: {"PATH": str(self.folder)})
    assert "{'a' :1}" in written(starter, f'["{FILE}"]')


def test_settings_that_ruff_cannot_read_are_told_of(starter: Starter) -> None:
    (starter.folder / "ruff.toml").write_text("line-length = 'long'\n", "utf-8")
    with pytest.raises(ScaffoldError, match="ruff check"):
        written(starter, f'["{FILE}"]')
