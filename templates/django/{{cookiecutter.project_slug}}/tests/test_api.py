"""What the contract cannot see from outside: queries, races, the document's cost."""

import pytest
from django.db import IntegrityError
from psycopg.errors import NotNullViolation

{{ [
    "from %s import queries" % cookiecutter._spec.app,
    "from %s.queries import MODELS" % cookiecutter._spec.app,
    "from %s.api import API" % cookiecutter.project_slug,
] | sort | join("\n") }}

SORTS = [
    (name, sort)
    for name, model in MODELS.items()
    for sort in queries.SORTS[model]
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


@pytest.mark.parametrize("name", MODELS)
def test_a_page_starts_behind_the_last_one_without_counting(
    client, db, django_assert_num_queries, name
):
    if MODELS[name].objects.count() < 2:
        pytest.skip("one row has no next page")
    first = client.get(f"/api/{name}", {"limit": 1}).json()
    many = len(MODELS[name]._meta.many_to_many)
    with django_assert_num_queries(1 + many) as captured:
        query = {"limit": 1, "cursor": first["next_cursor"]}
        second = client.get(f"/api/{name}", query).json()
    assert first["items"][-1]["id"] < second["items"][0]["id"]
    sql = captured[0]["sql"].upper()
    assert "COUNT(" not in sql
    assert " OFFSET " not in sql


@pytest.mark.parametrize(("name", "sort"), SORTS)
def test_the_order_compares_rows_and_not_columns_one_by_one(
    client, db, django_assert_num_queries, name, sort
):
    """`(a, id) > (x, y)` uses the index of both; the textbook's OR would not."""
    model = MODELS[name]
    if model.objects.count() < 2:
        pytest.skip("one row has no next page")
    first = client.get(f"/api/{name}", {"limit": 1, "sort": sort}).json()
    with django_assert_num_queries(1 + len(model._meta.many_to_many)) as captured:
        query = {"limit": 1, "sort": sort, "cursor": first["next_cursor"]}
        client.get(f"/api/{name}", query)
    where = captured[0]["sql"].partition(" WHERE ")[2]
    table = model._meta.db_table
    assert where.startswith(f'("{table}"."{sort}", "{table}"."id") > (')


@pytest.mark.parametrize("name", MODELS)
def test_a_write_that_loses_a_race_is_a_conflict(
    client, token, monkeypatch, caplog, name
):
    """Whoever checks first may still be second to write; the database decides."""

    def too_late(row):
        MODELS[name].objects.bulk_create([row])

    monkeypatch.setattr(MODELS[name], "save", too_late)
    row = MODELS[name].objects.first()
    response = client.patch(
        f"/api/{name}/{row.pk}", "{}", "application/json", headers=token
    )
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert "two writes collided" in caplog.text


def test_a_constraint_that_only_a_bug_breaks_is_no_conflict(client, token, monkeypatch):
    """Such as a column that must not be NULL."""
    name, model = next(iter(MODELS.items()))

    def broken(row):
        raise IntegrityError from NotNullViolation()

    monkeypatch.setattr(model, "save", broken)
    path = f"/api/{name}/{model.objects.first().pk}"
    response = client.patch(path, "{}", "application/json", headers=token)
    assert response.status_code == 500


@pytest.mark.parametrize(
    ("ordering", "sort"),
    [
        ([], "id"),
        (["-id"], "-id"),
        (["a"], "a"),
        (["a", "id"], "a"),
        (["a", "-id"], "a"),
        (["-a", "-b"], "-a,b"),
        (["id", "a"], "id"),
    ],
)
def test_a_list_has_the_order_of_its_model(monkeypatch, ordering, sort):
    model = next(iter(MODELS.values()))
    monkeypatch.setattr(model._meta, "ordering", ordering)
    assert queries.default_sort(model) == sort


def test_an_endpoint_needs_no_tag_and_no_number_in_its_path():
    other = API(urls_namespace="other")

    @other.get("/names/{name}")
    def read(request, name: str):
        """Return what has this name."""

    document = other.get_openapi_schema(path_prefix="")
    parameter = document["paths"]["/names/{name}"]["get"]["parameters"][0]
    assert parameter["schema"] == {"title": "Name", "type": "string"}


def test_the_summary_takes_one_query_per_model(
    client, db, clear_throttle, django_assert_num_queries
):
    clear_throttle()
    with django_assert_num_queries(len(MODELS)):
        client.get("/api/summary")
    with django_assert_num_queries(0):
        client.get("/api/summary")


@pytest.mark.parametrize("name", MODELS)
def test_every_commit_makes_the_summary_new(
    client, db, django_assert_num_queries, django_capture_on_commit_callbacks, name
):
    client.get("/api/summary")
    with django_capture_on_commit_callbacks(execute=True):
        MODELS[name].objects.first().save()
    with django_assert_num_queries(len(MODELS)):
        client.get("/api/summary")


def test_reading_the_api_asks_for_no_user(client, staff, django_assert_num_queries):
    """A session cookie costs an API request nothing: it is not read."""
    client.force_login(staff)
    name = next(iter(MODELS))
    with django_assert_num_queries(1 + len(MODELS[name]._meta.many_to_many)):
        client.get(f"/api/{name}")
