"""A changed spec: migrations that the frameworks write keep the rows, on both databases."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import pytest

from scaffold.spec import toml
from scaffold.system.errors import ScaffoldError
from scaffold.update.changes import Change, Fill
from scaffold.update.migrations import write_migrations
from services import Postgres
from starters import FRAMEWORKS, PROJECT, Starter, environment_of, scaffold

BEFORE = """\
app = "catalog"
[models.Category]
fields.name = "string(80):unique"
fields.parent = "ref(Category):optional"
[models.Product]
fields.name = "string(200)"
fields.code = "string(20):optional:index"
fields.price = "decimal(10,2):min=0"
fields.stock = "integer:min=0:index"
fields.status = "choice(draft,live,retired):default=draft"
fields.size = "choice(s,m,l):optional"
fields.seen = "datetime"
fields.weight = "float:optional"
fields.key = "uuid:unique"
fields.extra = "json"
fields.category = "ref(Category):optional:on_delete=set_null"
fields.maker = "ref(Maker):optional"
fields.tags = "refs(Tag)"
fields.created_at = "created"
ordering = ["-created_at"]
unique = [["name", "category"]]
[models.Tag]
fields.name = "string(40):unique"
[models.Maker]
fields.name = "string(40)"
fields.founded = "integer:optional:min=1000"
"""
REQUIRED = """\
fields.name = "string(80):unique"
fields.title = "string(30)"
fields.note = "text"
fields.email = "email"
fields.site = "url"
fields.slug = "slug"
fields.quantity = "integer:min=2"
fields.debt = "integer:max=-2"
fields.huge = "bigint:default=9007199254740993"
fields.ratio = "float"
fields.fee = "decimal(8,2):min=1"
fields.is_open = "boolean"
fields.level = "choice(low,high)"
fields.born = "date"
fields.at = "time"
fields.seen = "datetime"
fields.facts = "json"
fields.made = "created"
fields.touched = "updated"
fields.first = "ref(Tag)"
fields.owner = "ref(User):default=current"
"""
UNIQUE = """\
fields.name = "string(80):unique"
fields.sku = "string(30):unique"
fields.short = "string(10):unique"
fields.number = "integer:unique:min=100"
fields.large = "bigint:unique"
fields.key = "uuid:unique"
fields.email = "email:unique"
fields.site = "url:unique"
fields.slug = "slug:unique"
"""
REVIEW = """
[models.Review]
fields.product = "ref(Product):on_delete=cascade"
fields.stars = "integer:min=1:max=5"
fields.kind = "choice(good,bad)"
fields.likes = "refs(Tag)"
"""
#: What holds Category's first line, and not Tag's.
CATEGORY = 'fields.name = "string(80):unique"\n'


@dataclass(frozen=True, kw_only=True)
class Case:
    """A change of BEFORE, and what must hold the same values before and after it.

    ``kept`` has columns of tables, as Flask calls them: "product.price" to "item.cost".
    """

    edits: Mapping[str, str]
    models: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    #: Django makes no required field again for rows that are there.
    has_way_back: bool = True

    @property
    def after(self) -> str:
        text = BEFORE
        for old, new in self.edits.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    @property
    def change(self) -> Change:
        return Change(
            slug="change",
            old=toml.from_toml(BEFORE),
            new=toml.from_toml(self.after),
            renamed_models=self.models,
            renamed_fields=self.fields,
        )


RENAMED_FIELDS = Case(
    edits={
        "fields.price": "fields.cost",
        "fields.stock": "fields.amount",
        "fields.status": "fields.state",
        "fields.key": "fields.token",
        "fields.category": "fields.section",
        '"category"]': '"section"]',
        "fields.tags": "fields.labels",
        "fields.parent": "fields.above",
    },
    fields={
        ("Product", "price"): "cost",
        ("Product", "stock"): "amount",
        ("Product", "status"): "state",
        ("Product", "key"): "token",
        ("Product", "category"): "section",
        ("Product", "tags"): "labels",
        ("Category", "parent"): "above",
    },
    kept={
        "product.price": "product.cost",
        "product.stock": "product.amount",
        "product.status": "product.state",
        "product.key": "product.token",
        "product.category_id": "product.section_id",
        "product_tags.product_id": "product_labels.product_id",
        "product_tags.tag_id": "product_labels.tag_id",
        "category.parent_id": "category.above_id",
    },
)
RENAMED_MODELS = Case(
    edits={"Product": "Item", "Category": "Section", "models.Tag": "models.Label"}
    | {"refs(Tag)": "refs(Label)"},
    models={"Product": "Item", "Category": "Section", "Tag": "Label"},
    kept={
        "product.name": "item.name",
        "product.category_id": "item.category_id",
        "product_tags.product_id": "item_tags.item_id",
        "product_tags.tag_id": "item_tags.label_id",
        "category.parent_id": "section.parent_id",
        "tag.name": "label.name",
    },
)
AT_ONCE = Case(
    edits=RENAMED_FIELDS.edits
    | {
        CATEGORY: REQUIRED
        + UNIQUE.replace(CATEGORY, "")
        .replace("fields.site", "fields.page")
        # Names that REQUIRED has, too.
        .replace("fields.email", "fields.mail")
        .replace("fields.slug", "fields.path"),
        "models.Product": "models.Item",
        "(draft,live,retired)": "(draft,live,retired,gone)",
        "(s,m,l):optional": "(s,m,l)",
        "float:optional": "float:max=1000000000000000",
        "decimal(10,2):min=0": "decimal(12,2):min=-5:max=999999999",
        'fields.maker = "ref(Maker):optional"\n': 'fields.hint = "text:optional"\n',
        'fields.extra = "json"\n': "",
        '[models.Maker]\nfields.name = "string(40)"\n': "",
        'fields.founded = "integer:optional:min=1000"\n': REVIEW.replace(
            "Product", "Item"
        ),
    },
    models={"Product": "Item"},
    fields={
        (model.replace("Product", "Item"), old): new
        for (model, old), new in RENAMED_FIELDS.fields.items()
    },
    kept={
        old: new.replace("product", "item", 1)
        for old, new in RENAMED_FIELDS.kept.items()
        if "product_id" not in new
    }
    | {"product_tags.product_id": "item_labels.item_id"},
    has_way_back=False,
)
#: What converts, what does not, and relations to rows of something else.
OTHER_TYPES = Case(
    edits={
        'fields.name = "string(200)"': 'fields.name = "string(200)"\n'
        'fields.spare = "integer:optional"',
        "string(20):optional:index": "json",
        "decimal(10,2):min=0": "integer:min=0",
        "integer:min=0:index": "decimal(12,2):min=0:index",
        "choice(draft,live,retired):default=draft": "string(60)",
        "choice(s,m,l):optional": "integer",
        'fields.seen = "datetime"': 'fields.seen = "date"',
        "float:optional": "string(60):optional",
        "uuid:unique": "string(40):unique",
        'fields.extra = "json"': 'fields.extra = "text"',
        'fields.maker = "ref(Maker):optional"': 'fields.maker = "ref(Tag)"',
        "refs(Tag)": "refs(Maker)",
        'fields.founded = "integer:optional:min=1000"': 'fields.founded = "date"',
        "ref(Category):optional:on_delete=set_null": "string(40):optional",
    },
    kept={"product.status": "product.status"},
    has_way_back=False,
)
CASES = {
    "much at once": AT_ONCE,
    "a model with relations": Case(edits={BEFORE: BEFORE + REVIEW}),
    "a model that others refer to": Case(
        edits={
            CATEGORY: f'{CATEGORY}fields.shelf = "ref(Shelf):optional"\n',
            "[models.Tag]": '[models.Shelf]\nfields.name = "string(9)"\n[models.Tag]',
        }
    ),
    "optional fields": Case(
        edits={
            CATEGORY: CATEGORY + 'fields.note = "text:optional"\n'
            'fields.size = "choice(s,m):optional"\nfields.day = "date:optional"\n'
            'fields.rank = "integer:optional:unique:min=1"\n'
            'fields.tags = "refs(Tag)"\nfields.first = "one(Tag):optional"\n'
        }
    ),
    "required fields of every kind": Case(edits={CATEGORY: REQUIRED}),
    "required fields that are unique": Case(edits={CATEGORY: UNIQUE}),
    "a required field in a unique set": Case(
        edits={
            "fields.extra": 'fields.place = "integer:min=1"\nfields.extra',
            'unique = [["name", "category"]]': 'unique = [["category", "place"]]',
        }
    ),
    "a choice more": Case(
        edits={"(draft,live,retired)": "(draft,live,retired,gone)"},
        kept={"product.status": "product.status"},
    ),
    "other bounds": Case(
        edits={
            "decimal(10,2):min=0": "decimal(10,2):min=-5:max=99999999",
            "integer:min=0:index": "integer:max=2000000000:index",
            ":min=1000": "",
        },
        kept={"product.price": "product.price"},
    ),
    "longer text and digits": Case(
        edits={"string(200)": "string(300)", "decimal(10,2)": "decimal(12,3)"},
        kept={"product.name": "product.name"},
    ),
    "required and optional change places": Case(
        edits={
            "integer:min=0:index": "integer:min=0:index:optional",
            "float:optional": "float",
            "string(20):optional": "string(20)",
            "(s,m,l):optional": "(s,m,l)",
            "(Category):optional:on_delete=set_null": "(Category):on_delete=cascade",
        },
        kept={"product.stock": "product.stock"},
    ),
    "indexes, uniqueness and titles": Case(
        edits={
            "min=0:index": "min=0",
            "integer:optional:min=1000": "integer:optional:min=1000:index",
            'string(40):unique"': 'string(40):title=Word"',
            ":on_delete=set_null": ":on_delete=cascade",
            '"-created_at"': '"name"',
            'unique = [["name", "category"]]': 'indexes = [["name", "category"]]',
        }
    ),
    "other types": OTHER_TYPES,
    "renamed fields": RENAMED_FIELDS,
    "renamed models": RENAMED_MODELS,
    "fields less": Case(
        edits={
            'fields.price = "decimal(10,2):min=0"\n': "",
            'fields.status = "choice(draft,live,retired):default=draft"\n': "",
            'fields.seen = "datetime"\n': "",
            'fields.key = "uuid:unique"\n': "",
            # The last of its kind: the old migration holds on to nothing of it.
            'fields.extra = "json"\n': "",
            'fields.tags = "refs(Tag)"\n': "",
            'fields.category = "ref(Category):optional:on_delete=set_null"\n': "",
            'unique = [["name", "category"]]\n': "",
        },
        kept={"product.stock": "product.stock"},
        has_way_back=False,
    ),
    "a model less": Case(
        edits={
            'fields.maker = "ref(Maker):optional"\n': "",
            '[models.Maker]\nfields.name = "string(40)"\n': "",
            'fields.founded = "integer:optional:min=1000"\n': "",
        }
    ),
}
HEAD = {"django": ("migrate",), "flask": ("db", "upgrade")}
FIRST = {"django": ("migrate", "catalog", "0001"), "flask": ("db", "downgrade", "0001")}
GLOBS = ("*/migrations/0*.py", "migrations/versions/*.py")
#: A migration of the team's own, that changes no model.
TEAMS = {
    "django": """\
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = []
""",
    "flask": '''\
"""Nothing."""

revision = "{name}"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
''',
}


def generated(framework: str, spec: str, folder: Path) -> Starter:
    models = folder / "models.toml"
    models.write_text(spec, "utf-8")
    scaffold(framework, PROJECT, "--models", models, "--output-dir", folder)
    project = folder / PROJECT
    environment = environment_of(project)
    return Starter(
        framework=framework, spec="", folder=project, environment=environment
    )


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Fresh copies of a SQLite and of a PostgreSQL database with rows of BEFORE."""

    sqlite: Path
    postgres: Postgres

    def copies(self, folder: Path) -> Iterator[str]:
        shutil.copy(self.sqlite, folder / "db.sqlite3")
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        yield self.postgres.database("changed", self.sqlite.parent.name)


