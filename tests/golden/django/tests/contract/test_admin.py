"""The admin is for editors, and gives no secret away."""

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest

from .browser import Browser, Page


def is_closed(response: httpx.Response) -> bool:
    """Whether it is refused, or leads to a login: to which one is the admin's own."""
    location = urlsplit(response.headers.get("Location", ""))
    to_login = response.status_code == 302 and "/login" in location.path
    return response.status_code == 403 or to_login


def test_the_admin_is_closed_to_strangers_and_members(
    new_browser: Callable[[], Browser], member_browser: Browser
) -> None:
    for browser in (new_browser(), member_browser):
        assert is_closed(browser.client.get("/admin/"))


@pytest.fixture(scope="module")
def pages(editor_browser: Browser) -> dict[str, Page]:
    """Every page of the admin that its home page leads to."""
    home = editor_browser.get("/admin/")
    found = {"/admin/": home}
    for link in home.links:
        path = urlsplit(link).path
        if path.startswith("/admin/") and "logout" not in path:
            found.setdefault(path, editor_browser.get(path))
    return found


def test_an_editor_sees_every_page_that_the_admin_leads_to(
    pages: dict[str, Page],
) -> None:
    assert len(pages) > 2


def test_the_admin_shows_no_password_hash(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert "$argon2" not in page.response.text, path


def test_every_page_of_the_admin_is_closed_to_others(
    pages: dict[str, Page],
    new_browser: Callable[[], Browser],
    member_browser: Browser,
) -> None:
    for path in pages:
        assert is_closed(new_browser().client.get(path)), path
        assert is_closed(member_browser.client.get(path)), path
