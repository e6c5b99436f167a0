"""Tiny templates instead of the real ones: the tool's own promises, in seconds."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold import frameworks
from scaffold.generate import render
from scaffold.generate.template_cache import CompiledTemplates

sys.path.insert(0, str(Path(__file__).parent))

from tiny import write_templates  # noqa: E402


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of tiny templates that the tool uses instead of its own."""
    folder = tmp_path / "templates"
    write_templates(folder)
    monkeypatch.setattr(frameworks.framework, "TEMPLATES", folder)
    monkeypatch.setattr(
        render, "compiled_templates", lambda: CompiledTemplates(tmp_path / "cache")
    )
    yield folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder to generate into."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder
