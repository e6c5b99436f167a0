{% from "schemas.j2" import example -%}
{% set first = cookiecutter._spec.models[0] -%}
"""What the contract cannot see from outside: queries, races, the document's cost."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import IntegrityError
from psycopg.errors import NotNullViolation

from accounts import tokens
from {{ cookiecutter._spec.app }}.schemas import {{ first.name }}In

from .conftest import MODELS

SORTS = [
    (name, sort)
    for name, model in MODELS.items()
    for sort in model.objects.all().sorts
    if sort != "id"
]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("limit", [1, 20])
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    client, db, django_assert_num_queries, name, limit
):
    """One for the rows, and one for each many-to-many field."""
    with django_assert_num_queries(1 + len(MODELS[name]._meta.many_to_many)):
        response = client.get(f"/api/{name}", {"limit": limit})
    assert len(response.json()["items"]) == min(limit, MODELS[name].objects.count())


@pytest.mark.parametrize(("name", "sort"), [(name, "id") for name in MODELS] + SORTS)
def test_a_page_starts_behind_the_last_one_without_counting(
    client, db, django_assert_num_queries, name, sort
):
    """`(a, id) > (x, y)` uses the index of both; the textbook's OR would not."""
    model = MODELS[name]
    if model.objects.count() < 2:
        pytest.skip("one row has no next page")
    first = client.get(f"/api/{name}", {"limit": 1, "sort": sort}).json()
    with django_assert_num_queries(1 + len(model._meta.many_to_many)) as captured:
        query = {"limit": 1, "sort": sort, "cursor": first["next_cursor"]}
        second = client.get(f"/api/{name}", query).json()
    assert first["items"][0]["id"] != second["items"][0]["id"]
    sql = captured[0]["sql"]
    assert "COUNT(" not in sql
    assert " OFFSET " not in sql
    if sort != "id":
        table = model._meta.db_table
        columns = [model._meta.get_field(key).column for key in (sort, "id")]
        where = sql.partition(" WHERE ")[2]
        both = ", ".join(f'"{table}"."{column}"' for column in columns)
        assert where.startswith(f"({both}) > (")


@pytest.mark.parametrize("name", MODELS)
def test_who_may_write_is_what_the_permissions_say(client, member, name):
    """As in the admin, staff or not."""
    model = MODELS[name]
    headers = {"Authorization": f"Bearer {tokens.make(member)}"}
    path = f"/api/{name}/{model.objects.first().pk}"
    response = client.patch(path, "{}", "application/json", headers=headers)
    assert response.status_code == 403
    change = Permission.objects.get(
        content_type__app_label=model._meta.app_label,
        codename=f"change_{model._meta.model_name}",
    )
    member.user_permissions.add(change)
    response = client.patch(path, "{}", "application/json", headers=headers)
    assert response.status_code == 200
    assert client.delete(path, headers=headers).status_code == 403


@pytest.mark.parametrize("name", MODELS)
def test_a_write_that_loses_a_race_is_a_conflict(client, token, monkeypatch, name):
    """Whoever checks first may still be second to write; the database decides."""

    def too_late(row):
        MODELS[name].objects.bulk_create([row])

    monkeypatch.setattr(MODELS[name], "save", too_late)
    path = f"/api/{name}/{MODELS[name].objects.first().pk}"
    response = client.patch(path, "{}", "application/json", headers=token)
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"


def test_a_constraint_that_only_a_bug_breaks_is_no_conflict(client, token, monkeypatch):
    """Such as a column that must not be NULL."""
    name, model = next(iter(MODELS.items()))

    def broken(row):
        raise IntegrityError from NotNullViolation()

    monkeypatch.setattr(model, "save", broken)
    path = f"/api/{name}/{model.objects.first().pk}"
    response = client.patch(path, "{}", "application/json", headers=token)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"


