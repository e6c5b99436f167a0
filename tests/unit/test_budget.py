"""The starters stay short, and the team's domain is a good part of them."""

from pathlib import Path

import pytest

import budget
from scaffold import frameworks
from scaffold.spec import Spec, default_spec, toml

#: Code lines of the default spec: see docs/architecture.md.
MOST = {"django": 1_300, "flask": 1_650}
#: Of the shop, the lines written for one of its models.
LEAST_SHARE = 0.22
NAMES = [framework.name for framework in frameworks.ALL]


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> dict[str, budget.Lines]:
    return totals(default_spec(), tmp_path_factory.mktemp("default"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> dict[str, budget.Lines]:
    return totals(toml.load(budget.SHOP), tmp_path_factory.mktemp("shop"))


def totals(spec: Spec, folder: Path) -> dict[str, budget.Lines]:
    return {
        name: budget.total(files)
        for name, files in budget.generated(spec, folder).items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_of_the_default_spec_keeps_to_its_budget(
    default: dict[str, budget.Lines], name: str
) -> None:
    assert default[name].code <= MOST[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_domain_is_a_good_part_of_a_starter(
    shop: dict[str, budget.Lines], name: str
) -> None:
    assert shop[name].share >= LEAST_SHARE


SOURCE = '''
"""A docstring

of three lines."""

import os  # one line

# A comment.
ROWS = 20


class ProductForm:
    """Not counted."""

    fields = ["name"]

    def clean(self):
        return """text
        over two lines"""


def save(row):
    row.save()


urlpatterns = [
    path("", home),
    path("products", product_list),
    path(
        "tags/<int:pk>", tag_detail
    ),
]
admin_site.add_view(TagView(Tag))
'''


def test_lines_are_code_without_blanks_comments_and_docstrings() -> None:
    spec = toml.load(budget.SHOP)
    lines = budget.of_source(SOURCE, spec)
    assert lines.code == 17
    # The class, three of the list's lines of two entries and one, and the call.
    assert lines.domain == 10


def test_a_name_that_only_begins_like_a_model_is_not_of_the_domain() -> None:
    spec = toml.load(budget.SHOP)
    source = "class Productive:\n    pass\n\n\ndef stage():\n    pass\n"
    assert budget.of_source(source, spec).domain == 0
