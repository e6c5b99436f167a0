"""`scaffold import`: databases, SQL files and models that exist, each to both starters."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddl import schemas
from parsing import all_parse
from scaffold.cli import cli
from scaffold.spec import Spec, grammar, toml
from services import Postgres
from starters import FRAMEWORKS, PROJECT, ROOT, Starter, environment_of, scaffold

SCHEMAS = ROOT / "tests" / "schemas"
SECRET = "s3cr%40t-of-the-team"
#: A share of the examples that tests/conftest.py allows.
FEW = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=list(HealthCheck),
)


def imported(
    source: object, folder: Path, *options: str
) -> tuple[Spec, dict[str, Any]]:
    """The spec as it is written, and the report."""
    target = folder / "imported.toml"
    text = invoke(source, "-o", target, "--force", "--json", *options)
    return toml.load(target), json.loads(text)


def invoke(source: object, *options: object, code: int = 0) -> str:
    """What the command says on standard output, or of its failure."""
    words = ["import", str(source), *map(str, options)]
    result = CliRunner().invoke(cli, words)
    if code:
        error = result.exception
        assert result.exit_code == code, result.output
        return result.output + str(error)
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    return result.stdout


def generates(folder: Path) -> None:
    scaffold("both", PROJECT, "--models", folder / "imported.toml", "-o", folder)
    all_parse(folder / PROJECT)


def fields(spec: Spec, model: str) -> dict[str, str]:
    return {f.name: grammar.to_text(f) for f in spec.by_name[model].fields}


def adds_up(report: dict[str, Any], tables: int, columns: int) -> None:
    """Every table and every column of the catalogue is told, once."""
    assert sum(report["counts"]["tables"].values()) == tables
    assert sum(report["counts"]["columns"].values()) == columns
    assert len(report["tables"]) == tables
    assert sum(len(table["columns"]) for table in report["tables"]) == columns


def notes(report: dict[str, Any], table: str, column: str) -> str:
    (found,) = (t for t in report["tables"] if t["name"] == table)
    (part,) = (c for c in found["columns"] if c["name"] == column)
    return f"{part['outcome']}: {'; '.join(part['notes'])}"


def made(file: Path, *scripts: str) -> Path:
    database = sqlite3.connect(file)
    for script in scripts:
        database.executescript(script)
    database.commit()
    database.close()
    return file


def test_a_music_shop_in_sqlite(tmp_path: Path) -> None:
    script = (SCHEMAS / "music.sql").read_text("utf-8")
    file = made(tmp_path / "music.db", script)
    spec, report = imported(file, tmp_path)
    adds_up(report, 11, 42)
    assert report["counts"]["tables"] == {"mapped": 11, "changed": 0, "left out": 0}
    assert fields(spec, "Track") == {
        "name": "string(200)",
        "album": "ref(Album):optional",
        "media_type": "ref(MediaType)",
        "genre": "ref(Genre):optional",
        "composer": "string(220):optional",
        "milliseconds": "integer",
        "bytes": "integer:optional",
        "unit_price": "decimal(10,2)",
    }
    assert fields(spec, "Employee")["reports_to"] == "ref(Employee):optional"
    assert fields(spec, "Playlist")["tracks"] == "refs(Track)"
    generates(tmp_path)
    # The file of its definitions says the same.
    assert imported(SCHEMAS / "music.sql", tmp_path)[0].models == spec.models


def test_text_and_numbers_are_as_wide_as_the_rows(tmp_path: Path) -> None:
    file = made(
        tmp_path / "wide.db",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, short TEXT, long TEXT, big INTEGER)",
        f"INSERT INTO notes VALUES (1, 'abc', '{'x' * 600}', 5000000000), (2, 'y', 'z', 1)",
    )
    spec, report = imported(file, tmp_path)
    assert fields(spec, "Note") == {
        "short": "string(100):optional",
        "long": "text:optional",
        "big": "bigint:optional",
    }
    assert "3 characters" in notes(report, "notes", "short")


def test_a_database_of_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """Enums, arrays, domains, views, partitions, inheritance, two schemas, one ring."""
    url = postgres.database("import_shop")
    for statement in (SCHEMAS / "postgresql.sql").read_text("utf-8").split(";\n"):
        postgres.query(statement, "import_shop")
    counted = postgres.query(
        "SELECT count(DISTINCT (table_schema, table_name)), count(*) FROM "
        "information_schema.columns JOIN information_schema.tables USING (table_schema, "
        "table_name) WHERE table_schema IN ('public', 'sales') AND table_type = 'BASE TABLE'",
        "import_shop",
    )
    spec, report = imported(url, tmp_path)
    adds_up(report, *(int(number) for number in counted.split("|")))
    assert fields(spec, "Customer") == {
        "email": "string(99):unique",
        "tags": "json:optional",
        "mood": "choice(sad,ok,very happy):optional:default=ok",
        "customer_meta": "json:optional",
        "ip": "string(43):optional",
        "visits": "integer:optional:min=1",
        "note": "string(100):optional",
        "balance": "decimal(15,3):optional",
        "big": "decimal(15,0):optional",
        "born": "date:optional",
        "span": "string(64):optional",
        "created_at": "created",
    }
    assert fields(spec, "Shipment") == {
        "order_line": "ref(OrderLine):on_delete=cascade"
    }
    assert fields(spec, "Order")["tags"] == "refs(Tag)"
    assert spec.by_name["Order"].indexes == (("state", "ordered_at"),)
    assert {"name", "population"} <= fields(spec, "City").keys()
    assert notes(report, "sales.customers", "loc") == (
        'left out: type "point" has no counterpart'
    )
    assert "larger numbers" in notes(report, "sales.customers", "big")
    assert "ring" in notes(report, "a", "b_id") + notes(report, "b", "a_id")
    assert report["other"] == ["view mv", "view v", "trigger trg of orders"]
    generates(tmp_path)
    # Its definitions in a file say the same, but for what only rows can tell.
    of_file, _ = imported(SCHEMAS / "postgresql.sql", tmp_path)
    assert of_file.by_name.keys() == spec.by_name.keys()
    for name in spec.by_name.keys() - {"Customer", "A", "B", "ARecord", "BRecord"}:
        assert fields(of_file, name) == fields(spec, name)


def test_nothing_is_written_and_one_state_is_read(
    postgres: Postgres, tmp_path: Path
) -> None:
    """The transaction refuses to write, and sees no row that comes later."""
    from sqlalchemy.exc import DBAPIError

    from scaffold.importing.connection import reading_url

    url = postgres.database("import_read")
    postgres.query("CREATE TABLE a (id int)", "import_read")
    with reading_url(url) as opened:
        connection = opened.connection
        count = "SELECT count(*) FROM a"
        assert connection.exec_driver_sql(count).scalar() == 0
        postgres.query("INSERT INTO a VALUES (1)", "import_read")
        assert connection.exec_driver_sql(count).scalar() == 0
        with pytest.raises(DBAPIError, match="read-only"):
            connection.exec_driver_sql("INSERT INTO a VALUES (2)")


def test_a_blog_of_mariadb(mariadb: Callable[[str, str], str], tmp_path: Path) -> None:
    script = (SCHEMAS / "blog.sql").read_text("utf-8")
    url = mariadb("blog", f"SET sql_mode = '';\n{script}")
    spec, report = imported(url, tmp_path)
    adds_up(report, 5, 27)
    post = fields(spec, "Post")
    assert post["post_status"] == ("choice(publish,draft,auto-draft):default=publish")
    assert post["sticky"] == "boolean:default=false"
    assert post["rating"] == "integer:optional"  # its rows hold a 5
    assert post["price"] == "decimal(10,2):optional:min=0"
    assert post["post_meta"] == "json:optional"
    assert post["post_content"] == "text"
    assert post["modified"] == "updated"
    assert post["terms"] == "refs(Term)"
    assert fields(spec, "TermRelationship")["term_order"] == "integer:default=0"
    assert report["other"] == ["view wv"]
    generates(tmp_path)
    of_file, _ = imported(SCHEMAS / "blog.sql", tmp_path)
    assert of_file.by_name.keys() == spec.by_name.keys()
    assert fields(of_file, "Term") == fields(spec, "Term")


def test_mariadb_is_only_read(mariadb: Callable[[str, str], str]) -> None:
    from sqlalchemy.exc import DBAPIError

    from scaffold.importing.connection import reading_url

    url = mariadb("read", "CREATE TABLE a (id int)")
    with (
        reading_url(url) as opened,
        pytest.raises(DBAPIError, match="READ ONLY"),
    ):
        opened.connection.exec_driver_sql("INSERT INTO a VALUES (2)")


def test_a_dump_of_postgresql(tmp_path: Path) -> None:
    """Keys come after the tables, by ALTER TABLE ONLY."""
    spec, report = imported(SCHEMAS / "staff.sql", tmp_path)
    adds_up(report, 4, 16)
    assert fields(spec, "Employee")["gender"] == "choice(M,F)"
    assert fields(spec, "Department") == {
        "department_code": "string(4):unique",
        "dept_name": "string(40)",
    }
    assert fields(spec, "Salary")["employee"] == "ref(Employee):on_delete=cascade"
    assert spec.by_name["Salary"].unique == (("employee", "from_date"),)
    generates(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        f"postgresql://me:{SECRET}@127.0.0.1:1/shop",
        f"mysql://me:{SECRET}@127.0.0.1:1/shop",
        f"mysql://me:{SECRET}@127.0.0.1:1",
        f"oracle://me:{SECRET}@127.0.0.1/shop",
        f"postgresql://me:{SECRET}@127.0.0.1:port/shop",
        f"postgresql://127.0.0.1:1/shop?user=me&password={SECRET}",
        f"postgresql://me:x@127.0.0.1/{SECRET}?{SECRET}=1",
    ],
)
def test_no_error_tells_the_password(source: str, tmp_path: Path) -> None:
    told = invoke(source, "-o", tmp_path / "x.toml", code=2)
    if "/shop" in source or source.endswith(":1"):
        assert SECRET not in told
        assert "s3cr@t" not in told
    assert not [*tmp_path.iterdir()]


def test_what_a_driver_says_loses_every_secret() -> None:
    from sqlalchemy import make_url

    from scaffold.importing.connection import _hidden

    url = make_url(f"postgresql://me:{SECRET}@host/shop?sslpassword=hunter2")
    said = f"refused s3cr@t-of-the-team, {SECRET} and hunter2 of me at host"
    assert _hidden(said, url) == "refused ***, *** and *** of me at host"


def test_the_password_is_nowhere_in_what_is_written(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = postgres.database("import_secret")
    postgres.query(
        "CREATE TABLE a_rows (id serial PRIMARY KEY, b int)", "import_secret"
    )
    told = invoke(
        url.replace("scaffold@", f"scaffold:{SECRET}@"), "-o", tmp_path / "x.toml"
    )
    for text in (told, (tmp_path / "x.toml").read_text("utf-8")):
        assert SECRET not in text
        assert "s3cr@t" not in text


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nowhere.db", "No such file"),
        ("text.txt", "no CREATE TABLE"),
        ("bytes.bin", "neither a SQLite file nor SQL"),
        ("empty.db", "has no table"),
        ("broken.db", "cannot be read"),
        ("only_blobs.sql", "No table of only_blobs can be a model"),
        ("nowhere:metadata", "--python"),
        ("ftp://example.com/x", "postgresql://"),
        ("sqlite:///nowhere.db", "no such file"),
    ],
)
def test_what_is_no_source_is_told_in_a_line(
    source: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text("Dear all,\n")
    Path("bytes.bin").write_bytes(bytes(range(256)))
    Path("only_blobs.sql").write_text("CREATE TABLE a (b blob);")
    made(Path("empty.db"), "CREATE TABLE a (b)", "DROP TABLE a")
    Path("broken.db").write_bytes(b"SQLite format 3\x00" + b"broken" * 900)
    told = invoke(source, code=2)
    assert says in told
    assert not Path("scaffold.toml").exists()


def test_a_spec_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "scaffold.toml"
    target.write_text("mine")
    assert "--force" in invoke(SCHEMAS / "music.sql", "-o", target, code=3)
    assert target.read_text() == "mine"
    invoke(SCHEMAS / "music.sql", "-o", target, "--force")
    assert toml.load(target).by_name
    folder = tmp_path / "folder"
    folder.mkdir()
    invoke(SCHEMAS / "music.sql", "-o", folder, "--force", code=3)


def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scaffold.importing import sources

    monkeypatch.setattr(sources, "_NEEDED", ("sqlalchemy", "no_such_package"))
    told = invoke(SCHEMAS / "music.sql", "-o", tmp_path / "x.toml", code=2)
    assert "needs no_such_package" in told
    assert "scaffold[import]" in told


def test_models_of_sqlalchemy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ours.py").write_text(
        """\
