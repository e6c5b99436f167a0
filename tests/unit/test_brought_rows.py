"""The folder of rows that a project brings is looked at before anything is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold import cli
from scaffold.project.brought import FOLDER, IGNORE, BadRows, rows_in
from scaffold.spec import toml

SPEC = """
models.Product.fields.name = "string(50)"
models.Product.fields.maker = "ref(Maker)"
models.Maker.fields.name = "string(50)"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "makers.jsonl").write_text('{"id": 3, "name": "Oak & Co"}\n')
    (folder / "products.jsonl").write_text('{"id": 1, "name": "Desk", "maker_id": 3}\n')
    return folder


def test_it_has_a_file_for_each_model(folder: Path) -> None:
    (folder / IGNORE).write_text("*\n")
    rows = rows_in(folder, toml.from_toml(SPEC))
    assert [file.name for file in rows.files] == ["makers.jsonl", "products.jsonl"]
    assert rows.ignore == folder / IGNORE


def test_a_model_without_rows_needs_no_file(folder: Path) -> None:
    (folder / "products.jsonl").unlink()
    (folder / "makers.jsonl").write_text("")
    assert rows_in(folder, toml.from_toml(SPEC)).ignore is None


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("makers.jsonl", '{"name": "Oak"}', 'makers.jsonl, line 1: has no "id".'),
        ("makers.jsonl", '{"id": "3", "name": "Oak"}', 'has no "id".'),
        ("makers.jsonl", '{"id": true, "name": "Oak"}', 'has no "id".'),
        ("makers.jsonl", '{"id": 0, "name": "Oak"}', 'has no "id".'),
        ("makers.jsonl", "[1]", "is not a row."),
        ("makers.jsonl", "[" * 100_000, "is not a row."),
        ("makers.jsonl", "\N{SNOWMAN}", "is not a row."),
        (
            "makers.jsonl",
            '{"id": 3, "nmae": "Oak"}',
            'Maker has no "nmae". Did you mean "name"?',
        ),
        ("maker.jsonl", "{}", 'is of no model of the spec. Did you mean "makers"?'),
    ],
)
def test_what_is_wrong_is_told_with_its_file(
    folder: Path, file: str, line: str, said: str
) -> None:
    (folder / file).write_text(line + "\n")
    with pytest.raises(BadRows) as error:
        rows_in(folder, toml.from_toml(SPEC))
    assert said in error.value.message


def test_a_folder_without_rows_and_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadRows, match=r"has no \.jsonl file"):
        rows_in(tmp_path, toml.from_toml(SPEC))
    with pytest.raises(BadRows, match="cannot be read: No such file"):
        rows_in(tmp_path / "none", toml.from_toml(SPEC))


def test_both_starters_get_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(SPEC)
    options = ["--models", str(tmp_path / "spec.toml"), "-o", str(tmp_path)]
    assert cli.run(["both", "shop", *options, "--rows", str(folder)]) == 0
    for framework in ("django", "flask"):
        starter = tmp_path / "shop" / framework
        for file in folder.iterdir():
            assert (starter / FOLDER / file.name).read_bytes() == file.read_bytes()
        made = json.loads((starter / ".scaffold" / "made.json").read_text())
        assert made["rows"] is True


def test_nothing_is_written_when_they_are_not_of_the_spec(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "boats.jsonl").write_text("")
    (tmp_path / "spec.toml").write_text(SPEC)
    options = ["--models", str(tmp_path / "spec.toml"), "-o", str(tmp_path)]
    assert cli.run(["flask", "shop", *options, "--rows", str(folder)]) == 2
    assert "boats.jsonl is of no model" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()
