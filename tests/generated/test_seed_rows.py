"""Rows that a project brings are in both starters, value by value, whatever they refer to."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine

from imported_rows import made_in
from scaffold import samples
from scaffold.project.brought import FOLDER
from scaffold.run.starters import Editor
from scaffold.spec import Model, Spec, toml
from scaffold.spec.kinds import Kind
from services import Postgres
from stacks import DATABASES, HEADERS
from starters import (
    EDITOR,
    FRAMEWORKS,
    SPECS,
    Starter,
    run,
    scaffold,
    served,
    starter_in,
)

PROJECT = "brought_site"
SPEC = SPECS["everything"]
#: More than a batch, of the first model.
MANY = 1_100
FEW = 30

each_starter = pytest.mark.parametrize("framework", FRAMEWORKS)


def id_of(number: int) -> int:
    """Ids are kept: neither do they begin with 1, nor are they without gaps."""
    return 1_000 + 3 * number


def brought(spec: Spec) -> dict[str, list[dict[str, Any]]]:
    """Rows with all that samples leave out: ids, times, what refers to later rows."""
    first = spec.in_creation_order[0]
    made = samples.rows(
        spec, {m.name: MANY if m is first else FEW for m in spec.models}
    )
    return {
        model.plural_name: [
            {"id": id_of(number), **_with_ids(model, row, number)}
            for number, row in enumerate(made[model.plural_name], 1)
        ]
        for model in spec.models
    }


def _with_ids(model: Model, row: dict[str, Any], number: int) -> dict[str, Any]:
    found = dict(row)
    for field in model.fields:
        value = row.get(field.api)
        if field.kind is Kind.REFS:
            found[field.api] = [id_of(other) for other in value or ()]
        elif field.kind in (Kind.CREATED, Kind.UPDATED):
            found[field.api] = f"2001-02-03T04:05:{number % 60:02}.123456Z"
        elif field.target and value is not None:
            found[field.api] = id_of(value)
        elif field.target and field.kind is Kind.REF:
            # To a table that is filled later, or to a row of its own that is.
            found[field.api] = id_of(number % 20 + 1)
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows")
    for plural, found in brought(toml.load(SPEC)).items():
        write(folder / f"{plural}.jsonl", found)
    (folder / ".gitignore").write_text("*\n")
    return folder


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture(scope="module")
def pair(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brought")
    scaffold("both", PROJECT, "--models", SPEC, "--rows", rows, "-o", folder)
    return folder / PROJECT


@pytest.fixture
def project(pair: Path, framework: str) -> Starter:
    return starter_in(pair / framework, framework, "everything")


@pytest.fixture(params=DATABASES)
def database(
    request: pytest.FixtureRequest, framework: str, tmp_path: Path
) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"brought_{framework}"
    yield server.database(name)
    server.drop(name)


def test_starters_with_rows_keep_to_their_own_lint_rules(pair: Path) -> None:
    for framework in ("django", "flask"):
        ruff = (sys.executable, "-m", "ruff")
        run(*ruff, "check", "--no-cache", ".", cwd=pair / framework)
        run(*ruff, "format", "--no-cache", "--check", ".", cwd=pair / framework)


@each_starter
def test_every_row_is_there_value_by_value(
    project: Starter, database: str, tmp_path: Path
) -> None:
    """With its id, its times, and what it refers to; new rows come after them."""
    with served(project, tmp_path / "log", DATABASE_URL=database) as server:
        again = project.manage("seed", DATABASE_URL=database)
        for plural, rows in brought(toml.load(SPEC)).items():
            assert f"{plural}: already there" in again
            got = list(_all(server.url, plural))
            assert [
                _as_text(row, found) for row, found in zip(rows, got, strict=True)
            ] == [_as_text(row, row) for row in rows]


def _all(url: str, plural: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    with httpx.Client(headers=HEADERS, timeout=600) as client:
        while cursor is not None:
            query = {"limit": 100, "sort": "id"} | (
                {"cursor": cursor} if cursor else {}
            )
            page = client.get(f"{url}/api/{plural}", params=query).json()
            yield from page["items"]
            cursor = page["next_cursor"]


def _as_text(names: dict[str, Any], row: dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in names}, sort_keys=True)


@pytest.mark.ci
@each_starter
def test_what_was_interrupted_goes_on_with_the_table_that_was_not_finished(
    project: Starter, database: str
) -> None:
    """A broken row is told by its file; no row of its table is stored, not even of a
    batch before it, and those of other tables stay. A new row comes after all that were
    loaded."""
    prepare_tables(project, database)
    for name in ("tags", "orders"):
        said = pytest.raises(AssertionError, match=rf"{name}\.jsonl: .*(?i:unique)")
        with broken(project.folder / FOLDER / f"{name}.jsonl"), said:
            project.manage("seed", DATABASE_URL=database)
    lines = project.manage("seed", DATABASE_URL=database).splitlines()
    assert "people: already there" in lines
    assert f"orders: {FEW} rows" in lines
    assert project.run(
        *("python", "-c", ROWS_AND_NEXT_ID[project.framework]), DATABASE_URL=database
    ).split()[-2:] == [str(MANY), str(id_of(MANY) + 1)]


@contextmanager
def broken(file: Path) -> Iterator[None]:
    """A file whose last row has the values of the first."""
    whole = file.read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    file.write_text("".join([*lines[:-1], lines[0]]), "utf-8")
    try:
        yield
    finally:
        file.write_text(whole, "utf-8")


#: Print how many rows the first model has, store another one, and print its id.
ROWS_AND_NEXT_ID = {
    "django": f"""
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "{PROJECT}.settings"
django.setup()
from records.models import Tag
print(Tag.objects.count(), Tag.objects.create(slug="one-more").pk)
""",
    "flask": f"""