@pytest.fixture(scope="module")
def before(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres
) -> Callable[[str], tuple[Starter, Databases]]:
    """Give BEFORE's starter and its filled databases, made once."""

    @cache
    def made(framework: str) -> tuple[Starter, Databases]:
        folder = tmp_path_factory.mktemp(framework)
        starter = generated(framework, BEFORE, folder)
        file = folder / "db.sqlite3"
        for url in (f"sqlite:///{file}", postgres.database(folder.name)):
            starter.create_tables(DATABASE_URL=url)
            starter.create_editor(DATABASE_URL=url)
            starter.manage("seed", DATABASE_URL=url)
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return starter, Databases(sqlite=file, postgres=postgres)

    return made


def staged(before: Starter, spec: str, folder: Path) -> Starter:
    """The starter of another spec over the one before, whose migrations stay."""
    after, both = generated(before.framework, spec, folder), folder / "staged"
    for starter in (before, after):
        shutil.copytree(starter.folder, both, dirs_exist_ok=True)
    for glob in GLOBS:
        for file in before.folder.glob(glob):
            shutil.copy(file, both / file.relative_to(before.folder))
    return replace(after, folder=both)


def column(starter: Starter, postgres: Postgres, url: str, name: str) -> list[str]:
    """All values of "table.column", in their order, as text."""
    table, _, column = name.partition(".")
    if starter.framework == "django":
        table = f"catalog_{table}"
    asked = f'SELECT "{column}" FROM "{table}" ORDER BY 1'
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        rows = [str(value) for (value,) in connection.execute(asked)]
        connection.close()
        return rows
    lines = postgres.query(asked, url.rpartition("/")[2]).splitlines()
    return [line.strip() for line in lines]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(
    "case",
    [
        # Two stand for all of them until the soak.
        pytest.param(
            case,
            id=name,
            marks=() if case in (AT_ONCE, OTHER_TYPES) else pytest.mark.soak,
        )
        for name, case in CASES.items()
    ],
)
def test_rows_stay_and_nothing_is_left_to_migrate(
    framework: str,
    case: Case,
    before: Callable[[str], tuple[Starter, Databases]],
    tmp_path: Path,
) -> None:
    first, databases = before(framework)
    starter = staged(first, case.after, tmp_path)
    written = write_migrations(starter.driven, case.change).files
    assert {path.rpartition("/")[2] for path in written} == {"0002_change.py"}
    assert write_migrations(starter.driven, case.change).files == ()
    starter.run("ruff", "check", "--no-cache", ".")
    starter.run("ruff", "format", "--no-cache", "--check", ".")
    for url in databases.copies(tmp_path):
        at = {"DATABASE_URL": url}
        held = partial(column, starter, databases.postgres, url)
        values = [held(name) for name in case.kept]
        starter.manage(*HEAD[framework], **at)
        assert [held(name) for name in case.kept.values()] == values
        starter.manage(*starter.driven.framework.find_drift, **at)
        starter.test("tests/test_models.py", few=True, **at)
        if framework == "flask" or case.has_way_back:
            starter.manage(*FIRST[framework], **at)
            assert [held(name) for name in case.kept] == values
            if framework == "flask":
                first.manage("db", "check", **at)
            starter.manage(*HEAD[framework], **at)
            assert [held(name) for name in case.kept.values()] == values


