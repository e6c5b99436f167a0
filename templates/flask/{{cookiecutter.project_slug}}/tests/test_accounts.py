{% set slug = cookiecutter.project_slug -%}
"""Passwords, logins and tokens, where only the inside can tell."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from psycopg import errors
from redis import RedisError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

{{ [
  "from " ~ slug ~ " import create_app",
  "from " ~ slug ~ ".accounts import limits, passwords, tokens",
  "from " ~ slug ~ ".accounts.models import Login, User",
  "from " ~ slug ~ ".extensions import db",
] | sort | join("\n") }}

from .conftest import PASSWORD, PASSWORD_HASH
from .pages import send

NEW_PASSWORD = "another-horse-battery-staple"


def test_passwords_are_kept_as_argon2id() -> None:
    password_hash = passwords.make_hash(PASSWORD)
    assert password_hash.startswith("$argon2id$v=19$m=102400,t=2,p=8$")


def test_a_login_makes_a_hash_of_other_numbers_anew(
    app: Flask, client: FlaskClient, editor: User
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with app.app_context():
        db.session.get_one(User, editor.id).password_hash = old
        db.session.commit()
    send(client, "/accounts/login", {"username": "boss", "password": PASSWORD})
    with app.app_context():
        new = db.session.get_one(User, editor.id).password_hash
    assert new != old and passwords.verify(new, PASSWORD)
    assert not passwords.is_old(new)


@pytest.mark.parametrize("username", ["boss", "nobody"])
def test_a_wrong_password_and_an_unknown_name_cost_the_same(
    client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    """One hash each: the time does not tell whether the name exists."""
    hashed = []
    for method in ("hash", "verify"):
        original = getattr(PasswordHasher, method)

        def counted(self, *args, original=original):
            hashed.append(args[-1])
            return original(self, *args)

        monkeypatch.setattr(PasswordHasher, method, counted)
    pair = {"username": username, "password": "wrong"}
    assert client.post("/api/token", json=pair).status_code == 401
    assert hashed == ["wrong"]


@pytest.mark.parametrize(
    ("refusal", "status"), [(errors.UniqueViolation, 422), (errors.CheckViolation, 500)]
)
def test_a_name_that_was_taken_meanwhile_is_taken(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    refusal: type[Exception],
    status: int,
) -> None:
    """And no other refusal of the database is said to be that."""

    def refuse(session: Session) -> None:
        if session.new:
            raise IntegrityError("", {}, refusal())

    values = {"username": "late", "password1": PASSWORD, "password2": PASSWORD}
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", refuse)
        response = send(client, "/accounts/signup", values)
    assert response.status_code == status
    assert ("<form" in response.text) is (status == 422)


def test_a_token_belongs_to_its_user(app: Flask, editor: User) -> None:
    with app.app_context():
        assert tokens.user_of(tokens.issue(editor)).id == editor.id


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "ä"])
def test_what_we_did_not_sign_is_no_token(app: Flask, token: str) -> None:
    with app.app_context():
        assert tokens.user_of(token) is None


def test_a_token_ends_after_its_hour(
    app: Flask, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LIFETIME", -1)
    with app.app_context():
        assert tokens.user_of(tokens.issue(editor)) is None


def test_a_new_password_ends_tokens_and_logins(
    app: Flask, editor: User, editor_client: FlaskClient
) -> None:
    assert editor_client.get("/accounts/profile").status_code == 200
    with app.app_context():
        token = tokens.issue(editor)
        db.session.get(User, editor.id).set_password(NEW_PASSWORD)
        db.session.commit()
        assert tokens.user_of(token) is None
    assert editor_client.get("/accounts/profile").status_code == 302


def test_a_new_password_ends_a_login_that_came_meanwhile(
    app: Flask, editor: User
) -> None:
    with app.app_context():
        user = db.session.get(User, editor.id)
        assert db.session.get(Login, "none") is None
        db.session.commit()
        with app.app_context():
            db.session.add(Login(user_id=editor.id))
            db.session.commit()
        user.set_password(NEW_PASSWORD)
        db.session.commit()
        query = select(Login).where(Login.user_id == editor.id)
        assert db.session.scalars(query).all() == []


@pytest.fixture
def changed_meanwhile(app: Flask, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process changes the password while a login by the old one is checked."""
    verify = passwords.verify

    def slowly(password_hash: str, password: str) -> bool:
        monkeypatch.setattr(passwords, "verify", verify)
        change_password(app, editor)
        return verify(password_hash, password)

    monkeypatch.setattr(passwords, "verify", slowly)