from wsgi import app
from {PROJECT}.extensions import db
from {PROJECT}.records.models import Tag
with app.app_context():
    row = Tag(slug="one-more")
    count = db.session.query(Tag).count()
    db.session.add(row)
    db.session.commit()
    print(count, row.id)
""",
}


def prepare_tables(project: Starter, database: str) -> None:
    driven = project.driven
    driven.run_all(
        driven.setting_up(
            Editor(name=EDITOR[0], password=EDITOR[1]), DATABASE_URL=database
        )
    )


@pytest.mark.ci
@each_starter
def test_its_own_tests_have_the_samples(project: Starter, database: str) -> None:
    project.test("tests/test_service.py", "-k", "sample", DATABASE_URL=database)


@each_starter
def test_a_clone_without_the_rows_has_the_samples(
    pair: Path, framework: str, tmp_path: Path
) -> None:
    """Unless they are masked, git ignores them."""
    clone = tmp_path / framework
    shutil.copytree(pair / framework, clone, ignore=shutil.ignore_patterns(FOLDER))
    project = starter_in(clone, framework, "everything")
    database = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    prepare_tables(project, database)
    assert f"tags: {samples.ROWS} rows" in project.manage("seed", DATABASE_URL=database)


def test_the_project_ignores_them_in_git_and_knows_that_they_are_not_its_code(
    pair: Path, rows: Path
) -> None:
    for framework in FRAMEWORKS:
        folder = pair / framework / FOLDER
        assert sorted(p.name for p in folder.iterdir()) == sorted(
            p.name for p in rows.iterdir()
        )
    status = run(sys.executable, "-m", "scaffold", "status", pair)
    assert FOLDER not in status


def test_rows_follow_each_change_of_the_spec(pair: Path, tmp_path: Path) -> None:
    """They load as before: names, what is gone, and what must have a value."""
    here = tmp_path / PROJECT
    shutil.copytree(pair, here)
    changes = (
        ("add", "Sheep.weight:integer:optional", "Sheep.mark:string(20):unique"),
        ("rename", "Sheep.name", "called"),
        ("rename", "Sheep", "Animal"),
        ("remove", "Person.joined", "--yes"),
        ("add", "Person.joined:datetime", "Order.shop:ref(Tag)"),
    )
    for command, *what in changes:
        run(sys.executable, "-m", "scaffold", command, here, *what)
    before = brought(toml.load(SPEC))
    for framework in FRAMEWORKS:
        (code,) = (here / framework).glob("**/support/rows.py")
        old = pair / code.relative_to(here)
        assert code.read_bytes() == old.read_bytes()
        folder = here / framework / FOLDER
        assert not (folder / "sheep.jsonl").exists()
        for was, row in zip(
            before["sheep"], read(folder / "animals.jsonl"), strict=True
        ):
            kept = {"id": was["id"], "called": was["name"], "born": was["born"]}
            added = {"weight": None, "mark": f"{was['id']}"}
            assert row == kept | {"table": was["table"]} | added
        times = {row["joined"] for row in read(folder / "people.jsonl")}
        assert len(times) == 1
        assert {row["shop_id"] for row in read(folder / "orders.jsonl")} == {id_of(1)}
        project = starter_in(here / framework, framework, "everything")
        database = f"sqlite:///{tmp_path / framework}.sqlite3"
        prepare_tables(project, database)
        said = project.manage("seed", DATABASE_URL=database)
        count = len(before["sheep"])
        assert f"animals: {count} rows" in said and f"people: {FEW} rows" in said
    assert read(here / "django" / FOLDER / "people.jsonl") == read(
        here / "flask" / FOLDER / "people.jsonl"
    )


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def imported_pair(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made of a database of PostgreSQL: enums, arrays, natural keys, a ring of two."""
    folder = tmp_path_factory.mktemp("imported")
    url = made_in(postgres, "of_a_team")
    spec = folder / "scaffold.toml"
    tool = (sys.executable, "-m", "scaffold")
    run(*tool, "import", url, "-o", spec, "--rows", "all", "--unmasked")
    postgres.drop("of_a_team")
    options = ("--models", spec, "--rows", folder / "rows", "-o", folder)
    scaffold("both", PROJECT, *options)
    return folder


