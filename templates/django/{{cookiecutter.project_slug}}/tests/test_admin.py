"""The admin works for every model, in few queries, and tells no secret."""

from decimal import InvalidOperation

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import DataError
from django.urls import reverse

{{ [
    "from accounts.admin import UserAdmin",
    "from accounts.models import User",
    "from %s.queries import MODELS" % cookiecutter._spec.app,
    "from %s.rows import RowsField" % cookiecutter.project_slug,
] | sort | join("\n") }}


def address(model, page, *args):
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", [*MODELS.values(), User])
def test_staff_lists_searches_adds_and_changes_rows(staff_client, model):
    row = model.objects.first()
    for path in (
        address(model, "changelist"),
        address(model, "changelist") + "?q=a",
        address(model, "add"),
        address(model, "change", row.pk),
        address(model, "delete", row.pk),
        address(model, "history", row.pk),
    ):
        assert staff_client.get(path).status_code == 200, path


@pytest.mark.parametrize("model", MODELS.values())
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    staff_client, django_assert_max_num_queries, model
):
    """Session and user, the count, and the rows with what they refer to."""
    with django_assert_max_num_queries(5):
        staff_client.get(address(model, "changelist"))


@pytest.mark.parametrize("model", MODELS.values())
@pytest.mark.parametrize(
    "query",
    ["q=%00", "id=%00", "id=99999999999999999999", "id__in=9223372036854775808"]
    + ["id__gt=1e400", "pk__range=123", "pk__regex=(((", "o=x", "e=1"]
    + ["q=" + "a+" * 1200, "q=a&q=b", "id=1&id=x", "id=", "o=", "p="],
)
def test_no_query_is_an_error_of_the_server(staff_client, model, query):
    response = staff_client.get(f"{address(model, 'changelist')}?{query}")
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("model", [*MODELS.values(), User, Group])
@pytest.mark.parametrize(
    "lookup", ["contains", "contained_by", "has_keys", "has_any_keys", "a'", "regex"]
)
def test_only_lookups_of_the_admins_own_links_are_made(staff_client, model, lookup):
    """Of others the database itself makes errors, on SQLite of all of JSON's."""
    for field in model._meta.fields:
        response = staff_client.get(
            address(model, "changelist"), {f"{field.name}__{lookup}": "("}
        )
        assert response.status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [("is_staff__exact=1", True), ("id__gt=0", True), ("groups__isnull=1", True)]
    + [("is_active__exact=0", False), ("is_staff=0", False)],
)
def test_filters_find_their_rows(staff_client, staff, query, found):
    page = staff_client.get(f"{address(User, 'changelist')}?{query}").content.decode()
    assert (address(User, "change", staff.pk) in page) is found


def test_a_new_row_is_not_filled_in_with_what_is_no_time(staff_client):
    for model in (*MODELS.values(), User):
        values = {field.name: "x" for field in model._meta.fields}
        response = staff_client.get(address(model, "add"), values)
        assert response.status_code == 200


def test_no_relation_is_looked_up_from_its_other_end(staff_client):
    names = {"app_label": "auth", "model_name": "group", "field_name": "user"}
    assert staff_client.get("/admin/autocomplete/", names).status_code == 403


def test_no_field_to_refer_to_is_no_error_of_the_server(staff_client, staff):
    path = address(User, "change", staff.pk)
    assert staff_client.get(f"{path}?_to_field=").status_code == 400


@pytest.mark.parametrize("model", [*MODELS.values(), User])
@pytest.mark.parametrize("pk", ["9" * 30, "9" * 19, "abc", "\x00", "-1", ""])
def test_an_action_on_impossible_ids_is_no_error_of_the_server(staff_client, model, pk):
    response = staff_client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": pk},
    )
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("error", [DataError, InvalidOperation, OverflowError])
def test_an_error_of_a_view_is_not_blamed_on_the_visitor(
    staff_client, monkeypatch, error
):
    """Unless the admin made a lookup from what the visitor asked."""

    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr(UserAdmin, "get_queryset", broken)
    path = address(User, "changelist")
    assert staff_client.get(path).status_code == 500
    assert staff_client.get(f"{path}?id=1").status_code == 400


def test_a_row_is_referred_to_by_its_id_in_any_form(staff):
    field = RowsField(User.objects.all())
    assert list(field.clean([staff.pk])) == list(field.clean([str(staff.pk)])) == [staff]
    with pytest.raises(ValidationError):
        field.clean([" 1_0"])


def test_only_get_and_post_reach_the_admin(staff_client):
    response = staff_client.options("/admin/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_no_page_shows_a_part_of_a_password_hash(staff_client, staff):
    page = staff_client.get(address(User, "change", staff.pk)).content.decode()
    *_, salt, digest = staff.password.split("$")
    assert salt[:6] not in page
    assert digest[:6] not in page
    assert "../password/" in page


def test_the_admins_own_login_leads_to_the_admin(staff_client):
    for path in ("/admin", "/admin/login/"):
        assert staff_client.get(path)["Location"] == "/admin/"


def test_staff_without_permissions_sees_no_rows(client, db, create_user):
    user = create_user("helper", "correct-horse-battery-staple")
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    model = next(iter(MODELS.values()))
    assert client.get(address(model, "changelist")).status_code == 403
