"""The models say what they are, and the database keeps their rules."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from lending.models import Author, Book, Loan

from .conftest import MODELS


@pytest.mark.parametrize("model", MODELS.values())
def test_a_row_has_a_name_and_a_page(client, db, model):
    row = model.objects.first()
    assert str(row)
    assert client.get(row.get_absolute_url()).status_code == 200


def test_a_row_has_the_ids_that_json_has():
    assert Book.author_ids.relation == "authors"
    with pytest.raises(AttributeError):
        Book().author_ids = []


def test_the_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True)


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
def test_the_database_keeps_the_bounds_itself(db, model, field, value, rule):
    """Also of what no form and no schema has seen."""
    row = model.objects.first()
    setattr(row, field, value)
    with pytest.raises(IntegrityError, match=rule):
        row.save(update_fields=[field])


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Author, ["name"]),
        (Book, ["slug"]),
        (Book, ["title", "binding"]),
        (Loan, ["book"]),
        (Loan, ["receipt"]),
    ],
)
def test_the_database_keeps_rows_unique(db, model, fields):
    filled = {f"{field}__isnull": False for field in fields}
    row, other = model.objects.filter(**filled)[:2]
    for field in fields:
        setattr(other, field, getattr(row, field))
    with pytest.raises(IntegrityError):
        other.save(update_fields=fields)