def test_a_new_row_is_read_before_others_can_delete_it(
    client, token, django_assert_max_num_queries
):
    example = """{ {%- for field in first.fields if field.required and field.kind != "user" %}{{ ", " if not loop.first }}"{{ field.api }}": {{ example(field) }}{% endfor -%} }"""
    row = client.get("/api/{{ first.plural }}", {"limit": 1}).json()["items"][0]
    # What a team has added is taken from a row that is there.
    sent = {{ first.name }}In.model_fields.items()
    body = {key: row[key] for key, field in sent if field.is_required()}
    body |= json.loads(example)
    with django_assert_max_num_queries(50) as captured:
        path = "/api/{{ first.plural }}"
        response = client.post(path, body, "application/json", headers=token)
    assert response.status_code == 201, response.content
    assert captured[-1]["sql"].startswith("RELEASE SAVEPOINT")


@pytest.mark.parametrize(
    ("ordering", "sort"),
    [
        ([], "id"),
        (["-id"], "-id"),
        (["a", "-id"], "a"),
        (["-a", "-b", "-id"], "-a,-b"),
    ],
)
def test_a_list_has_the_order_of_its_model(monkeypatch, ordering, sort):
    model = next(iter(MODELS.values()))
    monkeypatch.setattr(model._meta, "ordering", ordering)
    assert model.objects.all().default_sort == sort


@pytest.mark.parametrize("model", MODELS.values())
def test_a_row_is_found_by_its_own_text_in_any_case(db, model):
    """SQLite and PostgreSQL fold alike, final sigma included."""
    fields = model.objects.all().search_fields
    row = model.objects.first()
    for name in fields:
        for text in ("ΜΕΓΑΣΟΔΟΣ", "Élan 100%_"):
            length = model._meta.get_field(name).max_length or 20
            setattr(row, name, text[:length])
            row.save(update_fields=[name])
            for q in (text[:length], text[:length].lower(), text[:length].upper()):
                if "ς" not in q:
                    assert row in model.objects.search(q)
    assert fields or row in model.objects.search("nowhere")


def test_the_summary_takes_one_query_per_model(client, db, django_assert_num_queries):
    with django_assert_num_queries(len(MODELS)):
        client.get("/api/summary")
    with django_assert_num_queries(0):
        client.get("/api/summary")


@pytest.mark.parametrize("name", MODELS)
def test_every_commit_makes_the_summary_new(
    client, db, django_assert_num_queries, django_capture_on_commit_callbacks, name
):
    cache.clear()
    client.get("/api/summary")
    with django_capture_on_commit_callbacks(execute=True):
        MODELS[name].objects.first().save()
    with django_assert_num_queries(len(MODELS)):
        client.get("/api/summary")


def test_reading_the_api_asks_for_no_user(editor_client, django_assert_num_queries):
    """A session cookie costs an API request nothing: it is not read."""
    name = next(iter(MODELS))
    with django_assert_num_queries(1 + len(MODELS[name]._meta.many_to_many)):
        editor_client.get(f"/api/{name}")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("NaN", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("a=b", "application/x-www-form-urlencoded", 415),
        (" " * 1024 * 1024 + "{}", "application/json", 413),
        ("", "application/json", 422),
    ],
    ids=["cut", "NaN", "deep", "form", "large", "empty"],
)
def test_a_body_that_is_no_json_of_ours_is_refused(client, body, content_type, status):
    response = client.post("/api/token", body, content_type)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
{% set big = [] -%}
{% for model in cookiecutter._spec.models %}{% for field in model.fields if field.kind == "bigint" and not field.unique and field.max is none %}{% set _ = big.append((model.plural, field.name, field.figures)) %}{% endfor %}{% endfor -%}
{% if big %}

@pytest.mark.parametrize(
    ("name", "field", "key"),
    [{% for each in big %}("{{ each | join('", "') }}"), {% endfor %}],
)
def test_a_sum_may_be_larger_than_a_column(client, db, name, field, key):
    MODELS[name].objects.update(**{field: 2**63 - 1})
    total = client.get("/api/summary").json()[name][key]["sum"]
    assert total == (2**63 - 1) * MODELS[name].objects.count()
{% endif -%}
