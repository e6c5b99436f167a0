"""Rows of a source: what is masked by its name, values as JSON, relations by ids.

What is left out is counted, and what fails leaves nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from imported_rows import added_up, obeyed, read
from scaffold import cli
from scaffold.importing import Wanted, import_spec
from scaffold.importing.rows import masks, sensitive, store
from scaffold.importing.rows.reading import canonical
from scaffold.importing.rows.values import writer
from scaffold.spec import grammar, toml
from scaffold.spec.fields import Field
from scaffold.system.errors import ScaffoldError, TargetExists


@pytest.mark.parametrize(
    ("table", "column", "what"),
    [
        ("users", "username", sensitive.LOGIN),
        ("wp_users", "user_login", sensitive.LOGIN),
        ("wp_users", "user_pass", sensitive.SECRET),
        ("accounts", "password_hash", sensitive.SECRET),
        ("accounts", "api_keys", sensitive.SECRET),
        ("accounts", "RefreshToken", sensitive.SECRET),
        ("any", "first_name", sensitive.FIRST_NAME),
        ("any", "surname", sensitive.LAST_NAME),
        ("customers", "name", sensitive.NAME),
        ("orders", "ShipName", sensitive.NAME),
        ("any", "contact_name", sensitive.NAME),
        ("any", "E-Mail", sensitive.EMAIL),
        ("any", "email_address_2", sensitive.EMAIL),
        ("any", "comment_author_email", sensitive.EMAIL),
        ("any", "phone_numbers", sensitive.PHONE),
        ("any", "HomePhone", sensitive.PHONE),
        ("Invoice", "BillingAddress", sensitive.STREET),
        ("any", "address1", sensitive.STREET),
        ("any", "PostalCode", sensitive.POSTCODE),
        ("any", "zip", sensitive.POSTCODE),
        ("any", "BirthDate", sensitive.BIRTH),
        ("any", "dob", sensitive.BIRTH),
        ("any", "iban", sensitive.NUMBER),
        ("any", "tax_number", sensitive.NUMBER),
        ("any", "ip_address", sensitive.IP),
        ("wp_comments", "comment_author_IP", sensitive.IP),
    ],
)
def test_what_a_name_says(table: str, column: str, what: str) -> None:
    assert sensitive.what_of(table, column) == what


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("product", "name"),
        ("customer_types", "name"),
        ("files", "filename"),
        ("usage", "token_count"),
        ("any", "email_template"),
        ("any", "password_changed_at"),
        ("any", "street_lights"),
        ("any", "web_address"),
        ("any", "status"),
        ("any", "tooltip"),
        ("any", "zipped"),
        ("any", "keyword"),
        ("any", "monkey"),
        ("any", "spin"),
        ("any", "telescope"),
        ("tracks", "composer"),
        ("any", "id"),
        ("any", "名前"),
        ("files", "hash"),
    ],
)
def test_what_a_name_does_not_say(table: str, column: str) -> None:
    assert sensitive.what_of(table, column) == ""


@pytest.mark.parametrize(
    ("what", "text", "is_one"),
    [
        (sensitive.EMAIL, "boolean", False),
        (sensitive.SECRET, "integer", False),
        (sensitive.SECRET, "string(64)", True),
        (sensitive.PHONE, "bigint", True),
        (sensitive.PHONE, "datetime", False),
        (sensitive.BIRTH, "date", True),
        (sensitive.NAME, "choice(a,b)", False),
    ],
)
def test_flags_and_counts_are_no_secrets(what: str, text: str, is_one: bool) -> None:
    assert sensitive.is_masked(what, "any", field(text)) is is_one


def field(text: str, name: str = "value") -> Field:
    return grammar.parse(name, text, models=("Other",))


DAY = dt.date(2024, 2, 29)
UTC_2 = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("string(5)", " ab ", "ab"),
        ("string(5):optional", None, ""),
        ("string(5):optional:unique", "  ", None),
        ("string(5)", 12, "12"),
        ("text", "a\r\nb\tc", "a\r\nb\tc"),
        ("choice(a,b)", "b", "b"),
        ("integer", "7", 7),
        ("integer", Decimal("7.0"), 7),
        ("integer:optional", None, None),
        ("bigint", 2**63 - 1, 2**63 - 1),
        ("float", 0.1, 0.1),
        ("float", 5e-324, 5e-324),
        ("float", 1, 1.0),
        ("decimal(8,2)", Decimal("12.5"), "12.50"),
        ("decimal(8,2)", 10.290000000000001, "10.29"),
        ("decimal(8,2)", "3", "3.00"),
        ("decimal(15,0)", Decimal("999999999999999"), "999999999999999"),
        ("boolean", 1, True),
        ("boolean", "f", False),
        ("boolean", b"\x01", True),
        ("date", DAY, "2024-02-29"),
        ("date", "2024-02-29 00:00:00", "2024-02-29"),
        ("date", dt.datetime(2024, 2, 29), "2024-02-29"),
        ("time", dt.timedelta(hours=1, microseconds=5), "01:00:00.000005"),
        ("time", "10:20", "10:20:00"),
        ("datetime", "2024-02-29 10:20:30", "2024-02-29T10:20:30.000000Z"),
        (
            "datetime",
            dt.datetime(2024, 2, 29, 10, tzinfo=UTC_2),
            "2024-02-29T08:00:00.000000Z",
        ),
        ("datetime", "2024-02-29", "2024-02-29T00:00:00.000000Z"),
        ("created", DAY, "2024-02-29T00:00:00.000000Z"),
        ("json", '{"a": [1, null]}', {"a": [1, None]}),
        ("json", 5, 5),
        ("json:optional", "null", None),
        (
            "uuid",
            "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        ),
    ],
)
def test_values_as_the_json_api_takes_them(
    text: str, value: object, written: object
) -> None:
    assert json.loads(writer(field(text))(value)) == written


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("string(5)", None, "is required"),
        ("string(5)", " ", "must not be blank"),
        ("string(5)", "abcdef", "longer than 5"),
        ("string(5)", "a\x00", "NUL"),
        ("string(5)", "a\udc80", "not valid text"),
        ("string(5)", b"a", "bytes"),
        ("choice(a,b)", "c", "one of the choices"),
        ("integer", 1.5, "no number that integer"),
        ("integer", "x", "no number that integer"),
        ("integer", "1e999999999", "no number that integer"),
        ("integer", 2**31, "must be from"),
        ("integer:min=3", 2, "must be from 3"),
        ("float", float("nan"), "no number that float"),
        ("float", float("-inf"), "no number that float"),
        ("decimal(4,2)", Decimal("1.234"), "more than 2 decimal places"),
        ("decimal(15,2)", Decimal("0.12345678901234567"), "more than 2"),
        ("decimal(4,2)", Decimal("100"), "must be from"),
        ("boolean", 2, "true or false"),
        ("date", "0000-00-00", "is no date"),
        ("date", "2024-02-29 10:00:00", "is no date"),
        ("date", "infinity", "is no date"),
        ("time", dt.timedelta(hours=30), "is no time"),
        ("time", dt.timedelta(seconds=-1), "is no time"),
        ("datetime", 1700000000, "is no datetime"),
        ("created", "0000-00-00 00:00:00", "is no datetime"),
        ("json", "{", "must be JSON"),
        ("json", "[NaN]", "no JSON"),
        ("json", '["\\u0000"]', "NUL"),
        ("json", '["\\ud800"]', "lone surrogate"),
        ("json", "null", "is required"),
        ("uuid", "x", "is no uuid"),
    ],
)
def test_values_that_the_spec_refuses(text: str, value: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        writer(field(text))(value)


def test_a_backslash_before_u0000_is_text() -> None:
    assert json.loads(writer(field("json"))(r'["\\u0000"]')) == [r"\u0000"]


def test_a_key_is_the_same_however_its_parts_are_typed() -> None:
    assert canonical([1.0, "a"]) == canonical([1, "a"])
    assert canonical([Decimal("1.50")]) == canonical(["1.50"])
    assert canonical(["1"]) != canonical([1])
    assert canonical(["a", None]) is None
    assert canonical([b"\xff"]) == canonical([bytes([255])])


@pytest.mark.parametrize("text", ["string(8)", "integer", "decimal(6,2)", "uuid"])
def test_masks_that_must_differ_do_and_fit(text: str) -> None:
    own = field(f"{text}:unique", "ssn")
    draw = masks.mask("Person", own, sensitive.NUMBER, is_single=True)
    seen: set[str] = set()
    for number in range(1, 3001):
        value = next(
            drawn
            for attempt in masks.attempts(own, number)
            if (drawn := draw(number, attempt)) not in seen
        )
        seen.add(value)
    again = masks.mask("Person", own, sensitive.NUMBER, is_single=True)
    assert again(1, 0) in seen


# A whole source


def made(tmp_path: Path, script: str) -> Path:
    file = tmp_path / "made.db"
    database = sqlite3.connect(file)
    database.executescript(script)
    database.close()
    return file


def imported(
    tmp_path: Path,
    script: str,
    limit: int | None = None,
    ask: Callable[[Any], bool] | None = None,
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """The rows, and the report."""
    file = made(tmp_path, script)
    target = tmp_path / "spec.toml"
    done = import_spec(
        str(file), target, lambda text: None, wanted=Wanted(limit=limit, ask=ask)
    )
    rows, report = read(tmp_path / "rows"), json.loads(done.json)
    obeyed(toml.load(target), rows)
    database = sqlite3.connect(file)
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    found = {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names.fetchall()
    }
    database.close()
    added_up(report, found, rows)
    return rows, report


def of_table(report: dict[str, Any], name: str) -> dict[str, Any]:
    (rows,) = (table["rows"] for table in report["tables"] if table["name"] == name)
    return dict(rows)


TREE = """
CREATE TABLE makers (code TEXT PRIMARY KEY, name TEXT);
INSERT INTO makers VALUES ('b', 'Bee'), ('a', 'Ant'), ('c', 'Cat');
CREATE TABLE things (id INTEGER PRIMARY KEY, maker TEXT REFERENCES makers,
    parent_id INTEGER REFERENCES things, price DECIMAL(6, 2));
