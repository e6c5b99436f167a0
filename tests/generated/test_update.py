"""A project that people have edited takes a changed spec; migrations are tried elsewhere."""

import errno
import io
import json
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold import update
from scaffold.cli import run
from scaffold.compare import comparison
from scaffold.merge import Merged
from scaffold.project import living, pristine
from scaffold.system.errors import ScaffoldError
from scaffold.update import staging
from scaffold.update.changes import Change
from scaffold.update.merging import Result
from scaffold.update.migrations import Written

MODELS = (
    "Category name:string(60):unique",
    "Product name:string(200) price:decimal(10,2):min=0 category:ref(Category)",
)
FIELD = "Product.weight:decimal(8,3):optional"
DJANGO_MODELS = "django/catalog/models.py"
FLASK_MODELS = "flask/shop/catalog/models.py"

#: What the tests of this module do without.
AT_WORK = staging.at_work
NONE_WRITTEN = Written(files=(), touched=())
Read = Callable[[], tuple[int, str, str]]


@pytest.fixture(scope="module", autouse=True)
def _no_migrations() -> Iterator[None]:
    """Generators need an environment, and the cost of a model on the page more renders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "_growth", lambda *_: {})
        patch.setattr(staging, "at_work", lambda *_: None)
        patch.setattr(update, "write_migrations", lambda *_: NONE_WRITTEN)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    models = [word for model in MODELS for word in ("-m", model)]
    assert run(["both", "shop", *models, "-o", str(folder)]) == 0
    file = folder / "shop/scaffold.toml"
    file.write_text("# Ours.\n" + file.read_text("utf-8"), "utf-8")
    return folder / "shop"


@pytest.fixture
def pair(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "shop"))


@pytest.fixture
def lone(tmp_path: Path) -> Path:
    assert run(["flask", "shop", "-m", MODELS[0], "-o", str(tmp_path / "lone")]) == 0
    return tmp_path / "lone/shop"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def of_one_spec(pair: Path, folder: Path) -> dict[str, bytes]:
    """What is made at once of the spec that a pair has by now, but for migrations."""
    spec = str(pair / "scaffold.toml")
    assert run(["both", pair.name, "--models", spec, "-o", str(folder)]) == 0
    return code(folder / pair.name)


def code(pair: Path) -> dict[str, bytes]:
    """What people own: neither migrations nor what is the tool's, or of one machine."""
    left_out = re.compile(r"/migrations/(versions/)?0|/\.scaffold/|\.env$|^[^/]+$")
    return {
        path: data for path, data in files(pair).items() if not left_out.search(path)
    }


def test_a_field_comes_into_both_twins_and_the_spec_stays_as_it_was_written(
    pair: Path, tmp_path: Path
) -> None:
    assert run(["add", str(pair), FIELD]) == 0
    assert (pair / "scaffold.toml").read_text("utf-8").startswith("# Ours.\n")
    assert code(pair) == of_one_spec(pair, tmp_path / "at once")


def test_a_second_update_changes_nothing(pair: Path) -> None:
    assert run(["add", str(pair), FIELD]) == 0
    before = files(pair)
    assert run(["update", str(pair)]) == 0
    assert files(pair) == before


def test_a_domain_that_grew_is_the_one_that_is_made_at_once(
    pair: Path, tmp_path: Path
) -> None:
    """But for migrations, and the order in which the spec names it."""
    words = [
        "Product.status:choice(draft,live):default=draft",
        "Product.created_at:created",
        "Tag label:string(40):unique",
        "Product.tags:refs(Tag)",
        "Customer first_name:string(60) last_name:string(60) email:email:unique",
        "Review product:ref(Product):on_delete=cascade author:ref(User):default=current "
        "stars:integer:min=1:max=5 text:text:optional",
    ]
    for word in words:
        assert run(["add", str(pair), word]) == 0
    assert code(pair) == of_one_spec(pair, tmp_path / "at once")


def test_what_went_leaves_nothing_behind(pair: Path) -> None:
    before = code(pair)
    assert (
        run(["add", str(pair), "Tag label:string(40)", "Product.tags:refs(Tag)"]) == 0
    )
    assert run(["remove", str(pair), "Product.tags", "--yes"]) == 0
    assert run(["remove", str(pair), "Tag", "--yes"]) == 0
    assert code(pair) == before


def test_names_there_and_back_leave_all_as_it_was(pair: Path) -> None:
    before = code(pair)
    for old, new in (("Product", "Article"), ("Article.price", "cost")):
        assert run(["rename", str(pair), old, new]) == 0
    assert b"Product" not in (pair / DJANGO_MODELS).read_bytes()
    for old, new in (("Article.cost", "price"), ("Article", "Product")):
        assert run(["rename", str(pair), old, new]) == 0
    assert code(pair) == before


