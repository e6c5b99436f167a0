"""What a SQL file says of rows is read, or counted with its reason; nothing is lost."""

import json
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from imported_rows import added_up, imported, obeyed, read
from scaffold.importing import statements as reading
from scaffold.importing.catalogue import Column, Dialect
from scaffold.importing.dumped_values import converter
from scaffold.importing.inserts import Expression, Literal, insert_of
from scaffold.importing.statements import statements

POSTGRESQL, MYSQL, SQLITE = Dialect.POSTGRESQL, Dialect.MYSQL, Dialect.SQLITE


def rows(text: str, dialect: Dialect) -> list[Any]:
    (statement,) = (s for s in statements(StringIO(text), dialect) if s.text)
    insert = insert_of(statement, dialect)
    assert insert
    return [*insert.rows]


@pytest.mark.parametrize(
    ("dialect", "said", "meant"),
    [
        (POSTGRESQL, r"'it''s \n'", r"it's \n"),
        (POSTGRESQL, r"E'it\'s\n\303\251'", "it's\né"),
        (POSTGRESQL, "'{1,2}'::int[]", "{1,2}"),
        (POSTGRESQL, "'a'::character varying(3)", "a"),
        (POSTGRESQL, "B'101'", "101"),
        (POSTGRESQL, "-1.5e3", "-1.5e3"),
        (POSTGRESQL, "true", True),
        (POSTGRESQL, "'a' || 'b'", Expression("'a' || 'b'")),
        (POSTGRESQL, r"E'\u00e9'", Expression(r"E'\u00e9'")),
        (MYSQL, r"'it\'s \"\\\n\0\Z'", "it's \"\\\n\x00\x1a"),
        (MYSQL, r"'a\\''b'", r"a\'b"),
        (MYSQL, "0x00ff", b"\x00\xff"),
        (MYSQL, "0xf", b"\x0f"),
        (MYSQL, "b'1'", b"\x01"),
        (MYSQL, r"_binary 'a\0'", "a\x00"),
        (MYSQL, "_utf8mb4'é'", "é"),
        (MYSQL, "now(1, ')')", Expression("now(1, ')')")),
        (SQLITE, "X'00ff'", b"\x00\xff"),
        (SQLITE, "NULL", None),
        (
            SQLITE,
            "replace('a,b', ',', char(10))",
            Expression("replace('a,b', ',', char(10))"),
        ),
    ],
)
def test_a_literal_means_what_its_database_means(
    dialect: Dialect, said: str, meant: Literal
) -> None:
    """Between others, and last."""
    for text in (
        f"INSERT INTO a VALUES (0, {said},')'), (1)",
        f"INSERT a VALUES ({said})",
    ):
        assert rows(f"{text};", dialect)[0] in ([meant], ["0", meant, ")"])


def test_a_row_that_is_cut_off_is_told() -> None:
    assert rows("INSERT INTO a VALUES (1, 'a'), (2, 'b", MYSQL) == [
        ["1", "a"],
        "is cut off",
    ]


def test_lines_of_copy() -> None:
    text = "COPY a.b (c) FROM stdin;\n1\t\\N\n\\\\N\ta\\tb\\n\\.\\303\\251\r\n\n\\.\nSELECT 1;"
    found = statements(StringIO(text), POSTGRESQL)
    insert = insert_of(next(found), POSTGRESQL)
    assert insert
    assert (insert.table, insert.columns) == (("a", "b"), ("c",))
    assert [*insert.rows] == [["1", None], ["\\N", "a\tb\n.é"], [""]]
    assert next(found).text == "SELECT 1"


