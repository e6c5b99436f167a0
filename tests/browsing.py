"""A real browser that notices whatever a page does that it should not do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from proxy import proxied
from starters import Starter, served

#: The first is the same engine without a window that nobody sees.
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
#: The rules of axe for which another look can matter; the others would say the same.
RULES = {
    "dark": ("color-contrast",),
    "narrow": ("color-contrast", "scrollable-region-focusable", "target-size"),
}
#: Milliseconds, for a page on a busy machine; what is not there is waited for as long.
PATIENCE = 60_000
#: The browser tells of a refused style or script only in the page itself.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => reportViolation(
    `${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`));
"""


def chromium() -> str | None:
    """Return the path of the browser of this machine."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


@contextmanager
def running(executable: str) -> Iterator[Browser]:
    """Run the browser, with a profile of its own, until the block ends."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def open_shop(shop: Starter, folder: Path, *, production: bool) -> Iterator[str]:
    """Serve a shop with the sample rows alone.

    In production behind its own proxy, else to debug it and without one.
    """
    folder.mkdir()
    variables = {
        "DATABASE_URL": f"sqlite:///{folder / 'shop'}.sqlite3",
        "DEBUG": "false" if production else "true",
    }
    with ExitStack() as stack:
        log = folder / "server.log"
        url = stack.enter_context(served(shop, log, **variables)).url
        if production:
            url = stack.enter_context(proxied(shop.folder, url, folder / "proxy"))
        yield url.replace("127.0.0.1", "localhost")


@contextmanager
def visiting(browser: Browser, url: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page without any cookie; what goes wrong is listed until the block ends."""
    troubles: list[str] = []
    with browser.new_context(
        base_url=url,
        ignore_https_errors=True,  # nobody signed the certificate
        viewport=WIDE,
        color_scheme="light",
        reduced_motion="reduce",
    ) as context:
        context.set_default_timeout(PATIENCE)
        watch(context, url, troubles.append)
        yield context.new_page(), troubles


def watch(context: BrowserContext, origin: str, tell: Callable[[str], None]) -> None:
    """Tell in a sentence of each thing that a page should not have done."""

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        elsewhere = f"{parts.scheme}://{parts.netloc}" != origin
        if elsewhere and parts.scheme not in ("data", "blob"):
            tell(f"a page asked another host for {request.url}")

    def answered(response: Response) -> None:
        # A page may well say that it was not found, but what it loads must be there.
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            tell(f"{response.status} for {response.url}")

    def said(message: ConsoleMessage) -> None:
        # The console repeats the status of a page; `answered` knows the wrong ones.
        known = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not known:
            tell(f"{message.page and message.page.url} said: {message.text}")

    context.on("request", asked)
    context.on("response", answered)
    context.on("console", said)
    context.on("weberror", lambda raised: tell(f"uncaught: {raised.error}"))
    context.expose_binding(
        "reportViolation", lambda source, told: tell(f"{source['page'].url}: {told}")
    )
    context.add_init_script(REPORT_VIOLATIONS)


def log_in(page: Page, username: str, password: str) -> None:
    """Fill in the login form that the page shows, and go where it leads."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def log_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