def test_a_new_name_reaches_what_people_wrote(pair: Path) -> None:
    """In their lines of the tool's files, and in their own; what is a text stays one."""
    replace(
        pair / DJANGO_MODELS,
        "        return self.name\n\n    def get_absolute_url(self):\n"
        '        return reverse("catalog:product_detail"',
        '        return f"Product {self.price}"\n\n    def get_absolute_url(self):\n'
        '        return reverse("catalog:product_detail"',
    )
    own = pair / "flask/shop/report.py"
    own.write_text(
        "from .catalog.models import Product\n\n\ndef total(rows: list[Product]):\n"
        "    return sum(product.price for product in rows)\n",
        "utf-8",
    )
    assert run(["rename", str(pair), "Product", "Article"]) == 0
    assert run(["rename", str(pair), "Article.price", "cost"]) == 0
    assert "{self.cost}" in (pair / DJANGO_MODELS).read_text("utf-8")
    assert own.read_text("utf-8") == (
        "from .catalog.models import Article\n\n\ndef total(rows: list[Article]):\n"
        "    return sum(product.cost for product in rows)\n"
    )


def test_imports_of_a_person_are_in_order_after_a_rename(pair: Path) -> None:
    forms = pair / "django/catalog/forms.py"
    replace(
        forms,
        "import Category, Product\n",
        "import Category, Product, ProductQuerySet\n",
    )
    forms.write_text(
        forms.read_text("utf-8") + "\n\nQUERY = ProductQuerySet\n", "utf-8"
    )
    assert run(["rename", str(pair), "Product", "Article"]) == 0
    text = forms.read_text("utf-8")
    assert "from .models import Article, ArticleQuerySet, Category\n" in text


