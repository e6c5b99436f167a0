"""The field map: where models and fields are named, read from the code itself."""

import re
from collections.abc import Mapping
from html import unescape

import pytest

from scaffold.compare.highlight import highlight, highlight_marked
from scaffold.compare.symbols import FieldMap, field_map
from scaffold.project import sources

DJANGO_MODELS = '''
from django.db import models


class Tag(models.Model):
    name = models.CharField(max_length=40)


class Product(models.Model):
    """Ünïcode before the field: ast counts bytes."""

    title = models.CharField("Größe — é", max_length=200); price = models.FloatField()
    category = models.ForeignKey("catalog.Tag", on_delete=models.PROTECT)
    tags = models.ManyToManyField(Tag)

    class Meta:
        ordering = ["-price"]
        constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="x")]
'''
FLASK_MODELS = """
class Product(Base):
    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    price: Mapped[float]
    category_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))
    category: Mapped["Tag"] = relationship()
    tags: Mapped[list["Tag"]] = relationship(secondary=product_tags)
"""


def read(files: Mapping[str, str], *first: str) -> tuple[FieldMap, dict[str, list]]:
    """The map of ``django/...`` and ``flask/...`` files, and the marked texts by symbol."""
    found = field_map(
        [
            sources.Source(
                framework=path.partition("/")[0],
                path=path.partition("/")[2],
                text=text,
                is_binary=False,
            )
            for path, text in files.items()
        ],
        first,
    )
    texts: dict[str, list[str]] = {}
    for (framework, path), marks in found.marks.items():
        for mark in marks:
            text = files[f"{framework}/{path}"][mark.start : mark.end]
            texts.setdefault(mark.symbol, []).append(text)
    return found, texts


def fields(found: FieldMap) -> dict[str, tuple[str, ...]]:
    return {model.name: model.fields for model in found.models}


def test_both_orms_declare_the_same_fields() -> None:
    """A column and a relationship in SQLAlchemy are one field, as in Django."""
    django, _ = read({"django/catalog/models.py": DJANGO_MODELS})
    flask, _ = read({"flask/shop/catalog/models.py": FLASK_MODELS})
    expected = ("title", "price", "category", "tags")
    assert fields(django)["Product"] == fields(flask)["Product"] == expected


def test_the_models_of_the_spec_come_first() -> None:
    found, _ = read({"django/catalog/models.py": DJANGO_MODELS}, "Product", "Gone")
    assert [model.name for model in found.models] == ["Product", "Tag"]


def test_a_declaration_is_marked_whole() -> None:
    _, texts = read({"django/catalog/models.py": DJANGO_MODELS})
    assert texts["Product.price"] == [
        "price = models.FloatField()",
        '"-price"',
        "price__gte",
    ]


