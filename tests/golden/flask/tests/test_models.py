"""The models say what they are, and the database keeps their rules."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import check
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    Table,
    create_engine,
    delete,
    func,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from myproject.accounts.models import User
from myproject.extensions import Base, db
from myproject.lending.models import Author, Book, Loan
from myproject.support.columns import Json

from .conftest import MODELS


@pytest.mark.parametrize("plural", MODELS)
def test_a_row_has_a_name_and_a_page(
    app: Flask, client: FlaskClient, plural: str
) -> None:
    model: type[Base] = MODELS[plural]
    with app.app_context():
        row = db.session.scalars(select(model)).first()
        assert str(row)
        assert client.get(f"/{plural}/{row.id}").status_code == 200


def checks_of(engine: Engine, schema: str | None = None) -> dict[str, dict[str, str]]:
    """Every CHECK of every table, as the database tells it."""
    inspector = inspect(engine)
    return {
        table: {
            str(check["name"]): check["sqltext"]
            for check in inspector.get_check_constraints(table, schema)
        }
        for table in db.metadata.tables
    }


def test_the_migrations_make_the_checks_of_the_models(app: Flask) -> None:
    """Alembic does not see when a bound or a choice changes: see the README."""
    with app.app_context():
        migrated = checks_of(db.engine)
        if db.engine.dialect.name == "sqlite":
            made = create_engine("sqlite://", poolclass=StaticPool)
            db.metadata.create_all(made)
            assert migrated == checks_of(made)
            made.dispose()
            return
        with db.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA of_models"))
            there = connection.execution_options(
                schema_translate_map={None: "of_models"}
            )
            db.metadata.create_all(there)
        assert migrated == checks_of(db.engine, "of_models")
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA of_models CASCADE"))


def test_a_model_of_a_tutorial_is_in_the_same_registry(app: Flask) -> None:
    """`class Note(db.Model)` may refer to every table that is there."""
    assert issubclass(next(iter(MODELS.values())), db.Model)
    assert db.metadata is Base.metadata


@pytest.mark.parametrize("stored", ["ΜΕΓΑΣΟΔΟΣ", "ÉCOLE", "Straße", "İstanbul"])
def test_a_text_is_found_by_itself_in_any_case(app: Flask, stored: str) -> None:
    """The database folds both what is stored and what is searched for."""
    with app.app_context():
        for sought in (stored, stored[1:3], stored.swapcase()[:1]):
            found = select(literal(stored).icontains(sought, autoescape=True))
            assert db.session.scalar(found), sought


@pytest.mark.parametrize(
    "value",
    [123456789012345678901234567890, 10**400, 0.1, "1", True, [1, 1.0], {"a": None}],
)
def test_json_is_kept_exactly(app: Flask, value: object) -> None:
    """A number alone, too, which SQLite would keep as a float."""
    table = Table("exact", MetaData(), Column("value", Json))
    with app.app_context(), db.engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert().values(value=value))
        kept = connection.scalar(select(table.c.value))
        connection.rollback()
        table.drop(connection, checkfirst=True)
        connection.commit()
    assert repr(kept) == repr(value)


def test_every_relation_has_its_way_back(app: Flask) -> None:
    for model in MODELS.values():
        for relation in inspect(model).relationships:
            # One that a team has added may have none.
            if relation.back_populates:
                back = relation.mapper.relationships[relation.back_populates]
                assert back.back_populates == relation.key


def test_who_only_reads_keeps_nobody_from_writing(app: Flask) -> None:
    """As in `flask shell`, after a count and without a commit."""
    model = next(iter(MODELS.values()))
    with app.app_context():
        db.session.scalar(select(func.count()).select_from(model))
        with app.app_context():
            db.session.add(User(username="writer", password_hash=""))
            db.session.commit()
        # And who has read before that may still write.
        gone = delete(User).where(User.username == "writer")
        assert db.session.execute(gone).rowcount == 1
        db.session.commit()


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
