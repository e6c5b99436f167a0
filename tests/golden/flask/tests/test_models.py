"""The models say what they are, and the database keeps their rules."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import check
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from myproject.extensions import Base, db
from myproject.lending.models import Author, Book, Loan
from myproject.lending.summary import MODELS


@pytest.mark.parametrize("plural", MODELS)
def test_a_row_has_a_name_and_a_page(
    app: Flask, client: FlaskClient, plural: str
) -> None:
    model: type[Base] = MODELS[plural]
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        assert str(row)
        assert client.get(f"/{plural}/{row.id}").status_code == 200


def test_the_migrations_match_the_models(app: Flask) -> None:
    """`check` exits when a migration is missing."""
    with app.app_context():
        check()


@pytest.mark.parametrize(
    ("model", "field", "value", "rule"),
    [
        (Book, "price", -0.01, "book_price_min"),
        (Book, "pages", 0, "book_pages_min"),
        (Book, "pages", 10000, "book_pages_max"),
        (Book, "weight", -1, "book_weight_min"),
        (Book, "binding", "no such choice!", "book_binding_choice"),
    ],
)
def test_the_database_keeps_the_bounds_itself(
    app: Flask, model: type[Base], field: str, value: object, rule: str
) -> None:
    """Also of what no form and no schema has seen."""
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        setattr(row, field, value)
        with pytest.raises(IntegrityError, match=rule):
            db.session.flush()


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Author, ["name"]),
        (Book, ["slug"]),
        (Book, ["title", "binding"]),
        (Loan, ["book_id"]),
        (Loan, ["receipt"]),
    ],
)
def test_the_database_keeps_rows_unique(
    app: Flask, model: type[Base], columns: list[str]
) -> None:
    with app.app_context():
        filled = [getattr(model, column).is_not(None) for column in columns]
        row, other = db.session.scalars(select(model).where(*filled).limit(2))
        for column in columns:
            setattr(other, column, getattr(row, column))
        with pytest.raises(IntegrityError):
            db.session.flush()