TEXT = r"""
-- It's a comment; really
CREATE TABLE "a;b" (c text DEFAULT ';''' /* ; ' */); INSERT INTO x VALUES ('a;--''b', E'\';');
COPY x FROM stdin;
it's; a	row
\.
CREATE FUNCTION f() AS $x$ ; $$ ' $x$; SELECT $1;
/*!40000 ALTER TABLE t */;
\restrict it's
SELECT 'end'
"""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_statements_do_not_depend_on_what_is_read_at_once(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[tuple[str, list[str]]]:
        return [(s.text, [*s.lines]) for s in statements(StringIO(TEXT), POSTGRESQL)]

    whole = found()
    assert len(whole) == 7
    assert whole[2] == ("COPY x FROM stdin", ["it's; a\trow"])
    assert whole[-1][0] == "SELECT 'end'"
    monkeypatch.setattr(reading, "_CHUNK", size)
    assert found() == whole


def test_what_stands_in_a_trigger_or_a_procedure_is_no_row() -> None:
    of_mysql = """DELIMITER ;;
    CREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (1); INSERT INTO a VALUES (2); END ;;
DELIMITER ;
INSERT INTO a VALUES (3);"""
    of_sqlite = """CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1);
    INSERT INTO b VALUES (2); END; INSERT INTO a VALUES (3);"""
    for text, dialect in ((of_mysql, MYSQL), (of_sqlite, SQLITE)):
        found = [insert_of(s, dialect) for s in statements(StringIO(text), dialect)]
        assert [[*insert.rows] for insert in found if insert] == [[["3"]]]


@pytest.mark.parametrize(
    ("type_", "dialect", "said", "meant"),
    [
        ("INT", POSTGRESQL, "7", 7),
        ("BIGINT UNSIGNED", MYSQL, str(2**64 - 1), str(2**64 - 1)),
        ("INT", MYSQL, True, 1),
        ("FLOAT", MYSQL, "0.1", 0.10000000149011612),
        ("DOUBLE PRECISION", POSTGRESQL, "0.1", 0.1),
        ("DOUBLE PRECISION", POSTGRESQL, "NaN", "NaN"),
        ("BOOLEAN", POSTGRESQL, "t", "true"),
        ("MONEY", POSTGRESQL, "-$1,234.50", "-1234.50"),
        ("TIMETZ", POSTGRESQL, "10:00:00+02", "08:00:00"),
        ("CHAR(4)", POSTGRESQL, "ab  ", "ab"),
        ("CHARACTER VARYING(4)", POSTGRESQL, "ab  ", "ab  "),
        ("BYTEA", POSTGRESQL, r"\x00ff", b"\x00\xff"),
        ("BLOB", MYSQL, "\x00\udcff", b"\x00\xff"),
        ("BIT(1)", MYSQL, "\x01", b"\x01"),
        ("TEXT", MYSQL, "\udcff", b"\xff"),
        ("TEXT[]", POSTGRESQL, '{a,"b \\"c",NULL}', '["a","b \\"c",null]'),
        ("INT[]", POSTGRESQL, "[0:1]={{1,2},{3,NULL}}", "[[1,2],[3,null]]"),
        ("BOOLEAN[]", POSTGRESQL, "{t,f}", "[true,false]"),
        (
            "TIMESTAMP[]",
            POSTGRESQL,
            '{"2024-01-01 10:00:00"}',
            '["2024-01-01T10:00:00"]',
        ),
        ("HSTORE", POSTGRESQL, '"a"=>"1", "b"=>NULL', '{"a": "1", "b": null}'),
    ],
)
def test_a_value_is_as_the_server_answers_it(
    type_: str, dialect: Dialect, said: str | bool, meant: object
) -> None:
    assert converter(Column(name="a", type=type_), dialect)(said) == meant


OF_ALL_SORTS = """--
-- PostgreSQL database dump
CREATE TABLE public.makers (id serial PRIMARY KEY, name varchar(20) DEFAULT 'none',
    rank int NOT NULL DEFAULT 5, made timestamp DEFAULT now());
CREATE TABLE other.parts (code text PRIMARY KEY, maker_id int REFERENCES public.makers);
INSERT INTO public.makers (id, name) VALUES (7, 'Anna'), (DEFAULT, 'Zoe'), (9, upper('x'));
INSERT INTO makers (name) VALUES (DEFAULT), ('Ulf'), ('a', 'b');
INSERT INTO makers (nothing) VALUES (1);
INSERT INTO makers SELECT * FROM old;
INSERT INTO nowhere VALUES (1), (2);
UPDATE makers SET rank = 6;
COPY makers (id, name) FROM stdin WITH (FORMAT csv);
1,a
\\.
COPY other.parts FROM stdin;
a	7
b	999
c
\\.
"""


def test_every_row_of_a_file_is_written_or_counted(tmp_path: Path) -> None:
    """With what defaults say, and the next id where none is said."""
    file = tmp_path / "any.sql"
    file.write_text(OF_ALL_SORTS, "utf-8")
    answer = imported(file, tmp_path, "--rows", "all", "--unmasked")
    assert answer
    spec, report = answer
    found = read(tmp_path / "rows")
    obeyed(spec, found)
    added_up(report, {"makers": 9, "other.parts": 3}, found)
    makers = [(r["id"], r["name"], r["rank"]) for r in found["makers"]]
    assert makers == [(7, "Anna", 5), (8, "Zoe", 5), (9, "none", 5), (10, "Ulf", 5)]
    assert [r["maker_id"] for r in found["parts"]] == [7, None]
    told = {t["name"]: t["rows"]["reasons"] for t in report["tables"]}
    assert [
        (r["column"], r["why"], r["rows"], r["example"]) for r in told["makers"]
    ] == [
        ("name", "is an expression, which is not run", 1, "id 9"),
        ("", "has 2 values for 1 columns", 1, "row 3 of its statement"),
        ("nothing", "there is no such column", 1, ""),
        ("", "is made by a query, not by VALUES", 1, "row 1 of its statement"),
        (
            *("", "is not in the format that COPY has unless told otherwise"),
            *(1, "row 1 of its statement"),
        ),
    ]
    assert report["other"] == [
        "2 rows for nowhere (such a table is not defined)",
        "not run: 1 of UPDATE, DELETE, MERGE and TRUNCATE",
    ]


def test_what_sqlite_refuses_is_counted(tmp_path: Path) -> None:
    """Its own functions run; what goes on for ever, and other files, do not."""
    file = tmp_path / "any.sql"
    elsewhere = tmp_path / "other.db"
    file.write_text(
        f"""PRAGMA foreign_keys=OFF;
        CREATE TABLE makers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO makers VALUES (1, unistr('a\\000ab')), (2, replace('x,y', ',', char(10)));
        INSERT INTO makers VALUES (1, 'again'), (3, 'with it');
        ATTACH '{elsewhere}' AS other; INSERT INTO other.t VALUES (1);
        INSERT INTO makers WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
            SELECT x, 'n' FROM n;
        """,
        "utf-8",
    )
    answer = imported(file, tmp_path, "--rows", "all", "--unmasked")
    assert answer
    found = read(tmp_path / "rows")
    assert [row["name"] for row in found["makers"]] == ["a\nb", "x\ny"]
    added_up(answer[1], {"makers": 5}, found)
    assert not elsewhere.exists()


def test_a_file_without_rows_gives_none(tmp_path: Path) -> None:
    file = tmp_path / "any.sql"
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "mine.txt").touch()
    for text in ("CREATE TABLE a (b int);", "CREATE TABLE a (b serial);"):
        file.write_text(text, "utf-8")
        answer = imported(file, tmp_path, "--rows", "all")
        assert answer
        assert answer[1]["rows"]["why_none"] == "the file has none"


