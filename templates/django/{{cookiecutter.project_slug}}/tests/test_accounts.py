"""Passwords, sessions and tokens, where only the inside can tell."""

import time

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import aauthenticate
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import throttle, tokens
from accounts.forms import SignupForm
from accounts.models import User

from .conftest import PASSWORD, new_client

NEW_PASSWORD = "another-horse-battery-staple"


def log_in(client, username="boss", password=PASSWORD, **more):
    pair = {"username": username, "password": password}
    return client.post("/api/token", pair, "application/json", **more)


def sign_up(client, username):
    values = {"username": username, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup", values)


def test_passwords_are_kept_as_argon2id(editor):
    assert editor.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_two_names_that_differ_in_case_are_one(client, editor):
    """Beyond ASCII too, which SQLite cannot compare by itself."""
    assert sign_up(client, "BOSS").status_code == 422
    assert sign_up(client, "straße").status_code == 302
    assert sign_up(new_client(), "STRASSE").status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="Boss")
    for name in ("Boss", "𝐁oss"):
        assert log_in(client, name).status_code == 200


def test_a_name_that_changes_alone_is_found(editor):
    editor.username = "Chef"
    editor.save(update_fields=["username"])
    assert User.objects.get_by_natural_key("chef") == editor


@pytest.mark.parametrize("username", ["boss", "nobody"])
def test_a_wrong_password_and_an_unknown_name_cost_the_same(
    client, editor, monkeypatch, username
):
    """One hash each: the time does not tell whether the name exists."""
    hashed = []
    for method in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, method)

        def counted(self, password, *args, original=original):
            hashed.append(password)
            return original(self, password, *args)

        monkeypatch.setattr(Argon2PasswordHasher, method, counted)
    assert log_in(client, username, "wrong").status_code == 401
    assert hashed == ["wrong"]


def test_a_token_ends_after_its_hour(editor, monkeypatch):
    token = tokens.make(editor)
    assert tokens.user_of(token) == editor
    monkeypatch.setattr(tokens, "SECONDS", -1)
    assert tokens.user_of(token) is None


def test_a_new_password_ends_tokens_and_sessions(editor, editor_client):
    token = tokens.make(editor)
    assert editor_client.get("/accounts/profile").status_code == 200
    editor.set_password(NEW_PASSWORD)
    editor.save()
    assert tokens.user_of(token) is None
    assert editor_client.get("/accounts/profile").status_code == 302


def test_tokens_and_sessions_outlive_a_change_of_the_key(
    editor, editor_client, settings
):
    token = tokens.make(editor)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key" * 8
    assert tokens.user_of(token) == editor
    assert editor_client.get("/accounts/profile").status_code == 200


def test_who_is_no_longer_active_is_nobody(editor, editor_client):
    token = tokens.make(editor)
    editor.is_active = False
    editor.save()
    assert tokens.user_of(token) is None
    assert editor_client.get("/accounts/profile").status_code == 302


