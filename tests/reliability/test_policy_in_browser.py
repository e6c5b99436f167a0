"""A real browser finds nothing against the content security policy, on no page.

And every link that it sees leads somewhere.

Chromium visits each kind of page as anybody, as a user and as staff, both admins
included, and works the widgets of each. What it says is collected by `browsing.watch`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from browsing import log_in, open_shop, visiting
from starters import EDITOR, FRAMEWORKS, Starter, wait_for

USER = ("somebody", "velvet-anchor-9-meadow")
#: Of every type of field there is, so that every widget occurs.
SPEC = "everything"
START = ("/", "/nowhere", "/api/docs", "/accounts/profile", "/admin/")
#: What opens, folds or helps without sending anything.
WIDGETS = ", ".join(
    (
        "[data-toggle]",
        "a[href^='javascript:']",
        ".theme-toggle",
        "#toggle-nav-sidebar",
        "#changelist-filter summary",
        "details.module summary",
        ".datetimeshortcuts a",
        ".calendarbox a",
        ".clockbox a",
        ".selector button",
        ".selector .helptext",
        ".action-rowtoggle",
        "#action-toggle",
        "[data-role=tooltip]",
        # The first operation of each tag: all at once keep a browser busy for a minute.
        "span:first-child > .opblock .opblock-summary-control",
        "select",
        "input:not([type=hidden]):not([type=submit])",
        "textarea",
    )
)
#: Those that open a window of their own in Django's admin.
WINDOWS = ".related-lookup, .related-widget-wrapper-link[href]:not([href*=delete])"
LINKS = """links => links
    .filter(link => link.origin === location.origin && !link.href.endsWith("#"))
    .map(link => link.pathname + link.search)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where the browser was, and what it had to say."""

    pages: int
    widgets: int
    windows: int
    troubles: tuple[str, ...]


@pytest.fixture(scope="module", params=FRAMEWORKS)
def address(
    request: pytest.FixtureRequest,
    starter: Callable[[str, str], Starter],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Of a starter in production settings; the pages do not depend on the database."""
    folder = tmp_path_factory.mktemp("policy") / request.param
    shop = starter(request.param, SPEC)
    with open_shop(shop, folder, production=True) as url:
        yield url


def crawl(browser: Browser, address: str, who: str) -> Visit:
    """Visit one page of each kind, and work what is on it."""
    user = {"staff": EDITOR, "a user": USER}.get(who)
    with visiting(browser, address) as (page, troubles):
        page.on("dialog", lambda question: question.dismiss())
        if user:
            page.goto("/accounts/login")
            log_in(page, *user)
        waiting = list(START)
        # The documentation is the same for all, and the slowest page of them.
        known = {kind_of("/api/docs")} if user else set()
        kinds, widgets, windows = set(), 0, 0
        while waiting:
            path = waiting.pop(0)
            if (kind := kind_of(path)) in kinds | known:
                continue
            kinds.add(kind)
            response = page.goto(path)
            if path not in START:
                assert response and response.ok, path
            if who != "a user":  # who is shown what anybody is, apart from a few pages
                waiting += page.locator("a[href]").evaluate_all(LINKS)
            widgets += work(page)
            windows += open_windows(page)
        return Visit(
            pages=len(kinds),
            widgets=widgets,
            windows=windows,
            troubles=tuple(troubles),
        )


def kind_of(path: str) -> tuple[str, ...]:
    """The same for the rows of a model, and for a model's list however it is sorted."""
    parts = urlsplit(path)
    telling = [name for name in ("_popup", "id") if f"{name}=" in parts.query]
    return (re.sub("[0-9]+", "#", parts.path), *telling)


