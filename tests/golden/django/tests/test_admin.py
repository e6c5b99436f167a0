"""The admin works for every model, in few queries, and tells no secret."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse

from accounts import throttle
from accounts.admin import UserAdmin
from accounts.models import User

from .conftest import MODELS

EVERY_MODEL = [*MODELS.values(), User, Group]


def status(client, path, query=None):
    """Ask in a savepoint: an error of the database would end the test's transaction."""
    with transaction.atomic():
        response = client.get(path, query)
        transaction.set_rollback(True)
    return response.status_code


def address(model, page, *args):
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", [*MODELS.values(), User])
def test_editors_list_search_add_and_change_rows(editor_client, model):
    row = model.objects.first()
    for path in (
        address(model, "changelist"),
        address(model, "changelist") + "?q=a",
        address(model, "add"),
        address(model, "change", row.pk),
        address(model, "delete", row.pk),
        address(model, "history", row.pk),
    ):
        assert editor_client.get(path).status_code == 200, path


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    editor_client, django_assert_max_num_queries, model
):
    """Session and user, the counts, and the rows with what they refer to."""
    with django_assert_max_num_queries(8 + len(model._meta.many_to_many)):
        editor_client.get(address(model, "changelist"))


@pytest.mark.parametrize("model", EVERY_MODEL)
@pytest.mark.parametrize(
    "query",
    ["q=%00", "id=%00", "id=99999999999999999999", "id__in=9223372036854775808"]
    + ["id__gt=1e400", "pk__range=123", "pk__regex=(((", "o=x", "e=1"]
    + ["q=" + "a+" * 1200, "q=a&q=b", "id=1&id=x", "id=", "o=", "p=", "p=" + "9" * 30],
)
def test_no_query_is_an_error_of_the_server(editor_client, model, query):
    for page in ("changelist", "add"):
        path = f"{address(model, page)}?{query}"
        assert status(editor_client, path) in (200, 302, 400)


@pytest.mark.parametrize("model", EVERY_MODEL)
@pytest.mark.parametrize(
    "lookup", ["contains", "contained_by", "has_keys", "has_any_keys", "regex", "year"]
)
def test_no_lookup_is_an_error_of_the_server(editor_client, model, lookup):
    for field in model._meta.fields:
        for value in ("(", "\x00", "9" * 30):
            query = {f"{field.name}__{lookup}": value}
            path = address(model, "changelist")
            assert status(editor_client, path, query) in (200, 302, 400), field


@pytest.mark.parametrize(
    ("query", "found"),
    [("is_staff__exact=1", True), ("id__gt=0", True), ("groups__isnull=1", True)]
    + [("is_active__exact=0", False), ("is_staff=0", False), ("q=BOSS", True)],
)
def test_filters_find_their_rows(editor_client, editor, query, found):
    page = editor_client.get(f"{address(User, 'changelist')}?{query}").content.decode()
    assert (address(User, "change", editor.pk) in page) is found


@pytest.mark.parametrize("model", EVERY_MODEL)
@pytest.mark.parametrize("text", ["x", "9" * 30, "1,x", "\x00"])
def test_no_value_of_a_form_is_an_error_of_the_server(editor_client, model, text):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    values = {field.name: text for field in fields}
    response = editor_client.get(address(model, "add"), values)
    assert response.status_code == 200
    assert editor_client.post(address(model, "add"), values).status_code in (200, 302)


@pytest.mark.parametrize("model", MODELS.values())
def test_relations_are_looked_up_a_few_at_a_time(editor_client, model):
    """As the admin's own forms ask."""
    options = model._meta
    for name in admin.site.get_model_admin(model).autocomplete_fields:
        query = {"app_label": options.app_label, "model_name": options.model_name}
        query["field_name"] = name
        for term in ("", "a", "\x00", "a " * 1200):
            response = editor_client.get("/admin/autocomplete/", query | {"term": term})
            assert response.status_code == 200
            assert len(response.json()["results"]) <= 20


@pytest.mark.parametrize(
    "names", [("auth", "group", "user"), ("auth", "nothing", "x"), ("x", "", "")]
)
def test_no_relation_is_looked_up_from_its_other_end(editor_client, names):
    query = dict(zip(("app_label", "model_name", "field_name"), names, strict=True))
    assert editor_client.get("/admin/autocomplete/", query).status_code == 403


def test_no_field_to_refer_to_is_no_error_of_the_server(editor_client, editor):
    path = address(User, "change", editor.pk)
    assert editor_client.get(f"{path}?_to_field=").status_code == 200
    assert editor_client.get(f"{path}?_to_field=password").status_code == 400


@pytest.mark.parametrize("model", EVERY_MODEL)
@pytest.mark.parametrize("pk", ["9" * 30, "9" * 19, "abc", "\x00", "-1", ""])
def test_an_action_on_impossible_ids_is_no_error_of_the_server(
    editor_client, model, pk
):
    response = editor_client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": pk},
    )
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("error", [DataError, ValueError, OverflowError])
def test_an_error_of_a_team_is_an_error_of_the_server(
    editor_client, editor, monkeypatch, error
):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr(UserAdmin, "save_model", broken)
    path = address(User, "change", editor.pk)
    form = editor_client.get(path).context["adminform"].form
    values = {"username": "boss", "is_staff": "on", "is_superuser": "on"}
    values |= {"is_active": "on"} | {f.name: "" for f in form if f.name == "email"}
    values |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    for query in ("", "?_changelist_filters=id%3D1"):
        assert editor_client.post(path + query, values).status_code == 500


def test_a_bulk_delete_is_all_or_nothing(editor_client, monkeypatch):
    model = next(iter(MODELS.values()))
    before, log = model.objects.count(), LogEntry.objects.count()

    def too_late(*args):
        raise IntegrityError

    deletes = admin.site.get_model_admin(model)
    monkeypatch.setattr(deletes, "delete_queryset", too_late)
    pks = [row.pk for row in model.objects.all()[:2]]
    values = {"action": "delete_selected", "_selected_action": pks, "post": "yes"}
    response = editor_client.post(address(model, "changelist"), values)
    assert response.status_code in (200, 500)
    assert (model.objects.count(), LogEntry.objects.count()) == (before, log)


def test_no_page_shows_a_part_of_a_password_hash(editor_client, editor):
    page = editor_client.get(address(User, "change", editor.pk)).content.decode()
    *_, salt, digest = editor.password.split("$")
    assert salt[:6] not in page
    assert digest[:6] not in page
    assert "argon2" not in page
    assert "../password/" in page
    page = editor_client.get(f"/admin/accounts/user/{editor.pk}/password/")
    assert page.status_code == 200


def test_strangers_and_members_log_in(client, member):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    client.force_login(member)
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/autocomplete/")["Location"].startswith("/admin/login/")


def test_the_login_of_the_admin_is_throttled_too(client, editor, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES", 1)
    values = {"username": "boss", "password": "wrong"}
    assert client.post("/admin/login/", values).status_code == 200
    response = client.post("/admin/login/", values)
    assert response.status_code == 429
    assert "Retry-After" in response


def test_staff_without_permissions_sees_no_rows(client, member):
    member.is_staff = True
    member.save()
    client.force_login(member)
    assert client.get("/admin/").status_code == 200
    model = next(iter(MODELS.values()))
    assert client.get(address(model, "changelist")).status_code == 403
