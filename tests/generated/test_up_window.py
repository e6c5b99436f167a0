"""The window of `scaffold up` in a real browser: both in it, one address for both."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from leftovers import gone, listens
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from up_command import Up, running

from browsing import NARROW, PATIENCE
from scaffold.run.http import Header, Response
from scaffold.run.listening import listening
from starters import FRAMEWORKS, LIMIT, PROJECT, scaffold

DESK = {"width": 1440, "height": 900}
#: What Django's list says since somebody edited it.
EDITED = "All that we sell"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Both at work, where the list of products has another heading in Django."""
    folder = tmp_path_factory.mktemp("window")
    scaffold("both", PROJECT, "--output-dir", folder)
    edited = folder / PROJECT / "django/catalog/templates/catalog" / "product_list.html"
    text = edited.read_text("utf-8")
    assert "<h1>Products</h1>" in text
    edited.write_text(text.replace("<h1>Products</h1>", f"<h1>{EDITED}</h1>"), "utf-8")
    scratch = tmp_path_factory.mktemp("scratch")
    with running(folder / PROJECT, scratch) as up:
        yield up


@contextmanager
def looking(
    browser: Browser, url: str, *, scripts: bool = True, **options: object
) -> Iterator[Page]:
    """A page of a new visitor; an error of a script, or against a policy, is one here."""
    troubles: list[str] = []
    with browser.new_context(
        viewport=DESK,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        **options,  # type: ignore[arg-type]
    ) as context:
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda raised: troubles.append(str(raised.error)))
        context.on("console", lambda said: troubles.extend(refused(said.text)))
        page = context.new_page()
        page.goto(f"{url}/")
        yield page
    assert not troubles, "\n".join(troubles)


def refused(said: str) -> list[str]:
    """What a browser says when a policy forbids a style, a script or a frame."""
    return [said] if "Content Security Policy" in said else []


@pytest.fixture
def page(browser: Browser, up: Up) -> Iterator[Page]:
    with looking(browser, up.window) as page:
        expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")
        yield page


def frame(page: Page, name: str) -> FrameLocator:
    return page.frame_locator(f"iframe[name={name}]")


def told(page: Page, name: str, what: str) -> Locator:
    return page.locator(f"[data-side={name}] .{what}")


def go(page: Page, path: str) -> None:
    page.get_by_label("Address").fill(path)
    page.keyboard.press("Enter")


def test_one_address_leads_both(page: Page) -> None:
    """Status, time and what was asked for stand under each."""
    for typed, heading in (("/accounts/signup", "Sign up"), ("accounts/login", None)):
        go(page, typed)
        for name in FRAMEWORKS:
            if heading:
                shown = frame(page, name).get_by_role("heading", name=heading)
                expect(shown).to_be_visible()
            path = f"/{typed.lstrip('/')}"
            expect(told(page, name, "request")).to_have_text(f"GET {path}")
            expect(told(page, name, "status")).to_have_text("200")
            expect(told(page, name, "time")).to_have_text(re.compile(r"^\d+ ms$"))
    expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")
    expect(page).to_have_url(re.compile("#/accounts/login$"))
    go(page, "/nowhere")
    for name in FRAMEWORKS:
        expect(told(page, name, "status")).to_have_text("404")
    expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")


def test_a_redirect_is_told_and_compared(page: Page) -> None:
    go(page, "/products/new")
    for name in FRAMEWORKS:
        expect(told(page, name, "status")).to_have_text("302 → 200")
    expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")


def test_what_somebody_changed_in_one_is_marked(page: Page) -> None:
    go(page, "/products")
    expect(page.locator("#verdict")).to_have_text(re.compile("^≠ 1 difference by"))
    difference = page.locator("#differences li")
    expect(difference).to_have_text(f"page headings: “{EDITED}” and “Products”")
    go(page, "/")
    expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")
    expect(difference).to_have_count(0)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_click_in_one_is_followed_in_the_other(page: Page, name: str) -> None:
    """With a cursor of its own; and one step back is one for both."""
    (other,) = set(FRAMEWORKS) - {name}
    go(page, "/products")
    expect(told(page, other, "request")).to_have_text("GET /products")
    expect(page.locator("#differences li")).to_have_count(1)
    frame(page, name).get_by_role("link", name="Next").click()
    for each in FRAMEWORKS:
        expect(told(page, each, "request")).to_have_text(
            re.compile("/products.cursor=")
        )
        expect(told(page, each, "status")).to_have_text("200")
    expect(page.locator("#differences li")).to_have_count(1)
    assert (
        told(page, name, "request").inner_text()
        != told(page, other, "request").inner_text()
    ), "each has a cursor of its own"
    page.go_back()
    for each in FRAMEWORKS:
        expect(told(page, each, "request")).to_have_text("GET /products")


def test_each_goes_its_own_way_when_told_so(page: Page) -> None:
    page.get_by_label("together").uncheck()
    frame(page, "flask").get_by_role("link", name="Log in").click()
    expect(told(page, "flask", "request")).to_have_text("GET /accounts/login")
    expect(page.locator("#verdict")).to_have_text(re.compile("different things"))
    expect(told(page, "django", "request")).to_have_text("GET /")


