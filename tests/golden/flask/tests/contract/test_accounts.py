"""Accounts: sign up, log in, log out, and what strangers try."""

from collections.abc import Callable

import pytest

from .browser import Browser, Form, went_to
from .conftest import PASSWORD
from .values import word

Open = Callable[[], Browser]
LOGIN = "/accounts/login?next=/accounts/profile"


def cookies(browser: Browser) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in browser.client.cookies.jar}


def copy_of(browser: Browser, new_browser: Open) -> Browser:
    """Another browser with the same cookies, as a thief would have it."""
    other = new_browser()
    for name, value in cookies(browser).items():
        other.client.cookies.set(name, value)
    return other


def logged_in(browser: Browser) -> bool:
    return browser.client.get("/accounts/profile").status_code == 200


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
    reply = browser.post(
        form, {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    )
    assert went_to(reply) == "/accounts/profile"
    profile = browser.get("/accounts/profile")
    assert name in [value.text for value in profile.main.all("dd")]
    assert went_to(new_browser().log_in(name, PASSWORD)) == "/accounts/profile"


@pytest.mark.parametrize(
    "password",
    ["short-pw-11", "73190462857301", "password1234", "", "a-b" * 43],
    ids=["short", "digits only", "common", "none", "long"],
)
def test_a_weak_password_is_refused(new_browser: Open, password: str) -> None:
    """The form comes back with the name, and never with the password."""
    browser, name = new_browser(), word()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": name, "password1": password, "password2": password}
    )
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
        form, 422, {"username": name, "password1": password, "password2": password}
    )
    assert page.invalid
    assert page.invalid <= {"password1", "password2"}


def test_two_different_passwords_are_refused(new_browser: Open) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    typed = {"username": word(), "password1": PASSWORD, "password2": f"{PASSWORD}2"}
    page = browser.submit(form, 422, typed)
    assert page.errors("password2")


@pytest.mark.parametrize(
    "name", ["", "a b", "a" * 151, "a\x00b", "<a>", "a/b", "a\n b"]
)
def test_a_bad_user_name_is_refused(new_browser: Open, name: str) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.errors("username")


def test_a_user_name_is_taken_once(new_browser: Open, member: tuple[str, str]) -> None:
    browser = new_browser()
    form = browser.get("/accounts/signup").form
    page = browser.submit(
        form, 422, {"username": member[0], "password1": PASSWORD, "password2": PASSWORD}
    )
    assert page.errors("username")


def test_a_wrong_password_says_what_an_unknown_name_says(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    answers = []
    for name in (member[0], f"nobody-{word()}"):
        form = browser.get("/accounts/login").form
        page = browser.submit(
            form, 422, {"username": name, "password": "wrong-password"}
        )
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
    assert went_to(new_browser().client.get("/accounts/profile")) == LOGIN


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
    assert reply.status_code == 403
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
    ("headers", "status"),
    [
        ({"Origin": "https://localhost"}, 422),
        ({"Referer": "https://localhost/accounts/login"}, 422),
        ({"Origin": "https://localhost", "Referer": "https://evil.example/"}, 422),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "https://evil.example/"}, 403),
        ({"Referer": "https://["}, 403),
        ({}, 403),
    ],
)
def test_a_form_counts_only_from_this_site(
    new_browser: Open, headers: dict[str, str], status: int
) -> None:
    """With the right token too: what sent it stands in Origin, or else in Referer."""
    browser = new_browser()
    form = browser.get("/accounts/login").form
    typed = {**form.values, "username": "", "password": ""}
    reply = browser.client.post("/accounts/login", data=typed, headers=headers)
    assert reply.status_code == status


def test_a_login_needs_a_csrf_token(new_browser: Open, member: tuple[str, str]) -> None:
    browser = new_browser()
    pair = {"username": member[0], "password": member[1]}
    assert browser.client.post("/accounts/login", data=pair).status_code == 403
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = browser.client.post("/accounts/login", content=nameless, headers=multipart)
    assert reply.status_code == 403
    assert not logged_in(browser)


def test_a_login_starts_a_session_of_its_own(
    new_browser: Open, member: tuple[str, str], staff: tuple[str, str]
) -> None:
    """A session that somebody else began, or made up, never becomes this one."""
    stranger = new_browser()
    stranger.log_in(*member)
    name = session_cookie(stranger, new_browser)
    for planted in (cookies(stranger)[name], "made-up-by-somebody"):
        browser = new_browser()
        browser.client.cookies.set(name, planted, domain="localhost.local")
        browser.log_in(*staff)
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
    reply = browser.post(
        form, {"username": username, "password": password, "next": target}
    )
    assert went_to(reply) == "/accounts/profile"
    assert "a=b" not in reply.headers.get("Set-Cookie", "")


def test_a_login_leads_back_to_a_page_of_this_site(
    new_browser: Open, member: tuple[str, str]
) -> None:
    browser = new_browser()
    form = browser.get("/accounts/login?next=/?a=b").form
    username, password = member
    assert (
        went_to(browser.post(form, {"username": username, "password": password}))
        == "/?a=b"
    )


@pytest.mark.parametrize("cookie", ["", "x", "a" * 3000, "%00", "..", "a.b.c"])
def test_a_made_up_session_cookie_is_nobody(
    new_browser: Open, member_browser: Browser, cookie: str
) -> None:
    browser = new_browser()
    browser.client.cookies.set(session_cookie(member_browser, new_browser), cookie)
    assert went_to(browser.client.get("/accounts/profile")) == LOGIN
    browser.get("/")
