"""Lines that a team owns: what is code, what it is for, what it rests on."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import budget
from scaffold import compare
from scaffold.compare.lines import Lines, Purpose, lines_by_path
from scaffold.compare.origins import Origin, Origins, own_distributions
from scaffold.compare.versions import pins_of
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.project import sources
from scaffold.project.code_lines import other_lines, python_lines
from scaffold.project.sources import Source
from scaffold.spec import toml
from starters import SPECS

SILENT = {
    *(tokenize.COMMENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING),
}
LOCK = """\
django==5.2.1 \\
    --hash=sha256:0
    # via
    #   pyproject.toml
    #   django-ninja
django-ninja==1.4 \\
    --hash=sha256:1
    # via pyproject.toml
python-json-logger==3.3 ; python_version < "4" \\
    --hash=sha256:2
    # via pyproject.toml
sqlparse==0.5 \\
    --hash=sha256:3
    # via django
"""
#: Files of one job whose names differ, as Django's and Flask's starter have them.
SAME_JOB = {
    "project/settings.py": "project/config.py",
    "project/urls.py": "project/__init__.py",
    "app/managers.py": "app/queries.py",
    "app/management/commands/seed.py": "app/seed.py",
    "accounts/throttle.py": "accounts/limits.py",
    "accounts/validators.py": "accounts/passwords.py",
    "support/cache.py": "support/caching.py",
    "support/errors.py": "support/problems.py",
    "support/fields.py": "support/columns.py",
    "support/middleware.py": "support/headers.py",
    "support/records.py": "support/writes.py",
}
#: Of one name, but of two jobs: what a form shows, and how a model's column is stored.
OTHER_JOB = {"support/fields.py"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lines")
    create(request_of("both", "shop", folder, file=SPECS["shop"]), tell=lambda _: None)
    return folder / "shop"


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The spec that has every kind of field, and so every file of the templates."""
    folder = tmp_path_factory.mktemp("everything")
    spec = SPECS["everything"]
    create(request_of("both", "shop", folder, file=spec), tell=lambda _: None)
    return folder / "shop"


def source(path: str, text: str, framework: str = "django") -> Source:
    return Source(framework=framework, path=path, text=text, is_binary=False)


def lines_of(text: str, path: str, **others: str) -> Lines:
    """Those of a file of Django's shop starter, among ``others`` by module."""
    paths = {f"{name.replace('__', '/')}.py": each for name, each in others.items()}
    files = [
        source("requirements.txt", LOCK),
        *(source(*each) for each in ({path: text} | paths).items()),
    ]
    spec = toml.load(budget.SHOP)
    return lines_by_path(files, Origins("django", files), spec, "shop")[path]


def test_lines_of_code_are_those_of_python_s_own_tokenizer(shop: Path) -> None:
    """Found in a tenth of its time."""
    found = 0
    for file in (*shop.rglob("*.py"), *Path(compare.__file__).parent.rglob("*.py")):
        text = file.read_text("utf-8")
        tokens = {
            number
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type not in SILENT
            for number in range(token.start[0], token.end[0] + 1)
        }
        docstrings = set(lines_of_docstrings(text))
        assert python_lines(text) == tokens - docstrings, file
        found += len(docstrings)
    assert found > 500


def lines_of_docstrings(text: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield from range(value.lineno, (value.end_lineno or 0) + 1)


@pytest.mark.parametrize(
    ("text", "suffix", "number"),
    [
        ("{# a\nb #}\n<p>\n\n<!-- c\nd --></p>\n", ".html", 2),
        ("/* a\nb */\nbody {\n}\n", ".css", 2),
        ("// a\nlet b; // c\n", ".js", 1),
        ("# a\nall:\n\n\ttrue\n", "", 2),
    ],
)
def test_comments_of_templates_and_scripts_are_no_code(
    text: str, suffix: str, number: int
) -> None:
    assert other_lines(text, suffix) == number


def test_the_page_counts_what_the_budget_counts(shop: Path) -> None:
    """No other count is quoted anywhere."""
    comparison = compare.build(shop)
    spec = toml.load(budget.SHOP)
    for name, project in comparison.projects.items():
        counted = budget.total(budget.of_starter(shop / name, spec))
        assert project.owned.in_python == counted.code == comparison.lines_owned(name)
        assert project.owned.for_models == counted.domain
        assert sum(project.owned.of(purpose=each) for each in Purpose) == counted.code
        assert sum(project.owned.of(origin=each) for each in Origin) == counted.code
        assert project.owned.tests > counted.code
        assert project.owned.in_templates > 500 < project.owned.in_scripts


def test_what_comes_with_the_framework_is_its_own() -> None:
    assert own_distributions(LOCK, "django") == {"django", "sqlparse"}
    assert own_distributions("", "flask") == {"flask"}


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("from django.db import models", Origin.FRAMEWORK),
        ("import sqlparse", Origin.FRAMEWORK),
        ("from ninja import Router", Origin.EXTENSION),
        ("import pythonjsonlogger.json", Origin.EXTENSION),
        ("import not_in_the_lock", Origin.EXTENSION),
        ("import json", Origin.BY_HAND),
        ("from support.base import plain", Origin.BY_HAND),
        ("from support.base import Rows", Origin.FRAMEWORK),
        ("from support.base import router", Origin.EXTENSION),
        ("from support import base", Origin.BY_HAND),
        ("from support.rings import there", Origin.BY_HAND),
    ],
)
def test_an_import_is_of_the_distribution_that_brings_it(
    text: str, origin: Origin
) -> None:
    """Through modules of the starter too: a class is what its bases are."""
    base = (
        "from django.db.models import QuerySet\nfrom ninja import Router\n"
        "class Rows(QuerySet): ...\nrouter = Router()\ndef plain(): return 1\n"
    )
    rings = "from support.rings import there\nhere = there()\n"
    found = lines_of(f"{text}\n", "notes.py", support__base=base, support__rings=rings)
    assert found.python == {(Purpose.CONFIGURATION, origin): 1}


