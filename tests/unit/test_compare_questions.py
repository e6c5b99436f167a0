"""Hard questions in both ORMs: of any spec they are Python, or say why there are none."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given

from scaffold import examples
from scaffold.compare.questions import Question, questions
from scaffold.spec import Spec, toml
from starters import ROOT
from strategies import valid_specs

FILES = [
    *sorted((ROOT / "tests" / "specs").rglob("*.toml")),
    *(examples.path_of(name) for name in examples.NAMES),
]
NAMES = ["window", "recursive", "conditional", "nested"]


def checked(spec: Spec) -> tuple[Question, ...]:
    found = questions(spec, "shop")
    assert [each.name for each in found] == NAMES
    for each in found:
        assert bool(each.code) != bool(each.missing)
        for code in each.code.values():
            ast.parse(code)
            assert max(map(len, code.splitlines())) < 150
            assert "{{" not in code
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_questions_of_a_spec_are_python(file: Path) -> None:
    found = checked(toml.load(file))
    recursion = next(each for each in found if each.name == "recursive")
    assert not recursion.in_orm("django") and recursion.in_orm("flask")
    assert "django-cte" in recursion.note


@given(text=valid_specs())
def test_the_questions_of_any_spec_are_python(text: str) -> None:
    checked(toml.from_toml(text))


def test_a_model_that_is_called_as_what_is_imported_is_called_otherwise() -> None:
    text = (
        'app = "panes"\n[models.Window]\nfields.name = "string(20)"\n'
        'fields.width = "integer"\nfields.kind = "choice(sash,bay)"\n'
    )
    window = checked(toml.from_toml(text))[0].code["django"]
    assert "from panes.models import Window as ItsWindow" in window
    assert "ItsWindow.objects" in window and "= Window(" in window


def test_tables_and_columns_that_sql_would_misread_are_quoted() -> None:
    text = (
        'app = "shop"\n[models.Order]\ntable = "Order Details"\nkey = "OrderID"\n'
        'fields.name = "string(20)"\nfields.group = "ref(Order):optional"\n'
    )
    code = checked(toml.from_toml(text))[1].code["django"]
    assert re.search(r'FROM "Order Details"\n', code)
    assert 'SELECT "OrderID", 0' in code