@pytest.mark.parametrize("collation", ["utf8mb4_general_ci", "utf8mb4_bin"])
def test_what_mysql_takes_for_equal_leads_to_the_same_row(
    collation: str, tmp_path: Path
) -> None:
    file = tmp_path / "any.sql"
    file.write_text(
        f"""CREATE TABLE `makers` (`code` varchar(9) PRIMARY KEY) COLLATE={collation};
        CREATE TABLE `things` (`id` int PRIMARY KEY, `maker` varchar(9),
            FOREIGN KEY (`maker`) REFERENCES `makers` (`code`)) COLLATE={collation};
        INSERT INTO `makers` VALUES ('Ärger'),('zoe');
        INSERT INTO `things` VALUES (1,'arger '),(2,'zoe');""",
        "utf-8",
    )
    assert imported(file, tmp_path, "--rows", "all", "--unmasked")
    lines = (tmp_path / "rows" / "things.jsonl").read_text("utf-8").splitlines()
    ids = [json.loads(line)["maker_id"] for line in lines]
    assert ids == ([1, 2] if collation.endswith("_ci") else [None, 1])


def test_bytes_that_are_no_text_are_told_in_their_row_alone(tmp_path: Path) -> None:
    for name, mark in (("a", b"serial"), ("b", b"INTEGER")):
        file = tmp_path / f"{name}.sql"
        file.write_bytes(
            b"CREATE TABLE makers (id " + mark + b" PRIMARY KEY, b text);"
            b"INSERT INTO makers VALUES (1, 'ok');INSERT INTO makers VALUES (2, '\xff');"
        )
        answer = imported(file, tmp_path, "--rows", "all", "--unmasked")
        assert answer
        assert (tmp_path / "rows" / "makers.jsonl").read_text("utf-8").count("\n") == 1
        assert answer[1]["rows"]["counts"]["left_out"] == 1