def change_password(app: Flask, user: User) -> None:
    with app.app_context():
        db.session.get(User, user.id).set_password(NEW_PASSWORD)
        db.session.commit()


@pytest.mark.usefixtures("changed_meanwhile")
def test_no_token_is_given_for_a_password_that_was_changed_meanwhile(
    client: FlaskClient,
) -> None:
    pair = {"username": "boss", "password": PASSWORD}
    assert client.post("/api/token", json=pair).status_code == 401
    pair["password"] = NEW_PASSWORD
    assert client.post("/api/token", json=pair).status_code == 200


@pytest.mark.usefixtures("changed_meanwhile")
def test_nobody_is_logged_in_by_a_password_that_was_changed_meanwhile(
    client: FlaskClient,
) -> None:
    send(client, "/accounts/login", {"username": "boss", "password": PASSWORD})
    assert client.get("/accounts/profile").status_code == 302


def test_a_new_password_waits_for_a_login_and_ends_it(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the old one and the end of the login it cannot come."""
    change = Thread(target=change_password, args=(app, editor))
    forget = limits.forget_tries

    def slowly(name: str) -> None:
        forget(name)
        change.start()
        change.join(0.5)

    monkeypatch.setattr(limits, "forget_tries", slowly)
    pair = {"username": "boss", "password": PASSWORD}
    assert send(client, "/accounts/login", pair).status_code == 302
    change.join()
    assert client.get("/accounts/profile").status_code == 302


def test_who_is_no_longer_active_is_nobody(
    app: Flask, editor: User, editor_client: FlaskClient
) -> None:
    with app.app_context():
        db.session.get(User, editor.id).is_active = False
        db.session.commit()
        assert tokens.user_of(tokens.issue(editor)) is None
    assert editor_client.get("/accounts/profile").status_code == 302


def test_a_login_ends_after_its_time(
    app: Flask, editor_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert editor_client.get("/accounts/profile").status_code == 200
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", 0)
    assert editor_client.get("/accounts/profile").status_code == 302


@pytest.fixture
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared as they are: what is counted here is tries."""
    monkeypatch.setattr(passwords, "make_hash", lambda password: password)
    monkeypatch.setattr(passwords, "verify", lambda _, password: password == PASSWORD)


def tries(client: FlaskClient, name: str, password: str, **headers: str) -> int:
    pair = {"username": name, "password": password}
    return client.post("/api/token", json=pair, headers=headers).status_code


@pytest.mark.usefixtures("no_hashing")
@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("203.0.113.1", 401),
        ("203.0.113.9, 203.0.113.1", 401),
        ("203.0.113.2", 429),
    ],
)
def test_failures_count_for_the_address_that_the_proxy_told(
    client: FlaskClient, clear_throttle: Callable[[], None], told: str, status: int
) -> None:
    """That is the last: what stands before it the visitor wrote."""
    clear_throttle()
    for _ in range(10):
        told_first = {"X-Forwarded-For": "203.0.113.2"}
        assert tries(client, "guessed", "wrong", **told_first) == 401
    assert tries(client, "GUESSED", "wrong", **{"X-Forwarded-For": told}) == status


@pytest.mark.usefixtures("no_hashing")
def test_who_tries_many_names_waits_too(client: FlaskClient, editor: User) -> None:
    """A right password in between takes no try away, and gives none."""
    for n in range(100):
        if n % 10 == 0:
            assert tries(client, "boss", PASSWORD) == 200
        assert tries(client, f"name-{n}", "wrong") == 401
    assert tries(client, "another", "wrong") == 429
    assert tries(client, "boss", PASSWORD) == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.2"}
    assert tries(client, "boss", PASSWORD, **elsewhere) == 200


@pytest.mark.usefixtures("no_hashing")
def test_a_right_password_forgets_the_failures_and_the_page_counts_too(
    client: FlaskClient, editor: User
) -> None:
    for _ in range(2):
        for _ in range(9):
            assert tries(client, "boss", "wrong") == 401
        assert tries(client, "boss", PASSWORD) == 200
    for _ in range(10):
        pair = {"username": "Boss", "password": "wrong"}
        assert send(client, "/accounts/login", pair).status_code == 422
    response = client.post("/api/token", json={"username": "boss", "password": PASSWORD})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 300


