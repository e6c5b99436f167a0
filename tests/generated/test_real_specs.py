"""The schemas of real applications give starters that pass all that they bring along."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from services import Postgres
from starters import (
    FRAMEWORKS,
    PROJECT,
    ROOT,
    Starter,
    environment_of,
    run,
    scaffold,
)

#: Transcribed from public repositories; each file says from where, and what was lost.
SPECS = {path.stem: path for path in sorted(ROOT.glob("tests/specs/real/*.toml"))}
DATABASES = ("sqlite", "postgresql")
#: In a short run each spec and each framework still meets both databases.
SHORT = {
    (framework, spec, DATABASES[(row + column) % 2])
    for row, spec in enumerate(SPECS)
    for column, framework in enumerate(FRAMEWORKS)
}
#: A whole check of 25 models, on a machine that is busy.
CHECK_LIMIT = 3600

Pair = Callable[[str], Path]


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Give the pair of a spec, generated once."""

    @cache
    def generated(spec: str) -> Path:
        folder = tmp_path_factory.mktemp(spec)
        scaffold("both", PROJECT, "--models", SPECS[spec], "--output-dir", folder)
        return folder / PROJECT

    return generated


@pytest.fixture(params=SPECS)
def spec_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def project(pair: Pair, framework: str, spec_name: str) -> Starter:
    folder = pair(spec_name) / framework
    return Starter(
        framework=framework,
        spec=spec_name,
        folder=folder,
        environment=environment_of(folder),
    )


@pytest.fixture(params=DATABASES)
def database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    framework: str,
    spec_name: str,
    soak: bool,
) -> Iterator[str]:
    """The URL of an empty database; the name says whose, for its server's log."""
    if not soak and (framework, spec_name, request.param) not in SHORT:
        pytest.skip("on this database at full length only: `make soak`")
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"scaffold_real_{framework}_{spec_name}"
    yield server.database(name)
    server.drop(name)


def test_ruff_finds_nothing_in_the_starter_of_a_real_application(
    project: Starter,
) -> None:
    project.run("ruff", "check", "--no-cache", ".")
    project.run("ruff", "format", "--no-cache", "--check", ".")


def test_its_first_migration_leaves_nothing_to_migrate(
    project: Starter, database: str
) -> None:
    project.create_tables(DATABASE_URL=database)
    if project.framework == "django":
        project.manage("makemigrations", "--check", "--dry-run", DATABASE_URL=database)
    else:
        project.manage("db", "check", DATABASE_URL=database)


def test_it_passes_its_own_tests(project: Starter, database: str, soak: bool) -> None:
    """Plain pytest, as its README says; in a short run some cases of each test."""
    output = project.test(few=not soak, timeout=CHECK_LIMIT, DATABASE_URL=database)
    assert " passed" in output


def test_its_pair_matches(pair: Pair, spec_name: str, soak: bool) -> None:
    """By the command itself, which runs what is above, then asks both."""
    if not soak:
        pytest.skip("minutes for each: `make soak SOAK=tests/generated`")
    output = run(
        *(sys.executable, "-m", "scaffold", "check", pair(spec_name)),
        timeout=CHECK_LIMIT,
    )
    assert "requests the same on both" in output
