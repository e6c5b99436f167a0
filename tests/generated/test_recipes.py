"""The recipes of the READMEs are followed as they stand there, and all stays green.

They are read from the README of the starter that they are about; see tests/recipes.py.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recipes import (
    Write,
    copy_model,
    files,
    follow,
    imports_of,
    recipes,
    run,
    table,
    write,
)
from services import Postgres
from stacks import STACKS
from starters import FRAMEWORKS, Failed, Starter, build

#: What has another name in the other framework.
SAME = {"Add a blueprint": "Add an app"}
FIELDS = ("Add a field", "Add a required field", "Add a choice")
TABLE = {"django": "catalog_{}", "flask": "{}"}
#: Executes a statement and prints what it finds, on either database.
SQL = """
import sqlite3, sys
url, statement = sys.argv[1:]
if url.startswith("sqlite"):
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
else:
    import psycopg
    connection = psycopg.connect(url)
found = connection.execute(statement)
print(*(found.fetchall() if found.description else []))
connection.commit()
connection.close()
"""
#: What people do with what was added, tried by the starter's own tests.
TRIED = {
    "django": """
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product


def test_an_upload_is_kept_and_shown(editor_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = Product.objects.first()
    values = {"name": "Lamp", "price": "1.50", "maker": "Ann", "size": "huge"}
    page = f"/products/{row.pk}/edit"
    for name, status in (("a.jpg", 302), ("a.html", 422)):
        file = SimpleUploadedFile(name, b"picture")
        response = editor_client.post(page, values | {"photo": file})
        assert response.status_code == status
    (stored,) = tmp_path.rglob("*.*")
    assert stored.read_bytes() == b"picture"
    page = editor_client.get(f"/products/{row.pk}")
    assert stored.name in page.content.decode()
    nonce = page.content.decode().partition('<script nonce="')[2].partition('"')[0]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]


def test_the_admin_takes_an_upload_and_inline_rows(editor_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = Product.objects.first()
    values = {"name": "Lamp", "price": "1.50", "maker": "Ann", "size": "large"}
    values |= {"photo": SimpleUploadedFile("b.png", b"picture")}
    values |= {f"remarks-{key}_FORMS": "0" for key in ("INITIAL", "MIN_NUM")}
    values |= {"remarks-TOTAL_FORMS": "1", "remarks-0-text": "Very bright"}
    address = f"/admin/catalog/product/{row.pk}/change/"
    response = editor_client.post(address, values)
    assert response.status_code == 302, response.context["errors"]
    assert row.remarks.get().text == "Very bright"
    with Product.objects.get(pk=row.pk).photo.open() as stored:
        assert stored.read() == b"picture"


def test_an_async_view_and_a_script_are_there(client, db):
    assert client.get("/count").json() == {"count": Product.objects.count()}
    page = client.get("/products").content.decode()
    script = page.partition('<script src="')[2].partition('"')[0]
    assert b"document.title" in client.get(script).getvalue()
""",
    "flask": """
import re
from io import BytesIO

import pytest
from sqlalchemy import select

from myproject.catalog import forms
from myproject.catalog.models import Comment, Product
from myproject.extensions import db

from .pages import send

VALUES = {"name": "Lamp", "price": "1.50", "maker": "Ann", "size": "huge"}


@pytest.fixture
def uploads(monkeypatch, tmp_path):
    monkeypatch.setattr(forms, "UPLOADS", tmp_path)
    return tmp_path


def test_an_upload_is_kept_and_shown(editor_client, uploads):
    for name, status in (("a.jpg", 302), ("a.html", 422)):
        file = (BytesIO(b"picture"), name)
        response = send(editor_client, "/products/1/edit", VALUES | {"photo": file})
        assert response.status_code == status
    (stored,) = uploads.iterdir()
    page = editor_client.get("/products/1")
    assert stored.name in page.text
    with editor_client.get(f"/uploads/{stored.name}") as sent:
        assert sent.data == b"picture"
    nonce = page.text.partition('<script nonce="')[2].partition('"')[0]
    assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]


