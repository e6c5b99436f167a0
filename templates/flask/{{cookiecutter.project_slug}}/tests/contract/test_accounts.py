"""Accounts: sign up, log in, log out, and what strangers try."""

from collections.abc import Callable

import httpx
import pytest

from .browser import Browser, Form, login_for, refuses, went_to
from .client import answer, problem
from .conftest import PASSWORD
from .domain import MODELS
from .values import word

Open = Callable[[], Browser]
PROFILE = "/accounts/profile"


def cookies(browser: Browser) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in browser.client.cookies.jar}


def copy_of(browser: Browser, new_browser: Open) -> Browser:
    """Another browser with the same cookies, as a thief would have it."""
    other = new_browser()
    for name, value in cookies(browser).items():
        other.client.cookies.set(name, value)
    return other


def logged_in(browser: Browser) -> bool:
    return browser.client.get(PROFILE).status_code == 200


def session_cookie(browser: Browser, new_browser: Open) -> str:
    """The name of the cookie that is the login: no other one is enough."""
    for name, value in cookies(browser).items():
        other = new_browser()
        other.client.cookies.set(name, value)
        if logged_in(other):
            return name
    pytest.fail("no cookie is the login")


def test_who_signs_up_is_logged_in(new_browser: Open) -> None:
    browser, name = new_browser(), f"New.user+{word()}@-_"
    form = browser.get("/accounts/signup").form
    reply = browser.post(form, {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    assert went_to(reply) == PROFILE
    profile = browser.get(PROFILE)
    assert name in [value.text for value in profile.main.all("dd")]
    assert went_to(new_browser().log_in(name, PASSWORD)) == PROFILE


@pytest.mark.parametrize(
    "password",
    ["short-pw-11", "73190462857301", "password1234", "", "a-b" * 43, "orchid\x00lantern-7"],
    ids=["short", "digits only", "common", "none", "long", "with NUL"],
)
def test_a_weak_password_is_refused(new_browser: Open, password: str) -> None:
    """The form comes back with the name, and never with the password."""
    browser, name = new_browser(), word()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": name, "password1": password, "password2": password})
    assert page.invalid
    assert page.invalid <= {"password1", "password2"}
    assert page.form.values["username"] == name
    assert page.form.values["password1"] == page.form.values["password2"] == ""
    assert not logged_in(browser)


def test_a_password_like_the_user_name_is_refused(new_browser: Open) -> None:
    browser, name = new_browser(), f"somebody-{word()}"
    form = browser.get("/accounts/signup").form
    password = f"{name}1"
    page = browser.submit(
        form, 422, {"username": name, "password1": password, "password2": password})
    assert page.invalid
    assert page.invalid <= {"password1", "password2"}


def test_two_different_passwords_are_refused(new_browser: Open) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    typed = {"username": word(), "password1": PASSWORD, "password2": f"{PASSWORD}2"}
    page = browser.submit(form, 422, typed)
    assert page.errors("password2")


@pytest.mark.parametrize("name", ["", "a b", "a" * 151, "a\x00b", "<a>", "a/b", "a\n b"])
def test_a_bad_user_name_is_refused(new_browser: Open, name: str) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    assert page.errors("username")


def test_a_user_name_is_taken_once(new_browser: Open, member: tuple[str, str]) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": member[0], "password1": PASSWORD, "password2": PASSWORD})
    assert page.errors("username")


def test_a_user_name_is_taken_in_every_case(
    new_browser: Open, member: tuple[str, str]
) -> None:
    """And its owner may write it in any case."""
    name, password = member
    for spelt in (name.upper(), name.title()):
        browser = new_browser()
        form = browser.get("/accounts/signup").form
        page = browser.submit(
            form, 422, {"username": spelt, "password1": PASSWORD, "password2": PASSWORD})
        assert page.errors("username")
        assert went_to(new_browser().log_in(spelt, password)) == PROFILE


def test_an_email_address_is_optional_and_shown_to_its_owner(new_browser: Open) -> None:
    browser, name = new_browser(), word()
    form = browser.get("/accounts/signup").form
    typed = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    assert browser.submit(form, 422, typed | {"email": "no address"}).errors("email")
    address = f"{name}@example.com"
    assert went_to(browser.post(form, typed | {"email": address})) == PROFILE
    assert address in [value.text for value in browser.get(PROFILE).main.all("dd")]


def test_a_new_password_ends_every_other_login_and_token(
    new_browser: Open, anonymous: httpx.Client
) -> None:
    browser, name, new = new_browser(), word(), f"{PASSWORD}-2"
    form = browser.get("/accounts/signup").form
    browser.post(form, {"username": name, "password1": PASSWORD, "password2": PASSWORD})
    elsewhere = new_browser()
    elsewhere.log_in(name, PASSWORD)
    old = {"username": name, "password": PASSWORD}
    bearer = {"Authorization": f"Bearer {answer(anonymous.post('/api/token', json=old))['token']}"}
    place = f"{MODELS[0].api}/{2**63 - 1}"
    problem(anonymous.delete(place, headers=bearer), 403)

    assert "/accounts/password_change" in browser.get(PROFILE).links
    form = browser.get("/accounts/password_change").form
    typed = {"new_password1": new, "new_password2": new}
    page = browser.submit(form, 422, typed | {"old_password": "not-my-password"})
    assert page.errors("old_password")
    assert went_to(browser.post(form, typed | {"old_password": PASSWORD})) == PROFILE
    assert logged_in(browser)
    assert not logged_in(elsewhere)
    problem(anonymous.delete(place, headers=bearer), 401)
    assert went_to(new_browser().log_in(name, new)) == PROFILE


def test_a_new_password_is_for_who_is_logged_in(new_browser: Open) -> None:
    path = "/accounts/password_change"
    assert login_for(new_browser().client.get(path)) == path


def test_who_forgot_a_password_is_told_the_same_as_a_stranger(new_browser: Open) -> None:
    browser, name = new_browser(), word()
    form = browser.get("/accounts/signup").form
    browser.post(
        form,
        {"username": name, "email": f"{name}@example.com", "password1": PASSWORD,
         "password2": PASSWORD},
    )
    told = []
    for address in (f"{name}@example.com", f"nobody-{word()}@example.com"):
        other = new_browser()
        assert "/accounts/password_reset" in other.get("/accounts/login").links
        form = other.get("/accounts/password_reset").form
        place = went_to(other.post(form, {"email": address}))
        told.append((place, other.get(place).messages))
    assert told[0] == told[1]
    assert told[0][1]


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a\x00@example.com"])
def test_a_password_is_reset_by_a_whole_address(new_browser: Open, address: str) -> None:
    browser = new_browser()
    form = browser.get("/accounts/password_reset").form
    assert browser.submit(form, 422, {"email": address}).errors("email")


def test_a_wrong_password_says_what_an_unknown_name_says(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    answers = []
    for name in (member[0], f"nobody-{word()}"):
        form = browser.get("/accounts/login").form
        page = browser.submit(form, 422, {"username": name, "password": "wrong-password"})
        assert page.form.values["username"] == name
        assert page.form.values["password"] == ""
        answers.append(page.alerts)
    assert answers[0]
    assert answers[0] == answers[1]
    assert not logged_in(browser)


def test_the_login_waits_after_ten_failures(new_browser: Open) -> None:
    browser, name = new_browser(), f"guessed-{word()}"
    form = browser.get("/accounts/login").form
    for _ in range(10):
        browser.submit(form, 422, {"username": name, "password": "wrong-password"})
    page = browser.submit(form, 429, {"username": name, "password": "wrong-password"})
    assert 1 <= int(page.response.headers["Retry-After"]) <= 300


def test_the_profile_is_for_who_is_logged_in(new_browser: Open) -> None:
    assert login_for(new_browser().client.get(PROFILE)) == PROFILE


def test_a_logout_ends_the_session_at_the_server(
    new_browser: Open, member: tuple[str, str]
) -> None:
    """The old cookie is worth nothing, whoever kept a copy."""
    browser = new_browser()
    browser.log_in(*member)
    thief = copy_of(browser, new_browser)
    assert logged_in(thief)
    page = browser.get("/")
    logout = Form(page, page.dom.first("form", action="/accounts/logout"))
    assert went_to(browser.post(logout)) == "/"
    assert not logged_in(browser)
    assert not logged_in(thief)


def test_a_logout_needs_a_csrf_token(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    browser.log_in(*member)
    reply = browser.client.post(
        "/accounts/logout", headers={"Referer": "https://localhost/"}
    )
    refuses(reply)
    assert browser.client.get("/accounts/logout").status_code == 405
    assert logged_in(browser)


@pytest.mark.parametrize(
    ("next_page", "leads_to"),
    [("/?a=b", "/?a=b"), ("//evil.example", "/")],
)
def test_a_logout_leads_to_a_page_of_this_site(
    new_browser: Open, member: tuple[str, str], next_page: str, leads_to: str
) -> None:
    browser = new_browser()
    browser.log_in(*member)
    page = browser.get("/")
    logout = Form(page, page.dom.first("form", action="/accounts/logout"))
    values = {**logout.values, "next": next_page}
    assert went_to(browser.send(logout, values)) == leads_to


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
        {"Origin": "https://localhost.evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
        {"Referer": "https://localhost.evil.example/"},
        {"Referer": "https://["},
        {},
    ],
)
def test_a_form_counts_only_from_this_site(
    new_browser: Open, headers: dict[str, str]
) -> None:
    """With the right token too: what sent it stands in Origin and in Referer."""
    browser = new_browser()
    form = browser.get("/accounts/login").form
    typed = {**form.values, "username": "", "password": ""}
    refuses(browser.client.post("/accounts/login", data=typed, headers=headers))
    assert browser.send(form, typed).status_code == 422


def test_a_login_needs_a_csrf_token(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    pair = {"username": member[0], "password": member[1]}
    refuses(browser.client.post("/accounts/login", data=pair))
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = browser.client.post("/accounts/login", content=nameless, headers=multipart)
    refuses(reply)
    assert not logged_in(browser)


def test_a_login_starts_a_session_of_its_own(
    new_browser: Open, member: tuple[str, str], editor: tuple[str, str]
) -> None:
    """A session that somebody else began, or made up, never becomes this one."""
    stranger = new_browser()
    stranger.log_in(*member)
    name = session_cookie(stranger, new_browser)
    for planted in (cookies(stranger)[name], "made-up-by-somebody"):
        browser = new_browser()
        browser.client.cookies.set(name, planted, domain="localhost.local")
        browser.log_in(*editor)
        assert logged_in(browser)
        assert cookies(browser)[name] != planted


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "http://evil.example/",
        "elsewhere",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: a=b",
        "\t//evil.example",
        "/\t/evil.example",
        "\x00",
        "",
        "a" * 5000,
    ],
    ids=lambda target: ascii(target[:24]),
)
def test_a_login_never_leads_to_another_site(
    new_browser: Open, member: tuple[str, str], target: str
) -> None:
    browser = new_browser()
    form = browser.get("/accounts/login").form
    username, password = member
    reply = browser.post(form, {"username": username, "password": password, "next": target})
    assert went_to(reply) == PROFILE
    assert "a=b" not in reply.headers.get("Set-Cookie", "")


def test_a_login_leads_back_to_a_page_of_this_site(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    form = browser.get("/accounts/login?next=/?a=b").form
    username, password = member
    assert went_to(browser.post(form, {"username": username, "password": password})) == "/?a=b"


@pytest.mark.parametrize("cookie", ["", "x", "a" * 3000, "%00", "..", "a.b.c"])
def test_a_made_up_session_cookie_is_nobody(
    new_browser: Open, member_browser: Browser, cookie: str
) -> None:
    browser = new_browser()
    browser.client.cookies.set(session_cookie(member_browser, new_browser), cookie)
    assert login_for(browser.client.get(PROFILE)) == PROFILE
    browser.get("/")
