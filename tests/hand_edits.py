"""Some thirty changes that people make to a pair in its first year."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruff.__main__ import find_ruff_bin

#: What the pair is made from.
MODELS = (
    "Category name:string(60):unique",
    "Product name:string(200) price:decimal(10,2):min=0 stock:integer "
    "category:ref(Category) created_at:created",
)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """``old`` becomes ``new`` in a file; without ``old`` the text is added at its end.

    ``kept`` is what must be there ever after, where that is less than all of ``new``.
    """

    file: str
    new: str
    old: str = ""
    kept: tuple[str, ...] = field(default=())

    @property
    def marks(self) -> tuple[str, ...]:
        return self.kept or (self.new.strip(),)


OPENING_DAY = Edit(
    file="templates/home.html",
    old="{% block content %}",
    new='{% block content %}\n<p class="lead">Open on Mondays.</p>',
    kept=("Open on Mondays.",),
)
ABOUT = Edit(
    file="catalog/templates/catalog/about.html",
    new='{% extends "base.html" %}\n\n{% block content %}\n<h1>About</h1>\n{% endblock %}\n',
)
WHO_TO_ASK = Edit(
    file="README.md",
    new="\n## Who to ask\n\nThe shop team.\n",
    kept=("The shop team.",),
)
GET_PRODUCT = """

@products.get("/{int:product_id}", response=schemas.ProductOut)
def get_product(request, product_id: int):
    return get_object_or_404(Product.objects.all(), pk=product_id)
"""
DJANGO = [
    # a method, and a class of one's own at the end of a file, with its migration
    Edit(
        file="catalog/models.py",
        old='        return reverse("catalog:product_detail", args=[self.pk])\n',
        new='        return reverse("catalog:product_detail", args=[self.pk])\n\n'
        "    def doubled(self):\n        return self.price * 2\n",
        kept=("def doubled(self):",),
    ),
    Edit(
        file="catalog/models.py",
        new="\n\nclass Notice(models.Model):\n    text = models.CharField(max_length=80)\n\n"
        "    def __str__(self):\n        return self.text\n",
        kept=("class Notice(models.Model):", "return self.text"),
    ),
    Edit(
        file="catalog/migrations/0002_notice.py",
        new="from django.db import migrations, models\n\n\n"
        "class Migration(migrations.Migration):\n"
        '    dependencies = [("catalog", "0001_initial")]\n\n'
        "    operations = [\n        migrations.CreateModel(\n"
        '            name="Notice",\n            fields=[\n'
        '                ("id", models.BigAutoField(auto_created=True, primary_key=True, '
        'serialize=False, verbose_name="ID")),\n'
        '                ("text", models.CharField(max_length=80)),\n            ],\n'
        "        ),\n    ]\n",
        kept=("class Migration(migrations.Migration):",),
    ),
    # routes and templates
    Edit(
        file="catalog/views.py",
        new='\n\nclass About(TemplateView):\n    template_name = "catalog/about.html"\n',
        kept=("class About(TemplateView):",),
    ),
    Edit(
        file="catalog/urls.py",
        old='    path("categories", views',
        new='    path("about", views.About.as_view(), name="about"),\n'
        '    path("categories", views',
        kept=('path("about", views.About.as_view(), name="about"),',),
    ),
    ABOUT,
    OPENING_DAY,
    # code that the tool changes too
    Edit(
        file="catalog/admin.py",
        old='list_display = ["name", "price", "stock", "category", "created_at"]',
        new='list_display = ["name", "stock", "category", "created_at"]\n'
        "    list_per_page = 25",
        kept=("list_per_page = 25",),
    ),
    Edit(
        file="catalog/forms.py",
        new="\n\nclass NoticeForm(forms.Form):\n    text = forms.CharField()\n",
        kept=("class NoticeForm(forms.Form):",),
    ),
    Edit(
        file="catalog/api.py",
        old="from . import schemas\n",
        new="from . import forms, schemas\n",
        kept=("from . import forms, schemas",),
    ),
    Edit(
        file="catalog/api.py",
        new='\n\n@products.get("/cheap/most", tags=["products"])\n'
        "def most_cheap(request):\n"
        '    return {"form": forms.NoticeForm.__name__}\n',
        kept=("def most_cheap(request):",),
    ),
    # moved to another place
    Edit(file="catalog/api.py", old=GET_PRODUCT, new="", kept=("def get_product(",)),
    Edit(file="catalog/api.py", new=GET_PRODUCT, kept=("def get_product(",)),
    # settings, commands, words
    Edit(
        file="myproject/settings.py",
        old='TIME_ZONE = "UTC"',
        new='TIME_ZONE = "Europe/Berlin"',
    ),
    Edit(
        file="Makefile",
        new="\nnotices:\n\t$(BIN)/python manage.py check\n",
        kept=("notices:",),
    ),
    WHO_TO_ASK,
    Edit(
        file="tests/test_notice.py",
        new="from catalog.models import Notice, Product\n\n\n"
        "def test_a_notice_is_its_text():\n"
        '    assert str(Notice(text="hello")) == "hello"\n\n\n'
        "def test_twice_the_price():\n    assert Product(price=2).doubled() == 4\n",
        kept=("def test_a_notice_is_its_text():", ".doubled() == 4"),
    ),
]

FLASK = [
    Edit(
        file="myproject/catalog/models.py",
        old='    category: Mapped[Category] = relationship(back_populates="products")\n',
        new='    category: Mapped[Category] = relationship(back_populates="products")\n\n'
        "    def doubled(self) -> Decimal:\n        return self.price * 2\n",
        kept=("def doubled(self) -> Decimal:",),
    ),
    Edit(
        file="myproject/catalog/models.py",
        new="\n\nclass Notice(db.Model):\n    id: Mapped[int] = mapped_column(Id, primary_key=True)\n"
        "    text: Mapped[str] = mapped_column(String(80))\n",
        kept=("class Notice(db.Model):",),
    ),
    Edit(
        file="migrations/versions/0002_notice.py",
        new='"""Notices."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        'revision = "0002"\ndown_revision = "0001"\nbranch_labels = None\ndepends_on = None\n\n\n'
        'def upgrade():\n    op.create_table(\n        "notice",\n'
        '        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),\n'
        '        sa.Column("text", sa.String(length=80), nullable=False),\n    )\n\n\n'
        'def downgrade():\n    op.drop_table("notice")\n',
        kept=('revision = "0002"',),
    ),
    Edit(
        file="myproject/catalog/views.py",
        new='\n\n@blueprint.get("/about")\ndef about() -> ResponseReturnValue:\n'
        '    return render_template("catalog/about.html")\n',
        kept=("def about() -> ResponseReturnValue:",),
    ),
    replace(ABOUT, file="myproject/templates/catalog/about.html"),
    replace(OPENING_DAY, file="myproject/templates/home.html"),
    Edit(
        file="myproject/catalog/admin.py",
        old='column_list = ["name", "price", "stock", "category", "created_at"]',
        new='column_list = ["name", "stock", "category", "created_at"]\n    page_size = 25',
        kept=("page_size = 25",),
    ),
    Edit(
        file="myproject/catalog/forms.py",
        new='\n\nclass NoticeForm(PostedForm):\n    text = StringField("Text")\n',
        kept=("class NoticeForm(PostedForm):",),
    ),
    Edit(
        file="myproject/catalog/api.py",
        old="from . import queries, schemas, summary\n",
        new="from . import forms, queries, schemas, summary\n",
        kept=("from . import forms, queries, schemas, summary",),
    ),
    Edit(
        file="myproject/catalog/api.py",
        new='\n\n@blueprint.get("/products/cheap/most")\ndef most_cheap() -> ResponseReturnValue:\n'
        '    return {"form": forms.NoticeForm.__name__}\n',
        kept=("def most_cheap() -> ResponseReturnValue:",),
    ),
    Edit(
        file="myproject/catalog/queries.py",
        new="\nNEWEST = PRODUCTS\n",
    ),
    Edit(
        file="myproject/config.py",
        new="\nSHOP_IS_OPEN = True\n",
    ),
    Edit(
        file="Makefile", new="\nnotices:\n\t$(BIN)/flask routes\n", kept=("notices:",)
    ),
    WHO_TO_ASK,
    Edit(
        file="tests/test_notice.py",
        new="from myproject.catalog.models import Notice, Product\n\n\n"
        "def test_a_notice_has_a_text():\n"
        '    assert Notice(text="hello").text == "hello"\n\n\n'
        "def test_twice_the_price():\n    assert Product(price=2).doubled() == 4\n",
        kept=("def test_a_notice_has_a_text():", ".doubled() == 4"),
    ),
]
SIDES = {"django": DJANGO, "flask": FLASK}
#: Deleted for good.
DELETED = (".pre-commit-config.yaml", ".dockerignore")
#: Written on Windows.
CRLF = ("README.md", ".env.example")
LINE_LENGTH = 120


