"""Passwords, sessions and tokens, where only the inside can tell."""

import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts import throttle, tokens
from accounts.forms import SignupForm
from accounts.models import User

from .conftest import PASSWORD

NEW_PASSWORD = "another-horse-battery-staple"


def test_passwords_are_kept_as_argon2id(staff):
    assert staff.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


@pytest.mark.parametrize("username", ["boss", "nobody"])
def test_a_wrong_password_and_an_unknown_name_cost_the_same(
    client, staff, monkeypatch, clear_throttle, username
):
    """One hash each: the time does not tell whether the name exists."""
    clear_throttle()
    hashed = []
    for method in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, method)

        def counted(self, password, *args, original=original):
            hashed.append(password)
            return original(self, password, *args)

        monkeypatch.setattr(Argon2PasswordHasher, method, counted)
    pair = {"username": username, "password": "wrong"}
    assert client.post("/api/token", pair, "application/json").status_code == 401
    assert hashed == ["wrong"]


def test_a_token_belongs_to_its_user(staff):
    assert tokens.user_of(tokens.make(staff)) == staff


def test_a_token_ends_after_its_hour(staff, monkeypatch):
    token = tokens.make(staff)
    monkeypatch.setattr(tokens, "SECONDS", -1)
    assert tokens.user_of(token) is None


def test_a_new_password_ends_tokens_and_sessions(staff, staff_client):
    token = tokens.make(staff)
    assert staff_client.get("/accounts/profile").status_code == 200
    staff.set_password(NEW_PASSWORD)
    staff.save()
    assert tokens.user_of(token) is None
    assert staff_client.get("/accounts/profile").status_code == 302


@pytest.fixture
def changed_meanwhile(staff, monkeypatch, clear_throttle):
    """Another process changes the password while a login by the old one is checked."""
    clear_throttle()
    verify = Argon2PasswordHasher.verify

    def slowly(self, password, encoded):
        monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
        changed = User.objects.get(pk=staff.pk)
        changed.set_password(NEW_PASSWORD)
        changed.save()
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", slowly)


@pytest.mark.usefixtures("changed_meanwhile")
def test_no_token_is_good_for_a_password_that_was_changed_meanwhile(client):
    pair = {"username": "boss", "password": PASSWORD}
    response = client.post("/api/token", pair, "application/json")
    assert tokens.user_of(response.json()["token"]) is None
    pair["password"] = NEW_PASSWORD
    response = client.post("/api/token", pair, "application/json")
    assert tokens.user_of(response.json()["token"]).username == "boss"


@pytest.mark.usefixtures("changed_meanwhile")
def test_nobody_is_logged_in_by_a_password_that_was_changed_meanwhile(client):
    client.post("/accounts/login", {"username": "boss", "password": PASSWORD})
    assert client.get("/accounts/profile").status_code == 302


def test_who_is_no_longer_active_is_nobody(staff, staff_client):
    token = tokens.make(staff)
    staff.is_active = False
    staff.save()
    assert tokens.user_of(token) is None
    assert staff_client.get("/accounts/profile").status_code == 302


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaaaaa"', "ä" * 32, "a" * 4000])
def test_a_made_up_session_asks_the_database_for_nothing(
    client, db, django_assert_num_queries, key
):
    with django_assert_num_queries(0):
        response = client.get("/accounts/profile", headers={"Cookie": f"sessionid={key}"})
    assert response.status_code == 302


def test_the_count_of_failures_ends_by_itself(rf, monkeypatch, clear_throttle):
    clear_throttle()
    monkeypatch.setattr(throttle, "TRIES", 1)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    request = rf.post("/api/token")
    throttle.count(request, "guessed")
    with pytest.raises(throttle.TooManyFailures):
        throttle.count(request, "guessed")
    monkeypatch.setattr(time, "time", lambda: now + throttle.SECONDS)
    throttle.count(request, "guessed")


def test_the_wait_is_as_long_as_the_count_lives(
    client, staff, monkeypatch, clear_throttle
):
    """Also after a right password in between."""
    clear_throttle()
    monkeypatch.setattr(throttle, "TRIES", 1)
    pair = {"username": "boss", "password": PASSWORD}
    client.post("/api/token", pair, "application/json")
    later = time.time() + throttle.SECONDS - 100
    monkeypatch.setattr(time, "time", lambda: later)
    wrong = pair | {"password": "wrong"}
    client.post("/api/token", wrong, "application/json")
    response = client.post("/api/token", wrong, "application/json")
    assert response.status_code == 429
    assert int(response["Retry-After"]) == throttle.SECONDS


@pytest.mark.parametrize("is_taken", [True, False])
def test_only_a_name_that_was_taken_meanwhile_is_called_so(
    client, staff, monkeypatch, is_taken
):
    def too_late(form):
        if is_taken:
            User.objects.bulk_create([staff])
        raise IntegrityError

    monkeypatch.setattr(SignupForm, "save", too_late)
    pair = {"username": "late", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/accounts/signup", pair)
    assert response.status_code == (422 if is_taken else 500)


def test_no_password_is_longer_than_the_login_takes():
    with pytest.raises(ValidationError, match="at most 128"):
        validate_password("correct horse battery staple " * 5)


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
    client, db, monkeypatch, clear_throttle, told, status
):
    """That is the last: what stands before it the visitor wrote."""
    clear_throttle()
    monkeypatch.setattr(throttle, "TRIES", 1)
    pair = {"username": "guessed", "password": "wrong"}
    for address, expected in [("203.0.113.2", 401), (told, status)]:
        response = client.post(
            "/api/token",
            pair,
            "application/json",
            headers={"X-Forwarded-For": address},
        )
        assert response.status_code == expected


def test_who_tries_many_names_waits_too(client, staff, monkeypatch, clear_throttle):
    """A right password in between takes back its own try, and no other."""
    clear_throttle()
    monkeypatch.setattr(throttle, "ADDRESS_TRIES", 2)
    right = {"username": "boss", "password": PASSWORD}
    wrong = [{"username": name, "password": "wrong"} for name in "abc"]
    tries = [(right, 200), (wrong[0], 401), (right, 200), (wrong[1], 401)]
    for pair, status in [*tries, (wrong[2], 429), (right, 429)]:
        response = client.post("/api/token", pair, "application/json")
        assert response.status_code == status
    assert 0 < int(response["Retry-After"]) <= throttle.SECONDS
    elsewhere = {"X-Forwarded-For": "203.0.113.2"}
    response = client.post("/api/token", right, "application/json", headers=elsewhere)
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
def test_a_client_counts_as_one_whatever_it_chooses_of_its_address(address, network):
    assert throttle.network_of(address) == network


def test_a_right_password_forgets_the_failures(
    client, staff, monkeypatch, clear_throttle
):
    clear_throttle()
    monkeypatch.setattr(throttle, "TRIES", 2)
    wrong = {"username": "boss", "password": "wrong"}
    right = {"username": "boss", "password": PASSWORD}
    for pair, status in [(wrong, 401), (right, 200), (wrong, 401), (wrong, 401)]:
        response = client.post("/api/token", pair, "application/json")
        assert response.status_code == status
