"""What the contract cannot see from outside: queries, races, the summary's cache."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm.attributes import flag_modified

from myproject.extensions import db
from myproject.lending import queries
from myproject.support import figures

from .conftest import MODELS

LISTINGS = {plural: getattr(queries, plural.upper()) for plural in MODELS}
SORTS = [
    (plural, sort)
    for plural, listing in LISTINGS.items()
    for sort in listing.sorts
    if sort != "id"
]


def lists_of(plural: str) -> int:
    """How many many-to-many relations a model has."""
    return sum(
        "ids" in relation.info for relation in inspect(MODELS[plural]).relationships
    )


@pytest.mark.parametrize("plural", MODELS)
@pytest.mark.parametrize("limit", [1, 20])
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    client: FlaskClient, statements: list[str], plural: str, limit: int
) -> None:
    """One for the rows, and one for each many-to-many relation."""
    rows = client.get(f"/api/{plural}?limit={limit}").json["items"]
    assert len(rows) <= limit
    assert len(statements) == 1 + lists_of(plural)


@pytest.mark.parametrize("plural", MODELS)
def test_a_page_starts_behind_the_last_one_without_counting(
    client: FlaskClient, statements: list[str], plural: str
) -> None:
    first = client.get(f"/api/{plural}?limit=1").json
    if first["next_cursor"] is None:
        pytest.skip("one row has no next page")
    statements.clear()
    second = client.get(f"/api/{plural}?limit=1&cursor={first['next_cursor']}").json
    assert first["items"][0]["id"] < second["items"][0]["id"]
    assert len(statements) == 1 + lists_of(plural)
    assert "count(" not in statements[0].lower()


@pytest.mark.parametrize(("plural", "sort"), SORTS)
def test_the_order_compares_rows_and_not_columns_one_by_one(
    client: FlaskClient, statements: list[str], plural: str, sort: str
) -> None:
    """`(a, id) > (x, y)` uses the index of both; the textbook's OR would not."""
    first = client.get(f"/api/{plural}?limit=1&sort={sort}").json
    if first["next_cursor"] is None:
        pytest.skip("one row has no next page")
    statements.clear()
    client.get(f"/api/{plural}?limit=1&sort={sort}&cursor={first['next_cursor']}")
    where = statements[0].partition("WHERE ")[2].replace('"', "")
    table = MODELS[plural].__table__
    names = [f"{table.name}.{table.c[key].name}" for key in (sort, "id")]
    assert where.startswith(f"({', '.join(names)}) > (")


@pytest.mark.parametrize("plural", MODELS)
@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (errors.UniqueViolation, 409),
        (errors.ForeignKeyViolation, 409),
        (errors.CheckViolation, 500),
    ],
)
def test_a_write_that_loses_a_race_is_a_conflict(
    client: FlaskClient,
    token: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    plural: str,
    refusal: type[Exception],
    status: int,
) -> None:
    """Whoever checks first may still be second to write; the database decides.

    What it refuses for other reasons should not have come so far.
    """

    def refuse(session: scoped_session) -> None:
        raise IntegrityError("", {}, refusal())

    row = client.get(f"/api/{plural}?limit=1").json["items"][0]
    monkeypatch.setattr(scoped_session, "flush", refuse)
    response = client.patch(f"/api/{plural}/{row['id']}", json={}, headers=token)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


def test_the_summary_takes_one_query_per_model(
    app: Flask, client: FlaskClient, statements: list[str]
) -> None:
    with app.app_context():
        figures.renew()
    client.get("/api/summary")
    assert len(statements) == len(MODELS)
    client.get("/api/summary")
    assert len(statements) == len(MODELS)


@pytest.mark.parametrize("plural", MODELS)
def test_every_commit_makes_the_summary_new(
    app: Flask, client: FlaskClient, statements: list[str], plural: str
) -> None:
    client.get("/api/summary")
    with app.app_context():
        model = MODELS[plural]
        row = db.session.scalars(select(model)).first()
        flag_modified(row, "id")
        db.session.commit()
    statements.clear()
    client.get("/api/summary")
    assert len(statements) == len(MODELS)


@pytest.mark.parametrize("plural", MODELS)
def test_a_statement_without_objects_makes_the_summary_new(
    app: Flask, client: FlaskClient, statements: list[str], plural: str
) -> None:
    client.get("/api/summary")
    with app.app_context():
        model = MODELS[plural]
        db.session.execute(update(model).where(model.id == 0).values(id=0))
        db.session.commit()
    statements.clear()
    client.get("/api/summary")
    assert len(statements) == len(MODELS)


def test_reading_the_api_asks_for_no_user(
    editor_client: FlaskClient, statements: list[str]
) -> None:
    """A session cookie costs an API request nothing: it is not read."""
    plural = next(iter(MODELS))
    editor_client.get(f"/api/{plural}")
    assert len(statements) == 1 + lists_of(plural)
