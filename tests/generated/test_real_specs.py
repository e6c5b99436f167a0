"""The schemas of real applications give starters that pass all that they bring along."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

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

#: Transcribed from public repositories; each file says from where, and what was lost.
SPECS = {path.stem: path for path in sorted(ROOT.glob("tests/specs/real/*.toml"))}
DATABASES = ("sqlite", "postgresql")
#: Longer than all tests of the largest take on a machine that is busy.
LIMIT = 3600

Pair = Callable[[str], Path]


def on_each_database(*, one: bool) -> Iterator[object]:
    """Before the soak each spec and each framework meet both databases, not each other's.

    Where one framework is enough for a spec, the other soaks.
    """
    for (row, spec), (column, framework) in product(
        enumerate(SPECS), enumerate(FRAMEWORKS)
    ):
        first = DATABASES[(row + column) % len(DATABASES)]
        for database in DATABASES:
            is_one = column == (row // 2) % len(FRAMEWORKS)
            is_early = database == first and (is_one or not one)
            marks = () if is_early else pytest.mark.soak
            yield pytest.param(framework, spec, database, marks=marks)


each_spec = pytest.mark.parametrize("spec_name", SPECS)
each_starter = pytest.mark.parametrize(
    ("framework", "spec_name"), list(product(FRAMEWORKS, SPECS))
)
each_stack = pytest.mark.parametrize(
    ("framework", "spec_name", "database"),
    list(on_each_database(one=False)),
    indirect=["database"],
)
one_stack = pytest.mark.parametrize(
    ("framework", "spec_name", "database"),
    list(on_each_database(one=True)),
    indirect=["database"],
)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Give the pair of a spec, generated once."""

    @cache
    def generated(spec: str) -> Path:
        folder = tmp_path_factory.mktemp(spec)
        scaffold("both", PROJECT, "--models", SPECS[spec], "--output-dir", folder)
        return folder / PROJECT

    return generated


@pytest.fixture
def project(pair: Pair, framework: str, spec_name: str) -> Starter:
    return starter_in(pair(spec_name) / framework, framework, spec_name)


@pytest.fixture
def database(
    request: pytest.FixtureRequest, tmp_path: Path, framework: str, spec_name: str
) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"scaffold_real_{framework}_{spec_name}"
    yield server.database(name)
    server.drop(name)


@each_starter
def test_ruff_finds_nothing_in_the_starter_of_a_real_application(
    project: Starter,
) -> None:
    project.run("ruff", "check", "--no-cache", ".")
    project.run("ruff", "format", "--no-cache", "--check", ".")


@each_stack
def test_its_first_migration_leaves_nothing_to_migrate(
    project: Starter, database: str
) -> None:
    project.create_tables(DATABASE_URL=database)
    if project.framework == "django":
        project.manage("makemigrations", "--check", "--dry-run", DATABASE_URL=database)
    else:
        project.manage("db", "check", DATABASE_URL=database)


@pytest.mark.ci
@one_stack
def test_it_passes_its_own_tests(project: Starter, database: str, soak: bool) -> None:
    """Plain pytest, as its README says; before the soak some cases of each test."""
    output = project.test(few=not soak, timeout=LIMIT, DATABASE_URL=database)
    assert " passed" in output


@pytest.mark.soak
@each_spec
def test_its_pair_matches(pair: Pair, spec_name: str) -> None:
    """By the command itself, which runs what is above, then asks both."""
    output = run(
        *(sys.executable, "-m", "scaffold", "check", pair(spec_name)), timeout=LIMIT
    )
    assert "requests the same on both" in output