@pytest.mark.parametrize(
    ("path", "code", "symbol", "expected"),
    [
        (
            "django/catalog/migrations/0001_initial.py",
            'migrations.CreateModel(name="Product", fields=[("price", models.X())])',
            "Product.price",
            ['("price", models.X())'],
        ),
        (
            "django/catalog/migrations/0002_more.py",
            'migrations.AddField(model_name="product", name="price", field=X())',
            "Product.price",
            ['"price"'],
        ),
        (
            "flask/migrations/versions/0001.py",
            'op.create_table("product", sa.Column("category_id", Id), sa.X("tag"))',
            "Product.category",
            ['sa.Column("category_id", Id)'],
        ),
        (
            "flask/migrations/versions/0001.py",
            'op.create_table("product_tags", sa.Column("tag_id", Id))',
            "Product.tags",
            ['op.create_table("product_tags", sa.Column("tag_id", Id))'],
        ),
        (
            "django/catalog/admin.py",
            '@admin.register(Product)\nclass Any(ModelAdmin):\n    list = ["price"]',
            "Product.price",
            ['"price"'],
        ),
        (
            "flask/shop/catalog/admin.py",
            'class ProductAdmin(RecordAdmin):\n    column_list = ["price"]',
            "Product.price",
            ['"price"'],
        ),
        (
            "flask/shop/catalog/forms.py",
            'class ProductForm(Form):\n    price = DecimalField("Price", places=2)',
            "Product.price",
            ['price = DecimalField("Price", places=2)'],
        ),
        (
            "django/catalog/forms.py",
            'class F(ModelForm):\n    class Meta:\n        model = Product\n        x = ["price"]',
            "Product.price",
            ['"price"'],
        ),
        (
            "django/catalog/schemas.py",
            "class ProductIn(Input):\n    tag_ids: Ids = []",
            "Product.tags",
            ["tag_ids: Ids = []"],
        ),
        (
            "flask/shop/catalog/queries.py",
            "NUMBERS = {Product: [Product.price]}",
            "Product.price",
            ["Product.price"],
        ),
        (
            "django/catalog/urls.py",
            'urls = [pages("products", Product, ["price"])]',
            "Product.price",
            ['"price"'],
        ),
        (
            "django/templates/products/detail.html",
            "<p>{{ product.price }} {{ product.name }} price</p>",
            "Product.price",
            ["product.price"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" in value else "",
)
def test_a_field_is_found_wherever_it_is_named(
    path: str, code: str, symbol: str, expected: list[str]
) -> None:
    _, texts = read({"django/x/models.py": DJANGO_MODELS, path: code})
    _, without = read({"django/x/models.py": DJANGO_MODELS})
    assert texts[symbol] == without[symbol] + expected


def test_a_name_that_is_about_something_else_is_not_marked() -> None:
    code = 'PRICE = ["price"]\nclass Order:\n    price = 1\nother.price\n'
    found, _ = read({"django/x/models.py": DJANGO_MODELS, "django/x/y.py": code})
    assert ("django", "x/y.py") not in found.marks


def test_an_added_model_is_on_the_map() -> None:
    added = "\n\nclass Supplier(models.Model):\n    city = models.CharField()\n"
    found, texts = read({"django/catalog/models.py": DJANGO_MODELS + added})
    assert fields(found)["Supplier"] == ("city",)
    assert texts["Supplier.city"] == ["city = models.CharField()"]


def test_models_are_found_under_any_file_name() -> None:
    found, _ = read({"django/catalog/entities.py": DJANGO_MODELS})
    assert "Product" in fields(found)


@pytest.mark.parametrize(
    "broken",
    ["class Product(:\n", "x = 1\n\0", "  indented\n", "(" * 500, "x = '\\d'\n"],
    ids=["syntax", "nul", "indent", "nesting", "warning"],
)
def test_broken_python_has_no_marks_and_breaks_nothing(broken: str) -> None:
    code = f"# Product\n{broken}"
    found, texts = read({"django/a/models.py": DJANGO_MODELS, "django/a/b.py": code})
    assert ("django", "a/b.py") not in found.marks
    assert texts["Product.price"]


def test_users_and_logins_are_no_part_of_the_domain() -> None:
    found, _ = read({"django/accounts/models.py": DJANGO_MODELS})
    assert found == FieldMap(models=(), marks={})


def test_marks_lie_one_inside_the_other_or_apart() -> None:
    found, _ = read(
        {
            "django/catalog/models.py": DJANGO_MODELS,
            "flask/shop/catalog/models.py": FLASK_MODELS,
        }
    )
    for marks in found.marks.values():
        for first in marks:
            for second in marks:
                crosses = first.start < second.start < first.end < second.end
                assert not crosses, (first, second)


@pytest.mark.parametrize("text", [DJANGO_MODELS, FLASK_MODELS])
def test_marking_changes_no_letter_and_no_colour(text: str) -> None:
    found, _ = read({"django/a/models.py": text})
    marks = found.marks["django", "a/models.py"]
    html = highlight_marked(text, "models.py", marks)
    assert html.count("<span data-f=") == len(marks) > 5
    bare = re.sub(r"<span data-f=[^>]*>", "<>", html)
    assert bare.count("</span>") == bare.count("<span") + len(marks)
    plain = highlight(text, "models.py")
    for token in ("span", "b", "var", "i"):
        assert bare.count(f"<{token}") == plain.count(f"<{token}"), token
    assert unescape(re.sub("<[^>]*>", "", html)) == text


def test_a_text_that_holds_the_marks_own_letters_is_left_unmarked() -> None:
    text = (
        f"class Product(models.Model):\n    price = models.F('\ufdd0')\n{DJANGO_MODELS}"
    )
    found, _ = read({"django/a/models.py": text})
    marks = found.marks["django", "a/models.py"]
    assert highlight_marked(text, "a.py", marks) == highlight(text, "a.py")


def test_a_longer_word_is_not_about_the_model_that_it_begins_with() -> None:
    code = "Productive = 1\nProductAdmin = 2\nPRODUCTION = 3\nPRODUCT_SORTS = {}\n"
    found, _ = read({"django/models.py": DJANGO_MODELS, "django/admin.py": code})
    marks = found.marks["django", "admin.py"]
    words = [code[mark.start : mark.end] for mark in marks]
    assert words == ["ProductAdmin", "PRODUCT_SORTS"]
