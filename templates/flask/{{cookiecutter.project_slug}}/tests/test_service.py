{% set slug = cookiecutter.project_slug -%}
{% set app = cookiecutter._spec.app -%}
{% set relations = cookiecutter._spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
"""What operators rely on: refusals at the start, health, logs, commands."""

import json
import logging
import os
import shutil
import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import FlaskLoginClient
from flask_migrate import upgrade
from sqlalchemy import delete, event, select

{{ [
  "from " ~ slug ~ " import config, create_app",
  "from " ~ slug ~ "." ~ app ~ " import seed",
  "from " ~ slug ~ ".accounts.models import User",
  "from " ~ slug ~ ".extensions import db",
  "from " ~ slug ~ ".support import caching, figures, logs",
  "from " ~ slug ~ ".support.mail import EmailBackend",
  "from " ~ slug ~ ".support.writes import relations_of" if relations,
] | select | sort | join("\n") }}

from .conftest import MODELS, PASSWORD


@pytest.mark.parametrize("key", ["", "short", config.EXAMPLE_KEY])
def test_production_does_not_start_with_a_weak_key(key: str) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY must be"):
        config.load({"SECRET_KEY": key})


@pytest.mark.parametrize("flag", ["true", "1", "Yes", " on "])
def test_debug_is_off_unless_it_is_turned_on(flag: str) -> None:
    key = "k" * 32
    assert config.load({"SECRET_KEY": key})["DEBUG"] is False
    assert config.load({"SECRET_KEY": key, "DEBUG": "no"})["DEBUG"] is False
    assert config.load({"DEBUG": flag})["DEBUG"] is True


def test_no_migration_is_written_when_nothing_changed(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(config.BASE_DIR / "migrations", folder)
    before = sorted(folder.rglob("*.py"))
    command = ["db", "migrate", "--directory", str(folder)]
    done = app.test_cli_runner().invoke(args=command, catch_exceptions=False)
    assert "no migration was written" in done.output
    assert sorted(folder.rglob("*.py")) == before


def test_what_is_set_to_nothing_is_not_set() -> None:
    nothing = dict.fromkeys(["HSTS_SECONDS", "MAX_UPLOAD_MB", "DATABASE_URL"], "")
    key = {"SECRET_KEY": "k" * 32}
    assert config.load(key | nothing) == config.load(key)


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Which is put into the environment, as gunicorn.conf.py and flask expect."""
    (tmp_path / ".env").write_text("DEBUG=true\nLOG_LEVEL=ERROR\n")
    monkeypatch.setattr(config, "BASE_DIR", tmp_path)
    monkeypatch.setattr(os, "environ", {"LOG_LEVEL": "DEBUG"})
    settings = config.load()
    assert (settings["DEBUG"], settings["LOG_LEVEL"]) == (True, "DEBUG")
    assert os.environ["DEBUG"] == "true"


@pytest.mark.usefixtures("database_down")
def test_health_tells_when_the_database_is_down(client: FlaskClient) -> None:
    response = client.get("/api/health")
    assert response.status_code == 503
    assert response.json["status"] == "unhealthy"
    assert response.json["database"] == "down"


@pytest.mark.parametrize("path", ["/api/summary", f"/api/{next(iter(MODELS))}"])
def test_the_api_asks_to_try_again_while_the_database_is_down(
    app: Flask, client: FlaskClient, request: pytest.FixtureRequest, path: str
) -> None:
    with app.app_context():
        figures.renew()
    request.getfixturevalue("database_down")
    response = client.get(path)
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("path", ["/accounts/profile", f"/{next(iter(MODELS))}"])
def test_pages_ask_to_try_again_while_the_database_is_down(
    app: Flask, request: pytest.FixtureRequest, path: str
) -> None:
    client = FlaskLoginClient(app, app.response_class, user=User(id=1))
    request.getfixturevalue("database_down")
    response = client.get(path)
    assert response.status_code == 503
    assert "<h1>" in response.text


def test_a_server_that_takes_no_writes_is_left(app: Flask, client: FlaskClient) -> None:
    """As after a failover: the next connection leads to one that does."""
    with app.app_context():
        engine = db.engine
    left = []

    def read_only(*_: object) -> None:
        error = engine.dialect.dbapi.InternalError()
        error.sqlstate = "25006"
        raise error

    def note(connection: object, *_: object) -> None:
        left.append(connection)

    event.listen(engine, "invalidate", note)
    event.listen(engine, "do_execute", read_only)
    response = client.get(f"/api/{next(iter(MODELS))}")
    event.remove(engine, "do_execute", read_only)
    event.remove(engine, "invalidate", note)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert left


def test_a_missing_table_is_our_mistake(tmp_path: Path) -> None:
    """SQLite reports it like a database that is down, and waiting would not help."""
    environment = {
        "SECRET_KEY": "only-for-tests-" * 4,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
    }
    app = create_app(config.load(environment))
    response = app.test_client().get(f"/api/{next(iter(MODELS))}")
    assert response.status_code == 500
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def no_redis(settings: dict[str, object], database_url: str) -> Iterator[FlaskClient]:
    """A client of an application whose cache nobody answers for."""
    environment = {
        "SECRET_KEY": "only-for-tests-" * 4,
        "DATABASE_URL": database_url,
        "CACHE_URL": "redis://127.0.0.1:1",
    }
    app = create_app(config.load(environment))
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_a_cache_that_is_down_is_reported_and_no_more(no_redis: FlaskClient) -> None:
    health = no_redis.get("/api/health")
    assert (health.status_code, health.json["cache"]) == (200, "down")
    assert no_redis.get("/api/summary").status_code == 200
    pair = {"username": "nobody", "password": "wrong"}
    tries = [no_redis.post("/api/token", json=pair) for _ in range(11)]
    assert [response.status_code for response in tries] == [401] * 10 + [429]


def test_a_cache_that_is_down_is_warned_of_once_a_minute(
    no_redis: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "_warned", -caching.QUIET)
    for _ in range(3):
        no_redis.get("/api/summary")
        no_redis.get("/api/health")
    assert [record.name for record in caplog.records] == [caching.__name__]


def test_a_log_record_is_one_line_of_json(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.init_app(app)
    logging.getLogger("shop").info("a\n%s", "b")
    entry = json.loads(capsys.readouterr().out)
    assert (entry["level"], entry["logger"], entry["message"]) == ("INFO", "shop", "a\nb")


def test_sample_rows_are_made_once(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["seed"{{ ', "--samples"' if cookiecutter._spec.rows }}])
    assert result.output.splitlines() == [f"{plural}: already there" for plural in MODELS]


{% if relations %}
def test_samples_that_refer_to_rows_which_are_not_there_are_left_out(
    settings: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    app = create_app({**settings, "SQLALCHEMY_ENGINE_OPTIONS": {}, **place})
    samples = json.loads(seed.SAMPLES.read_text(encoding="utf-8"))
    tables = dict(seed.TABLES)
    with app.app_context():
        upgrade()
    for name, (model, schema) in tables.items():
        monkeypatch.setattr(seed, "TABLES", {name: (model, schema)})
        refers = any(
            sample.get(key)
            for key, relation in relations_of(model).items()
            for sample in samples[name]
            if relation.mapper.class_ is not model
        )
        if refers:
            done = app.test_cli_runner().invoke(args=["seed"{{ ', "--samples"' if cookiecutter._spec.rows }}], catch_exceptions=False)
            assert done.output.startswith(f"{name}: left out")
            with app.app_context():
                assert db.session.scalar(select(model.id).limit(1)) is None
    with app.app_context():
        db.engine.dispose()


{% endif %}
def test_the_first_admin_is_made_by_a_command(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    command = ["create-admin", "--username", "first"]
    weak = run(args=command, env={"ADMIN_PASSWORD": "short"})
    assert weak.exit_code
    assert "between 12 and 128" in weak.output
    made = run(args=command, env={"ADMIN_PASSWORD": PASSWORD})
    assert not made.exit_code, made.output
    with app.app_context():
        user = db.session.scalar(select(User).where(User.username == "first"))
        assert user.is_editor
        db.session.execute(delete(User).where(User.username == "first"))
        db.session.commit()


def test_mail_and_https_are_set_by_the_environment() -> None:
    environment = {
        "SECRET_KEY": "k" * 32,
        "EMAIL_URL": "smtp+tls://me%40x:secret@mail.example.com:587",
        "HSTS_SECONDS": "31536000",
        "HSTS_SUBDOMAINS": "true",
        "HSTS_PRELOAD": "true",
    }
    settings = config.load(environment)
    assert settings["MAIL_PORT"] == 587
    assert settings["MAIL_SERVER"] == "mail.example.com"
    assert settings["MAIL_USERNAME"] == "me@x"
    assert settings["MAIL_USE_TLS"] is True
    assert settings["HSTS"] == "max-age=31536000; includeSubDomains; preload"
    debug = config.load(environment | {"DEBUG": "true"})
    assert debug["MAIL_BACKEND"] == "console"


@pytest.mark.parametrize("url", ["smtps://me:secret@mail.example.com", "mail:25", "x"])
def test_no_mail_goes_where_nobody_meant_it_to(url: str) -> None:
    with pytest.raises(RuntimeError, match="EMAIL_URL must be like"):
        config.load({"SECRET_KEY": "k" * 32, "EMAIL_URL": url})


def test_a_mail_server_proves_its_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    monkeypatch.setattr(
        smtplib.SMTP, "starttls", lambda _, *, context: given.append(context)
    )
    with app.app_context():
        opened = EmailBackend(use_tls=True).connection_class()
    opened.starttls(context=None)
    assert given[0].verify_mode == ssl.CERT_REQUIRED
    assert given[0].check_hostname