@each_starter
def test_every_row_of_a_database_is_in_its_starters(
    imported_pair: Path, framework: str, database: str, tmp_path: Path
) -> None:
    project = starter_in(imported_pair / PROJECT / framework, framework, "imported")
    with served(project, tmp_path / "log", DATABASE_URL=database) as server:
        for file in sorted((imported_pair / "rows").glob("*.jsonl")):
            rows, got = read(file), list(_all(server.url, file.stem))
            assert [_as_text(a, b) for a, b in zip(rows, got, strict=True)] == [
                _as_text(row, row) for row in rows
            ]


#: What makes the parent of a node required, in models and migration.
REQUIRED = {
    "flask": {
        f"{PROJECT}/catalog/models.py": (
            "index=True,\n    )",
            "index=True,\n        nullable=False,\n    )",
        ),
        "migrations/versions/0001_initial.py": (
            '"parent_id", Id, nullable=True',
            '"parent_id", Id, nullable=False',
        ),
    },
    "django": {
        "catalog/models.py": ("null=True,", ""),
        "catalog/migrations/0001_initial.py": ("null=True,", ""),
    },
}


@pytest.mark.ci
@each_starter
def test_what_a_row_cannot_be_without_may_come_after_it(
    framework: str, database: str, tmp_path: Path
) -> None:
    """No spec asks that of rows of one model, but a team may: beyond a batch, in rings."""
    parents = {n: 2_501 - n for n in range(1, 2_501)} | {7: 7}
    rows = tmp_path / "rows"
    rows.mkdir()
    found = [{"id": n, "name": f"n{n}", "parent_id": p} for n, p in parents.items()]
    write(rows / "nodes.jsonl", found)
    model = "Node name:string(20) parent:ref(Node):optional"
    scaffold(framework, PROJECT, "-m", model, "--rows", rows, "-o", tmp_path)
    folder = tmp_path / PROJECT
    for name, (before, after) in REQUIRED[framework].items():
        text = (file := folder / name).read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")
    project = starter_in(folder, framework, "default")
    prepare_tables(project, database)
    assert "nodes: 2,500 rows" in project.manage("seed", DATABASE_URL=database)
    engine = create_engine(database.replace("postgresql:", "postgresql+psycopg:"))
    table = "catalog_node" if framework == "django" else "node"
    with engine.connect() as connection:
        stored = connection.exec_driver_sql(f"SELECT id, parent_id FROM {table}")
        assert {row[0]: row[1] for row in stored} == parents
    engine.dispose()