#: Python in a Django project: a group that may do all with products; what it may do.
GIVE = """
from django.contrib.auth.models import Group, Permission
group, _ = Group.objects.get_or_create(name="Editors")
group.permissions.set(Permission.objects.filter(content_type__model="product"))
"""
RIGHTS = """
from django.contrib.auth.models import Permission
for each in Permission.objects.filter(group__name="Editors").order_by("codename"):
    print("may", each.content_type.model, each.codename, each.name, sep=",")
print("rights", Permission.objects.filter(codename__regex="product|item").count())
"""


def test_who_may_edit_a_model_may_edit_it_under_its_new_name(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    first, databases = before("django")
    case = RENAMED_MODELS
    starter = staged(first, case.after, tmp_path)
    write_migrations(starter.driven, case.change)

    def rights(of: Starter, url: str) -> list[str]:
        said = of.manage("shell", "-v0", "-c", RIGHTS, DATABASE_URL=url)
        return [line for line in said.splitlines() if re.match("may|rights", line)]

    def all_of(name: str) -> list[str]:
        actions = ("add", "change", "delete", "view")
        may = [f"may,{name},{each}_{name},Can {each} {name}" for each in actions]
        return [*may, "rights 4"]

    for url in databases.copies(tmp_path):
        first.manage("shell", "-c", GIVE, DATABASE_URL=url)
        for _ in range(2):
            starter.manage(*HEAD["django"], DATABASE_URL=url)
            assert rights(starter, url) == all_of("item")
            starter.manage("migrate", "catalog", "0001", "-v0", DATABASE_URL=url)
            assert rights(first, url)[:4] == all_of("product")[:4]


#: Where the starter's only index of a model stands, and its line.
INDEX = {
    "django": (
        "Meta",
        '            models.Index(fields=["-created_at", "-id"], name="product_order_idx"),\n',
    ),
    "flask": (
        "__table_args__",
        '        Index("product_order_idx", "created_at", "id"),\n',
    ),
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_a_migration_changes_is_told_by_the_names_in_code(
    framework: str,
    before: Callable[[str], tuple[Starter, Databases]],
    tmp_path: Path,
) -> None:
    """The field that was added, a column that the team made wider, and its own index."""
    case = Case(edits={CATEGORY: f'{CATEGORY}fields.rank = "integer:optional"\n'})
    starter = staged(before(framework)[0], case.after, tmp_path)
    (file,) = starter.folder.glob("**/catalog/models.py")
    text = file.read_text("utf-8").replace("(40)", "(50)").replace("=40", "=50")
    option, line = INDEX[framework]
    assert text.count(line) == 1
    own = line.replace("product_order_idx", "own_idx").replace("created_at", "name")
    file.write_text(text.replace(line, line + own), "utf-8")
    made = write_migrations(starter.driven, case.change)
    (written,) = made.files
    assert {each.name for each in made.touched} == {
        *("Category.rank", "Tag.name", "Maker.name", f"Product.{option}.own_idx")
    }
    assert {each.migration for each in made.touched} == {written}


#: A model of the team's that calls the rows of its own "shifts" of a category.
SHIFTS = {
    "django": """

class Shift(models.Model):
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="shifts"
    )
""",
    "flask": """

class Shift(db.Model):
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    category_id: Mapped[int] = mapped_column(sqlalchemy.ForeignKey("category.id"))
    category: Mapped[Category] = relationship(backref="shifts")
""",
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_name_that_the_team_has_for_a_relation_is_refused_where_it_stands(
    framework: str,
    before: Callable[[str], tuple[Starter, Databases]],
    tmp_path: Path,
) -> None:
    case = Case(edits={CATEGORY: f'{CATEGORY}fields.shifts = "integer:default=0"\n'})
    starter = staged(before(framework)[0], case.after, tmp_path)
    package = "catalog" if framework == "django" else f"{PROJECT}/catalog"
    file = starter.folder / package / "models.py"
    text = file.read_text("utf-8") + SHIFTS[framework]
    first = "from sqlalchemy import"
    file.write_text(text.replace(first, f"import sqlalchemy\n{first}", 1), "utf-8")
    lines = file.read_text("utf-8").splitlines()
    line = len(lines) - (2 if framework == "django" else 0)
    with pytest.raises(ScaffoldError, match="shifts") as failed:
        write_migrations(starter.driven, case.change)
    assert failed.value.message.startswith(f"{file}, line {line}: ")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_migration_of_the_team_comes_first(
    framework: str,
    before: Callable[[str], tuple[Starter, Databases]],
    tmp_path: Path,
) -> None:
    """Two that both are last are joined as the framework does."""
    case = CASES["a choice more"]
    starter = staged(before(framework)[0], case.after, tmp_path)
    folder = "catalog/migrations" if framework == "django" else "migrations/versions"
    own = starter.folder / folder / "0002_own.py"
    own.write_text(TEAMS[framework].replace("{name}", "0002"), "utf-8")
    (written,) = write_migrations(starter.driven, case.change).files
    assert written == f"{folder}/0003_change.py"
    text = (starter.folder / written).read_text("utf-8")
    assert ('"0002_own"' if framework == "django" else '"0002"') in text
    other = own.with_name("0003_other.py")
    other.write_text(own.read_text("utf-8").replace('"0002"', '"other"'), "utf-8")
    (joined,) = write_migrations(starter.driven, case.change).files
    text = (starter.folder / joined).read_text("utf-8")
    assert "merge" in joined and "0003_change" in text and "other" in text


OWN_APP = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Shelf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("product", models.ForeignKey("catalog.product", models.CASCADE)),
            ],
        )
    ]