from sqlalchemy import ForeignKey, Integer, MetaData, String, Column, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
metadata = MetaData(schema="sales")
Table("makers", metadata, Column("id", Integer, primary_key=True),
      Column("name", String(40), nullable=False, unique=True))
Table("bikes", metadata, Column("id", Integer, primary_key=True),
      Column("maker_id", ForeignKey("sales.makers.id", ondelete="CASCADE"), nullable=False),
      Column("facts", JSONB), Column("sizes", ARRAY(Integer)))
"""
    )
    spec, report = imported("ours:metadata", tmp_path, "--python", sys.executable)
    adds_up(report, 2, 6)
    assert fields(spec, "Maker") == {"name": "string(40):unique"}
    assert fields(spec, "Bike") == {
        "maker": "ref(Maker):on_delete=cascade",
        "facts": "json:optional",
        "sizes": "json:optional",
    }


def test_models_of_django(
    starter: Callable[[str, str], Starter], tmp_path: Path
) -> None:
    shop = starter("django", "shop")
    spec, report = imported(
        shop.folder / "manage.py", tmp_path, "--python", str(shop.python)
    )
    adds_up(
        report, len(report["tables"]), sum(len(t["columns"]) for t in report["tables"])
    )
    assert {*spec.by_name} == {"Category", "Product", "Tag"}
    assert fields(spec, "Product")["tags"] == "refs(Tag)"
    assert fields(spec, "Category") == {
        "name": "string(80):unique",
        "parent": "ref(Category):optional",
    }


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_database_of_a_starter_gives_its_spec(
    framework: str,
    starter: Callable[[str, str], Starter],
    postgres: Postgres,
    tmp_path: Path,
) -> None:
    """But for what a database does not keep, or the framework does not tell it."""
    shop = starter(framework, "shop")
    url = postgres.database(f"import_of_{framework}")
    shop.create_tables(DATABASE_URL=url)
    spec, _ = imported(url, tmp_path)
    original = toml.load(ROOT / "tests" / "specs" / "shop.toml")
    assert {*spec.by_name} == {*original.by_name}
    for name, model in original.by_name.items():
        expected = {
            f: _as_kept(framework, text) for f, text in fields(original, name).items()
        }
        assert fields(spec, name) == expected
        assert spec.by_name[name].unique == model.unique


def _as_kept(framework: str, text: str) -> str:
    """Defaults are the application's; Django deletes by itself what refers to a row."""
    parts = text.split(":")
    lost = "default=", "on_delete=" if framework == "django" else "default="
    return ":".join(part for part in parts if not part.startswith(lost))


