"""Another name reaches what it names in a person's code, and nothing else."""

from textwrap import dedent

import pytest

from scaffold.spec import edits, toml
from scaffold.spec.changes import Place
from scaffold.update.renaming import lines, pages
from scaffold.update.renaming.names import Names, names_of
from scaffold.update.renaming.python import called_otherwise

SPEC = """\
[models.Category]
fields.name = "string(200)"

[models.Product]
fields.name = "string(200)"
fields.price = "decimal(10,2)"
fields.category = "ref(Category)"

[models.Review]
fields.product = "ref(Product)"
fields.price = "integer"
"""
TOOL = {
    "shop/models.py": """\
from django.db import models


class ProductQuerySet(models.QuerySet):
    pass


class Product(models.Model):
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    category = models.ForeignKey("Category", related_name="products")

    def __str__(self):
        return self.name

    class Meta:
        verbose_name = "Product"


class Review(models.Model):
    product = models.ForeignKey(Product, related_name="reviews")
    price = models.IntegerField()
""",
    "shop/views.py": """\
from flask import Blueprint, redirect, render_template, url_for

from .models import Product

blueprint = Blueprint("shop", __name__)


@blueprint.get("/products")
def product_list():
    return render_template("shop/product_list.html")


@blueprint.get("/products/<int:product_id>")
def product_detail(product_id):
    product = Product.get(product_id)
    return render_template("shop/product_detail.html", product=product)


@blueprint.get("/products/new")
def product_new():
    return redirect(url_for(".product_detail", product_id=1))
""",
    "pages/urls.py": """\
from django.urls import path

from . import views

app_name = "pages"
urlpatterns = [path("products/<int:pk>", views.edit, name="product_edit")]
""",
    "shop/templates/shop/product_list.html": '<a class="x" href="{{ url_for("shop.product_detail", product_id=product.id) }}">\n',
}
RENAMED_MODEL: dict[Place, str] = {("Product", None): "Article"}
RENAMED_FIELD: dict[Place, str] = {("Product", "price"): "cost"}


def in_articles(text: str) -> str:
    for old, new in (("product", "article"), ("Product", "Article")):
        text = text.replace(old, new)
    # A field goes on being called as it was.
    return text.replace("    article = models.", "    product = models.").replace(
        "{product.", "{article."
    )


def in_costs(text: str) -> str:
    return text.replace(
        "    price = models.DecimalField", "    cost = models.DecimalField"
    )


@pytest.fixture(scope="module")
def of_model() -> Names:
    new = {in_articles(path): in_articles(text) for path, text in TOOL.items()}
    spec = edits.rename_model(SPEC, "Product", "Article")
    return names_of(
        toml.from_toml(SPEC), toml.from_toml(spec), RENAMED_MODEL, TOOL, new
    )


@pytest.fixture(scope="module")
def of_field() -> Names:
    new = {path: in_costs(text) for path, text in TOOL.items()}
    spec = edits.rename_field(SPEC, "Product", "price", "cost")
    return names_of(
        toml.from_toml(SPEC), toml.from_toml(spec), RENAMED_FIELD, TOOL, new
    )


OURS = frozenset({"shop", "models", "views"})


def called(names: Names, text: str) -> str:
    return called_otherwise(dedent(text), names, ours=OURS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Product.price", "Product.cost"),
        ("product.price", "product.cost"),
        ("review.product.price", "review.product.cost"),
        (
            "import shop.models\nshop.models.Product.price",
            "import shop.models\nshop.models.Product.cost",
        ),
        (
            'Product.objects.filter(price__gt=1).order_by("-price")',
            'Product.objects.filter(cost__gt=1).order_by("-cost")',
        ),
        (
            "Review.objects.filter(product__price=1)",
            "Review.objects.filter(product__cost=1)",
        ),
        ("Product(price=1)", "Product(cost=1)"),
        (
            "db.select(Product).filter_by(price=1)",
            "db.select(Product).filter_by(cost=1)",
        ),
        (
            "[p.price for p in Product.objects.all()]",
            "[p.cost for p in Product.objects.all()]",
        ),
        ('f"{product.price:>8} price"', 'f"{product.cost:>8} price"'),
        ("Category.products.filter(price=1)", "Category.products.filter(cost=1)"),
        (
            "import stripe\nstripe.get(product.price).price",
            "import stripe\nstripe.get(product.cost).price",
        ),
        (
            "Product.objects.filter(models.Q(price=1))",
            "Product.objects.filter(models.Q(cost=1))",
        ),
    ],
)
def test_a_field_is_followed_where_its_model_is_named(
    of_field: Names, before: str, after: str
) -> None:
    start = "from django.db import models\nfrom shop.models import Product, Review\n\n"
    assert called(of_field, start + before) == start + after


