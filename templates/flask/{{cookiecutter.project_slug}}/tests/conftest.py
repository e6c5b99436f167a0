"""An application on a database of its own: migrated, filled with the sample rows."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import FlaskLoginClient
from flask_migrate import upgrade
from sqlalchemy import URL, create_engine, delete, event, make_url, text
from sqlalchemy.exc import OperationalError

{% set slug = cookiecutter.project_slug -%}
{% for line in [
  "from " ~ slug ~ " import config, create_app",
  "from " ~ slug ~ ".accounts import limits, passwords, tokens",
  "from " ~ slug ~ ".accounts.models import Login, User",
  "from " ~ slug ~ ".extensions import db",
  "from " ~ slug ~ "." ~ cookiecutter._spec.app ~ " import seed",
] | sort -%}
{{ line }}
{% endfor %}
MODELS = {plural: model for plural, (model, _) in seed.TABLES.items()}

PASSWORD = "correct-horse-battery-staple"
# One for all tests: Argon2 is slow on purpose.
PASSWORD_HASH = passwords.make_hash(PASSWORD)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A file, or beside the database that DATABASE_URL names another, called …_test."""
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite"):
        folder: Path = tmp_path_factory.mktemp("database")
        yield f"sqlite:///{folder / 'test.sqlite3'}"
        return
    real = make_url(url.replace("postgres://", "postgresql://", 1))
    test = real.set(database=f"{real.database}_test")
    administer(real, f'DROP DATABASE IF EXISTS "{test.database}" WITH (FORCE)')
    administer(real, f'CREATE DATABASE "{test.database}"')
    yield test.render_as_string(hide_password=False)
    administer(real, f'DROP DATABASE "{test.database}" WITH (FORCE)')


def administer(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def settings(database_url: str) -> dict[str, object]:
    """The settings of production, with the cache that CACHE_URL names."""
    environment = {
        "SECRET_KEY": "only-for-tests-" * 4,
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": database_url,
        "CACHE_URL": os.environ.get("CACHE_URL", ""),
    }
    return {**config.load(environment), "MAIL_BACKEND": "locmem"}


@pytest.fixture(scope="session")
def app(settings: dict[str, object]) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        upgrade()
    app.test_cli_runner().invoke(args=["seed"{{ ', "--samples"' if cookiecutter._spec.rows }}], catch_exceptions=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def application(app: Flask) -> Flask:
    """What the contract tests drive."""
    return app


@pytest.fixture(scope="session")
def create_user(app: Flask) -> Callable[..., None]:
    def create(username: str, password: str, *, editor: bool = False) -> None:
        with app.app_context():
            user = User(username=username, is_editor=editor)
            user.set_password(password)
            db.session.add(user)
            db.session.commit()

    return create


@pytest.fixture(scope="session")
def clear_throttle(app: Flask) -> Callable[[], None]:
    def clear() -> None:
        with app.app_context():
            app.extensions["login-limits"].storage.reset()
            limits.OF_THIS_PROCESS.storage.reset()

    return clear


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def editor(app: Flask, clear_throttle: Callable[[], None]) -> Iterator[User]:
    """A user who may do everything, and who is gone after the test."""
    clear_throttle()
    with app.app_context():
        user = User(username="boss", email="boss@example.com", password_hash=PASSWORD_HASH, is_editor=True)
        db.session.add(user)
        db.session.commit()
        db.session.refresh(user)
        db.session.expunge(user)
    # Outside of the context: requests inside of it would share its session and user.
    yield user
    with app.app_context():
        db.session.execute(delete(User).where(User.id == user.id))
        db.session.commit()


@pytest.fixture
def editor_client(app: Flask, editor: User) -> FlaskClient:
    return client_of(app, editor)


def client_of(app: Flask, user: User) -> FlaskClient:
    """Return a client that is logged in, as if by a password."""
    client = FlaskLoginClient(app, app.response_class, user=user)
    with app.app_context():
        db.session.add(Login(key="login-in-a-test", user_id=user.id))
        db.session.commit()
    with client.session_transaction() as session:
        session["login"] = "login-in-a-test"
    return client


@pytest.fixture
def token(app: Flask, editor: User) -> dict[str, str]:
    with app.app_context():
        return {"Authorization": f"Bearer {tokens.issue(editor)}"}


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that the database is sent from now on."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def database_down(app: Flask) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    yield
    event.remove(engine, "before_cursor_execute", refuse)