def test_a_password_is_changed_by_its_owner(editor, editor_client):
    values = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "x"}
    response = editor_client.post("/accounts/password_change", values)
    assert response.status_code == 422
    values |= {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    response = editor_client.post("/accounts/password_change", values, follow=True)
    assert response.redirect_chain == [("/accounts/profile", 302)]
    assert b'role="status"' in response.content
    editor.refresh_from_db()
    assert editor.check_password(NEW_PASSWORD)


def test_a_forgotten_password_is_reset_by_mail(client, editor):
    for address in ("nobody@example.com", editor.email):
        values = {"email": address}
        response = client.post("/accounts/password_reset", values, follow=True)
        assert response.redirect_chain == [("/accounts/login", 302)]
        assert b'role="status"' in response.content
    (message,) = mail.outbox
    _, _, path = message.body.partition("https://testserver")
    page = client.get(path.split()[0], follow=True)
    values = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    response = client.post(page.redirect_chain[-1][0], values)
    assert response["Location"] == "/accounts/login"
    assert log_in(client, password=NEW_PASSWORD).status_code == 200


def test_guesses_of_the_old_password_count_until_one_is_right(
    editor_client, monkeypatch
):
    """Also when the new one is refused."""
    monkeypatch.setattr(throttle, "TRIES", 2)
    guesses = ["a", PASSWORD, "b", "c", "d"]
    for old, status in zip(guesses, [422, 422, 422, 422, 429], strict=True):
        values = {"old_password": old, "new_password1": "x", "new_password2": "x"}
        response = editor_client.post("/accounts/password_change", values)
        assert response.status_code == status
    assert 0 < int(response["Retry-After"]) <= throttle.SECONDS


def test_nobody_is_sent_many_links(client, editor, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES", 2)
    for email, status in [
        ("boss@example.com", 302),
        ("Boss@Example.com", 302),
        ("BOSS@example.com", 429),
        ("nobody@example.com", 302),
    ]:
        response = client.post("/accounts/password_reset", {"email": email})
        assert response.status_code == status
    assert len(mail.outbox) == 2
    assert log_in(client, "boss@example.com").status_code == 401


def test_a_stranger_who_forgot_a_password_makes_no_session(client, db):
    before = Session.objects.count()
    values = {"email": "nobody@example.com"}
    page = client.post("/accounts/password_reset", values, follow=True)
    assert b'role="status"' in page.content
    assert Session.objects.count() == before


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaaaaa"', "ä" * 32, "a" * 4000])
def test_a_made_up_session_asks_the_database_for_nothing(
    client, db, django_assert_num_queries, key
):
    with django_assert_num_queries(0):
        response = client.get("/accounts/profile", headers={"Cookie": f"sessionid={key}"})
    assert response.status_code == 302


@pytest.mark.parametrize(
    "place",
    ["//evil", "//testserver/", "https://testserver/", "javascript:a", "elsewhere"]
    + ["/a\r\nSet-Cookie: a=b"],
)
def test_nobody_is_sent_away_after_the_login(client, editor, place):
    values = {"username": "boss", "password": PASSWORD, "next": place}
    response = client.post("/accounts/login", values)
    assert response["Location"] == reverse("accounts:profile")


@pytest.mark.parametrize("is_left_behind", [False, True])
def test_the_count_of_failures_ends_by_itself(
    rf, client, monkeypatch, is_left_behind
):
    """Also where Redis leaves one behind that ran out in the middle of incr()."""
    monkeypatch.setattr(throttle, "TRIES", 1)
    throttle.fallback.clear()
    incr = throttle.fallback.incr

    def incr_for_ever(key):
        tries = incr(key)
        throttle.fallback.touch(key, None)
        return tries

    if is_left_behind:
        monkeypatch.setattr(throttle.fallback, "incr", incr_for_ever)
    # Redis has a clock of its own.
    monkeypatch.setattr(throttle, "cache", throttle.fallback)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    request = rf.post("/api/token")
    throttle.count(request, "guessed")
    with pytest.raises(throttle.TooManyRequests):
        throttle.count(request, "guessed")
    monkeypatch.setattr(time, "time", lambda: now + throttle.SECONDS)
    throttle.count(request, "guessed")


def test_the_wait_is_as_long_as_the_count_lives(client, editor, monkeypatch):
    """Also after a right password in between."""
    monkeypatch.setattr(throttle, "TRIES", 1)
    log_in(client)
    later = time.time() + throttle.SECONDS - 100
    monkeypatch.setattr(time, "time", lambda: later)
    log_in(client, password="wrong")
    response = log_in(client, password="wrong")
    assert response.status_code == 429
    assert int(response["Retry-After"]) == throttle.SECONDS


def test_pages_and_api_count_together(client, editor, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES", 1)
    assert log_in(client, "BOSS", "wrong").status_code == 401
    values = {"username": "boss", "password": PASSWORD}
    response = client.post("/accounts/login", values)
    assert response.status_code == 429
    assert "Retry-After" in response
    assert b"<h1>" in response.content


def test_a_login_of_an_asynchronous_view_counts_too(rf, client, editor, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES", 1)
    log_in, request = async_to_sync(aauthenticate), rf.post("/")
    assert log_in(request, username="BOSS", password=PASSWORD) == editor
    assert log_in(request, username="boss", password="wrong") is None
    with pytest.raises(throttle.TooManyRequests):
        log_in(request, username="Boss", password="wrong")


def test_a_name_that_was_taken_meanwhile_is_refused(client, editor, monkeypatch):
    def too_late(form):
        return User.objects.bulk_create([editor])

    monkeypatch.setattr(SignupForm, "save", too_late)
    assert sign_up(client, "late").status_code == 422


def test_no_password_is_longer_than_the_api_takes():
    with pytest.raises(ValidationError, match="more than 128"):
        validate_password("correct horse battery staple " * 5)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("203.0.113.1", 401),
        ("203.0.113.9, 203.0.113.1", 401),
        ("203.0.113.2", 429),
    ],
)
def test_failures_count_for_the_address_that_the_proxy_told(
    client, db, monkeypatch, told, status
):
    """That is the last: what stands before it the visitor wrote."""
    monkeypatch.setattr(throttle, "TRIES", 1)
    for address, expected in [("203.0.113.2", 401), (told, status)]:
        headers = {"X-Forwarded-For": address}
        response = log_in(client, "guessed", "wrong", headers=headers)
        assert response.status_code == expected


def test_who_tries_many_names_waits_too(client, editor, monkeypatch):
    """A right password in between takes back its own try, and no other."""
    monkeypatch.setattr(throttle, "ADDRESS_TRIES", 2)
    right, wrong = ("boss", PASSWORD), [(name, "wrong") for name in "abc"]
    tries = [(right, 200), (wrong[0], 401), (right, 200), (wrong[1], 401)]
    for pair, status in [*tries, (wrong[2], 429), (right, 429)]:
        response = log_in(client, *pair)
        assert response.status_code == status
    assert 0 < int(response["Retry-After"]) <= throttle.SECONDS
    elsewhere = {"X-Forwarded-For": "203.0.113.2"}
    assert log_in(client, *right, headers=elsewhere).status_code == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.2", "203.0.113.2"),
        ("2001:DB8:0:0:f::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.2", "203.0.113.2"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_client_counts_as_one_whatever_it_chooses_of_its_address(address, network):
    assert throttle.network_of(address) == network


def test_a_right_password_forgets_the_failures(client, editor, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES", 2)
    for password, status in [("a", 401), (PASSWORD, 200), ("b", 401), ("c", 401)]:
        assert log_in(client, password=password).status_code == status