def test_each_has_its_own_login(page: Page, up: Up) -> None:
    """What a form does, it does on one side; a login in one leaves the other alone."""
    django, flask = (frame(page, name) for name in FRAMEWORKS)
    go(page, "/accounts/signup")
    expect(told(page, "django", "request")).to_have_text("GET /accounts/signup")
    django.get_by_label("Username").fill("visitor")
    for field in ("password1", "password2"):
        django.locator(f"[name={field}]").fill("lantern-orchid-7-glacier")
    django.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(told(page, "django", "request")).to_have_text(
        re.compile("^POST /accounts/si")
    )
    expect(django.get_by_role("button", name="Log out")).to_be_visible()
    expect(told(page, "flask", "request")).to_have_text("GET /accounts/signup")

    go(page, "/accounts/profile")
    expect(told(page, "django", "status")).to_have_text("200")
    expect(told(page, "flask", "status")).to_have_text("302 → 200")
    expect(page.locator("#differences li").first).to_have_text("status: 200 and 302")
    username, password = up.login
    flask.get_by_label("Username").fill(username)
    flask.get_by_label("Password").fill(password)
    flask.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(flask.get_by_role("button", name="Log out")).to_be_visible()
    expect(told(page, "flask", "request")).to_have_text(re.compile("^POST /accounts/l"))
    go(page, "/accounts/profile")
    for name in FRAMEWORKS:
        expect(told(page, name, "status")).to_have_text("200")
    expect(django.get_by_text("visitor").first).to_be_visible()
    expect(flask.get_by_text(username).first).to_be_visible()


def test_the_window_is_for_everybody(browser: Browser, up: Up) -> None:
    """axe finds nothing in it, whatever it shows, in light and dark, on a desk and narrow."""
    for scheme in ("light", "dark"):
        with looking(browser, up.window, color_scheme=scheme) as page:
            for path, verdict in (("/", "✓"), ("/products", "≠")):
                go(page, path)
                expect(page.locator("#verdict")).to_contain_text(verdict)
                for size in (DESK, NARROW):
                    page.set_viewport_size(size)  # type: ignore[arg-type]
                    found = Axe().run(page, options={"iframes": False})
                    assert not found.violations_count, found.generate_report()
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= size["width"]


def test_the_keyboard_reaches_all_of_it(page: Page) -> None:
    """The address, the button, together, and then each side in its turn."""
    page.get_by_label("Address").focus()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(e => e.name || e.textContent)(document.activeElement)")
        )
    order = ["Go", "together", "django", "flask"]
    assert [name for name in dict.fromkeys(reached) if name in order] == order


def test_without_script_there_are_two_links(browser: Browser, up: Up) -> None:
    with looking(browser, up.window, scripts=False) as page:
        links = page.get_by_role("main").get_by_role("link")
        shown = [link.get_attribute("href") for link in links.all()]
        assert shown == [f"{url}/" for url in up.urls.values()]
        assert page.locator("iframe, form:visible").count() == 0


def test_a_browser_that_does_not_know_the_names_has_two_links(
    browser: Browser, up: Up
) -> None:
    """It can come by the address of the machine, which leads others to the window."""
    port = httpx.URL(up.window).port
    here = f"http://127.0.0.1:{port}"
    with looking(browser, here) as page:
        page.wait_for_url(f"{up.window}/#/")
        expect(page.locator("iframe")).to_have_count(2)
    with browser.new_context() as context:
        context.route(re.compile(r"pair\.localhost"), lambda route: route.abort())
        page = context.new_page()
        with page.expect_event("requestfailed"):
            page.goto(here)
        expect(page.get_by_role("main").get_by_role("link")).to_have_count(2)
        expect(page.locator("iframe")).to_have_count(0)
        assert page.url == f"{here}/"


def test_only_the_window_may_have_them_in_frames(up: Up) -> None:
    """And all other denials stay: those of the direct address, too."""
    port = httpx.URL(up.window).port
    for name, url in up.urls.items():
        framed = httpx.get(
            f"http://127.0.0.1:{port}/",
            headers={"Host": f"{name}.pair.localhost:{port}"},
            timeout=LIMIT,
        )
        direct = httpx.get(f"{url}/", timeout=LIMIT)
        assert framed.status_code == direct.status_code == 200
        assert "X-Frame-Options" not in framed.headers
        said = framed.headers["Content-Security-Policy"]
        assert re.findall("frame-ancestors ([^;,]+)", said) == [up.window]
        before = direct.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in before
        kept = {part.strip() for part in re.split("[;,]", said)}
        assert {part.strip() for part in before.split(";")} - kept == {
            "frame-ancestors 'none'"
        }


def test_another_page_cannot_have_them_in_frames(browser: Browser, up: Up) -> None:
    port = httpx.URL(up.window).port
    framing = Response(
        status=200,
        headers=(Header("Content-Type", "text/html"),),
        body=f"<iframe src='http://django.pair.localhost:{port}/'></iframe>".encode(),
    )
    with listening(lambda _: framing) as other, browser.new_context() as context:
        page = context.new_page()
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(f"http://127.0.0.1:{other}/")


def test_ctrl_c_ends_it_and_the_window_says_so(browser: Browser, up: Up) -> None:
    """The last of the module: nothing is left of the run after it."""
    with looking(browser, up.window) as page:
        expect(page.locator("#verdict")).to_have_text("✓ Both mean the same.")
        ports = up.ports
        assert all(map(listens, ports))
        assert up.ends(signal.SIGINT) == 0
        expect(page.locator("#verdict")).to_have_text("scaffold up has ended.")
    assert not gone(up.scratch)
    assert not any(map(listens, ports))
    assert not list(Path(up.scratch).iterdir())
