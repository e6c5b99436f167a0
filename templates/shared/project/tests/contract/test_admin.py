"""The admin is for staff, and gives no secret away."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from .browser import Browser, Page, read, went_to


def test_a_stranger_is_sent_to_the_login(new_browser: Callable[[], Browser]) -> None:
    response = new_browser().client.get("/admin/")
    assert went_to(response) == "/accounts/login?next=/admin/"


def test_who_is_not_staff_is_refused(member_browser: Browser) -> None:
    read(member_browser.client.get("/admin/"), 403)


@pytest.fixture(scope="module")
def pages(staff_browser: Browser) -> dict[str, Page]:
    """Every page of the admin that its home page leads to."""
    home = staff_browser.get("/admin/")
    found = {"/admin/": home}
    for link in home.links:
        path = urlsplit(link).path
        if path.startswith("/admin/") and "logout" not in path:
            found.setdefault(path, staff_browser.get(path))
    return found


def test_staff_sees_every_page_that_the_admin_leads_to(pages: dict[str, Page]) -> None:
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
        assert new_browser().client.get(path).status_code == 302, path
        assert member_browser.client.get(path).status_code == 403, path
