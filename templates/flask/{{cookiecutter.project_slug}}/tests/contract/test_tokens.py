"""Tokens for the API."""

import httpx
import pytest

from .client import answer, problem, refused
from .conftest import PASSWORD
from .values import word


def test_a_token_says_how_long_it_lives(
    anonymous: httpx.Client, member: tuple[str, str]
) -> None:
    username, password = member
    pair = {"username": username, "password": password}
    body = answer(anonymous.post("/api/token", json=pair))
    assert set(body) == {"token", "expires_in"}
    assert isinstance(body["token"], str)
    assert body["expires_in"] > 0


def test_a_name_in_full_width_is_the_same_user(
    anonymous: httpx.Client, member: tuple[str, str]
) -> None:
    """As on the login page: both write the name in one way first."""
    username, password = member
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in username)
    pair = {"username": wide, "password": password}
    answer(anonymous.post("/api/token", json=pair))


def test_an_unknown_user_is_answered_like_a_wrong_password(
    anonymous: httpx.Client, member: tuple[str, str]
) -> None:
    wrong = {"username": member[0], "password": f"not-{PASSWORD}"}
    unknown = {"username": f"nobody-{word()}", "password": PASSWORD}
    first = anonymous.post("/api/token", json=wrong)
    second = anonymous.post("/api/token", json=unknown)
    assert problem(first, 401) == problem(second, 401)


def test_the_eleventh_try_after_ten_failures_waits(anonymous: httpx.Client) -> None:
    """It would even if the password were right, and only for that user and address."""
    pair = {"username": f"guessed-{word()}", "password": "wrong"}
    for _ in range(10):
        problem(anonymous.post("/api/token", json=pair), 401)
    response = anonymous.post("/api/token", json=pair)
    problem(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 300
    other = pair | {"username": f"other-{word()}"}
    problem(anonymous.post("/api/token", json=other), 401)
    # The proxy in front writes the last address, the client whatever it likes.
    elsewhere = {"X-Forwarded-For": "127.0.0.1, 198.51.100.7"}
    response = anonymous.post("/api/token", json=pair, headers=elsewhere)
    problem(response, 401)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "a"}, "password"),
        ({"password": "a"}, "username"),
        ({"username": "", "password": "a"}, "username"),
        ({"username": "a", "password": ""}, "password"),
        ({"username": "a" * 151, "password": "a"}, "username"),
        ({"username": "a", "password": "a" * 129}, "password"),
        ({"username": 1, "password": "a"}, "username"),
        ({"username": "a", "password": None}, "password"),
        ({"username": ["a"], "password": "a"}, "username"),
        ({"username": "a\x00", "password": "a"}, "username"),
        ({"username": "a", "password": "\x00"}, "password"),
        ({"username": "a", "password": "a", "more": 1}, "more"),
    ],
)
def test_what_is_no_pair_is_refused(
    anonymous: httpx.Client, body: dict[str, object], field: str
) -> None:
    assert refused(anonymous.post("/api/token", json=body)) == [field]


def test_a_body_that_is_not_json_is_refused(anonymous: httpx.Client) -> None:
    problem(anonymous.post("/api/token", data={"username": "a"}), 415)
    response = anonymous.post(
        "/api/token", content=b"{", headers={"Content-Type": "application/json"}
    )
    problem(response, 400)
