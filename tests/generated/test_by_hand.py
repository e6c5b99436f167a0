"""What a team writes by hand into a starter needs no line in the contract's tests."""

import json
import tomllib
from pathlib import Path

import pytest

from one_sided import score
from starters import PROJECT, build

ADDED = tomllib.loads(Path(__file__).with_name("added_by_hand.toml").read_text("utf-8"))
MIGRATE = {
    "django": ("makemigrations", "--name", "maker_and_stock"),
    "flask": ("db", "migrate", "--message", "maker and stock"),
}


@pytest.mark.parametrize("framework", ADDED)
def test_a_field_that_is_added_takes_few_files(framework: str) -> None:
    """Migration, tests and the column of a list aside."""
    assert len({edit["file"] for edit in ADDED[framework]}) <= 5


@pytest.mark.ci
def test_fields_that_are_added_need_no_line_in_the_contracts_tests(
    framework: str, tmp_path: Path
) -> None:
    """One of them must be sent: the tests read of it in the OpenAPI document."""
    edited = build(framework, "shop", tmp_path)
    score.edit(
        (
            {**edit, "file": edit["file"].replace("PROJECT", PROJECT)}
            for edit in ADDED[framework]
        ),
        edited.folder,
    )
    (seed,) = edited.folder.rglob("seed.json")
    rows = json.loads(seed.read_text("utf-8"))
    rows["products"] = [{**row, "maker": "Carpenter"} for row in rows["products"]]
    seed.write_text(json.dumps(rows), "utf-8")
    edited.create_tables()
    edited.manage(*MIGRATE[framework])
    edited.test("tests/contract")
