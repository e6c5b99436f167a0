"""What the frameworks' documents show works in a starter as it does elsewhere.

Only what needs no further package; what a README tells is in test_recipes.py.
"""

from pathlib import Path

import pytest

from starters import FRAMEWORKS, Starter, build

TRIED = {
    "django": """
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from django.views.decorators.cache import cache_page

from catalog.views import ProductList
from myproject import urls


@pytest.fixture
def addresses(monkeypatch):
    def put(*added):
        monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, *added])
        clear_url_caches()

    cache.clear()
    yield put
    clear_url_caches()


def test_a_page_is_cached_for_as_long_as_its_view_says(addresses, client, db):
    addresses(path("cached", cache_page(60)(ProductList.as_view())))
    first = client.get("/cached")
    with CaptureQueriesContext(connection) as asked:
        second = client.get("/cached")
    assert not asked.captured_queries
    assert second.content == first.content
    for response in (first, second):
        assert response["Cache-Control"] == "max-age=60"
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_function_takes_forms(addresses, client, db):
    def new(request):
        if request.method == "POST":
            return HttpResponse(f"Hello {request.POST['a']}")
        return HttpResponse(get_token(request))

    addresses(path("hello", new))
    client.handler.enforce_csrf_checks = True
    assert client.post("/hello", {"a": "b"}).status_code == 403
    token = client.get("/hello").content.decode()
    values = {"a": "you", "csrfmiddlewaretoken": token}
    answer = client.post("/hello", values, headers={"Referer": "https://testserver/"})
    assert answer.content == b"Hello you"
""",
    "flask": '''
from pathlib import Path

import pytest
from flask import Blueprint, redirect, render_template_string, request
from flask_admin.form.upload import FileUploadField
from sqlalchemy import String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column
from flask_migrate import check

from myproject import create_app
from myproject.extensions import cache, db
from myproject.support.admin import RecordView

from .pages import send

FORM = """<form method="post">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><input name="a">
</form>"""


class Document(db.Model):
    __bind_key__ = "archive"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(String(100))


@pytest.fixture
def own(app, settings, editor_client, tmp_path):
    """An application with what a team adds, and a second database."""
    archive = {"archive": f"sqlite:///{tmp_path / 'archive.sqlite3'}"}
    own = create_app({**settings, "SQLALCHEMY_BINDS": archive})
    with own.app_context():
        db.create_all("archive")
    yield own
    with own.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def own_client(own, editor_client):
    client = own.test_client()
    with editor_client.session_transaction() as before:
        login = dict(before)
    with client.session_transaction() as session:
        session.update(login)
    return client


def test_a_second_database_has_its_own_tables(own):
    with own.app_context():
        assert inspect(db.engines["archive"]).get_table_names() == ["document"]
        db.session.add(Document(file="a"))
        db.session.commit()
        db.session.add(Document(file="b"))
        db.session.rollback()
        assert db.session.scalars(select(Document.file)).all() == ["a"]
        db.session.rollback()
        check()


def test_a_page_is_cached_for_as_long_as_its_view_says(own, own_client):
    calls = []

    @own.route("/counted")
    @cache.cached(timeout=60)
    def counted():
        calls.append(1)
        return str(len(calls))

    assert [own_client.get("/counted").text for _ in range(3)] == ["1"] * 3


def test_a_function_and_a_blueprint_take_forms(own, own_client):
    orders = Blueprint("orders", __name__, url_prefix="/orders")

    @own.route("/hello/<name>")
    def hello(name):
        return f"Hello {name}"

    @orders.route("/", methods=["GET", "POST"])
    def new():
        if request.method == "POST":
            return redirect(f"/hello/{request.form['a']}")
        return render_template_string(FORM)

    own.register_blueprint(orders)
    assert own_client.post("/orders/", data={"a": "b"}).status_code == 400
    answer = send(own_client, "/orders/", {"a": "you"})
    assert own_client.get(answer.location).text == "Hello you"


def test_a_file_is_uploaded_in_the_admin(own, own_client, tmp_path):
    class DocumentView(RecordView):
        form_overrides = {"file": FileUploadField}
        form_args = {"file": {"base_path": str(tmp_path)}}

    (site,) = own.extensions["admin"]
    site.add_view(DocumentView(Document, db, url="documents"))
    added = Path(__file__)
    with added.open("rb") as file:
        answer = send(own_client, "/admin/documents/new/", {"file": (file, "a.txt")})
    assert answer.status_code == 302, answer.text
    assert (tmp_path / "a.txt").read_bytes() == added.read_bytes()
    with own.app_context():
        assert db.session.scalar(select(Document.file)) == "a.txt"
''',
}


@pytest.fixture(params=FRAMEWORKS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Starter:
    return build(request.param, "default", tmp_path)


def test_what_the_documents_show_works(made: Starter) -> None:
    (made.folder / "tests/test_tried.py").write_text(TRIED[made.framework], "utf-8")
    made.test("tests/test_tried.py")


#: What the admins' documents show; each line comes before the one that is there.
OPTIONS = {
    "django": {
        "class CategoryAdmin(RecordAdmin):": """\
class ProductInline(admin.TabularInline):
    model = Product


@admin.register(Category)
class CategoryAdmin(RecordAdmin):
    inlines = [ProductInline]
""",
        "class ProductAdmin(RecordAdmin):": """\
@admin.register(Product)
class ProductAdmin(RecordAdmin):
    date_hierarchy = "created_at"
    list_editable = ["price"]
    list_per_page = 5
    save_as = True
    actions = ["publish"]

    @admin.action(description="Publish")
    def publish(self, request, queryset):
        queryset.update(status="live")

""",
        '    search_fields = ["name__holds"]\n    autocomplete_fields = ["category", '
        '"tags"]': '    search_fields = ["name__holds", "category__name", "tags__name"]\n'
        '    autocomplete_fields = ["category", "tags"]',
    },
    "flask": {
        "class CategoryView(RecordView):": """\
class CategoryView(RecordView):
    inline_models = [Product]
""",
        '    column_filters = ["status", "created_at"]': """\
    column_filters = ["status", "created_at", "category.name"]
    column_editable_list = ["price"]
    column_sortable_list = ["name", ("category", "category.name")]
    column_labels = {"name": "Called"}
    can_export = can_view_details = create_modal = edit_modal = True
""",
        'column_searchable_list = ["name"]\n    column_default_sort = [("created_at"': (
            'column_searchable_list = ["name", "category.name", "tags.name"]\n'
            '    column_default_sort = [("created_at"'
        ),
    },
}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_tests_of_a_starter_hold_for_options_of_its_admin(
    framework: str, tmp_path: Path
) -> None:
    starter = build(framework, "shop", tmp_path)
    place = (
        "catalog/admin.py" if framework == "django" else "myproject/catalog/admin.py"
    )
    file = starter.folder / place
    text = file.read_text("utf-8")
    for line, more in OPTIONS[framework].items():
        assert text.count(line) == 1, line
        decorated = "@admin.register" in more
        model = "Product" if "ProductAdmin" in line else "Category"
        old = f"@admin.register({model})\n{line}\n" if decorated else line
        text = text.replace(old, more)
    file.write_text(text, "utf-8")
    starter.test("tests/test_admin.py", few=True)
