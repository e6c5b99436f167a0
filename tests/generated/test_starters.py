"""Each starter of each spec is clean, matches its migrations, and passes its tests."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from pairwise import pairwise
from services import Postgres
from stacks import DATABASES
from starters import FRAMEWORKS, SPECS, Starter

Build = Callable[[str, str], Starter]
#: Every two of framework, spec and database meet; the others of all three soak.
CHOSEN = pairwise(FRAMEWORKS, tuple(SPECS), DATABASES)
each_stack = pytest.mark.parametrize(
    ("framework", "spec_name", "database"),
    [
        pytest.param(
            *row,
            id="-".join(row),
            marks=() if row in CHOSEN else pytest.mark.soak,
        )
        for row in product(FRAMEWORKS, SPECS, DATABASES)
    ],
    indirect=["database"],
)
#: Whose contract is asked live, of both at once: test_check.py, test_differential.py.
ASKED_LIVE = {"default", "shop"}


@pytest.fixture
def project(starter: Build, framework: str, spec_name: str) -> Starter:
    return starter(framework, spec_name)


@pytest.fixture
def database(
    request: pytest.FixtureRequest, tmp_path: Path, project: Starter
) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"scaffold_ct_{project.framework}_{project.spec}"
    yield server.database(name)
    server.drop(name)


def test_ruff_finds_nothing(project: Starter) -> None:
    project.run("ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted(project: Starter) -> None:
    project.run("ruff", "format", "--no-cache", "--check", ".")


@each_stack
def test_the_first_migration_matches_the_models(
    project: Starter, database: str
) -> None:
    """Nothing is left to migrate, neither before nor after the tables are made."""
    project.create_tables(DATABASE_URL=database)
    if project.framework == "django":
        project.manage("makemigrations", "--check", "--dry-run", DATABASE_URL=database)
    else:
        project.manage("db", "check", DATABASE_URL=database)


@each_stack
def test_the_starters_own_tests_and_the_contract_pass(
    project: Starter, database: str, soak: bool
) -> None:
    """In one run of plain pytest, as its README says, with warnings as errors.

    Before the soak some cases of each test, as thousands differ in the model alone, and
    the contract in process only where nobody asks it live.
    """
    few = not soak
    asked_live = few and project.spec in ASKED_LIVE
    arguments = ["--ignore=tests/contract"] if asked_live else []
    output = project.test(*arguments, "--durations=5", few=few, DATABASE_URL=database)
    assert " passed" in output


@each_stack
def test_sample_rows_can_be_loaded_twice(project: Starter, database: str) -> None:
    project.create_tables(DATABASE_URL=database)
    first = project.manage("seed", DATABASE_URL=database)
    assert "rows" in first
    second = project.manage("seed", DATABASE_URL=database)
    assert len(second.splitlines()) == len(first.splitlines())
    assert all(line.endswith("already there") for line in second.splitlines())


def test_django_finds_nothing_to_improve_before_a_deployment(
    starter: Build, spec_name: str
) -> None:
    """Once https is promised for ever, as the deployment guide says."""
    output = starter("django", spec_name).manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        HSTS_SECONDS="31536000",
        HSTS_SUBDOMAINS="true",
        HSTS_PRELOAD="true",
    )
    assert output.strip() == "System check identified no issues (0 silenced)."


def test_a_column_changed_later_leaves_the_rest_of_its_table(
    starter: Build, framework: str, tmp_path: Path
) -> None:
    """SQLite's tables are copied for that; the migration written for it is clean too."""
    original = starter(framework, "default")
    folder = shutil.copytree(original.folder, tmp_path / original.folder.name)
    project = replace(original, folder=folder)
    database = tmp_path / "db.sqlite3"
    url = f"sqlite:///{database}"
    project.create_tables(DATABASE_URL=url)
    project.manage("seed", DATABASE_URL=url)
    before = facts_of_tables(database)

    models = next(folder.rglob("catalog/models.py"))
    text = models.read_text("utf-8")
    assert text.count("200") == 1
    models.write_text(text.replace("200", "150"), "utf-8")
    write = ("makemigrations",) if framework == "django" else ("db", "migrate")
    project.manage(*write, DATABASE_URL=url)
    project.create_tables(DATABASE_URL=url)

    after = facts_of_tables(database)
    (changed,) = (table for table in after if after[table] != before[table])
    assert after[changed] == {**before[changed], "name": "VARCHAR(150)"}
    test_ruff_finds_nothing(project)
    if framework == "flask":  # Django runs Black alone
        test_the_code_is_formatted(project)


def facts_of_tables(database: Path) -> dict[str, dict[str, object]]:
    """Each table's rows, columns with their types, indexes, and whether ids are reused."""
    facts: dict[str, dict[str, object]] = {}
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%migration%'"
        )
        for table, sql in tables.fetchall():
            ask = connection.execute
            facts[table] = {
                "rows": ask(f'SELECT count(*) FROM "{table}"').fetchone(),
                "numbered": "AUTOINCREMENT" in sql,
                "indexes": {row[1] for row in ask(f'PRAGMA index_list("{table}")')},
                "refers": sorted(
                    row[2:7] for row in ask(f'PRAGMA foreign_key_list("{table}")')
                ),
            } | {row[1]: row[2].upper() for row in ask(f'PRAGMA table_info("{table}")')}
    return facts