"""


def with_own_app(starter: Starter, models: str) -> Path:
    """Give a Django project an app of its team; its folder of migrations, all to come."""
    migrations = starter.folder / "shelves/migrations"
    migrations.mkdir(parents=True)
    (migrations / "__init__.py").touch()
    text = (
        f"from django.db import models\n\n\nclass Shelf(models.Model):\n    {models}\n"
    )
    (migrations.parent / "models.py").write_text(text, "utf-8")
    settings = starter.folder / PROJECT / "settings.py"
    apps = '    "catalog",\n'
    assert apps in settings.read_text("utf-8")
    text = settings.read_text("utf-8").replace(apps, apps + '    "shelves",\n')
    settings.write_text(text, "utf-8")
    return migrations


def test_an_app_of_the_team_has_its_migrations_first(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    """Else ours would depend on one that nobody has written."""
    case = CASES["a choice more"]
    starter = staged(before("django")[0], case.after, tmp_path)
    with_own_app(starter, "pass")
    module = starter.folder / "catalog/models.py"
    text, code = module.read_text("utf-8"), "    code = models."
    assert text.count(code) == 1
    own = '    shelf = models.ForeignKey("shelves.Shelf", models.CASCADE, null=True)\n'
    module.write_text(text.replace(code, own + code), "utf-8")
    with pytest.raises(ScaffoldError, match="makemigrations shelves first"):
        write_migrations(starter.driven, case.change)
    starter.manage("makemigrations", "shelves")
    (written,) = write_migrations(starter.driven, case.change).files
    text = (starter.folder / written).read_text("utf-8")
    assert '("shelves", "0001_initial")' in text


def test_each_of_several_migrations_fills_the_rows_of_its_fields(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    """Django writes several where a team's models and ours refer to each other."""
    tag = '[models.Tag]\nfields.name = "string(40):unique"\n'
    case = Case(edits={tag: f'{tag}fields.key = "uuid:unique"\n{REVIEW}'})
    old, databases = before("django")
    starter = staged(old, case.after, tmp_path)
    accounts, catalog = (
        starter.folder / f"{a}/models.py" for a in ("accounts", "catalog")
    )
    with accounts.open("a", encoding="utf-8") as file:
        file.write("\n\nfrom catalog.models import Review\n\n\n")
        file.write("class Badge(Review):\n    pass\n")
    own = '    badge = models.ForeignKey("accounts.Badge", models.CASCADE, null=True)\n'
    text, code = catalog.read_text("utf-8"), "class Category(models.Model):\n"
    catalog.write_text(text.replace(code, code + own), "utf-8")
    written = write_migrations(starter.driven, case.change).files
    ours = [each for each in written if each.startswith("catalog/")]
    assert len(ours) == 2
    assert "fill_tag_key" in (starter.folder / ours[1]).read_text("utf-8")
    for url in databases.copies(tmp_path):
        starter.manage("migrate", DATABASE_URL=url)
        starter.manage("makemigrations", "--check", "--dry-run", DATABASE_URL=url)


