"""Two branches that each ran scaffold are one again: code, spec, migrations, rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services import Postgres
from starters import FRAMEWORKS, Starter, run, scaffold, starter_in

MODELS = (
    "Category name:string(60):unique",
    "Product name:string(200) price:decimal(10,2):min=0 category:ref(Category)",
)
OURS = "Product.weight:decimal(8,3)"
THEIRS = "Shelf label:string(40) category:ref(Category)"
GIT = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.com")
MODULES = {
    "django": "django/catalog/models.py",
    "flask": "flask/shop/catalog/models.py",
}


def git(pair: Path, *words: str) -> str:
    return run(*GIT, *words, cwd=pair)


def commit(pair: Path) -> None:
    git(pair, "add", "--all")
    git(pair, "commit", "--quiet", "--message", "One step")


def starter(pair: Path, framework: str) -> Starter:
    return starter_in(pair / framework, framework, "")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both branches, merged as the README says; beside it the pair before either."""
    folder = tmp_path_factory.mktemp("branches")
    options = [word for model in MODELS for word in ("-m", model)]
    scaffold("both", "shop", *options, "--output-dir", folder)
    pair = folder / "shop"
    shutil.copytree(pair, folder / "before")
    git(pair, "init", "--quiet", "--initial-branch", "main")
    commit(pair)
    git(pair, "checkout", "--quiet", "-b", "theirs")
    scaffold("add", pair, THEIRS)
    edited(pair, "THEIRS = 1")
    commit(pair)
    git(pair, "checkout", "--quiet", "main")
    scaffold("add", pair, OURS)
    edited(pair, "OURS = 1", at_top=True)
    commit(pair)
    git(pair, "merge", "--quiet", "-X", "ours", "theirs")
    spec = pair / "scaffold.toml"
    if "models.Shelf" not in spec.read_text("utf-8"):
        theirs = git(pair, "show", "theirs:scaffold.toml")
        shelf = theirs[theirs.index("[models.Shelf]") :]
        spec.write_text(f"{spec.read_text('utf-8')}\n{shelf}", "utf-8")
    assert "weight" in spec.read_text("utf-8")
    scaffold("update", pair)
    return pair


def edited(pair: Path, line: str, *, at_top: bool = False) -> None:
    """A line of a person in each starter, far from what the other branch writes."""
    for module in MODULES.values():
        file = pair / module
        text = file.read_text("utf-8")
        first = "\n\n\nclass Category"
        new = text.replace(first, f"\n\n{line}{first}", 1)
        file.write_text(new if at_top else f"{text}\n\n{line}\n", "utf-8")


def test_a_merged_pair_is_what_its_spec_makes(merged: Path, tmp_path: Path) -> None:
    assert run("git", "grep", "-c", "^<<<<<<<", cwd=merged, status=1) == ""
    for module in MODULES.values():
        text = (merged / module).read_text("utf-8")
        for word in ("class Shelf(", "    weight", "OURS = 1", "THEIRS = 1"):
            assert text.count(f"\n{word}") == 1, (module, word)
    said = scaffold("update", merged)
    assert "Nothing to do" in said


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_migrations_of_both_branches_run_with_rows(
    merged: Path, framework: str, tmp_path: Path, postgres: Postgres
) -> None:
    before = starter(merged.parent / "before", framework)
    after = starter(merged, framework)
    for url in (f"sqlite:///{tmp_path / 'db.sqlite3'}", postgres.database(framework)):
        at = {"DATABASE_URL": url}
        before.create_tables(**at)
        before.create_editor(**at)
        before.manage("seed", **at)
        after.create_tables(**at)
        after.manage(*after.driven.framework.find_drift, **at)
        after.manage("seed", **at)
    after.test("tests/test_models.py", "tests/test_service.py", few=True)
    after.run("ruff", "check", "--no-cache", ".")
    after.run("ruff", "format", "--no-cache", "--check", ".")
