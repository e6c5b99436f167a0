"""`.scaffold/`: what the tool wrote, as it was before anyone edited it."""

import os
from pathlib import Path

import pytest

from scaffold import __version__, frameworks
from scaffold.project import pristine
from scaffold.spec import default_spec, toml
from scaffold.system.folders import put

SPEC = default_spec().completed("shop")


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "bin").mkdir(parents=True)
    (folder / "models.py").write_text("é = 1\n", encoding="utf-8")
    (folder / "bin" / "run").write_bytes(b"#!/bin/sh\r\n\x00")
    (folder / "bin" / "run").chmod(0o755)
    (folder / ".env").write_text("SECRET_KEY=…", encoding="utf-8")
    return folder


def test_what_was_written_is_read_again(starter: Path) -> None:
    """Every byte and which files can be run; but for the secret."""
    pristine.write(starter, frameworks.DJANGO, "shop", SPEC)
    kept = pristine.read(starter)
    assert kept.files == {
        "models.py": "é = 1\n".encode(),
        "bin/run": b"#!/bin/sh\r\n\x00",
    }
    assert kept.executable == {"bin/run"}
    assert (kept.scaffold, kept.framework, kept.name) == (__version__, "django", "shop")
    assert toml.from_toml(kept.spec) == SPEC


def test_a_migration_that_waits_is_kept_with_all_that_it_is_written_of(
    starter: Path,
) -> None:
    """The tables are of the spec before, and a name is not a thing that went."""
    waiting = pristine.Unwritten(
        slug="rename_product_article",
        spec=toml.to_toml(SPEC),
        renamed={("Product", None): "Article", ("Product", "price"): "cost"},
    )
    pristine.write(starter, frameworks.DJANGO, "shop", SPEC)
    assert pristine.read(starter).unwritten is None
    kept = pristine.files_of(
        starter, frameworks.DJANGO, "shop", SPEC, unwritten=waiting
    )
    put(starter, kept)
    assert pristine.read(starter).unwritten == waiting


def test_the_same_files_are_kept_as_the_same_bytes(
    starter: Path, tmp_path: Path
) -> None:
    """Whenever they were written: a project's history shows no change where there is none."""
    pristine.write(starter, frameworks.FLASK, "shop", SPEC)
    other = tmp_path / "other"
    other.mkdir()
    for path, data in reversed(pristine.read(starter).files.items()):
        (other / path).parent.mkdir(exist_ok=True)
        (other / path).write_bytes(data)
        os.utime(other / path, (1, 1))
    (other / "bin" / "run").chmod(0o755)
    pristine.write(other, frameworks.FLASK, "shop", SPEC)
    places = [each / pristine.FOLDER / pristine.FILES for each in (starter, other)]
    assert places[0].read_bytes() == places[1].read_bytes()