#: Read the album that is there, and write one more.
USE = {
    "django": """
from catalog.models import Album
album = Album.objects.select_related("artist").get()
print("found", album.pk, album.title, album.artist.name)
Album(title="Again", artist=album.artist).save()
""",
    "flask": """
from myproject import create_app
from myproject.catalog.models import Album
from myproject.extensions import db
with create_app().app_context():
    album = db.session.scalars(db.select(Album)).one()
    print("found", album.id, album.title, album.artist.name)
    db.session.add(Album(title="Again", artist=album.artist))
    db.session.commit()
""",
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_with_its_names_kept_a_starter_runs_on_the_tables_that_exist(
    framework: str, tmp_path: Path
) -> None:
    """Its first migrations are only said to have run."""
    file = made(
        tmp_path / "music.db",
        (SCHEMAS / "music.sql").read_text("utf-8"),
        "INSERT INTO Artist VALUES (1, 'Nina'); INSERT INTO Album VALUES (7, 'Pastel', 1)",
    )
    imported(file, tmp_path, "--keep-names")
    scaffold(framework, PROJECT, "--models", tmp_path / "imported.toml", "-o", tmp_path)
    folder = tmp_path / PROJECT
    place = environment_of(folder)
    music = Starter(framework=framework, spec="", folder=folder, environment=place)
    there = {"DATABASE_URL": f"sqlite:///{file}"}
    if framework == "django":
        music.manage("migrate", "--fake", "catalog", **there)
        told = music.manage("shell", "-c", USE[framework], **there)
    else:
        music.manage("db", "stamp", "head", **there)
        told = music.run("python", "-c", USE[framework], **there)
    assert "found 7 Pastel Nina" in told
    database = sqlite3.connect(file)
    rows = [*database.execute("SELECT AlbumId, Title, ArtistId FROM Album")]
    database.close()
    assert rows == [(7, "Pastel", 1), (8, "Again", 1)]


@FEW
@given(statements=schemas(), keep_names=st.booleans())
def test_any_schema_gives_a_spec_that_generates_or_one_line(
    statements: list[str], keep_names: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    database = sqlite3.connect(folder / "any.db")
    for statement in statements:
        try:
            database.execute(statement)
        except sqlite3.Error:
            continue
    database.commit()
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = [name for (name,) in tables]
    columns = [
        database.execute(
            "SELECT count(*) FROM pragma_table_xinfo(?)", (name,)
        ).fetchone()
        for name in names
    ]
    database.close()
    words = [
        "import",
        str(folder / "any.db"),
        "-o",
        str(folder / "imported.toml"),
        "--json",
    ]
    result = CliRunner().invoke(cli, words + ["--keep-names"] * keep_names)
    if result.exit_code:
        assert result.exit_code == 2, f"{statements}\n{result.exception!r}"
        return
    adds_up(json.loads(result.stdout), len(names), sum(count for (count,) in columns))
    generated = CliRunner().invoke(
        cli,
        ["both", PROJECT, "--models", str(folder / "imported.toml"), "-o", str(folder)],
    )
    assert generated.exit_code == 0, f"{statements}\n{generated.exception!r}"
    shutil.rmtree(folder)
