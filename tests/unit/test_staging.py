"""The copy of a project in which migrations are written, and the environment it gets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scaffold import frameworks
from scaffold.project.living import Part
from scaffold.project.pristine import Pristine
from scaffold.run.environments import LOCK
from scaffold.update import staging


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """With an environment of its own."""
    python = tmp_path / "own/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / "staged").mkdir()
    kept = Pristine(
        scaffold="1",
        framework="flask",
        name="shop",
        spec="",
        files={},
        executable=frozenset(),
    )
    folder = tmp_path / "own"
    return Part(framework=frameworks.FLASK, folder=folder, prefix="", pristine=kept)


@pytest.mark.parametrize(
    ("now", "then", "is_own"),
    [("a", "a", True), ("a", "b", False), (None, None, True), (None, "a", False)],
)
def test_a_projects_own_environment_does_while_its_lock_stays_as_it_is(
    part: Part,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    now: str | None,
    then: str | None,
    is_own: bool,
) -> None:
    """A team that locks otherwise has no such file, before and after."""
    for folder, text in (("own", now), ("staged", then)):
        if text is not None:
            (tmp_path / folder / LOCK).write_text(text, "utf-8")
    made = tmp_path / "made"
    monkeypatch.setattr(staging, "environment", lambda *_: made)
    starter = staging.at_work(part, tmp_path / "staged", lambda _: None)
    assert starter.environment == (part.folder / ".venv" if is_own else made)