def test_lines_that_the_new_name_breaks_are_formatted_and_numbered_so(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a person's file was formatted, whatever else is wrong with it."""
    own = pair / "django/catalog/report.py"
    own.write_text(
        "import os\n\nfrom .models import Product\n\n\ndef of(first, second, third):\n"
        "    found = Product.objects.filter(name=first, price__gt=second, pk__lt=third, id=4)\n"
        "    return found\n" + "\n\ndef more():\n    return Product\n" * 10,
        "utf-8",
    )
    assert run(["rename", str(pair), "Product", "ArticleOfTheShop"]) == 0
    text = own.read_text("utf-8")
    assert "import os\n\nfrom .models import ArticleOfTheShop\n" in text
    assert "    found = ArticleOfTheShop.objects.filter(\n        name=" in text
    lines = text.splitlines()
    changed = [at for at, line in enumerate(lines, 1) if "ArticleOfTheShop" in line]
    told = capsys.readouterr().out.partition("django/catalog/report.py: lines ")[2]
    numbers = told.partition(" with the new name")[0].split(", ")
    assert {*map(str, changed)} <= {*numbers} and len(changed) == 12


def test_a_dry_run_prints_the_patch_and_writes_nothing(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(pair)
    assert run(["add", str(pair), FIELD, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert f"--- a/{DJANGO_MODELS}\n+++ b/{DJANGO_MODELS}" in said
    assert "+    weight: Mapped[Decimal | None]" in said
    assert "this was a dry run" in said
    assert files(pair) == before


def test_the_json_names_every_file(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", str(pair), FIELD, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["changes"] == ["field Product.weight is new"]
    assert said["files"][DJANGO_MODELS] == said["files"][FLASK_MODELS] == "changed"
    assert not any(".scaffold" in path for path in said["files"])


PRICE = "    price = models.DecimalField("


def in_conflict(pair: Path) -> None:
    """A person and the next change both write the same line."""
    replace(pair / DJANGO_MODELS, "max_digits=10", "max_digits=11")
    replace(pair / "scaffold.toml", "decimal(10,2)", "decimal(12,2)")


def test_a_conflict_says_where_with_both_texts_and_changes_nothing(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_conflict(pair)
    before = files(pair)
    assert run(["update", str(pair)]) == 1
    said = capsys.readouterr().err
    assert re.search(
        rf"{DJANGO_MODELS}, line \d+\n  before:\n.*=10.*\n  yours:\n.*=11", said
    )
    assert re.search(r"\n  new:\n.*max_digits=12", said)
    assert "Nothing was changed" in said and "--conflicts=markers" in said
    assert files(pair) == before


def test_markers_are_written_and_the_next_update_writes_the_migrations(
    pair: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_conflict(pair)
    assert run(["update", str(pair), "--conflicts=markers"]) == 1
    text = (pair / DJANGO_MODELS).read_text("utf-8")
    assert "<<<<<<< yours" in text and ">>>>>>> new" in text
    assert "max_digits=11" in text and "max_digits=12" in text
    assert "Numeric(12, 2)" in (pair / FLASK_MODELS).read_text("utf-8")
    assert "scaffold update" in capsys.readouterr().out
    mended = re.sub(
        r"<<<<<<< yours\n.*?=======\n(.*?)>>>>>>> new\n", r"\1", text, flags=re.DOTALL
    )
    (pair / DJANGO_MODELS).write_text(mended, "utf-8")
    asked: list[str] = []
    monkeypatch.setattr(
        update,
        "write_migrations",
        lambda _, change: asked.append(change.slug) or NONE_WRITTEN,
    )
    assert run(["update", str(pair)]) == 0
    assert asked == ["change_product_price"] * 2
    assert run(["update", str(pair)]) == 0
    assert len(asked) == 2


def test_a_migration_that_waits_knows_what_was_asked_for(
    pair: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names and types of the time before the markers: rows would be lost without."""
    own = pair / "django/catalog/templates/catalog/article_list.html"
    own.write_text("mine\n", "utf-8")
    words = ["rename", str(pair), "Product", "Article", "--conflicts=markers"]
    assert run(words) == 1
    own.write_text("mine\n", "utf-8")
    assert run(["rename", str(pair), "Article.price", "cost"]) == 1
    assert "waits for migrations" in capsys.readouterr().err
    assert run(["status", str(pair)]) == 0
    assert "migrations are still to be written" in capsys.readouterr().out
    replace(pair / "scaffold.toml", '"string(200)"', '"integer"')
    asked: list[Change] = []
    monkeypatch.setattr(
        update,
        "write_migrations",
        lambda _, change: asked.append(change) or NONE_WRITTEN,
    )
    assert run(["update", str(pair), "--yes"]) == 0
    for change in asked:
        assert change.slug == "rename_product_article"
        assert change.renamed_models == {"Product": "Article"}
        assert [each.field for each in change.converted] == ["name"]
    assert len(asked) == 2


def test_a_copy_of_the_spec_is_not_edited_and_the_refusal_names_it(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "flask/scaffold.toml", "decimal(10,2)", "decimal(12,2)")
    before = files(pair)
    assert run(["add", str(pair), FIELD]) == 1
    assert "flask/scaffold.toml was changed" in capsys.readouterr().err
    assert files(pair) == before


def test_copies_that_git_merged_are_written_anew(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each starter's spec has the other branch's model, and one says a field besides."""
    room = '\n[models.Room]\nfields.name = "string(20)"\n'
    assert run(["add", str(pair), FIELD]) == 0
    for name in ("django/scaffold.toml", "flask/scaffold.toml"):
        (pair / name).write_text((pair / name).read_text("utf-8") + room, "utf-8")
    assert run(["update", str(pair)]) == 1
    said = capsys.readouterr().err
    assert f"says of Room.name what {pair / 'scaffold.toml'} does not" in said
    with (pair / "scaffold.toml").open("a", encoding="utf-8") as file:
        file.write('fields.city = "string(60):optional"\n' + room)
    assert run(["update", str(pair)]) == 0
    for name in ("django/scaffold.toml", "flask/scaffold.toml"):
        text = (pair / name).read_text("utf-8")
        assert text.count("city") == text.count("weight") == 1 and "Room" in text


def test_what_a_merge_left_out_is_told_with_its_commit(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both sides let scaffold add a field, and wrote a method at the same place."""

    def git(*words: str) -> str:
        names = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
        command = ["git", "-C", str(pair), *names, *words]
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout

    def side(field: str, method: str) -> None:
        assert run(["add", str(pair), field]) == 0
        models = pair / DJANGO_MODELS
        end = 'return reverse("catalog:product_detail", args=[self.pk])\n'
        own = f"\n    def {method}(self):\n        return self.{method}_of\n"
        replace(models, end, end + own)
        (pair / f"django/{method}.py").write_text(f"{method} = 1\n")
        git("add", "--all")
        git("commit", "--message", method)

    git("init", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--message", "Made")
    git("checkout", "-b", "other")
    side("Product.depth:decimal(8,3):optional", "theirs")
    git("checkout", "main")
    side(FIELD, "ours")
    git("merge", "-X", "ours", "--message", "Merge", "other")
    commit = git("rev-parse", "--short=10", "other").strip()
    capsys.readouterr()
    assert run(["update", str(pair), "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert notes == [
        "scaffold.toml: the other side has Product.depth, and you have not: "
        f"run scaffold add {pair} 'Product.depth:decimal(8,3):optional' (what shall go is "
        f"removed after that; git show {commit}:scaffold.toml shows all)",
        f"{DJANGO_MODELS}: the merge left out what the other side wrote by hand: "
        f"`def theirs(self):`, `return self.theirs_of` "
        f"(git show {commit}:{DJANGO_MODELS})",
    ]
    more = "ours_of\n\n    def theirs(self):\n        return self.theirs_of"
    replace(pair / DJANGO_MODELS, "ours_of", more)
    assert run(["update", str(pair), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == notes[:1]
    # A new name is no loss.
    git("commit", "--all", "--amend", "--no-edit")
    renaming = ["rename", str(pair), "Product", "Article", "--json"]
    assert run([*renaming, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)["notes"]
    assert [note for note in told if "the other side" in note] == notes[:1]
    # What is told to be run brings the field, to which its migration is there already.
    words = shlex.split(notes[0].partition("run ")[2].partition(" (")[0])
    assert words[0] == "scaffold"
    assert run([*words[1:], "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert added["notes"] == []
    assert all("_merge_" in each for each in added["migrations"])


def test_an_app_that_is_called_as_its_model_keeps_its_name(tmp_path: Path) -> None:
    """And what a person wrote in a template of the model goes with the template."""
    spec = tmp_path / "spec.toml"
    spec.write_text(
        'app = "bikes"\n[models.Bike]\nfields.name = "string(9)"\n', "utf-8"
    )
    for framework, folder in (
        ("django", "bikes/templates"),
        ("flask", "ride/templates"),
    ):
        place = tmp_path / framework
        assert run([framework, "ride", "--models", str(spec), "-o", str(place)]) == 0
        old = place / f"ride/{folder}/bikes/bike_list.html"
        with old.open("a", encoding="utf-8") as file:
            file.write("<p>Mine</p>\n")
        assert run(["rename", str(place / "ride"), "Bike", "Cycle"]) == 0
        assert not old.exists()
        assert "<p>Mine</p>" in old.with_name("cycle_list.html").read_text("utf-8")


def test_a_name_that_a_person_has_already_is_not_given_again(
    lone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = lone / "shop/catalog/models.py"
    own = '    rank: Mapped[int]\n\n\nclass Shelf:\n    """Mine."""\n'
    with module.open("a", encoding="utf-8") as file:
        file.write(own)
    before = files(lone)
    for old, new in (("Category.name", "rank"), ("Category", "Shelf")):
        assert run(["rename", str(lone), old, new]) == 1
        said = capsys.readouterr().err
        assert f"{module} has a {new} of its own already. Nothing was changed." in said
    assert files(lone) == before


def test_a_lone_starter_grows_too(lone: Path) -> None:
    assert run(["add", str(lone), "Category.rank:integer:optional"]) == 0
    assert "rank" in (lone / "shop/catalog/models.py").read_text("utf-8")
    assert "rank" in (lone / "scaffold.toml").read_text("utf-8")
    assert not living.is_spec_newer(living.find(lone))


def test_rows_are_not_lost_without_a_word(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Off a terminal --yes says so; an edited spec is no different."""
    before = files(pair)
    assert run(["remove", str(pair), "Product.price"]) == 1
    assert "what Product.price holds" in capsys.readouterr().err
    assert files(pair) == before
    replace(pair / "scaffold.toml", 'fields.price    = "decimal(10,2):min=0"\n', "")
    assert run(["update", str(pair)]) == 1
    assert "--yes" in capsys.readouterr().err
    for word in ("--dry-run", "--yes"):
        assert run(["update", str(pair), word]) == 0
        said = capsys.readouterr().out
        assert "\nLost for good, once the migration has run: what Product" in said


def test_a_new_name_written_by_hand_is_told_how_to_be_one(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "scaffold.toml", "fields.price ", "fields.cost ")
    assert run(["update", str(pair)]) == 1
    said = capsys.readouterr().err
    assert "what Product.price holds (if cost is but its new name, " in said
    assert f"run scaffold rename {pair} Product.price cost)" in said
    assert run(["rename", str(pair), "Product.price", "cost"]) == 2
    said = capsys.readouterr().err
    assert "Product.price: this name is gone from the file" in said
    assert f"run scaffold rename {pair} Product.price cost." in said


def test_a_readme_of_a_person_that_is_kept_is_told_of(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "README.md", "# Shop\n", "# Our shop\n")
    replace(pair / "scaffold.toml", 'title = "Shop"', 'title = "Store"')
    assert run(["update", str(pair)]) == 0
    assert "\nREADME.md: changed by you and by scaffold, yours kept\n" in (
        capsys.readouterr().out
    )
    assert (pair / "README.md").read_text("utf-8").startswith("# Our shop\n")
    assert (pair / "flask/README.md").read_text("utf-8").startswith("# Store\n")


def test_the_app_keeps_its_name(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(pair / "scaffold.toml", 'app = "catalog"', 'app = "store"')
    assert run(["update", str(pair)]) == 2
    assert 'Leave it "catalog"' in capsys.readouterr().err


@pytest.mark.parametrize(
    "path", ["django/.env", "django/db.sqlite3", "django/notes.txt"]
)
def test_what_is_a_persons_alone_is_not_touched(pair: Path, path: str) -> None:
    (pair / path).write_text("mine\n", "utf-8")
    assert run(["add", str(pair), FIELD]) == 0
    assert (pair / path).read_text("utf-8") == "mine\n"


def test_a_file_of_a_person_where_a_new_one_belongs_is_a_conflict(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = pair / "django/catalog/templates/catalog/tag_list.html"
    own.write_text("mine\n", "utf-8")
    before = files(pair)
    assert run(["add", str(pair), "Tag label:string(40)"]) == 1
    assert "tag_list.html" in capsys.readouterr().err
    assert files(pair) == before


def test_a_deleted_file_stays_deleted_and_is_told_of(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = pair / "flask/shop/templates/catalog/product_detail.html"
    gone.unlink()
    assert run(["add", str(pair), FIELD]) == 0
    assert not gone.exists()
    assert "product_detail.html: deleted by you" in capsys.readouterr().out
    assert run(["add", str(pair), "Product.size:integer:optional"]) == 0
    assert not gone.exists()


def test_line_ends_modes_and_links_are_kept(pair: Path) -> None:
    models, forms = pair / DJANGO_MODELS, pair / "django/catalog/forms.py"
    models.write_bytes(models.read_bytes().replace(b"\n", b"\r\n"))
    models.chmod(0o755)
    (pair / "django/catalog/fields_of_pages.py").write_bytes(forms.read_bytes())
    forms.unlink()
    forms.symlink_to("fields_of_pages.py")
    assert run(["add", str(pair), FIELD]) == 0
    data = models.read_bytes()
    assert b"weight" in data and data.count(b"\n") == data.count(b"\r\n")
    assert stat.S_IMODE(models.stat().st_mode) == 0o755
    assert forms.is_symlink()
    assert b"weight" in (pair / "django/catalog/fields_of_pages.py").read_bytes()


def test_a_rename_writes_a_file_once_whatever_links_to_it(
    pair: Path, tmp_path: Path
) -> None:
    forms, moved = pair / "django/catalog/forms.py", pair / "django/catalog/zz.py"
    forms.rename(moved)
    forms.symlink_to("zz.py")
    outside = tmp_path / "outside.py"
    outside.write_text("from catalog.models import Product\n", "utf-8")
    (pair / "django/catalog/own.py").symlink_to(outside)
    assert run(["rename", str(pair), "Product", "Article"]) == 0
    assert forms.is_symlink() and "class ArticleForm(" in moved.read_text("utf-8")
    assert outside.read_text("utf-8") == "from catalog.models import Product\n"


def test_a_link_out_of_the_project_is_refused(
    pair: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = pair / "django/catalog/forms.py"
    forms.rename(tmp_path / "forms.py")
    forms.symlink_to(tmp_path / "forms.py")
    assert run(["add", str(pair), FIELD]) == 1
    assert "leads out of" in capsys.readouterr().err


def test_status_says_what_was_edited(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / DJANGO_MODELS, "max_digits=10", "max_digits=11")
    (pair / "flask/Makefile").unlink()
    (pair / "flask/own.py").write_text("x = 1\n", "utf-8")
    assert run(["status", str(pair)]) == 0
    said = capsys.readouterr().out
    for line in (
        f"  edited {DJANGO_MODELS}",
        " deleted flask/Makefile",
        "   added flask/own.py",
    ):
        assert line in said.splitlines()
    assert "max_digits=11" not in said
    assert run(["status", str(pair), "--diff"]) == 0
    assert "max_digits=11" in capsys.readouterr().out
    assert run(["status", str(pair), "--json"]) == 0
    starters = json.loads(capsys.readouterr().out)["starters"]
    assert starters["django"] == {"catalog/models.py": "edited"}
    assert starters["flask"] == {"Makefile": "deleted", "own.py": "added"}


def test_a_spec_that_is_newer_than_the_code_is_noticed(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "scaffold.toml", "decimal(10,2)", "decimal(12,2)")
    for command in ("status", "compare"):
        assert run([command, str(pair)]) == 0
        said = capsys.readouterr()
        assert "was edited since" in said.out + said.err, command


def test_a_folder_that_scaffold_did_not_make_is_refused(
    tmp_path: Path, pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", str(tmp_path), FIELD]) == 2
    assert "is not a project of scaffold" in capsys.readouterr().err
    shutil.rmtree(pair / "django/.scaffold")
    assert run(["add", str(pair), FIELD]) == 2
    (pair / "flask/.scaffold" / pristine.FILES).write_bytes(b"no archive")
    shutil.copytree(pair / "flask/.scaffold", pair / "django/.scaffold")
    assert run(["add", str(pair), FIELD]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_rename_waits_for_an_update_that_is_due(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "scaffold.toml", "decimal(10,2)", "decimal(12,2)")
    assert run(["rename", str(pair), "Product", "Article"]) == 1
    assert "scaffold update" in capsys.readouterr().err


def test_a_type_that_its_values_need_not_fit_is_asked_about(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "scaffold.toml", '"string(200)"', '"integer"')
    before = files(pair)
    assert run(["update", str(pair)]) == 1
    assert "what Product.name holds" in capsys.readouterr().err
    assert files(pair) == before
    replace(pair / "scaffold.toml", '"integer"', '"text"')
    assert run(["update", str(pair)]) == 0


def test_what_a_person_wrote_of_a_field_that_goes_is_told(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their own lines only, in the tool's files and in their own."""
    admin = pair / "django/catalog/admin.py"
    text = admin.read_text("utf-8")
    admin.write_text(f'{text}\n\nOWN = ("price", "name")\n', "utf-8")
    own = pair / "flask/shop/report.py"
    own.write_text("def total(rows):\n    return sum(row.price for row in rows)\n")
    assert run(["remove", str(pair), "Product.price", "--yes"]) == 0
    said = capsys.readouterr().out
    line = admin.read_text("utf-8").splitlines().index('OWN = ("price", "name")') + 1
    assert (
        f"django/catalog/admin.py, line {line} still speaks of Product.price: "
        'OWN = ("price", "name")\n' in said
    )
    assert "flask/shop/report.py, line 2 still speaks of Product.price" in said
    assert said.count("still speaks of") == 2


def test_what_a_person_wrote_of_a_model_that_goes_is_told(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = pair / "django/catalog/own.py"
    own.write_text(
        "from .forms import ProductForm\nfrom .models import Category, Product\n\n"
        'ADDRESS = "/products/"\nPRODUCE = Category.objects\n',
        "utf-8",
    )
    assert run(["remove", str(pair), "Product", "--yes", "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    told = [note for note in notes if "still speaks of Product" in note]
    assert [note.partition(" still")[0] for note in told] == [
        f"django/catalog/own.py, line {line}" for line in (1, 2, 4)
    ]


def test_what_rows_get_and_what_stops_a_migration_is_told(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", str(pair), "Product.weight:decimal(8,3):min=1"]) == 0
    assert "\nRows of Product get 1.000 as weight.\n" in capsys.readouterr().out
    replace(pair / "scaffold.toml", "decimal(10,2):min=0", "decimal(10,2):min=5")
    assert run(["update", str(pair), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == [
        "Rows with Product.price below 5 stop the migration; look first."
    ]


def test_one_starter_of_a_pair_does_not_grow_alone(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(pair)
    assert run(["add", str(pair / "django"), FIELD]) == 1
    assert f"name {pair}" in capsys.readouterr().err
    assert files(pair) == before


def test_a_rename_stops_at_a_file_that_it_cannot_read(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = pair / DJANGO_MODELS
    models.write_bytes(b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + models.read_bytes())
    before = files(pair)
    assert run(["rename", str(pair), "Product.price", "cost"]) == 1
    assert f"{models} is no text in UTF-8" in capsys.readouterr().err
    assert files(pair) == before


@pytest.mark.parametrize("record", [b"[]", b"null"])
def test_a_damaged_record_is_said_to_be_one(
    pair: Path, capsys: pytest.CaptureFixture[str], record: bytes
) -> None:
    (pair / "django/.scaffold" / pristine.MADE).write_bytes(record)
    assert run(["status", str(pair)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_damaged_copy_of_the_spec_is_named(
    lone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = lone / ".scaffold" / pristine.SPEC
    kept.write_text(kept.read_text("utf-8") + "x = [", "utf-8")
    assert run(["status", str(lone)]) == 2
    assert f"{kept}, line " in capsys.readouterr().err


def test_an_archive_with_a_changed_bit_is_refused(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = pair / "django/.scaffold" / pristine.FILES
    packed = archive.read_bytes()
    for place in range(40, len(packed), len(packed) // 20):
        archive.write_bytes(
            packed[:place] + bytes([packed[place] ^ 4]) + packed[place + 1 :]
        )
        assert run(["status", str(pair)]) == 1, place
        assert "cannot be read" in capsys.readouterr().err


def test_a_conflict_and_an_error_are_json_for_who_asks_for_it(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_conflict(pair)
    for more in ([], ["--dry-run"]):
        assert run(["update", str(pair), "--json", *more]) == 1
        (conflict,) = json.loads(capsys.readouterr().out)["conflicts"]
        assert conflict["file"] == DJANGO_MODELS and conflict["line"] > 1
        texts = [conflict[word] for word in ("before", "yours", "new")]
        for text, digits in zip(texts, ("10", "11", "12"), strict=True):
            assert f"max_digits={digits}" in text
    assert run(["add", str(pair), "Product.a:b", "Product.c:d", "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert [fault["key"] for fault in said["faults"]] == ["Product.a", "Product.c"]
    assert run(["add", str(pair), "--json"]) == 2
    assert "TEXT" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize(
    "path",
    [
        "django/templates/home.html",
        DJANGO_MODELS,
        "flask/README.md",
        "flask/pyproject.toml",
        "scaffold.toml",
    ],
)
def test_a_marker_that_is_left_is_refused_with_its_line(
    pair: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    lines = (pair / path).read_text("utf-8").splitlines()
    marks = ["<<<<<<< yours", "a", "||||||| before", "=======", "b", ">>>>>>> new"]
    (pair / path).write_text("\n".join([*lines, *marks]) + "\n", "utf-8")
    before = files(pair)
    for words in (["add", FIELD], ["update"], ["remove", "Product.price", "--yes"]):
        assert run([words[0], str(pair), *words[1:]]) == 1
        said = capsys.readouterr().err
        for number in (1, 3, 4, 6):
            assert f"{path}, line {len(lines) + number}: a marker" in said
    assert files(pair) == before


def test_a_heading_underlined_by_seven_signs_is_no_marker(pair: Path) -> None:
    (pair / "flask/NOTES.md").write_text("Anything\n=======\n", "utf-8")
    own = pair / "flask/shop/own.py"
    own.write_text('"""\nProduct\n=======\n"""\n', "utf-8")
    assert run(["update", str(pair)]) == 0


def test_a_read_only_file_is_refused_by_name(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pair / DJANGO_MODELS).chmod(0o444)
    before = files(pair)
    assert run(["add", str(pair), FIELD]) == 1
    assert f"{DJANGO_MODELS}: read-only" in capsys.readouterr().err
    assert files(pair) == before


@pytest.mark.parametrize("record", ["newer", "another"])
def test_the_record_of_another_project_is_refused(
    pair: Path, capsys: pytest.CaptureFixture[str], record: str
) -> None:
    kept = pair / "django/.scaffold"
    if record == "newer":
        made = json.loads((kept / pristine.MADE).read_text("utf-8"))
        text = json.dumps({**made, "scaffold": "99.0"})
        (kept / pristine.MADE).write_text(text, "utf-8")
        expected = "was made by scaffold 99.0"
    else:
        shutil.copytree(pair / "flask/.scaffold", kept, dirs_exist_ok=True)
        expected = "is not that of a Django project"
    assert run(["status", str(pair)]) == 1
    assert expected in capsys.readouterr().err


def test_who_says_no_is_not_interrupted(
    pair: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert run(["remove", str(pair), "Product.price"]) == 1
    said = capsys.readouterr().err
    assert "Nothing was changed." in said and "interrupted" not in said


def test_a_fault_of_the_spec_names_its_file(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(pair / "scaffold.toml", "decimal(10,2)", "decimal(x)")
    assert run(["add", str(pair), FIELD]) == 2
    assert f"{pair / 'scaffold.toml'}, line " in capsys.readouterr().err


def test_a_file_that_goes_is_told_of_once(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", str(pair), "Tag label:string(40)"]) == 0
    capsys.readouterr()
    assert run(["remove", str(pair), "Tag", "--yes"]) == 0
    said = capsys.readouterr().out
    assert said.count("django/catalog/templates/catalog/tag_list.html") == 1


@pytest.mark.parametrize("which", ["both", "django"])
@pytest.mark.parametrize("head", ["", 'title = "Ours"\n', "# Ours.\r\n"])
def test_a_spec_of_a_person_stays_as_it_was_written(
    tmp_path: Path, which: str, head: str
) -> None:
    """But for a title and a description, which it may leave to us."""
    text = head + '[models.A] # of two\nfields.b={type="text"}  # long\nplural="aas"\n'
    file = tmp_path / "mine.toml"
    file.write_bytes(text.encode())
    words = [which, "shop", "--models", str(file), "-o", str(tmp_path)]
    assert run(words) == 0
    there = (tmp_path / "shop/scaffold.toml").read_bytes().decode()
    added = there.removesuffix(text)
    assert added != there
    assert {line.partition(" ")[0] for line in added.splitlines()} == (
        {"description"} if head.startswith("title") else {"title", "description"}
    )
    before = files(tmp_path / "shop")
    assert run(["update", str(tmp_path / "shop")]) == 0
    assert files(tmp_path / "shop") == before
    assert not living.edits(living.find(tmp_path / "shop").parts[0])


def test_a_full_disk_is_told_of_with_its_place(
    pair: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "forms.py")

    monkeypatch.setattr(staging, "stage", full)
    before = files(pair)
    assert run(["add", str(pair), FIELD]) == 1
    said = capsys.readouterr().err
    assert tempfile.gettempdir() in said and "No space left on device" in said
    assert "Nothing was changed" in said and files(pair) == before


def test_errors_in_the_staged_copy_name_the_persons_file_and_line(pair: Path) -> None:
    """The copy has a line more above the one that fails."""
    (django, _) = living.find(pair).parts
    yours, merged = b"a\nbad\n", b"a\nnew\nbad\n"
    result = Result(
        path="catalog/models.py", yours=yours, merged=Merged(content=merged)
    )
    staged = Path("/tmp/somewhere/staged/django")
    error = ScaffoldError(f"{staged}/catalog/models.py, line 3: it failed")
    said = staging.in_project(error, django, staged, [result]).message
    assert said == f"{pair / DJANGO_MODELS}, line 2: it failed"


def test_a_broken_environment_is_named(pair: Path, tmp_path: Path) -> None:
    (django, _) = living.find(pair).parts
    python = pair / "django/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/nonexistent")
    with pytest.raises(ScaffoldError, match=r"\.venv is broken.*setup"):
        AT_WORK(django, pair / "django", lambda _: None)


SOME = st.lists(
    st.tuples(
        st.sampled_from(
            [DJANGO_MODELS, FLASK_MODELS, "django/catalog/api.py", "flask/README.md"]
        ),
        st.floats(0, 1),
        st.sampled_from(["add", "change", "drop"]),
    ),
    min_size=1,
    max_size=4,
)
WORDS = st.sampled_from(
    [
        FIELD,
        "Tag label:string(40)",
        "Category.rank:integer:optional",
        "Product.seen:boolean",
    ]
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=SOME, word=WORDS)
def test_no_line_of_a_person_is_ever_lost(
    made: Path, tmp_path: Path, edits: list[tuple[str, float, str]], word: str
) -> None:
    """Random edits: all of the change is there with them, or nothing has changed."""
    pair = tmp_path / "random"
    shutil.rmtree(pair, ignore_errors=True)
    shutil.copytree(made, pair)
    marks = []
    for number, (path, where, how) in enumerate(edits):
        lines = (pair / path).read_text("utf-8").splitlines()
        at = int(where * (len(lines) - 1))
        mark = f"# a line of mine {number}"
        marks += [(path, mark)] if how != "drop" else []
        lines[at : at + (how != "add")] = [] if how == "drop" else [mark]
        (pair / path).write_text("\n".join(lines) + "\n", "utf-8")
    before = files(pair)
    if run(["add", str(pair), word]):
        assert files(pair) == before
        return
    for path, mark in marks:
        assert before[path].decode().count(mark) == (
            (pair / path).read_text("utf-8").count(mark)
        ), (path, mark)
    name = re.split(r"[.: ]", word)[1 if "." in word.split(":")[0] else 0]
    for path in (DJANGO_MODELS, FLASK_MODELS):
        assert name in (pair / path).read_text("utf-8")