PG = "--\n-- PostgreSQL database dump\n"
GOOD = (
    "CREATE TABLE good (id int PRIMARY KEY, a text); INSERT INTO good VALUES (1, 'a');"
)


@pytest.mark.parametrize(
    "text",
    [
        PG + GOOD + "CREATE TABLE things (a text, PRIMARY KEY (id));"
        "INSERT INTO things VALUES ('a');",
        PG + GOOD + "CREATE TABLE things ('' text, a text);",
        PG + GOOD + "INSERT INTO \udcff (a) VALUES (1);",
        GOOD + "INSERT INTO \udcffthings (\udcff) VALUES (1);",
        GOOD + "CREATE TRIGGER t AFTER INSERT ON good BEGIN SELECT '\udcff'; END;",
        GOOD + "CREATE TABLE things (a text DEFAULT '\udcff');",
        PG + GOOD + "COPY good FROM stdin;",
        PG + GOOD + "INSERT INTO good VALUES",
        PG
        + GOOD
        + 'CREATE TABLE twice (a int, "A" int); INSERT INTO twice VALUES (1, 2);',
        PG + GOOD + "CREATE TABLE things (a text INOUT);",
        PG + GOOD + "CREATE TABLE things (); COPY things () FROM stdin;\n\n\\.\n",
        PG
        + GOOD
        + "CREATE TABLE things (a money, b char(3), c text[], d boolean, e time"
        " with time zone); INSERT INTO things VALUES ('\udcff', '\udcff', '\udcff',"
        " '\udcff', '\udcff');",
        GOOD + "CREATE TABLE makers (code text PRIMARY KEY);"
        "CREATE TABLE links (good int REFERENCES good (no), maker text REFERENCES makers,"
        " PRIMARY KEY (good, maker)); INSERT INTO links VALUES (1, 'a');"
        "INSERT INTO makers VALUES ('a');",
        PG + GOOD + "CREATE TABLE makers (code text);"
        "CREATE TABLE links (good int REFERENCES good, maker text REFERENCES makers (no),"
        " PRIMARY KEY (good, maker)); INSERT INTO links VALUES (1, 'a');",
    ],
)
@pytest.mark.parametrize("rows", ["all", "1"])
def test_a_broken_file_gives_what_of_it_is_whole(
    text: str, rows: str, tmp_path: Path
) -> None:
    file = tmp_path / "any.sql"
    file.write_text(text, "utf-8", "surrogateescape")
    assert imported(file, tmp_path, "--rows", rows)
    (row,) = read(tmp_path / "rows")["goods"]
    assert (row["id"], row["a"]) == (1, "a")


def test_unistr_is_there_whatever_sqlite_is_installed() -> None:
    from scaffold.importing.dumped_values import add_functions

    database = sqlite3.connect(":memory:")
    add_functions(database)
    ((text,),) = database.execute(r"SELECT unistr('a\\\000a\u00e9\+01f600')")
    assert text == "a\\\né😀"
