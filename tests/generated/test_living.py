"""A pair after thirty hand edits: models and fields come, change their names and go."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import hand_edits
from services import Postgres
from starters import FRAMEWORKS, PROJECT, ROOT, run, scaffold, starter_in

#: What is asked for, one after the other, and the words of the edits that it changes.
STEPS = (
    (("add", "Review product:ref(Product) stars:integer:min=1:max=5"), {}),
    (("add", "Product.weight:decimal(8,3):optional", "Product.maker:string(80)"), {}),
    (("rename", "Product.price", "unit_price"), {"price": "unit_price"}),
    (
        ("rename", "Product", "Article"),
        {"Product": "Article", "product": "article", "PRODUCT": "ARTICLE"},
    ),
    (("remove", "Article.weight", "--yes"), {}),
    (("remove", "Review", "--yes"), {}),
)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair with all hand edits in it."""
    folder = tmp_path_factory.mktemp("living")
    models = [word for model in hand_edits.MODELS for word in ("--model", model)]
    scaffold("both", PROJECT, *models, "--output-dir", folder)
    hand_edits.edit_by_hand(folder / PROJECT)
    return folder / PROJECT


@pytest.fixture
def pair(edited: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(edited, tmp_path / PROJECT))


def contents(pair: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in pair.rglob("*") if path.is_file()}


def test_a_model_and_a_field_come_into_edited_code(pair: Path) -> None:
    """Migrations follow those of the team, lint is content, a second run has nothing to do."""
    scaffold("add", pair, STEPS[0][0][1], "Product.maker:string(80)")
    assert hand_edits.lost(pair, {}) == []
    for name in FRAMEWORKS:
        starter = starter_in(pair / name, name, "living")
        folder = {"django": "catalog/migrations", "flask": "migrations/versions"}[name]
        assert (pair / name / folder / "0003_review_product_maker.py").is_file()
        assert (
            "0002"
            in (pair / name / folder / "0003_review_product_maker.py").read_text()
        )
        starter.run("ruff", "check", ".")
        starter.run("ruff", "format", "--check", ".")
    before = contents(pair)
    scaffold("update", pair)
    assert contents(pair) == before


@pytest.mark.ci
def test_a_year_of_changes_loses_neither_an_edit_nor_a_row(
    pair: Path, tmp_path: Path, postgres: Postgres
) -> None:
    """After each step edits and rows are there; at the end all own tests pass."""
    starters = [starter_in(pair / name, name, "living") for name in FRAMEWORKS]
    databases = {
        starter: (tmp_path / starter.framework, f"living_{starter.framework}")
        for starter in starters
    }
    urls = {
        starter: [f"sqlite:///{file}", postgres.database(name)]
        for starter, (file, name) in databases.items()
    }
    for starter in starters:
        for url in urls[starter]:
            starter.create_tables(DATABASE_URL=url)
            starter.manage("seed", DATABASE_URL=url)
    renamed: dict[str, str] = {}
    for (command, *words), changed in STEPS:
        scaffold(command, pair, *words)
        renamed |= changed
        assert hand_edits.lost(pair, renamed) == [], words
        for starter in starters:
            for url in urls[starter]:
                starter.create_tables(DATABASE_URL=url)
            prefix = "catalog_" if starter.framework == "django" else ""
            table = f"{prefix}{'article' if 'Product' in renamed else 'product'}"
            file, name = databases[starter]
            with closing(sqlite3.connect(file)) as connection:
                query = f"SELECT count(*) FROM {table}"
                assert connection.execute(query).fetchone() == (24,)
                assert int(postgres.query(query, name)) == 24
    for starter in starters:
        starter.manage(
            *starter.driven.framework.find_drift, DATABASE_URL=urls[starter][1]
        )
        starter.test(few=True)
    for _, name in databases.values():
        postgres.drop(name)


def test_newer_templates_come_into_edited_code(pair: Path, tmp_path: Path) -> None:
    """As a newer scaffold would have them, a file that is new and one that is gone among them."""
    newer = newer_scaffold(
        tmp_path / "newer",
        {
            "django/{project}/support/cursors.py": lambda text: (
                text + "\nNEWER = True\n"
            ),
            "flask/{project}/{project}/support/cursors.py": lambda text: (
                text + "\nNEWER = True\n"
            ),
            "flask/{project}/{project}/static/newer.txt": lambda _: "newer\n",
            "flask/{project}/.dockerignore": lambda text: text + "newer\n",
        },
    )
    update = (sys.executable, "-m", "scaffold", "update", pair)
    run(*update, cwd=newer)
    assert hand_edits.lost(pair, {}) == []
    for path in ("django/support/cursors.py", "flask/myproject/support/cursors.py"):
        assert (pair / path).read_text("utf-8").endswith("\nNEWER = True\n")
    assert (pair / "flask/myproject/static/newer.txt").is_file()
    before = contents(pair)
    run(*update, cwd=newer)
    assert contents(pair) == before


def newer_scaffold(folder: Path, changes: dict[str, Callable[[str], str]]) -> Path:
    """A copy of the tool whose templates say something else."""
    for part in ("scaffold", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    for path, change in changes.items():
        file = (
            folder / "templates" / path.format(project="{{cookiecutter.project_slug}}")
        )
        text = file.read_text("utf-8") if file.exists() else ""
        file.write_text(change(text), "utf-8")
    return folder