@pytest.mark.parametrize(
    ("path", "text", "purpose"),
    [
        ("catalog/helpers.py", "ROWS = 20", Purpose.DOMAIN),
        ("shop/urls.py", "class ProductRoute: ...", Purpose.DOMAIN),
        ("support/more.py", "class Productive: ...", Purpose.SUPPORT),
        ("accounts/views.py", "ROWS = 20", Purpose.ACCOUNTS),
        ("accounts/api.py", "ROWS = 20", Purpose.API),
        ("support/body.py", "import ninja", Purpose.API),
        ("shop/settings.py", "DEBUG = True", Purpose.CONFIGURATION),
        ("manage.py", "DEBUG = True", Purpose.CONFIGURATION),
    ],
)
def test_a_line_is_for_what_it_names_or_where_it_lies(
    path: str, text: str, purpose: Purpose
) -> None:
    found = lines_of(f"{text}\n", path)
    assert [key[0] for key in found.python] == [purpose]


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("tests/test_a.py", "tests"),
        ("catalog/tests.py", "tests"),
        ("catalog/migrations/0001_initial.py", "migrations"),
        ("catalog/templates/catalog/a.html", "in_templates"),
        ("accounts/templates/accounts/mail.txt", "in_templates"),
        ("Makefile", "in_scripts"),
        ("static/style.css", "in_scripts"),
        (".github/workflows/ci.yml", "in_scripts"),
    ],
)
def test_what_is_no_python_of_the_project_has_its_own_column(
    path: str, column: str
) -> None:
    found = lines_of("a\n\nb\n", path)
    columns = ("in_python", "in_templates", "in_scripts", "tests", "migrations")
    assert {name: getattr(found, name) for name in columns} == dict.fromkeys(
        columns, 0
    ) | {column: 2}


@pytest.mark.parametrize("path", ["scaffold.toml", "requirements.txt", "a/seed.json"])
def test_the_spec_locks_and_data_are_no_lines_of_code(path: str) -> None:
    assert lines_of("a = 1\n", path) == Lines()


@pytest.mark.parametrize("framework", ["django", "flask"])
def test_every_import_of_a_starter_is_of_python_its_own_or_locked(
    everything: Path, framework: str
) -> None:
    """Where a distribution has another name than what is imported, the table has it."""
    folder = everything / framework
    files = sources.read(framework, folder)
    pins = pins_of((folder / "requirements.txt").read_text("utf-8"))
    origins = Origins(framework, files)
    named = {
        name.distribution
        for each in files
        if each.is_python and not each.is_test and not each.is_migration
        for statement in origins.statements(each.path)
        for name in statement.names
    }
    assert framework in named and len(named) > 5
    # What pydantic brings is locked too, under its own name.
    assert named <= set(pins)
    assert not named & sys.stdlib_module_names


def test_the_same_job_counts_under_the_same_concern(everything: Path) -> None:
    """Or a concern's lines would compare two different things."""
    comparison = compare.build(everything)
    concerns: dict[str, dict[str, str]] = {"django": {}, "flask": {}}
    for section in comparison.sections:
        for framework, side in section.sides.items():
            for each in side.files:
                if each.is_python and not each.is_test and not each.is_migration:
                    place = placed(each.path, comparison_app(everything))
                    concerns[framework][place] = section.name
    django, flask = concerns.values()
    jobs = {name: name for name in django.keys() & flask.keys() - OTHER_JOB} | SAME_JOB
    told = {
        f"{one} / {other}": (django.get(one), flask.get(other))
        for one, other in jobs.items()
        if one in django and other in flask
    }
    assert len(told) > 25
    assert {job: both for job, both in told.items() if len(set(both)) > 1} == {}
    assert "other" not in {*django.values(), *flask.values()}


def comparison_app(project: Path) -> str:
    return toml.load(project / "scaffold.toml").app


def placed(path: str, app: str) -> str:
    """Where a file is, alike in both: Flask has all in the project's own package."""
    inner = path.removeprefix("shop/")
    if inner.startswith(f"{app}/"):
        return f"app/{inner.removeprefix(f'{app}/')}"
    return f"project/{inner}" if "/" not in inner and "/" in path else inner


def test_figures_of_a_summary_are_lines_of_caching_on_both_sides(shop: Path) -> None:
    comparison = compare.build(shop)
    section = next(each for each in comparison.sections if each.name == "caching")
    for side in section.sides.values():
        assert {"summary.py", "figures.py"} <= {each.name for each in side.files}
        assert side.code_lines == side.owned.in_python > 60