INSERT INTO things VALUES (1, 'c', 9, 1), (2, 'a', NULL, 2), (7, 'a', NULL, 3),
    (8, 'b', 7, 4), (9, NULL, 8, 5);
CREATE TABLE tags (id INTEGER PRIMARY KEY, label VARCHAR(9));
INSERT INTO tags VALUES (3, 'x'), (4, 'y'), (5, 'z');
CREATE TABLE things_tags (thing_id INTEGER REFERENCES things, tag_id INTEGER REFERENCES tags,
    PRIMARY KEY (thing_id, tag_id));
INSERT INTO things_tags VALUES (1, 5), (2, 4), (9, 4), (9, 3);
"""


def test_natural_keys_become_numbers_and_own_keys_stay(tmp_path: Path) -> None:
    rows, report = imported(tmp_path, TREE)
    assert [(row["id"], row["code"]) for row in rows["makers"]] == [
        *((1, "a"), (2, "b"), (3, "c")),
    ]
    assert [(row["id"], row["maker_id"]) for row in rows["things"]] == [
        *((1, 3), (2, 1), (7, 1), (8, 2), (9, None)),
    ]
    assert [row["tag_ids"] for row in rows["things"]] == [[5], [4], [], [], [3, 4]]
    assert report["rows"]["counts"]["left_out"] == 0
    lines = (tmp_path / "rows" / "things.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 5
    assert not (tmp_path / "rows" / ".gitignore").exists()


def test_the_first_rows_bring_all_that_they_need(tmp_path: Path) -> None:
    rows, report = imported(tmp_path, TREE, limit=1)
    # The first thing has a parent with parents, each with makers and tags.
    assert [row["id"] for row in rows["things"]] == [1, 7, 8, 9]
    assert [row["tag_ids"] for row in rows["things"]] == [[5], [], [], [3, 4]]
    assert {row["code"] for row in rows["makers"]} == {"a", "b", "c"}
    assert of_table(report, "things")["not_chosen"] == 1
    assert of_table(report, "things_tags") | {"reasons": []} == {
        **{"found": 4, "written": 3, "not_chosen": 1, "left_out": 0},
        **{"users": 0, "reasons": []},
    }


def test_a_long_chain_is_followed_to_its_end(tmp_path: Path) -> None:
    rows, _ = imported(
        tmp_path,
        "CREATE TABLE steps (id INTEGER PRIMARY KEY, next_id INTEGER REFERENCES steps);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
        "INSERT INTO steps SELECT i, CASE WHEN i < 900 THEN i + 1 END FROM n;",
        limit=1,
    )
    assert len(rows["steps"]) == 900


def test_what_refers_to_a_row_that_is_left_out(tmp_path: Path) -> None:
    rows, report = imported(
        tmp_path,
        """
        CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 9));
        PRAGMA ignore_check_constraints = ON;
        INSERT INTO a VALUES (1, 1), (2, 99);
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a);
        INSERT INTO b VALUES (1, 1), (2, 2), (3, 77);
        CREATE TABLE c (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b);
        INSERT INTO c VALUES (1, 1), (2, 2);
        CREATE TABLE d (id INTEGER PRIMARY KEY, c_id INTEGER REFERENCES c);
        INSERT INTO d VALUES (1, 1), (2, 2), (3, NULL);
        """,
    )
    assert [row["c_id"] for row in rows["ds"]] == [1, None, None]
    assert of_table(report, "a")["reasons"] == [
        {
            "column": "n",
            "why": "must be from -2147483648 to 8",
            "fate": "left out",
            "rows": 1,
            "example": "id 2",
        }
    ]
    said = [(r["why"], r["example"]) for r in of_table(report, "b")["reasons"]]
    assert said == [
        ("refers to no row of a", "id 3"),
        ("refers to a row of a that is left out", "id 2"),
    ]
    assert of_table(report, "c")["left_out"] == 1
    (emptied,) = of_table(report, "d")["reasons"]
    assert (emptied["fate"], emptied["rows"]) == ("emptied", 1)
    spec = (tmp_path / "spec.toml").read_text("utf-8")
    assert "# 1 left out: n: must be from" in spec


def test_of_rows_that_are_alike_the_first_stays(tmp_path: Path) -> None:
    """NULL is not like NULL, but in text both become empty."""
    rows, report = imported(
        tmp_path,
        """
        CREATE TABLE cars (id INTEGER PRIMARY KEY, x TEXT NOT NULL, y TEXT, UNIQUE (x, y));
        INSERT INTO cars VALUES (1, 'p', NULL), (2, 'p', NULL), (3, 'p ', 'q'), (4, 'p', 'q');
        """,
    )
    assert [row["id"] for row in rows["cars"]] == [1, 3]
    (reason,) = of_table(report, "cars")["reasons"]
    assert (reason["column"], reason["rows"]) == ("x, y", 2)


def test_text_that_is_not_utf_8_costs_its_row_alone(tmp_path: Path) -> None:
    rows, report = imported(
        tmp_path,
        "CREATE TABLE cars (id INTEGER PRIMARY KEY, x TEXT);"
        "INSERT INTO cars VALUES (1, 'é'), (2, CAST(x'c328' AS TEXT));",
    )
    assert [row["x"] for row in rows["cars"]] == ["é"]
    assert of_table(report, "cars")["reasons"][0]["why"] == "is not valid text"


PEOPLE = """
CREATE TABLE people (email VARCHAR(30) PRIMARY KEY, name TEXT, phone TEXT, born DATE,
    pin INTEGER, token TEXT UNIQUE, height INTEGER, chief TEXT REFERENCES people);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO people SELECT 'real' || i || '@secret.example', 'Real Name', NULL, '1980-05-05',
    4711, 'tok' || i, 180, 'real1@secret.example' FROM n;
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO products VALUES (1, 'Chair');
INSERT INTO people (email, height) VALUES ('left out', 'tall');
"""


def test_what_looks_personal_is_masked_and_relations_stay(tmp_path: Path) -> None:
    rows, report = imported(tmp_path, PEOPLE)
    text = (tmp_path / "rows" / "people.jsonl").read_text("utf-8")
    for real in ("secret.example", "Real Name", "1980-05-05", "tok1", "4711"):
        assert real not in text
    people = rows["people"]
    assert len({row["email"] for row in people}) == 300
    assert all(row["email"].endswith("@example.com") for row in people)
    assert {row["phone"] for row in people} == {""}
    assert {row["height"] for row in people} == {180}
    first = next(row["id"] for row in people if row["chief_id"] == row["id"])
    assert {row["chief_id"] for row in people} == {first}
    assert rows["products"][0]["name"] == "Chair"
    assert [column["column"] for column in report["rows"]["masked"]] == [
        *("email", "name", "phone", "born", "pin", "token"),
    ]
    assert not (tmp_path / "rows" / ".gitignore").exists()
    told = json.dumps(report) + (tmp_path / "spec.toml").read_text("utf-8")
    assert "real1@" not in told
    assert '"left out"' in told  # the fate, not the key of the row


def test_masks_are_the_same_each_time(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        imported(folder, PEOPLE)
        texts.append((folder / "rows" / "people.jsonl").read_text("utf-8"))
    assert texts[0] == texts[1]


def test_what_is_not_masked_is_kept_out_of_the_repository(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(columns: Any) -> bool:
        asked.extend(columns)
        return False

    rows, report = imported(tmp_path, PEOPLE, ask=ask)
    assert rows["people"][0]["name"] == "Real Name"
    assert "people.born (a date of birth)" in asked
    assert "*" in (tmp_path / "rows" / ".gitignore").read_text().splitlines()
    assert report["rows"]["masked"] == []
    assert len(report["rows"]["unmasked"]) == 6


def test_a_number_of_a_person_is_no_id(tmp_path: Path) -> None:
    rows, _ = imported(
        tmp_path,
        "CREATE TABLE people (ssn INTEGER PRIMARY KEY, chief INTEGER REFERENCES people);"
        "INSERT INTO people VALUES (123456789, NULL), (223456789, 123456789);",
    )
    assert [(row["id"], row["chief_id"]) for row in rows["people"]] == [
        *((1, None), (2, 1)),
    ]


def test_a_source_without_rows_gives_no_folder(tmp_path: Path) -> None:
    for script, limit, why in (
        ("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);", None, "there are none"),
        ("INSERT INTO a VALUES (1, 'x');", 0, "none were asked for"),
    ):
        done = import_spec(
            str(made(tmp_path, script)),
            tmp_path / "spec.toml",
            lambda text: None,
            force=True,
            wanted=Wanted(limit=limit),
        )
        assert f"No rows are written: {why}." in done.text
        assert "--rows" not in done.text
    assert not (tmp_path / "rows").exists()


SIMPLE = "CREATE TABLE cars (id INTEGER PRIMARY KEY, b TEXT); INSERT INTO cars VALUES (1, 'x');"


def test_rows_that_exist_are_kept_unless_forced(tmp_path: Path) -> None:
    file = made(tmp_path, SIMPLE)
    folder, target = tmp_path / "rows", tmp_path / "spec.toml"
    folder.mkdir()

    def again(*, force: bool = False) -> None:
        import_spec(
            str(file), target, lambda t: None, force=force, wanted=Wanted(limit=None)
        )

    again()  # an empty folder holds nothing to lose
    target.unlink()
    (folder / "cars.jsonl").write_text("mine")
    with pytest.raises(TargetExists, match="rows already exists"):
        again()
    assert not target.exists()
    again(force=True)
    assert (folder / "cars.jsonl").read_text() == '{"id": 1, "b": "x"}\n'
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(TargetExists, match="other files"):
        again(force=True)
    assert sorted(path.name for path in folder.iterdir()) == ["cars.jsonl", "notes.txt"]


@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["files", "spec"])
def test_whatever_fails_leaves_what_was_there(
    error: BaseException,
    where: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scaffold.importing import publishing, rows

    file = made(tmp_path, SIMPLE)
    target, folder = tmp_path / "spec.toml", tmp_path / "rows"
    target.write_text("mine")
    folder.mkdir()
    (folder / "old.jsonl").write_text("mine")

    def fail(*arguments: object) -> None:
        raise error

    if where == "files":
        monkeypatch.setattr(rows, "write_files", fail)
    else:
        monkeypatch.setattr(publishing, "replace_file", fail)
    with pytest.raises((ScaffoldError, KeyboardInterrupt)):
        import_spec(
            str(file), target, lambda t: None, force=True, wanted=Wanted(limit=None)
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("made.db", "rows", "spec.toml"),
    ]
    assert target.read_text() == "mine"
    assert (folder / "old.jsonl").read_text() == "mine"


def test_a_full_temporary_disk_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made(tmp_path, SIMPLE)

    def fail(*arguments: object) -> int:
        with store._errors():
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(store.Store, "add", fail)
    with pytest.raises(ScaffoldError, match="disk is full. TMPDIR"):
        import_spec(
            str(file),
            tmp_path / "spec.toml",
            lambda t: None,
            wanted=Wanted(limit=None),
        )
    assert not (tmp_path / "spec.toml").exists()


@pytest.mark.parametrize(("typed", "is_masked"), [(b"\n", True), (b"n\n", False)])
def test_on_a_terminal_one_is_asked_once(
    typed: bytes, is_masked: bool, tmp_path: Path
) -> None:
    made(tmp_path, PEOPLE)
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scaffold", "import", "made.db", "--rows", "5"],
        cwd=tmp_path,
        stdin=side,
        stdout=subprocess.PIPE,
        stderr=side,
    )
    os.close(side)
    os.write(main, typed)
    out, _ = process.communicate()
    said = os.read(main, 4096).decode()
    os.close(main)
    assert process.returncode == 0
    assert said.count("Mask their values") == 1
    assert "people.email (an e-mail address)" in said
    assert ("secret.example" in str(read(tmp_path / "rows"))) is not is_masked
    assert (tmp_path / "rows" / ".gitignore").exists() is not is_masked
    assert b"--models scaffold.toml --rows rows" in out


@pytest.mark.parametrize("text", ["0", "-1", "some", "1.5", ""])
def test_a_number_of_rows_is_a_number(text: str, tmp_path: Path) -> None:
    words = ["import", "made.db", "-o", str(tmp_path / "x.toml"), "--rows", text]
    assert cli.run(words) == 2


def test_references_to_users_are_counted_and_users_are_one(tmp_path: Path) -> None:
    rows, report = imported(
        tmp_path,
        """
        CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT);
        CREATE TABLE auth_user (id INTEGER PRIMARY KEY, password TEXT, last_login DATETIME);
        INSERT INTO auth_user VALUES (1, 'secret', NULL), (2, 'secret', NULL);
        CREATE TABLE votes (id INTEGER PRIMARY KEY, about VARCHAR(9) NOT NULL,
            user_id INTEGER NOT NULL REFERENCES auth_user, UNIQUE (user_id, about));
        INSERT INTO votes VALUES (1, 'x', 1), (2, 'x', 2), (3, 'y', 1);
        """,
    )
    assert rows == {
        "votes": [{"id": 1, "about": "x"}, {"id": 3, "about": "y"}],
    }
    assert of_table(report, "votes")["users"] == 3
    (reason,) = of_table(report, "votes")["reasons"]
    assert reason["why"] == "an earlier row has the same, and users are not imported"
