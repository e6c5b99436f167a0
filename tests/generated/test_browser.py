"""A person with a real browser gets everything done, in both starters alike."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from admins import ADMINS
from browsing import NARROW, RULES, WIDE, log_in, log_out, open_shop, visiting
from scaffold.replay import pages
from starters import EDITOR, FRAMEWORKS, Starter

#: HTTPS with the settings of production, and HTTP as on a developer's machine.
WAYS = ("production", pytest.param("debug", marks=pytest.mark.ci))
#: A page that is not there.
MISSING = "/nowhere"
NEW_PASSWORDS = ("lantern-orchid-7-glacier", "copper-meadow-4-violin")


@pytest.fixture(scope="module")
def address_of(
    starter: Callable[[str, str], Starter],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str, str], str]]:
    """Give the address of a framework's shop, served in one of the ways, once."""
    folder = tmp_path_factory.mktemp("shops")
    with ExitStack() as stack:

        @cache
        def opened(framework: str, way: str) -> str:
            shop = open_shop(
                starter(framework, "shop"),
                folder / f"{framework}-{way}",
                production=way == "production",
            )
            return stack.enter_context(shop)

        yield opened


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def page(
    browser: Browser, address_of: Callable[[str, str], str], framework: str, way: str
) -> Iterator[Page]:
    """An empty page of a new visitor, for whom nothing may go wrong on the way."""
    with visiting(browser, address_of(framework, way)) as (page, troubles):
        yield page
    assert not troubles, "\n".join(troubles)


def test_editors_look_after_products_on_the_pages(page: Page) -> None:
    """Log in, create (after mistakes), edit, search, delete, log out."""
    page.goto("/products/new")
    log_in(page, *EDITOR)
    expect(page).to_have_url(re.compile("/products/new$"))

    make_mistakes(page)
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_count(2)
    assert names_of(wrong) == ["name", "price"]
    expect(page.get_by_label("Price")).to_have_value("-1")
    expect(page.get_by_label("Status").locator("option:checked")).to_have_text("Live")
    tags = page.locator("[name=tags] option:checked")
    expect(tags).to_have_count(2)
    kept = tags.all_inner_texts()

    page.get_by_label("Name").fill("Browser’s <b>kettle</b> & co")
    page.get_by_label("Price").fill("12.5")
    page.get_by_role("button", name="Save").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Browser’s <b>kettle</b> & co")
    shown = texts_of(page, "dd")
    assert "12.50" in shown
    assert "Live" in shown
    assert ", ".join(kept) in shown

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Name").fill("Kettle of the browser")
    page.get_by_label("Price").fill("13.75")
    page.get_by_role("button", name="Save").click()
    expect(heading).to_have_text("Kettle of the browser")
    assert "13.75" in texts_of(page, "dd")

    page.get_by_role("link", name="All products").click()
    search(page, "KETTLE OF THE")
    assert texts_of(page, "tbody th") == ["Kettle of the browser"]

    page.get_by_role("link", name="Kettle of the browser").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/products$"))
    search(page, "kettle of the")
    assert texts_of(page, "tbody th") == []

    log_out(page)
    page.goto("/products/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def make_mistakes(page: Page) -> None:
    """Send a form that only the server refuses; the browser does not get to check it."""
    page.goto("/products/new")
    page.get_by_label("Name").fill("   ")
    page.get_by_label("Price").fill("-1")
    page.get_by_label("Status").select_option(label="Live")
    page.locator("[name=tags]").select_option(index=[0, 2])
    page.locator("form.stack").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()


def search(page: Page, text: str) -> None:
    form = page.get_by_role("search")
    form.locator("[name=q]").fill(text)
    form.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"[?&]q="))


def names_of(controls: Locator) -> list[str | None]:
    return [control.get_attribute("name") for control in controls.all()]


def texts_of(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


@pytest.mark.parametrize("way", ["production"])
def test_editors_look_after_products_in_the_admin(page: Page, framework: str) -> None:
    """List with the spec's columns, create, edit, search, delete one, delete many."""
    page.goto("/admin/")
    log_in(page, *EDITOR)
    admin = ADMINS[framework](page)

    admin.open_products()
    expect(admin.columns).to_have_text(
        ["Name", "Price", "Created at"], ignore_case=True
    )

    for name in ("Teapot one", "Teapot two", "Teapot three"):
        admin.create(name, "9.50")
    admin.rename("Teapot one", "Teapot first")
    admin.search("TEAPOT")
    expect(admin.names).to_have_text(["Teapot three", "Teapot two", "Teapot first"])

    admin.delete("Teapot two")
    admin.search("teapot")
    expect(admin.names).to_have_text(["Teapot three", "Teapot first"])

    admin.delete_together(["Teapot first", "Teapot three"])
    admin.search("teapot")
    expect(admin.names).to_have_count(0)


@pytest.mark.ci
@pytest.mark.parametrize("way", ["production"])
def test_editors_look_after_users_in_the_admin(page: Page, framework: str) -> None:
    """A user made there can log in, and after a change only with the new password."""
    first, second = NEW_PASSWORDS
    username = "newcomer"
    page.goto("/admin/")
    log_in(page, *EDITOR)
    admin = ADMINS[framework](page)

    admin.create_user(username, first)
    log_out(page)
    page.goto("/accounts/login")
    log_in(page, username, first)
    log_out(page)

    page.goto("/admin/")
    log_in(page, *EDITOR)
    admin.set_password(username, second)
    assert "argon2" not in page.content()
    log_out(page)
    page.goto("/accounts/login")
    log_in(page, username, second)


@pytest.mark.ci
@pytest.mark.parametrize("way", ["production"])
def test_a_newcomer_signs_up(page: Page) -> None:
    page.goto("/accounts/signup")
    page.get_by_label("Username").fill("walk-in")
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORDS[0])
    page.get_by_label("Password confirmation").fill(NEW_PASSWORDS[0])
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/accounts/profile$"))
    assert "walk-in" in texts_of(page, "dd")