@pytest.mark.parametrize(
    "text",
    [
        "import stripe\nstripe.Price.create(price=product.id)",
        "rates.price",
        "review.price",
        "Review.objects.filter(price=1).order_by('price')",
        "price = 1\nprint(price)",
        '"""The price."""',
        '{"price": 1}["price"]',
        "from rates import price\nprice.price",
        "def save(product, price):\n    pass\n\nsave(product, price=1)",
        "render_template('own.html', price=1, product=product)",
        "product.fits(price=1)",
        "Product.objects.cheaper_than(price=1)",
        "from stripe import Product\nProduct(price=1).price",
    ],
)
def test_a_field_of_others_keeps_its_name(of_field: Names, text: str) -> None:
    start = "from shop.models import Review\n\n"
    assert called(of_field, start + text) == start + text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """\
            class ProductAdmin(ModelAdmin):
                list_display = ["name", "price", "doubled"]

                def doubled(self, obj):
                    return obj.price * 2
            """,
            """\
            class ProductAdmin(ModelAdmin):
                list_display = ["name", "cost", "doubled"]

                def doubled(self, obj):
                    return obj.cost * 2
            """,
        ),
        (
            """\
            class Cheap(forms.ModelForm):
                price = forms.DecimalField()

                class Meta:
                    model = Product
                    fields = ["price"]

                def clean_price(self):
                    price = self.cleaned_data["price"]
                    return price or self.instance.price
            """,
            """\
            class Cheap(forms.ModelForm):
                cost = forms.DecimalField()

                class Meta:
                    model = Product
                    fields = ["cost"]

                def clean_cost(self):
                    price = self.cleaned_data["cost"]
                    return price or self.instance.cost
            """,
        ),
        (
            """\
            class Cheap(ListView):
                queryset = Product.objects.all()

                def get_queryset(self):
                    rows = super().get_queryset().filter(price__lt=9)
                    return rows.order_by("price")

                def get_context_data(self, **kwargs):
                    return super().get_context_data(price=9, **kwargs)
            """,
            """\
            class Cheap(ListView):
                queryset = Product.objects.all()

                def get_queryset(self):
                    rows = super().get_queryset().filter(cost__lt=9)
                    return rows.order_by("cost")

                def get_context_data(self, **kwargs):
                    return super().get_context_data(price=9, **kwargs)
            """,
        ),
        (
            """\
            class Inline(Tabular):
                model = Review
                fields = ["price"]
            """,
        )
        * 2,
    ],
)
def test_a_class_is_about_the_model_that_it_names(
    of_field: Names, before: str, after: str
) -> None:
    start = dedent(
        """\
        from django.contrib.admin import register

        from shop.models import Product, Review


        """
    )
    if "ProductAdmin" in before:
        start += "@register(Product)\n"
    assert called(of_field, start + dedent(before)) == start + dedent(after)


def test_a_method_of_the_model_says_its_fields(of_field: Names) -> None:
    path = "shop/models.py"
    own = "\n    def doubled(self):\n        return self.price * 2\n"
    base = TOOL[path].replace(
        "        return self.name\n", "        return self.name\n" + own
    )
    text = called_otherwise(
        base, of_field, ours=OURS, old=TOOL[path], new=in_costs(TOOL[path])
    )
    assert "        return self.cost * 2\n" in text
    assert "    price = models.IntegerField()" in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from .models import Product", "from .models import Article"),
        (
            "from shop import views\nviews.product_list",
            "from shop import views\nviews.article_list",
        ),
        (
            'url_for("shop.product_detail", product_id=1)',
            'url_for("shop.article_detail", article_id=1)',
        ),
        ('ForeignKey("Product")', 'ForeignKey("Article")'),
        ('ForeignKey("shop.Product")', 'ForeignKey("shop.Article")'),
        (
            'mapped_column(ForeignKey("product.id"))',
            'mapped_column(ForeignKey("article.id"))',
        ),
        ("category.products.all()", "category.articles.all()"),
        (
            'render_template("shop/product_list.html")',
            'render_template("shop/article_list.html")',
        ),
        ('rows: "Product" = 1', 'rows: "Article" = 1'),
        (
            "from .views import product_list\n\ndef f(product_list):\n    product_list()",
            "from .views import article_list\n\ndef f(product_list):\n    product_list()",
        ),
        ('rows: list["Product"] = []', 'rows: list["Article"] = []'),
    ],
)
def test_what_the_tool_defines_is_called_otherwise(
    of_model: Names, before: str, after: str
) -> None:
    assert called(of_model, before) == after


