"""Where files still speak of a model or a field by its name, and where they do not."""

from __future__ import annotations

import pytest

from scaffold.spec import toml
from scaffold.update.mentions import Mention, mentions, names_in_code


def found(text: str, *names: str, path: str = "own.py") -> list[int]:
    return [each.line for each in mentions({path: text.encode()}, names)]


@pytest.mark.parametrize(
    "text",
    [
        'list_display = ("name", "price")',
        "ordering = ['-price']",
        "total = product.price * 2",
        "Product.objects.filter(price__gt=5)",
        'Product.objects.filter(**{"price__gt": 5})',
        'queryset.order_by("product__price")',
        "OrderLine.objects.filter(product__price=3)",
        "Product(price=3)",
        "    price=3,",
        "<p>{{ product.price|floatformat }}</p>",
        'search_fields = ["=price"]',
        'connection.execute("SELECT price FROM product")',
        "see `price`",
        'label = "{price} Euro"',
    ],
)
def test_a_field_is_found_as_code_and_templates_use_it(text: str) -> None:
    assert found(f"first\n{text}\n", "price") == [2]


@pytest.mark.parametrize(
    "text",
    [
        "price = 3",
        "for price in prices:",
        "self.unit_price + self.price_list",
        'words = ("prices", "the price of it")',
        "def cost(price: int) -> int:",
        "if price == 3:",
        'raise ValueError("not at that price")',
    ],
)
def test_words_that_are_no_fields_are_passed_over(text: str) -> None:
    assert not found(text, "price")


@pytest.mark.parametrize(
    "text",
    [
        "from catalog.models import Product",
        "db.session.scalars(select(Product))",
        "category.product_set.all()",
        '<a href="/products/new">New</a>',
        "{% url 'catalog:product_list' %}",
    ],
)
def test_a_model_is_found_by_each_of_its_names(text: str) -> None:
    assert found(text, "Product", "product_set", "products", "product_list") == [1]


def test_names_are_those_that_code_has_for_a_model_and_for_a_field() -> None:
    text = '[models.BookLoan]\nplural = "lendings"\nfields.tags = "refs(Tag)"\n'
    text += 'fields.state = "choice(a,b)"\nfields.tag = "ref(Tag)"\n'
    spec = toml.from_toml(text + '[models.Tag]\nfields.name = "string(9)"\n')
    assert names_in_code(spec, ("BookLoan", None)) >= {
        *("BookLoan", "book_loan", "lendings", "book_loan_id", "book_loan_set"),
        "catalog_bookloan",
    }
    assert names_in_code(spec, ("BookLoan", "state")) == {"state", "get_state_display"}
    assert {"tags", "tag_ids"} < names_in_code(spec, ("BookLoan", "tags"))
    assert {"tag", "tag_id"} < names_in_code(spec, ("BookLoan", "tag"))


def test_history_and_what_is_no_text_are_passed_over() -> None:
    files = {
        "catalog/migrations/0002.py": b"Product",
        "static/logo.png": b"\xff\xfeProduct",
        "catalog/own.py": b"# here\n  Product\n",
    }
    found = list(mentions(files, ["Product"]))
    assert found == [Mention(path="catalog/own.py", line=2, text="Product")]


def test_lines_are_counted_as_editors_do() -> None:
    assert found("first\n\x0c\nx.price\r\n", "price") == [3]


def test_no_names_are_in_no_line() -> None:
    assert not found("price.price", *())