def test_the_admin_takes_an_upload_and_inline_rows(app, editor_client, uploads):
    page = "/admin/products/edit/?id=1"
    added = {"remarks-0-text": "Very bright", "photo": (BytesIO(b"picture"), "b.png")}
    assert send(editor_client, page, VALUES | added).status_code == 302
    with app.app_context():
        assert db.session.scalar(select(Comment)).text == "Very bright"
        stored = db.session.get(Product, 1).photo
    assert (uploads / stored).read_bytes() == b"picture"


def test_an_async_view_and_a_script_are_there(client):
    assert client.get("/count").json["count"] > 1
    page = client.get("/products").text
    script = page.partition('<script src="')[2].partition('"')[0]
    with client.get(script) as sent:
        assert b"document.title" in sent.data
""",
}


def texts(starter: Starter) -> dict[str, str]:
    readme = (starter.folder / "README.md").read_text("utf-8")
    return {SAME.get(title, title): text for title, text in recipes(readme).items()}


@pytest.fixture
def filled(
    stack_name: str,
    starter: Callable[[str, str], Starter],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[tuple[Starter, dict[str, str]]]:
    """A starter with the sample rows in a database of its own."""
    framework, database = STACKS[stack_name]
    made = build(framework, "default", tmp_path)
    url = f"sqlite:///{tmp_path / 'recipes.sqlite3'}"
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.database(f"recipes_{framework}")
    # `flask[async]` brings asgiref, which Django has.
    found = starter("django", "default").environment.glob("lib/*/site-packages/asgiref")
    shutil.copytree(next(found), tmp_path / "more" / "asgiref")
    variables = {"DATABASE_URL": url}
    if framework == "flask":
        variables["PYTHONPATH"] = str(tmp_path / "more")
    made.create_tables(**variables)
    made.manage("seed", **variables)
    yield made, variables
    if database == "postgresql":
        postgres.drop(f"recipes_{framework}")


def sql(made: Starter, variables: dict[str, str], statement: str) -> str:
    """Execute a statement on a table, whose name stands in brackets."""
    name = TABLE[made.framework]
    statement = re.sub(r"\[(\w+)\]", lambda found: name.format(found[1]), statement)
    return made.run("python", "-c", SQL, variables["DATABASE_URL"], statement).strip()


def make(made: Starter, variables: dict[str, str], *targets: str) -> None:
    """Run targets of its Makefile in the environment that is there."""
    there = f"-o .venv/installed BIN={made.environment / 'bin'}"
    run(made, f"make {there} {' '.join(targets)}", **variables)


def migrate(made: Starter, variables: dict[str, str]) -> None:
    """Write and run a migration for what has changed, without a question."""
    for command in {
        "django": ("python manage.py makemigrations", "python manage.py migrate"),
        "flask": ("flask db migrate -m Changes", "flask db upgrade"),
    }[made.framework]:
        run(made, command, **variables)


@contextmanager
def taken_out_again(made: Starter, folder: Path) -> Iterator[None]:
    """Put the files back as they were, but for the migrations that were made."""
    shutil.copytree(made.folder, folder)
    yield
    made_since = [
        file.relative_to(made.folder)
        for file in made.folder.rglob("migrations/**/*.py")
        if not (folder / file.relative_to(made.folder)).exists()
    ]
    for file in made_since:
        shutil.copy2(made.folder / file, folder / file)
    shutil.rmtree(made.folder)
    folder.rename(made.folder)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("title", FIELDS)
def test_a_field_takes_few_files(
    starter: Callable[[str, str], Starter], framework: str, title: str
) -> None:
    """Migration, tests, sample rows and the column of a list aside."""
    assert len(files(texts(starter(framework, "default"))[title])) <= 5


@pytest.mark.parametrize("spec", ["default", "shop"])
def test_both_readmes_have_the_same_recipes(
    starter: Callable[[str, str], Starter], spec: str
) -> None:
    django, flask = (texts(starter(framework, spec)) for framework in FRAMEWORKS)
    assert list(django) == list(flask)
    assert len(django) == 12


@pytest.mark.ci
@pytest.mark.costly
def test_the_recipes_are_followed_one_after_the_other(
    filled: tuple[Starter, dict[str, str]], tmp_path: Path
) -> None:
    made, variables = filled
    text = texts(made)

    def following(title: str) -> str:
        return follow(text.pop(title), made, **variables)

    with taken_out_again(made, tmp_path / "before"):
        follow(text["Add a field"], made, **variables)
        follow(text["Add a model"], made, **variables)
    migrate(made, variables)
    with pytest.raises(Failed, match="featured"):
        sql(made, variables, "SELECT featured FROM [product]")

    following("Add a field")
    sql(made, variables, "UPDATE [product] SET featured = true WHERE id = 1")
    following("Add a required field")
    assert sql(made, variables, "SELECT DISTINCT maker FROM [product]") == (
        "('unknown',)"
    )
    following("Add a choice")
    following("Rename or remove a field")
    promoted = "SELECT id FROM [product] WHERE promoted"
    assert sql(made, variables, promoted) == "(1,)"
    following("Add a model")
    columns = "(about_id, text) VALUES (1, 'Very bright')"
    sql(made, variables, f"INSERT INTO [remark] {columns}")
    following("Add an inline to the admin")
    following("Rename or remove a model")
    assert sql(made, variables, "SELECT text FROM [comment]") == "('Very bright',)"
    following("Add an app")
    assert "24 products" in following("Add a command")
    following("Add an upload")
    following("Add an async view")
    following("Add a script")
    assert not text, "These recipes are followed by no test."

    make(made, variables, "format", "lint")
    (made.folder / "tests/test_tried.py").write_text(TRIED[made.framework], "utf-8")
    make(made, variables, "test")


@pytest.mark.ci
@pytest.mark.costly
def test_fields_of_all_types_are_added_as_the_table_says(
    filled: tuple[Starter, dict[str, str]],
) -> None:
    """All at once, beside the rows that are there, with a control where one is told."""
    made, variables = filled
    recipe = texts(made)["Add a field"]
    place = {"django": "catalog", "flask": "myproject/catalog"}[made.framework]
    lines: dict[tuple[str, str], list[str]] = {}
    rows = table(recipe)
    assert len(rows) == 11
    for number, (column, sent, answered, *control) in enumerate(rows):
        name = key = f"added_{number}"
        if "ForeignKey" in column:
            key = f"{name}_id"
        may_be_missing = "" if " = " in sent else " | None = None"
        colon = ": " if column.startswith("Mapped") else " = "
        model = key if made.framework == "flask" else name
        for file, where, line in [
            ("models.py", "in `Product`", f"{model}{colon}{column}"),
            ("schemas.py", "in `ProductIn`", f"{key}: {sent}{may_be_missing}"),
            (
                "schemas.py",
                "in `ProductOut`",
                f"{key}: {answered}{may_be_missing.removesuffix(' = None')}",
            ),
            *(
                ("forms.py", "in `ProductForm`", f"{name} = {cell}")
                for cell in control
                if cell
            ),
        ]:
            lines.setdefault((file, where), []).append(line)
        if made.framework == "django":
            fields = ("forms.py", "in `fields` of `ProductForm`")
            lines[fields] = [", ".join([*lines.get(fields, []), f'"{name}"'])]
        elif any(control):
            shown = Write(
                file="myproject/templates/catalog/product_form.html",
                where='above `<p class="actions">`',
                code=f'{{{{ field(form["{name}"]) }}}}',
            )
            write(shown, made.folder)
    imports = imports_of(recipe)
    for (file, where), code in lines.items():
        text = "\n".join([imports.pop(file, ""), "", *code])
        write(Write(file=f"{place}/{file}", where=where, code=text), made.folder)
    assert not imports
    migrate(made, variables)
    make(made, variables, "format", "lint")
    made.test(few=True, DATABASE_URL=variables["DATABASE_URL"])


@pytest.mark.ci
@pytest.mark.costly
def test_a_model_is_copied_with_all_that_the_first_one_has(
    filled: tuple[Starter, dict[str, str]],
) -> None:
    """New blocks and lines in the files that the recipe lists, and no edit of others."""
    made, variables = filled
    copy_model(texts(made)["Add a model"], made.folder, "Product", "Gadget")
    migrate(made, variables)
    assert "gadgets: 24 rows" in made.manage("seed", **variables)
    make(made, variables, "format", "lint")
    made.test(few=True, DATABASE_URL=variables["DATABASE_URL"])
