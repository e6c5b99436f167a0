"""The rows of a dump are those of its database, file by file, whoever dumped it how."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from imported_rows import OF_MARIADB, imported, made_in
from services import Postgres, postgres_binaries

ALL = ("--rows", "all", "--unmasked")


def rows_of(source: object, folder: Path, options: Sequence[str]) -> dict[str, str]:
    """Each file of rows, and the report's figures of the rows."""
    folder.mkdir()
    answer = imported(source, folder, *options)
    assert answer
    report: dict[str, Any] = answer[1]
    files = {
        file.name: file.read_text("utf-8")
        for file in sorted((folder / "rows").glob("*.jsonl"))
    }
    assert any(files.values())
    told = {table["name"]: table.get("rows") for table in report["tables"]}
    return files | {"report": repr(sorted(told.items()))}


def dumped(command: Sequence[object], file: Path) -> Path:
    with file.open("wb") as out:
        subprocess.run([*map(str, command)], check=True, stdout=out)
    return file


@pytest.mark.parametrize("options", [ALL, ("--rows", "1"), ("--rows", "all")])
@pytest.mark.parametrize("how", ["", "--inserts", "--column-inserts"])
def test_a_dump_of_postgresql(
    postgres: Postgres, how: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    url = made_in(postgres, "import_dump")
    binaries = postgres_binaries()
    assert binaries
    command = [binaries / "pg_dump", *([how] if how else []), url]
    dump = dumped(command, tmp_path / "import_dump.sql")
    there = rows_of(url, tmp_path / "database", options)
    assert rows_of(dump, tmp_path / "dump", options) == there


#: Their dumps tell the first six digits of a FLOAT alone.
WITHOUT_FLOAT = OF_MARIADB.replace("16777216", "16777200")


@pytest.mark.parametrize("options", [ALL, ("--rows", "1"), ("--rows", "all")])
@pytest.mark.parametrize(
    "how", ["--opt", "--skip-extended-insert", "--hex-blob", "--complete-insert"]
)
def test_a_dump_of_mariadb(
    mariadb: Callable[[str, str], str],
    how: str,
    options: tuple[str, ...],
    tmp_path: Path,
) -> None:
    name = f"dump_{how.strip('-')}_{'_'.join(options).replace('-', '')}"
    url = mariadb(name, WITHOUT_FLOAT)
    tool = shutil.which("mariadb-dump") or shutil.which("mysqldump")
    assert tool
    server = ["--host=127.0.0.1", f"--port={urlsplit(url).port}", "--user=root"]
    dump = dumped([tool, *server, how, name], tmp_path / "dump.sql")
    there = rows_of(url, tmp_path / "database", options)
    assert rows_of(dump, tmp_path / "dump", options) == there


OF_SQLITE = """
CREATE TABLE makers (code TEXT PRIMARY KEY COLLATE NOCASE, name TEXT);
INSERT INTO makers VALUES ('ab', 'An''na; "x"'), ('zz', 'line' || char(10) || 'two');
CREATE TABLE things (id INTEGER PRIMARY KEY AUTOINCREMENT, maker TEXT REFERENCES makers,
    price DECIMAL(8, 2), day DATE, flag BOOLEAN, facts JSON, ratio REAL, data BLOB,
    email VARCHAR(60), parent_id INTEGER REFERENCES things);
INSERT INTO things VALUES
    (7, 'AB', 12.5, '2024-02-29', 1, '{"a": [1]}', 0.1, x'00ff', 'a@b.example', 9),
    (9, 'zz', NULL, NULL, 0, NULL, 1e300, NULL, NULL, NULL),
    (10, 'zz', 'much', NULL, 0, NULL, 1e300, NULL, NULL, NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, tag TEXT UNIQUE);
INSERT INTO tags VALUES (1, 'ü--/*'), (2, '');
CREATE TABLE tagged (thing INTEGER REFERENCES things, tag INTEGER REFERENCES tags,
    PRIMARY KEY (thing, tag));
INSERT INTO tagged VALUES (7, 2), (9, 1), (7, 1);
CREATE TABLE seen (id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER noted AFTER INSERT ON tags BEGIN
    INSERT INTO seen (what) VALUES (NEW.tag); INSERT INTO seen (what) VALUES ('twice');
END;
"""


@pytest.mark.parametrize("options", [ALL, ("--rows", "1"), ("--rows", "all")])
@pytest.mark.parametrize("how", ["iterdump", "shell"])
def test_a_dump_of_sqlite(how: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """Its triggers come last, and do not run again for rows that were there."""
    file = tmp_path / "any.db"
    database = sqlite3.connect(file)
    database.executescript(OF_SQLITE)
    dump = tmp_path / "dump.sql"
    if how == "iterdump":
        dump.write_text("\n".join(database.iterdump()), "utf-8")
    elif shell := shutil.which("sqlite3"):
        dumped([shell, file, ".dump"], dump)
    else:
        pytest.skip("without the shell of SQLite")
    database.close()
    there = rows_of(file, tmp_path / "database", options)
    assert rows_of(dump, tmp_path / "dump", options) == there
