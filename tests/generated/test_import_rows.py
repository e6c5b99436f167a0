"""`scaffold import` writes rows that obey the spec, and each row is written or counted."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddl import quoted, schemas
from imported_rows import OF_MARIADB, Rows, added_up, imported, made_in, obeyed, read
from scaffold.spec import Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import Kind
from services import Postgres

#: A share of the examples that tests/conftest.py allows.
FEW = settings(
    max_examples=settings.default.max_examples // 3,
    suppress_health_check=list(HealthCheck),
)
#: What SQLite keeps in a column of any type.
VALUES = st.sampled_from(
    [
        *(None, None, 0, 1, 1, 2, 2, 3, 4, -1, 7, 2**31, 2**63 - 1, 1.5, 19.99, 1e300),
        *("", " ", "a", "b", "A", " a ", "1", "2", "x" * 50, "\x00", "é", "line\nline"),
        *("2024-02-29", "2024-02-29 10:20:30", "10:20:30", "0000-00-00", "12:00:99"),
        *("true", "f", "[1, 2]", '{"a": null}', "null", "{", "19.990", "1e5", b"\x01"),
        *("6f1d5c1a-6a0e-4a51-9d1c-0f8f6a4b3c2d", b"\xff\xfe", float("inf"), "\ud800"),
    ]
)


@st.composite
def databases(draw: st.DrawFn) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Statements with the rows that they are run for; SQLite may refuse some."""
    made: list[tuple[str, list[tuple[Any, ...]]]] = []
    for statement in draw(schemas()):
        made.append((statement, [()]))
    database = sqlite3.connect(":memory:")
    for statement, _ in made:
        try:
            database.execute(statement)
        except sqlite3.Error:
            continue
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (name,) in names.fetchall():
        columns = database.execute("SELECT * FROM pragma_table_info(?)", (name,))
        width = len(columns.fetchall())
        rows = draw(st.lists(st.tuples(*[VALUES] * width), max_size=8))
        places = ", ".join("?" * width)
        made.append((f"INSERT INTO {quoted(name)} VALUES ({places})", rows))
    database.close()
    return made


def filled(file: Path, made: list[tuple[str, list[tuple[Any, ...]]]]) -> dict[str, int]:
    """How many rows there are by table."""
    database = sqlite3.connect(file)
    for statement, rows in made:
        for row in rows:
            try:
                database.execute(statement, row)
            except (sqlite3.Error, UnicodeEncodeError, OverflowError):
                continue
    database.commit()
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    found = {
        name: database.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]
        for (name,) in names.fetchall()
    }
    database.close()
    return found


#: By what the rows of a table are told apart, and what others hold to refer to one.
KEYS = {
    "number": ("id INTEGER PRIMARY KEY", ("id",)),
    "code": ("code TEXT PRIMARY KEY COLLATE NOCASE", ("code",)),
    "both": ("a INTEGER, b TEXT, PRIMARY KEY (a, b)", ("a", "b")),
    "other": ("id INTEGER PRIMARY KEY, code TEXT UNIQUE", ("code",)),
    "loose": ("code TEXT", ("code",)),
}
PART = {"id": st.sampled_from([*range(1, 7), 1, 2, 3, -1]), "a": st.integers(1, 2)}
CODES = st.sampled_from(["x", "y", "z", "v", "w", "X", "x", "y", ""])