@pytest.mark.ci
@pytest.mark.parametrize("way", ["production"])
def test_a_relation_is_found_by_a_search_and_enter_saves(page: Page) -> None:
    """Without script: what is typed elsewhere stays while one looks for a row."""
    page.goto("/products/new")
    log_in(page, *EDITOR)
    page.get_by_label("Name").fill("Found by its category")
    page.get_by_label("Price").fill("5")
    offered = page.locator("[name=category] option")
    last = offered.last.inner_text()
    page.locator("[name=category_q]").fill(last.upper())
    page.locator("[name=_search][value=category]").click()
    expect(page.get_by_label("Name")).to_have_value("Found by its category")
    page.locator("[name=category]").select_option(label=last)
    page.get_by_label("Price").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert last in texts_of(page, "dd")


@pytest.mark.ci
@pytest.mark.parametrize("way", ["production"])
def test_the_api_can_be_tried_in_its_documentation(page: Page) -> None:
    """Swagger UI shows the operations, and calls one, with the network off."""
    page.goto("/api/docs")
    operations = page.locator(".opblock")
    expect(operations.filter(has_text="/api/summary")).to_be_visible()
    assert operations.count() >= 3 * 6 + 4
    health = operations.filter(has_text="/api/health")
    health.get_by_role("button").first.click()
    health.get_by_role("button", name="Try it out").click()
    health.get_by_role("button", name="Execute").click()
    expect(health.locator(".live-responses-table")).to_contain_text("healthy")


def every_page(page: Page) -> Iterator[str]:
    """Show each kind of page in turn, first to anybody, then to editors."""
    public = ["/", "/products", "/products?q=nothing-like-it", "/accounts/signup"]
    filtered = (
        "/products?category_id=1&status=live&created_at_from=2020-01-31&sort=price"
    )
    reset = "/accounts/password_reset"
    for path in (*public, filtered, reset, "/categories/1", MISSING):
        page.goto(path)
        yield path
    page.goto("/accounts/login")
    yield "/accounts/login"
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "/accounts/login with an error"
    page.goto("/accounts/login")
    log_in(page, *EDITOR)
    product = "/products/1"
    of_editors = [product, f"{product}/edit", f"{product}/delete", "/products/new"]
    of_accounts = ("/accounts/profile", "/accounts/password_change")
    for path in ("/", *of_accounts, "/products", "/categories", "/tags/1", *of_editors):
        page.goto(path)
        yield f"{path} for editors"
    make_mistakes(page)
    yield "/products/new with errors"
    page.goto("/categories/1/delete")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "/categories/1/delete refused"


#: One worker looks at the pages, for all tests that ask about them.
seeing = pytest.mark.xdist_group("sights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One page as the browser showed it."""

    name: str
    page: pages.Page
    wider_than_a_phone: bool
    is_error: bool
    violations: tuple[str, ...]  # what axe found, one sentence for each element


@pytest.fixture(scope="module")
def sights(
    browser: Browser,
    starter: Callable[[str, str], Starter],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[Sight, ...]]:
    """Every page of both starters, of a shop that nobody else has changed."""
    folder = tmp_path_factory.mktemp("sights")

    def seen(framework: str) -> tuple[Sight, ...]:
        shop = starter(framework, "shop")
        with (
            open_shop(shop, folder / framework, production=True) as url,
            visiting(browser, url) as (page, _),
        ):
            return tuple(look_at(page, name) for name in every_page(page))

    return {framework: seen(framework) for framework in FRAMEWORKS}


def look_at(page: Page, name: str) -> Sight:
    """Look at a page on a wide screen and a narrow one, in light and in dark."""
    path = page.url.removeprefix(page.evaluate("location.origin"))
    content = pages.read(page.content(), path)
    page.evaluate(Axe().axe_script)
    violations = check(page, "wide")
    page.emulate_media(color_scheme="dark")
    violations += check(page, "wide and dark", *RULES["dark"])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    violations += check(page, "narrow", *RULES["narrow"])
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size(WIDE)
    return Sight(
        name=name,
        page=content,
        wider_than_a_phone=wider,
        is_error=name == MISSING,
        violations=tuple(violations),
    )


def check(page: Page, look: str, *rules: str) -> list[str]:
    """Run these rules of axe, or all, and say what they found."""
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    report = page.evaluate("options => axe.run(options)", options)
    return [
        f"{look}: {violation['help']}: {node['html']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]


@seeing
@pytest.mark.ci
def test_axe_finds_nothing_on_any_page(
    sights: dict[str, tuple[Sight, ...]], framework: str
) -> None:
    found = [
        f"{sight.name}, {violation}"
        for sight in sights[framework]
        for violation in sight.violations
    ]
    assert not found, "\n".join(found[:20])


@seeing
@pytest.mark.ci
def test_no_page_is_wider_than_a_phone(
    sights: dict[str, tuple[Sight, ...]], framework: str
) -> None:
    assert not [sight.name for sight in sights[framework] if sight.wider_than_a_phone]


@seeing
@pytest.mark.ci
def test_both_show_the_same_pages(sights: dict[str, tuple[Sight, ...]]) -> None:
    """What the browser made of each page, scripts included, means the same."""
    different = [
        f"{django.name}: {difference}"
        for django, flask in zip(sights["django"], sights["flask"], strict=True)
        for difference in pages.differences(
            django.page, flask.page, is_error=django.is_error
        )
    ]
    assert not different, "\n".join(different)
