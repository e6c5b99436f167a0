"""Specs that once gave broken starters: what was found by use, by kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from parsing import all_parse
from scaffold.generate import tables
from scaffold.spec import toml
from services import Postgres
from starters import (
    FRAMEWORKS,
    PROJECT,
    ROOT,
    Starter,
    run,
    scaffold,
    starter_in,
)

ODD = sorted((ROOT / "tests" / "specs" / "odd").glob("*.toml"))
#: Where a short run tries each of them: where it was broken.
SHORT = {
    "assigned": ("flask", "sqlite"),
    "defaults": ("flask", "sqlite"),
    "automatic": ("flask", "sqlite"),
    "count": ("django", "sqlite"),
    "existing": ("flask", "postgresql"),
    "few": ("django", "postgresql"),
    "locals": ("flask", "sqlite"),
    "long": ("flask", "postgresql"),
    "optional": ("django", "postgresql"),
    "owned": ("django", "postgresql"),
    "readonly": ("django", "sqlite"),
    "ring": ("flask", "sqlite"),
    "secrets": ("django", "sqlite"),
    "unsorted": ("django", "sqlite"),
    "words": ("flask", "postgresql"),
}

Build = Callable[[str, Path], Starter]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Give the pair of a spec, generated once."""
    made: dict[Path, Path] = {}

    def pair(spec: Path) -> Path:
        if spec not in made:
            folder = tmp_path_factory.mktemp(spec.stem)
            scaffold("both", PROJECT, "--models", spec, "--output-dir", folder)
            made[spec] = folder / PROJECT
        return made[spec]

    return pair


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield server.database("scaffold_odd")
    server.drop("scaffold_odd")


@pytest.mark.parametrize("spec", ODD, ids=lambda spec: spec.stem)
def test_an_odd_spec_gives_files_that_are_clean(
    pairs: Callable[[Path], Path], spec: Path
) -> None:
    project = pairs(spec)
    all_parse(project)
    for framework in FRAMEWORKS:
        starter = project / framework
        run("ruff", "check", "--no-cache", ".", cwd=starter)
        run("ruff", "format", "--no-cache", "--check", ".", cwd=starter)


@pytest.mark.parametrize("spec", ODD, ids=lambda spec: spec.stem)
def test_an_odd_spec_migrates_without_drift_and_passes_its_tests(
    pairs: Callable[[Path], Path],
    spec: Path,
    framework: str,
    database: str,
    soak: bool,
) -> None:
    if not soak and SHORT[spec.stem] != (framework, database.partition(":")[0]):
        pytest.skip("here at full length only: `make soak SOAK=tests/generated`")
    starter = starter_in(pairs(spec) / framework, framework, spec.stem)
    starter.create_tables(DATABASE_URL=database)
    starter.manage(*starter.driven.framework.find_drift, DATABASE_URL=database)
    assert "rows" in starter.manage("seed", DATABASE_URL=database)
    starter.test(few=not soak, DATABASE_URL=database)


@pytest.mark.parametrize(
    ("framework", "known"),
    [("django", tables.OF_DJANGO), ("flask", tables.OF_FLASK)],
)
def test_the_tables_that_a_starter_has_of_its_own_are_known(
    starter: Callable[[str, str], Starter],
    tmp_path: Path,
    framework: str,
    known: tuple[str, ...],
) -> None:
    """No model of a spec may have one of them."""
    file = tmp_path / "db.sqlite3"
    project = starter(framework, "default")
    project.create_tables(DATABASE_URL=f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        made = {name for (name,) in rows if not name.startswith("sqlite_")}
    spec = toml.load(project.folder / "scaffold.toml")
    named = tables.of_django if framework == "django" else tables.of_flask
    assert made - set(named(spec).values()) == set(known)