@pytest.mark.parametrize(
    "text",
    [
        "from stripe import Product\n\nProduct.create(product=1)",
        'ForeignKey("billing.Product")',
        'say("product.id", ForeignKey("category.id"), ForeignKey("products.id"))',
        "def product_summary(product_id):\n    return product_id",
        '@app.get("/products/full/<int:product_id>")\ndef full(product_id):\n    pass',
        '"""Every Product has a name."""',
        'title = "Product"',
        "class Product:\n    pass",
        "review.product",
        "from .own import product_list\n\nproduct_list()",
        "x = (",
    ],
)
def test_what_a_person_has_keeps_its_name(of_model: Names, text: str) -> None:
    assert called(of_model, text) == text


def test_a_file_that_is_nested_too_deeply_is_left_as_it_is(of_model: Names) -> None:
    total = " + ".join(["Product.price"] * 2000)
    text = f"from .models import Product\n\ntotal = (\n    {total}\n)\n"
    assert called(of_model, text) == text


def test_an_own_view_among_the_tools_leaves_all_of_these_whole(of_model: Names) -> None:
    """The routes behind it are the tool's, and are called as their functions are."""
    old = TOOL["shop/views.py"]
    new = in_articles(old)
    own = '@blueprint.get("/full")\ndef full(product_id=0):\n    return str(product_id)\n\n\n'
    yours = old.replace(
        '@blueprint.get("/products/<int', own + '@blueprint.get("/products/<int'
    )
    mine = called_otherwise(yours, of_model, ours=OURS, old=old, new=new)
    texts = [tuple(text.split("\n")) for text in (old, yours, new, mine)]
    text = "\n".join(lines.carried(*texts, of_model.forms))
    assert text == new.replace(
        '@blueprint.get("/articles/<int', own + '@blueprint.get("/articles/<int'
    )


def test_a_function_of_the_tool_that_was_moved_keeps_its_route(
    of_model: Names,
) -> None:
    old = TOOL["shop/views.py"]
    new = in_articles(old)
    detail = old[old.index('@blueprint.get("/products/<int') :]
    detail = detail[: detail.index("\n\n\n") + 3]
    yours = old.replace(detail, "") + "\n\n" + detail
    mine = called_otherwise(yours, of_model, ours=OURS, old=old, new=new)
    assert mine.endswith(in_articles(detail))


def test_a_line_within_a_function_of_the_tool_uses_its_variables(
    of_model: Names,
) -> None:
    old = TOOL["shop/views.py"]
    new = in_articles(old)
    got = "    product = Product.get(product_id)\n"
    yours = old.replace(got, got + "    product.touch(product_id)\n")
    mine = called_otherwise(yours, of_model, ours=OURS, old=old, new=new)
    assert mine.count("    article.touch(article_id)\n") == 1


def test_an_edited_line_of_the_tool_takes_its_words(of_field: Names) -> None:
    old = TOOL["shop/models.py"]
    yours = old.replace("max_digits=10", "max_digits=12, help_text='price'")
    new = in_costs(old)
    mine = called_otherwise(yours, of_field, ours=OURS, old=old, new=new)
    texts = [tuple(text.split("\n")) for text in (old, yours, new, mine)]
    text = "\n".join(lines.carried(*texts, of_field.forms))
    assert "    cost = models.DecimalField(max_digits=12, " in text
    assert text.count("cost") <= 2


def test_a_line_between_lines_that_changed_leaves_these_the_tools(
    of_field: Names,
) -> None:
    base, yours = ("price 1", "price 2"), ("price 1", "price 3", "price 2")
    new = ("cost 1", "cost 2")
    assert lines.carried(base, yours, new, yours, of_field.forms) == (
        "cost 1",
        "price 3",
        "cost 2",
    )


