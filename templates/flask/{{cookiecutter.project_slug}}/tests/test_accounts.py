{% set slug = cookiecutter.project_slug -%}
"""Passwords, logins and tokens, where only the inside can tell."""

from collections.abc import Callable
from threading import Thread

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from psycopg import errors
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

{{ [
  "from " ~ slug ~ ".accounts import passwords, throttle, tokens",
  "from " ~ slug ~ ".accounts.models import Login, User",
  "from " ~ slug ~ ".extensions import db",
] | sort | join("\n") }}

from .conftest import PASSWORD, PASSWORD_HASH
from .pages import send

NEW_PASSWORD = "another-horse-battery-staple"


def test_passwords_are_kept_as_argon2id() -> None:
    password_hash = passwords.make_hash(PASSWORD)
    assert password_hash.startswith("$argon2id$v=19$m=102400,t=2,p=8$")
    assert not passwords.needs_rehash(password_hash)


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
        assert user.logins == []
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


@pytest.mark.usefixtures("changed_meanwhile")
def test_a_new_hash_of_the_old_password_replaces_no_new_password(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "needs_rehash", lambda password_hash: True)
    pair = {"username": "boss", "password": PASSWORD}
    assert client.post("/api/token", json=pair).status_code == 401
    with app.app_context():
        password_hash = db.session.get(User, editor.id).password_hash
    assert passwords.verify(password_hash, NEW_PASSWORD)


def test_a_login_renews_an_old_hash_and_keeps_no_one_waiting(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_hash = passwords.make_hash

    def outside_of_transactions(password: str) -> str:
        assert not db.session().in_transaction()
        return make_hash(password)

    monkeypatch.setattr(passwords, "make_hash", outside_of_transactions)
    monkeypatch.setattr(passwords, "needs_rehash", lambda old: old == PASSWORD_HASH)
    pair = {"username": "boss", "password": PASSWORD}
    response = client.post("/api/token", json=pair)
    assert response.status_code == 200
    with app.app_context():
        assert tokens.user_of(response.json["token"]).password_hash != PASSWORD_HASH


def test_a_login_that_a_rehash_overtook_is_good(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = passwords.verify

    def slowly(password_hash: str, password: str) -> bool:
        monkeypatch.setattr(passwords, "verify", verify)
        with app.app_context():
            user = db.session.get(User, editor.id)
            user.password_hash = passwords.make_hash(PASSWORD)
            db.session.commit()
        return verify(password_hash, password)

    monkeypatch.setattr(passwords, "verify", slowly)
    pair = {"username": "boss", "password": PASSWORD}
    assert client.post("/api/token", json=pair).status_code == 200


def test_a_new_password_waits_for_a_login_and_ends_it(
    app: Flask, client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the old one and the end of the login it cannot come."""
    change = Thread(target=change_password, args=(app, editor))
    forget = throttle.forget_attempts

    def slowly(username: str) -> None:
        forget(username)
        change.start()
        change.join(0.5)

    monkeypatch.setattr(throttle, "forget_attempts", slowly)
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


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("203.0.113.1", 401),
        ("203.0.113.9, 203.0.113.1", 401),
        ("203.0.113.2", 429),
        ("203.0.113.2:5000", 429),
    ],
)
def test_failures_count_for_the_address_that_the_proxy_told(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    clear_throttle: Callable[[], None],
    told: str,
    status: int,
) -> None:
    """That is the last: what stands before it the visitor wrote."""
    clear_throttle()
    monkeypatch.setattr(throttle, "LIMIT", type(throttle.LIMIT)(1))
    pair = {"username": "guessed", "password": "wrong"}
    for address, expected in [("203.0.113.2", 401), (told, status)]:
        headers = {"X-Forwarded-For": address}
        response = client.post("/api/token", json=pair, headers=headers)
        assert response.status_code == expected


def test_who_tries_many_names_waits_too(
    client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right password in between takes back its own try, and no other."""
    monkeypatch.setattr(throttle, "ADDRESS_LIMIT", type(throttle.ADDRESS_LIMIT)(2))
    right = {"username": "boss", "password": PASSWORD}
    wrong = [{"username": name, "password": "wrong"} for name in "abc"]
    tries = [(right, 200), (wrong[0], 401), (right, 200), (wrong[1], 401)]
    for pair, status in [*tries, (wrong[2], 429), (right, 429)]:
        response = client.post("/api/token", json=pair)
        assert response.status_code == status
    assert 0 < int(response.headers["Retry-After"]) <= 60
    elsewhere = {"X-Forwarded-For": "203.0.113.2"}
    response = client.post("/api/token", json=right, headers=elsewhere)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.2", "203.0.113.2"),
        ("203.0.113.2:5000", "203.0.113.2"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:0:0:f::1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:5000", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.2", "203.0.113.2"),
        ("[::ffff:203.0.113.2]:5000", "203.0.113.2"),
        ("unknown", "unknown"),
        ("203.0.113.2.:x", "203.0.113.2.:x"),
        ("", ""),
    ],
)
def test_a_client_counts_as_one_whatever_it_chooses_of_its_address(
    address: str, network: str
) -> None:
    assert throttle.network_of(address) == network


def test_a_right_password_forgets_the_failures(
    client: FlaskClient, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "LIMIT", type(throttle.LIMIT)(2))
    wrong = {"username": "boss", "password": "wrong"}
    right = {"username": "boss", "password": PASSWORD}
    for pair, status in [(wrong, 401), (right, 200), (wrong, 401), (wrong, 401)]:
        assert client.post("/api/token", json=pair).status_code == status
    response = client.post("/api/token", json=right)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