def edit_by_hand(pair: Path) -> None:
    """Make all edits, then format both starters with lines of 120."""
    for name, edits in SIDES.items():
        starter = pair / name
        for edit in edits:
            file = starter / edit.file
            text = file.read_text("utf-8") if file.exists() else ""
            assert text.count(edit.old) >= 1, (edit.file, edit.old)
            text = text.replace(edit.old, edit.new, 1) if edit.old else text + edit.new
            file.write_text(text, encoding="utf-8", newline="\n")
        for path in DELETED:
            (starter / path).unlink()
        for path in CRLF:
            data = (starter / path).read_bytes()
            (starter / path).write_bytes(data.replace(b"\n", b"\r\n"))
        settings = starter / "pyproject.toml"
        text = settings.read_text("utf-8")
        assert "[tool.ruff]\n" in text
        text = text.replace(
            "[tool.ruff]\n", f"[tool.ruff]\nline-length = {LINE_LENGTH}\n"
        )
        settings.write_text(text.replace("line-length = 88\n", ""), "utf-8")
        for command in (("check", "--fix", "--select=I"), ("format",)):
            ruff = [find_ruff_bin(), *command, "--quiet", "--no-cache", "."]
            subprocess.run(ruff, cwd=starter, check=True)


def lost(pair: Path, renamed: dict[str, str]) -> list[str]:
    """What of the edits is there no more; ``renamed`` are words that changed meanwhile."""
    gone = []
    for name, edits in SIDES.items():
        for edit in edits:
            file, marks = edit.file, edit.marks
            for old, new in renamed.items():
                file = file.replace(old, new)
                marks = tuple(mark.replace(old, new) for mark in marks)
            there = pair / name / file
            text = there.read_text("utf-8") if there.exists() else ""
            gone += [f"{name}/{file}: {mark}" for mark in marks if mark not in text]
        gone += [
            f"{name}/{path} is back"
            for path in DELETED
            if (pair / name / path).exists()
        ]
        for path in CRLF:
            data = (pair / name / path).read_bytes()
            if data.count(b"\n") != data.count(b"\r\n"):
                gone.append(f"{name}/{path}: not all lines end in CRLF")
    return gone
