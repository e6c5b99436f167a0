"""Any word of SQL that the tool takes may be a table and a column, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from scaffold.spec import inflection
from services import Postgres
from starters import PROJECT, ROOT, Starter, environment_of, run, scaffold
from strategies import taken, toml_of

FILE = ROOT / "scaffold" / "generate" / "sqlwords.json"
LISTED = json.loads(FILE.read_text("utf-8"))
WORDS = sorted({*LISTED["sqlite"], *LISTED["postgresql"]})
#: So many at once: of a hundred models the migrations alone take Django a minute.
PARTS = 6
KINDS = (
    *("string(40)", "integer:min=0:index", "choice(a,b)", "decimal(8,2)", "boolean"),
    *("refs(Thing)", "ref(Thing):optional", "date:optional", "text:optional"),
)
#: The tests of a starter in which its tables have most to do.
TESTED = [f"tests/contract/test_{name}.py" for name in ("records", "lists", "summary")]


def test_the_words_are_those_that_the_databases_list(
    starter: Callable[[str, str], Starter], postgres: Postgres
) -> None:
    """And those of them that SQLAlchemy overlooks are found by trying."""
    url = postgres.database("scaffold_sqlwords")
    python = starter("flask", "default").python
    program = ROOT / "tests" / "sqlwords.py"
    made = json.loads(
        run(python, program, url.replace("postgresql:", "postgresql+psycopg:"))
    )
    postgres.drop("scaffold_sqlwords")
    if made["versions"] == LISTED["versions"]:
        assert made == LISTED
    for name in ("sqlite", "postgresql"):
        new = set(made[name]) - set(LISTED[name])
        assert not new, f"{name} has new words: run {program.name}"


def spec_of(words: list[str]) -> str:
    """A model for each word, and one more that has all of them as its fields."""
    models = {"Thing": ['fields.label = "string(20)"']}
    for word in words:
        name = inflection.camel(word)
        lines = [f'plural = "{word}_rows"', 'fields.label = "string(20)"']
        links = [*models["Thing"], f'fields.{word}_rows = "refs({name})"']
        if taken([], wider := models | {name: lines, "Thing": links}):
            models = wider
    models["Every"] = ['fields.label = "string(20)"']
    for word, kind in zip(words, cycle(KINDS), strict=False):
        models["Every"] += [f'fields.{word} = "{kind}"']
        if not taken([], models):
            models["Every"].pop()
    return toml_of([], models)


@pytest.fixture(scope="module")
def parts(
    tmp_path_factory: pytest.TempPathFactory, soak: bool
) -> Callable[[int], Path]:
    """Give a pair with every sixth word; in a short run it has some of these."""
    made: dict[int, Path] = {}

    def part(number: int) -> Path:
        if number not in made:
            folder = tmp_path_factory.mktemp(f"words-{number}")
            words = WORDS[number::PARTS]
            words = words if soak else sorted({*words[::3], *LISTED["overlooked"]})
            (folder / "spec.toml").write_text(spec_of(words), "utf-8")
            models = ("--models", folder / "spec.toml")
            scaffold("both", PROJECT, *models, "--output-dir", folder)
            made[number] = folder / PROJECT
        return made[number]

    return part


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield server.database("scaffold_words")
    server.drop("scaffold_words")


@pytest.mark.parametrize("number", range(PARTS))
def test_words_of_sql_are_names_like_any_other(
    parts: Callable[[int], Path],
    number: int,
    framework: str,
    database: str,
    soak: bool,
) -> None:
    if not soak and (number or framework == "django"):  # which quotes every name
        pytest.skip("at full length only: `make soak SOAK=tests/generated`")
    folder = parts(number) / framework
    starter = Starter(
        framework=framework,
        spec="words",
        folder=folder,
        environment=environment_of(folder),
    )
    starter.create_tables(DATABASE_URL=database)
    starter.manage(*starter.driven.framework.find_drift, DATABASE_URL=database)
    starter.manage("seed", DATABASE_URL=database)
    starter.test(*TESTED, few=True, DATABASE_URL=database)