def test_an_edited_sentence_of_the_tool_takes_its_words(of_field: Names) -> None:
    base, new = ("A table", "Total price here"), ("A table", "Total cost here")
    yours = ("A table", "Total price here, with tax", "The price is high")
    assert lines.carried(base, yours, new, yours, of_field.forms) == (
        "A table",
        "Total cost here, with tax",
        "The price is high",
    )


def test_lines_that_the_new_name_breaks_otherwise_stay_the_tools(
    of_field: Names,
) -> None:
    base = ("a", "call(price, other)", "b")
    new = ("a", "call(", "    cost, other", ")", "b")
    yours = ("own", *base, "more")
    assert lines.carried(base, yours, new, yours, of_field.forms) == (
        "own",
        *new,
        "more",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ product.price }} price", "{{ product.cost }} price"),
        (
            "{{ review.product.price|floatformat:2 }}",
            "{{ review.product.cost|floatformat:2 }}",
        ),
        (
            "{% for p in products %}{{ p.price }}{% endfor %}",
            "{% for p in products %}{{ p.cost }}{% endfor %}",
        ),
        ("{{ rates.price }} {{ price }} {{ review.price }}",) * 2,
        ('{% include "x.html" with label="Product price" %}',) * 2,
    ],
)
def test_a_template_says_fields_of_the_rows_that_it_names(
    of_field: Names, before: str, after: str
) -> None:
    assert pages.template("own.html", before, of_field) == after


def test_the_object_of_a_template_of_the_model_is_a_row_of_it(of_field: Names) -> None:
    text = "{{ object.price }}"
    assert pages.template("shop/product_detail.html", text, of_field) != text
    assert pages.template("shop/review_detail.html", text, of_field) == text


def test_a_template_leads_to_views_by_their_new_names(of_model: Names) -> None:
    text = '<a href="{{ url_for("shop.product_detail", product_id=product.id) }}">Product</a>'
    assert pages.template("own.html", text, of_model) == (
        '<a href="{{ url_for("shop.article_detail", article_id=product.id) }}">Product</a>'
    )


def test_a_view_is_known_by_its_blueprint_wherever_the_tool_does_not_name_it(
    of_model: Names,
) -> None:
    """No line of the tool's says "shop.product_new", or leads to it with a parameter."""
    text = """<a href="{{ url_for('shop.product_new', product_id=visit.id) }}">"""
    assert pages.template("own.html", text, of_model) == (
        """<a href="{{ url_for('shop.article_new', article_id=visit.id) }}">"""
    )
    code = 'url_for("shop.product_new", product_id=number, own=product_id)\n'
    assert called(of_model, code) == (
        'url_for("shop.article_new", article_id=number, own=product_id)\n'
    )
    own = """{{ url_for("shop.product_report", product_id=visit.id) }}"""
    assert pages.template("own.html", own, of_model) == own


def test_an_address_is_known_by_its_app(of_model: Names) -> None:
    text = "{% url 'pages:product_edit' visit.pk %}{% url 'pages:product_own' %}"
    assert pages.template("own.html", text, of_model) == (
        "{% url 'pages:article_edit' visit.pk %}{% url 'pages:product_own' %}"
    )


ROWS = """{
  "products": [
    {
      "name": "Oak desk",
      "price": "1"
    },
    {
      "name": "Tea kettle",
      "price": "2"
    }
  ],
  "reviews": [
    {
      "price": 1
    }
  ]
}
"""


def test_sample_rows_of_a_person_have_the_new_key(of_field: Names) -> None:
    new = ROWS.replace('"price": "', '"cost": "')
    own = '    {\n      "name": "Mine",\n      "price": "3"\n    },\n'
    start = '  "products": [\n'
    yours = ROWS.replace(start, start + own)
    expected = new.replace(start, start + own.replace("price", "cost"))
    assert pages.sample_rows(ROWS, yours, new, of_field) == expected


def test_sample_rows_of_the_tool_are_others_under_another_name(
    of_model: Names,
) -> None:
    """Those that a person edited, added or removed are theirs, and no row comes twice."""
    new = ROWS.replace("products", "articles").replace("Oak desk", "Fresh paint")
    new = new.replace("Tea kettle", "House rules")
    yours = ROWS.replace("Tea kettle", "Mine")
    expected = new.replace("House rules", "Mine")
    assert pages.sample_rows(ROWS, yours, new, of_model) == expected
    assert pages.sample_rows(ROWS, yours[:-3], new, of_model) is None
