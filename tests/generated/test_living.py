"""A pair after hand edits: models and fields come, change their names and go."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import hand_edits
from services import Postgres
from starters import FRAMEWORKS, PROJECT, Starter, scaffold

pytestmark = pytest.mark.xdist_group("living")


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


def test_the_hand_edits_are_at_work(edited: Path) -> None:
    assert hand_edits.lost(edited, {}) == []


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


@dataclass(frozen=True, kw_only=True)
class Database:
    """``url`` as the starters take it, and how many rows each table has in it."""

    url: str
    rows: dict[str, int]


def grown(starter: Starter, databases: list[str]) -> None:
    for url in databases:
        starter.manage(*starter.driven.framework.create_tables, DATABASE_URL=url)


@pytest.mark.ci
def test_a_year_of_changes_loses_neither_an_edit_nor_a_row(
    pair: Path, tmp_path: Path, postgres: Postgres
) -> None:
    """After each step edits and rows are there; at the end all own tests pass."""
    starters = [starter_in(pair / name) for name in FRAMEWORKS]
    urls = {
        starter.framework: [
            f"sqlite:///{tmp_path / starter.framework}.sqlite3",
            postgres.database(f"living_{starter.framework}"),
        ]
        for starter in starters
    }
    for starter in starters:
        for url in urls[starter.framework]:
            starter.create_tables(DATABASE_URL=url)
            starter.manage("seed", DATABASE_URL=url)
    renamed: dict[str, str] = {}
    for (command, *words), words_changed in STEPS:
        scaffold(command, pair, *words)
        renamed |= words_changed
        assert hand_edits.lost(pair, renamed) == [], words
        assert_nothing_is_left_to_do(pair)
        for starter in starters:
            for url in urls[starter.framework]:
                starter.create_tables(DATABASE_URL=url)
    for starter in starters:
        starter.manage(*starter.driven.framework.find_drift)
        starter.test(few=True)