@st.composite
def related(draw: st.DrawFn) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Tables that refer to each other and to themselves, by keys of any shape.

    Each row has a mark that no other has; what it refers to may not be there.
    """
    names = ["ones", "twos", "threes"][: draw(st.integers(1, 3))]
    kinds = {name: draw(st.sampled_from([*KEYS])) for name in names}
    made: list[tuple[str, list[tuple[Any, ...]]]] = []
    for name in names:
        parts, key = KEYS[kinds[name]]
        parts, _, constraint = parts.partition(", PRIMARY KEY")
        columns = [part.split()[0] for part in parts.split(", ")]
        values = [PART.get(column, CODES) for column in columns]
        lines = [parts, "mark TEXT NOT NULL", "amount DECIMAL(5, 2)"]
        ends = [f"PRIMARY KEY{constraint}"] if constraint else []
        amounts = st.sampled_from([None, 1, 2.5, 3, 4.25, 5, 6, 99.999])
        for number, target in enumerate(
            draw(st.lists(st.sampled_from(names), max_size=2))
        ):
            there = KEYS[kinds[target]][1]
            here = [f"r{number}_{column}" for column in there]
            needed = draw(st.sampled_from(["", "", " NOT NULL"]))
            lines += [
                f"{column} {'INTEGER' if other in PART else 'TEXT'}{needed}"
                for column, other in zip(here, there, strict=True)
            ]
            ends.append(
                f"FOREIGN KEY ({', '.join(here)}) REFERENCES {target} ({', '.join(there)})"
            )
            values += [st.none() | PART.get(column, CODES) for column in there]
            columns += here
        made.append((f"CREATE TABLE {name} ({', '.join(lines + ends)})", [()]))
        rows = draw(st.lists(st.tuples(amounts, *values), min_size=2, max_size=9))
        marked = [(f"{name} {n}", *row) for n, row in enumerate(rows)]
        columns = ["mark", "amount", *columns]
        places = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"
        made.append((insert, marked))
    for number in range(draw(st.sampled_from([0, 1, 1, 2]))):
        ends = [draw(st.sampled_from(names)) for _ in range(2)]
        single = [KEYS[kinds[end]][1] for end in ends]
        if any(len(key) > 1 for key in single):
            continue
        lines = [
            f"e{n} {'INTEGER' if key[0] in PART else 'TEXT'} REFERENCES {end} ({key[0]})"
            for n, (end, key) in enumerate(zip(ends, single, strict=True))
        ]
        made.append(
            (
                f"CREATE TABLE links{number} ({', '.join(lines)}, PRIMARY KEY (e0, e1))",
                [()],
            )
        )
        values = [st.none() | PART.get(key[0], CODES) for key in single]
        rows = draw(st.lists(st.tuples(*values), min_size=3, max_size=12))
        made.append((f"INSERT INTO links{number} VALUES (?, ?)", rows))
    return made


@FEW
@given(made=related(), limit=st.sampled_from(["all", "1", "2", "100"]))
def test_relations_lead_to_the_rows_that_the_database_means(
    made: list[tuple[str, list[tuple[Any, ...]]]],
    limit: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("related")
    found = filled(folder / "any.db", made)
    if answer := imported(folder / "any.db", folder, "--rows", limit):
        spec, report = answer
        if report["rows"]["folder"]:
            rows = read(folder / "rows")
            obeyed(spec, rows)
            added_up(report, found, rows)
            leads_as_in(folder / "any.db", spec, report, rows)
    shutil.rmtree(folder)


def leads_as_in(file: Path, spec: Spec, report: dict[str, Any], rows: Rows) -> None:
    """By their marks: each relation leads where the database's own join does.

    What that has and is not there was left out.
    """
    database = sqlite3.connect(file)
    marks = {
        model.name: {row["id"]: row["mark"] for row in rows[model.plural_name]}
        for model in spec.models
    }
    tables = {t["became"]: t["name"] for t in report["tables"]}
    for table in report["tables"]:
        keys = database.execute(
            'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?)'
            " ORDER BY id, seq",
            (table["name"],),
        ).fetchall()
        ends = []
        for _, group in groupby(keys, key=lambda key: key[0]):
            parts = [*group]
            on = " AND ".join(f"o.{to} = t.{here}" for _, _, here, to in parts)
            ends.append((parts[0][2], parts[0][1], on))
        if "." in table["became"]:
            model, _, name = table["became"].partition(".")
            field = spec.by_name[model].by_name[name]
            if ends[0][1] != tables[model] or ends[0][1] == ends[1][1]:
                continue  # which end owns is not said
            joined = database.execute(
                f"SELECT a.mark, b.mark FROM {table['name']} t JOIN {ends[0][1]} a ON "
                f"{ends[0][2].replace('o.', 'a.')} JOIN {ends[1][1]} b ON "
                f"{ends[1][2].replace('o.', 'b.')}"
            ).fetchall()
            loose = any(_is_loose(database, end[1]) for end in ends)
            agree(spec, rows, marks, model, field, joined, is_loose=loose)
            continue
        for column, target, on in ends:
            (became,) = (c["became"] for c in table["columns"] if c["name"] == column)
            model, _, name = became.partition(".")
            if not model:
                continue
            field = spec.by_name[model].by_name[name]
            if field.target is not None and tables[field.target] == target:
                joined = database.execute(
                    f"SELECT t.mark, o.mark FROM {table['name']} t JOIN {target} o ON {on}"
                ).fetchall()
                agree(spec, rows, marks, model, field, joined)
    database.close()


def _is_loose(database: sqlite3.Connection, table: str) -> bool:
    statement = "SELECT name FROM pragma_table_info(?) WHERE name IN ('id', 'a') OR pk"
    return not database.execute(statement, (table,)).fetchall()


def agree(
    spec: Spec,
    rows: Rows,
    marks: dict[str, dict[int, str]],
    model: str,
    field: Field,
    joined: list[tuple[str, str]],
    *,
    is_loose: bool = False,
) -> None:
    """``is_loose``: rows may refer to several at once, by what is not unique."""
    target = marks[str(field.target)]
    written = {*target.values()}
    for row in rows[spec.by_name[model].plural_name]:
        meant = {other for mark, other in joined if mark == row["mark"]} & written
        several = len({other for mark, other in joined if mark == row["mark"]}) > 1
        value = row[field.api]
        if isinstance(value, list):
            found = {target[id] for id in value}
            assert found <= meant if is_loose else found == meant
        elif value:
            assert target[value] in meant
        else:
            # Of several that are meant, the first may have been left out.
            assert not meant or several


@FEW
@given(made=databases(), limit=st.sampled_from(["all", "1", "3"]), masked=st.booleans())
def test_every_row_of_any_database_is_written_or_counted(
    made: list[tuple[str, list[tuple[Any, ...]]]],
    limit: str,
    masked: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    found = filled(folder / "any.db", made)
    options = ["--rows", limit] + ["--unmasked"] * (not masked)
    if answer := imported(folder / "any.db", folder, *options):
        spec, report = answer
        if report["rows"]["folder"]:
            rows = read(folder / "rows")
            obeyed(spec, rows)
            added_up(report, found, rows)
        else:
            counted = [
                t["name"] for t in report["tables"] if t["outcome"] != "left out"
            ]
            assert not any(found[name] for name in counted)
    shutil.rmtree(folder)


def test_rows_of_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    url = made_in(postgres, "import_rows")
    answer = imported(url, tmp_path, "--rows", "all", "--unmasked")
    assert answer
    spec, report = answer
    rows = read(tmp_path / "rows")
    obeyed(spec, rows)
    found = {"chickens": 2, "eggs": 2, "parts_of": 2, "towns": 1, "capitals": 1}
    found |= {"makers": 2, "things": 4, "lines": 3, "marks": 3, "labels": 3}
    added_up(report, found | {"labelled": 3}, rows)
    assert rows["things"] == [
        {
            "id": 7,
            "maker_id": 1,
            "mood": "very happy",
            "tags": ["a", "b c", None],
            "sizes": [1, 2],
            "facts": {"a": [1, None]},
            "price": "12.50",
            "cash": "1234.50",
            "ratio": 0.1,
            "small": 0.1,
            "flag": True,
            "bit": True,
            "day": "2024-02-29",
            "hour": "10:20:30.500000",
            "zoned": "08:00:00",
            "at": "2024-01-01T10:00:00.000000Z",
            "seen": "2024-06-01T10:00:00.250000Z",
            "span": "1 day 02:00:00",
            "host": "10.0.0.1",
            "mark": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "created_at": "2020-01-01T00:00:00.000000Z",
            "parent_id": None,
        }
    ]
    assert reasons(report, "things") == [
        ("ratio", "is no number that float can hold", "left out", 1, "id 9"),
        ("day", "is no date, as 2026-01-05 is", "left out", 1, "id 11"),
        ("hour", "is no time, as 08:30:00 is", "left out", 1, "id 12"),
        (
            *("parent_id", "refers to a row of things that is left out"),
            *("emptied", 1, "id 7"),
        ),
    ]
    assert [(row["no"], row["thing_id"]) for row in rows["lines"]] == [(1, 7), (2, 7)]
    assert [row["line_id"] for row in rows["marks"]] == [2, None, None]
    assert [row["egg_id"] for row in rows["chickens"]] == [2, 1]
    (name,) = (f.api for f in spec.by_name["Label"].fields if f.target == "Maker")
    assert [(row["id"], row[name]) for row in rows["labels"]] == [(4, [1]), (5, [1])]
    assert [row["town"] for row in rows["towns"]] == ["Bergen"]


def test_the_first_row_of_each_table_brings_what_it_refers_to(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = made_in(postgres, "import_first")
    answer = imported(url, tmp_path, "--rows", "1", "--unmasked")
    assert answer
    spec, report = answer
    rows = read(tmp_path / "rows")
    obeyed(spec, rows)
    assert [row["egg_id"] for row in rows["chickens"]] == [2, 1]
    assert [row["id"] for row in rows["eggs"]] == [1, 2]
    (marks,) = (t["rows"] for t in report["tables"] if t["name"] == "marks")
    assert (marks["found"], marks["written"], marks["not_chosen"]) == (3, 1, 2)
    # Of the lines the first is 1; the second is there because a mark refers to it.
    assert [row["no"] for row in rows["lines"]] == [1, 2]


def reasons(report: dict[str, Any], table: str) -> list[tuple[Any, ...]]:
    (rows,) = (t["rows"] for t in report["tables"] if t["name"] == table)
    return [tuple(reason.values()) for reason in rows["reasons"]]


@pytest.mark.parametrize("limit", ["all", "1"])
def test_rows_of_mariadb(
    mariadb: Callable[[str, str], str], limit: str, tmp_path: Path
) -> None:
    """Capitals do not matter in its keys, and days may be none."""
    url = mariadb(f"rows_{limit}", OF_MARIADB)
    answer = imported(url, tmp_path, "--rows", limit, "--unmasked")
    assert answer
    spec, report = answer
    rows = read(tmp_path / "rows")
    obeyed(spec, rows)
    found = {"countries": 2, "people": 5, "visits": 4, "notes": 2, "replies": 4}
    added_up(report, found, rows)
    first = rows["people"][0]
    (name,) = (f.api for f in spec.by_name["Person"].fields if f.kind is Kind.REFS)
    assert first.pop(name) == [1, 2]
    assert first == {
        "id": 3,
        "country_id": 1,
        "email": "a@b.example",
        "kind": "small",
        "tags": "a,b",
        "flag": True,
        "bit": True,
        "price": "19.90",
        "ratio": 16777216.0,
        "born": "1990-02-28",
        "at": "2024-01-01T10:00:00.250000Z",
        "seen": "2024-01-01T12:00:00.000000Z",
        "hour": "10:20:30",
        "year": 2024,
        "facts": {"a": 1},
        "big": 5,
        "chief_id": 3,
    }
    if limit == "all":
        assert [row["country_id"] for row in rows["people"]] == [1, 2]
        assert [row["note_id"] for row in rows["replies"]] == [2, 1, None, None]
        assert [reason[:2] for reason in reasons(report, "people")] == [
            ("at", "is no datetime, as 2026-01-05T08:30:00Z is"),
            ("hour", "is no time, as 08:30:00 is"),
            ("big", "must be from 0 to 9223372036854775807"),
        ]
    else:
        assert [row["note_id"] for row in rows["replies"]] == [2]
        assert rows["notes"] == [
            {"id": 1, "a": 1, "text": "one"},
            {"id": 2, "a": 1, "text": "two"},
        ]
