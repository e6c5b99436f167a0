"""comparison.html: functions and classes that do the same stand in one row."""

from __future__ import annotations

import re
from html import unescape

import pytest

from scaffold.compare.alignment import definitions, gaps, routes
from scaffold.compare.highlight import addressed, highlight_marked
from scaffold.compare.numbers import column
from scaffold.compare.symbols import Mark
from scaffold.project.sources import Source


def file_of(*names: str) -> str:
    return "".join(f"class {name}: ...\n" for name in names)


def rows(left: str, right: str, **names: str) -> list[tuple[str, str]]:
    """The definitions that start in one row of both sides."""
    free = gaps(left, right, names)
    if free is None:
        return []
    sides = []
    for text, lines in zip((left, right), free, strict=True):
        at = {}
        for each in definitions(text):
            before = sum(by for line, by in lines.items() if line <= each.line)
            at[each.line + before] = each.name
        sides.append(at)
    return [(sides[0][row], sides[1][row]) for row in sides[0] if row in sides[1]]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("A B", "x y B", [("B", "B")]),
        ("ProductList", "x product_list", [("ProductList", "product_list")]),
        ("ProductAdmin", "x ProductView", [("ProductAdmin", "ProductView")]),
        ("Health health", "y Health health", [("Health",) * 2, ("health",) * 2]),
        ("New x", "a product_new", [("New", "product_new")]),
        ("A B C", "C A B", [("A", "A"), ("B", "B")]),
        ("A", "B", []),
        ("", "B", []),
    ],
    ids=["name", "spelling", "kind", "exact", "route", "order", "other", "none"],
)
def test_what_does_the_same_starts_in_one_row(
    left: str, right: str, expected: list[tuple[str, str]]
) -> None:
    """What one side has in another order stays where it is."""
    one, other = file_of(*left.split()), file_of(*right.split())
    found = rows(one, other, New="product_new")
    assert [pair for pair in found if pair in expected] == expected


def test_a_definition_begins_with_its_decorators_and_comments() -> None:
    text = "import a\n\n# Why.\n@route(\n    1\n)\nasync def f():\n    def g(): ...\n\nclass C:\n"
    assert [(each.name, each.line) for each in definitions(text)] == [
        ("f", 2),
        ("C", 9),
    ]


def test_the_route_of_a_view_is_known_by_its_urls() -> None:
    def source(path: str, text: str) -> Source:
        return Source(framework="django", path=path, text=text, is_binary=False)

    urls = source(
        "shop/urls.py",
        'path("new", views.Create.as_view(), name="product_new"),\n'
        'path(\n    "x", views.plain,\n    name="profile")',
    )
    other = source("other/urls.py", 'path("", views.Create.as_view(), name="no")')
    found = routes([urls, other], source("shop/views.py", ""))
    assert found == {"Create": "product_new", "plain": "profile"}


def test_free_lines_change_no_letter_and_no_address() -> None:
    text = "a = 1\n\n@b\ndef f(): ...\nclass Product: ...\n"
    at = text.index("Product")
    marks = [Mark(start=at, end=at + 7, symbol="Product")]
    html = highlight_marked(text, "a.py", marks, gaps={2: 3, 4: 1})
    assert unescape(re.sub(r"</?\w[^>]*>", "", html)) == text
    assert re.findall(r'<i data-g="(\n+)"></i>', html) == ["\n\n\n", "\n"]
    ids = re.findall(r'id="(.*?)"', addressed(html, "x.py"))
    assert ids == ["x.py:f", "x.py:Product"]


def test_numbers_leave_the_same_lines_free() -> None:
    assert column(4, {1: 2}) == "1\n\n\n2\n3\n4"
