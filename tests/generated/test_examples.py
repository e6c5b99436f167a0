"""The example specs give two starters that match, with the rows that they bring."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import httpx
import pytest

from scaffold import examples, samples
from stacks import HEADERS
from starters import FRAMEWORKS, Starter, run, scaffold, served, starter_in

LIMIT = 3600
PROJECT = "example_site"

Pair = Callable[[str], Path]


def _tier(framework: str, example: str) -> tuple[pytest.MarkDecorator, ...]:
    """The smallest before CI; of each other the starter of one framework in it."""
    if example == "mvp":
        return ()
    turn = (FRAMEWORKS.index(framework) + examples.NAMES.index(example)) % 2
    return (pytest.mark.soak if turn else pytest.mark.ci,)


each_starter = pytest.mark.parametrize(
    ("framework", "spec_name"),
    [
        pytest.param(*pair, marks=_tier(*pair))
        for pair in product(FRAMEWORKS, examples.NAMES)
    ],
)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Give the pair of an example, generated once."""

    @cache
    def generated(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        scaffold("both", PROJECT, "--example", name, "--output-dir", folder)
        return folder / PROJECT

    return generated


@pytest.fixture
def project(pair: Pair, framework: str, spec_name: str) -> Starter:
    return starter_in(pair(spec_name) / framework, framework, spec_name)


@each_starter
def test_ruff_finds_nothing_in_the_starter_of_an_example(project: Starter) -> None:
    project.run("ruff", "check", "--no-cache", ".")
    project.run("ruff", "format", "--no-cache", "--check", ".")


@each_starter
def test_its_api_has_the_rows_that_the_example_gives(
    project: Starter, tmp_path: Path
) -> None:
    """In their order, value by value; dates alone move to around today."""
    spec = examples.load(project.spec)
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    with served(project, tmp_path / "log", **database) as server:
        project.manage("seed", **database)
        for plural, rows in samples.rows(spec).items():
            model = next(m for m in spec.models if m.plural_name == plural)
            address = f"{server.url}/api/{plural}?limit=100&sort=id"
            found = httpx.get(address, headers=HEADERS, timeout=LIMIT).json()["items"]
            moved = {f.api for f in model.fields if f.kind in ("date", "datetime")}
            assert len(found) == len(rows)
            for got, row in zip(found, rows, strict=True):
                kept = row.keys() - moved
                # As text, where `1`, `1.0` and `true` differ; keys have no order.
                assert _as_text(got, kept) == _as_text(row, kept)


def _as_text(row: Mapping[str, object], names: Iterable[str]) -> str:
    return json.dumps({name: row[name] for name in names}, sort_keys=True)


@pytest.mark.soak
@pytest.mark.parametrize("spec_name", examples.NAMES)
def test_its_pair_matches(pair: Pair, spec_name: str) -> None:
    """By the command itself."""
    output = run(
        *(sys.executable, "-m", "scaffold", "check", pair(spec_name)), timeout=LIMIT
    )
    assert "requests the same on both" in output