def test_an_app_of_the_team_that_refers_to_a_renamed_model_needs_no_migration(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    """Its own run first, which know the old name, in a new database too."""
    starter = staged(before("django")[0], RENAMED_MODELS.after, tmp_path)
    own = with_own_app(
        starter, 'product = models.ForeignKey("catalog.Item", models.CASCADE)'
    )
    (own / "0001_initial.py").write_text(OWN_APP, "utf-8")
    write_migrations(starter.driven, RENAMED_MODELS.change)
    at = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    starter.manage("migrate", **at)
    starter.manage("makemigrations", "--check", "--dry-run", **at)


def test_a_project_that_does_not_number_its_migrations_gets_no_number(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    case = CASES["a choice more"]
    starter = staged(before("flask")[0], case.after, tmp_path)
    own = starter.folder / "migrations/versions/4f1c0ffee123_own.py"
    own.write_text(TEAMS["flask"].replace("{name}", "4f1c0ffee123"), "utf-8")
    (written,) = write_migrations(starter.driven, case.change).files
    assert re.fullmatch(r"migrations/versions/[0-9a-f]{12}_change.py", written)


def test_a_team_may_have_its_migrations_written_with_types(
    before: Callable[[str], tuple[Starter, Databases]], tmp_path: Path
) -> None:
    """As Alembic's own template has them by now."""
    case = CASES["a choice more"]
    starter = staged(before("flask")[0], case.after, tmp_path)
    template = starter.folder / "migrations/script.py.mako"
    text = template.read_text("utf-8")
    assert "\nrevision = " in text
    text = text.replace("\nrevision = ", "\nrevision: str = ")
    template.write_text(text.replace("grade():", "grade() -> None:"), "utf-8")
    (written,) = write_migrations(starter.driven, case.change).files
    assert written == "migrations/versions/0002_change.py"


def test_rows_that_are_there_get_the_least_that_a_field_allows() -> None:
    new = BEFORE.replace(CATEGORY, REQUIRED).replace("(s,m,l):optional", "(s,m,l)")
    before, after = toml.from_toml(BEFORE), toml.from_toml(new)
    fills = Change(slug="change", old=before, new=after).fills
    told = {field: fills["Category", field] for _, field in fills if _ == "Category"}
    assert told["title"] == Fill(how="value", value="-")
    assert told["email"] == Fill(how="value", value="unknown@example.com")
    assert told["quantity"] == Fill(how="value", value=2)
    assert told["debt"] == Fill(how="value", value=-2)
    assert told["huge"] == Fill(how="value", value=9007199254740993)
    assert told["level"] == Fill(how="value", value="low")
    assert told["born"] == told["made"] == Fill(how="now")
    assert told["first"] == told["owner"] == Fill(how="first")
    # An optional choice was "", which is no choice any more.
    assert fills["Product", "size"] == Fill(how="value", value="s", instead_of="")
    assert ("Category", "parent") not in fills