def work(page: Page) -> int:
    """Click and type into everything that is shown, without leaving the page."""
    done = page.locator(WIDGETS).evaluate_all(
        """widgets => widgets.filter(widget => {
            if (!widget.checkVisibility()) return false;
            const before = widget.value;
            widget.focus();
            if (!widget.matches("select, textarea, input") || widget.type === "checkbox")
                widget.click();
            else
                for (const name of ["keydown", "input", "keyup", "change"])
                    widget.dispatchEvent(new Event(name, {bubbles: true}));
            widget.blur();
            return true;
        }).length"""
    )
    # What was opened may hold more: calendars, clocks, menus.
    page.locator(
        ".calendarbox td a, .clockbox li a, .dropdown-menu.show a"
    ).evaluate_all("links => links.slice(0, 3).forEach(link => link.focus())")
    return done


def open_windows(page: Page) -> int:
    """Open the first window that a page offers, and close it."""
    links = page.locator(WINDOWS).locator("visible=true")
    if not links.count():
        return 0
    with page.expect_popup() as opened:
        links.first.click()
    opened.value.wait_for_load_state()
    opened.value.close()
    return 1


@pytest.mark.parametrize("who", ["anybody", "a user", "staff"])
def test_no_page_has_a_violation(
    browser: Browser, address: str, who: str, reached
) -> None:
    if who == "a user":
        sign_up(browser, address)
    visit = crawl(browser, address, who)
    assert not visit.troubles, "\n".join(visit.troubles)
    assert visit.pages >= {"anybody": 15, "a user": 4, "staff": 40}[who]
    assert visit.widgets >= {"anybody": 5, "a user": 0, "staff": 100}[who]
    if who == "staff":
        reached(
            8, f"{visit.pages} kinds of pages, {visit.widgets} widgets, 0 violations"
        )


def sign_up(browser: Browser, address: str) -> None:
    with visiting(browser, address) as (page, troubles):
        page.goto("/accounts/signup")
        page.get_by_label("Username").fill(USER[0])
        page.get_by_label("Password", exact=True).fill(USER[1])
        page.get_by_label("Password confirmation").fill(USER[1])
        page.get_by_role("main").get_by_role("button", name="Sign up").click()
        expect(page).to_have_url(re.compile("/accounts/profile$"))
    assert not troubles


def test_the_flask_admin_still_asks_before_it_deletes(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> None:
    """Its questions came from script in attributes, which the policy would stop."""
    if "flask" not in request.node.callspec.id:
        pytest.skip("Django's admin asks on a page of its own")
    questions: list[str] = []

    def refuse(question: Dialog) -> None:
        questions.append(question.message)
        question.dismiss()

    with visiting(browser, address) as (page, troubles):
        page.on("dialog", refuse)
        page.goto("/admin/people/")
        log_in(page, *EDITOR)
        rows = page.locator(".model-list tbody tr")
        before = rows.count()
        assert before
        rows.first.get_by_title("Delete Record").click()
        page.get_by_text("With selected").click()
        page.get_by_role("link", name="Delete", exact=True).click()
        rows.first.get_by_role("checkbox").check()
        page.get_by_text("With selected").click()
        page.get_by_role("link", name="Delete", exact=True).click()
        page.reload()
        assert rows.count() == before
    assert not troubles
    assert questions == [
        "Are you sure you want to delete this record?",
        "Please select at least one record.",
        "Delete the selected rows?",
    ]


@pytest.mark.parametrize(
    "evil",
    [
        "<p style='color: red'>",
        "<button type='button' onclick='document.title = 1'>",
        "<img src='https://elsewhere.example/a.png'>",
        "<iframe src='https://elsewhere.example/'></iframe>",
    ],
)
def test_the_browser_would_tell(browser: Browser, address: str, evil: str) -> None:
    """A page that carried this would be found."""
    with visiting(browser, address) as (page, troubles):
        page.goto("/")
        page.evaluate(
            "evil => document.body.insertAdjacentHTML('beforeend', evil)", evil
        )
        page.evaluate("document.querySelector('button[onclick]')?.click()")

        def told() -> bool:
            page.wait_for_timeout(10)  # meanwhile the browser tells
            return any("-src" in trouble for trouble in troubles)

        wait_for(told, "a violation")