def test_a_counter_that_breaks_off_is_replaced(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a try too, and the limit stays."""

    def broken(*_: object, **__: object) -> None:
        raise RedisError("connection lost")

    monkeypatch.setattr(app.extensions["login-limits"].storage, "acquire_entry", broken)
    for status in [401] * 10 + [429]:
        assert tries(client, "boss", "wrong") == status
    limits.OF_THIS_PROCESS.storage.reset()


def test_a_burst_of_wrong_passwords_is_stopped(app: Flask, editor: User) -> None:
    """Tries are counted before the password is looked at."""
    with ThreadPoolExecutor(20) as pool:
        found = list(
            pool.map(lambda _: tries(app.test_client(), "boss", "wrong"), range(20))
        )
    assert sorted(found) == [401] * 10 + [429] * 10


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.2", "203.0.113.2"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:0:0:f::1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.2", "203.0.113.2"),
        ("unknown", "unknown"),
        ("203.0.113.2.:x", "203.0.113.2.:x"),
        ("", "unknown"),
    ],
)
def test_a_client_counts_as_one_whatever_it_chooses_of_its_address(
    app: Flask, address: str, network: str
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.network_of_visitor() == network


def test_the_old_key_still_reads_what_it_signed(app: Flask, editor: User) -> None:
    """Sessions, tokens and links survive the change of SECRET_KEY."""
    with app.app_context():
        token = tokens.issue(editor)
    changed = {**app.config, "SECRET_KEY": "n" * 32}
    with app.app_context():
        rotated = create_app({**changed, "SECRET_KEY_FALLBACKS": [app.secret_key]})
        forgetful = create_app(changed)
    for other, known in (rotated, True), (forgetful, False):
        with other.app_context():
            assert (tokens.user_of(token) is not None) is known
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def outbox(app: Flask) -> list[EmailMessage]:
    """The mail that is sent, as it stands in the settings of the tests."""
    app.extensions["mailman"].outbox = []
    return app.extensions["mailman"].outbox


def test_a_forgotten_password_is_set_anew_once(
    app: Flask, client: FlaskClient, editor: User, outbox: list[EmailMessage]
) -> None:
    told = send(client, "/accounts/password_reset", {"email": "BOSS@example.com"})
    nobody = send(client, "/accounts/password_reset", {"email": "x@example.com"})
    assert (told.status_code, told.location) == (nobody.status_code, nobody.location)
    [message] = outbox
    assert message.to == ["boss@example.com"]
    link = re.search(r"https://localhost(/accounts/password_reset/\S+)", message.body)[1]
    weak = send(client, link, {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 422
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert send(client, link, new).status_code == 302
    assert client.get(link).status_code == 404
    with app.app_context():
        stored = db.session.get(User, editor.id).password_hash
    assert passwords.verify(stored, NEW_PASSWORD)


def test_nobody_is_flooded_with_links(
    client: FlaskClient, editor: User, outbox: list[EmailMessage]
) -> None:
    for _ in range(5):
        for email in ("boss@example.com", "BOSS@example.com"):
            send(client, "/accounts/password_reset", {"email": email})
    response = send(client, "/accounts/password_reset", {"email": "boss@example.com"})
    assert response.status_code == 429
    assert len(outbox) == 10


def test_who_found_a_browser_cannot_guess_the_password(
    editor: User, editor_client: FlaskClient
) -> None:
    path = "/accounts/password_change"
    values = dict.fromkeys(["new_password1", "new_password2"], NEW_PASSWORD)
    for status in [422] * 10 + [429]:
        response = send(editor_client, path, values | {"old_password": "wrong"})
        assert response.status_code == status


def test_a_mail_server_that_does_not_answer_tells_nobody(
    client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(message: EmailMessage) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    response = send(client, "/accounts/password_reset", {"email": "boss@example.com"})
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["BOSS", "Boss", "ｂｏｓｓ"])
def test_a_name_is_one_in_every_spelling(
    app: Flask, client: FlaskClient, editor: User, name: str
) -> None:
    values = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    assert send(client, "/accounts/signup", values).status_code == 422
    assert client.post("/api/token", json={"username": name, "password": PASSWORD}).status_code == 200
    with app.app_context():
        db.session.add(User(username=name, password_hash=""))
        with pytest.raises(IntegrityError):
            db.session.commit()
