"""comparison.html in a real browser: from a file, with the network off."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

import measured as made_up
from browsing import NARROW, PATIENCE, RULES, watch
from scaffold import compare
from scaffold.compare.record import plain
from scaffold.create import create
from scaffold.create.request import request_of
from starters import SPECS

DESK: ViewportSize = {"width": 1440, "height": 1000}
STATES = ("unmeasured", "measured", "broken")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the shop's page: as generated, measured, with one difference."""
    folder = tmp_path_factory.mktemp("pages")
    spec = request_of("both", "shop", folder / "unmeasured", file=SPECS["shop"])
    create(spec, tell=lambda _: None)
    for state, same in (("measured", 1240), ("broken", 1239)):
        shop = Path(
            shutil.copytree(folder / "unmeasured/shop", folder / state / "shop")
        )
        made_up.put(shop, same=same)
        compare.write(shop, is_thorough=True)
    return {
        state: (folder / state / "shop/comparison.html").as_uri() for state in STATES
    }


@contextmanager
def looking(
    browser: Browser,
    url: str,
    *,
    also: str = "",
    scripts: bool = True,
    **options: object,
) -> Iterator[Page]:
    """Open the page with the network off; a request or a complaint fails the test.

    ``also`` is another page that may be asked for.
    """
    troubles: list[str] = []
    asked: list[str] = []
    with browser.new_context(
        viewport=DESK,
        reduced_motion="reduce",
        offline=True,
        java_script_enabled=scripts,
        **options,  # type: ignore[arg-type]
    ) as context:
        context.set_default_timeout(PATIENCE)
        if scripts:
            watch(context, "file://", troubles.append)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(url)
        yield page
        assert not troubles, "\n".join(troubles)
        assert {address.partition("#")[0] for address in asked} <= {
            url.partition("#")[0],
            also,
            "data:,",
        }


@pytest.fixture
def page(browser: Browser, pages: dict[str, str]) -> Iterator[Page]:
    with looking(browser, pages["measured"]) as page:
        yield page


@pytest.mark.parametrize("state", STATES)
def test_the_page_opens_with_the_network_off(
    browser: Browser, pages: dict[str, str], state: str
) -> None:
    """No console message, no request, no violation of its own policy."""
    with looking(browser, pages[state]) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Shop")
        expect(page.locator("html")).to_have_class("live")


def test_tabs_show_one_pair_of_files_at_a_time(page: Page) -> None:
    queries = page.locator("#queries")
    first, second = queries.get_by_role("tab").all()[:2]
    panels = queries.get_by_role("tabpanel")
    expect(panels).to_have_count(1)
    expect(panels).to_contain_text("Django: catalog/managers.py")
    expect(panels).to_contain_text("Flask: shop/catalog/queries.py")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    expect(first).to_have_attribute("tabindex", "-1")
    expect(panels).to_contain_text("keyset.py")
    page.keyboard.press("Home")
    expect(first).to_have_attribute("aria-selected", "true")
    second.click()
    expect(panels).to_contain_text("keyset.py")


def test_a_link_to_a_file_opens_its_tab(page: Page) -> None:
    """From a list of files, and from an address that somebody sent."""
    layout = page.locator("#layout")
    layout.get_by_text("All files of the Django project").click()
    layout.get_by_role("link", name="cursors.py").first.click()
    shown = page.get_by_label("Django: support/cursors.py")
    expect(shown).to_be_visible()
    expect(shown).to_be_in_viewport()
    page.goto(page.url.partition("#")[0] + "#flask/shop/catalog/summary.py")
    page.reload()
    expect(page.get_by_label("Flask: shop/catalog/summary.py")).to_be_in_viewport()


def test_lines_and_definitions_have_addresses(page: Page) -> None:
    """A click on a number puts its line there; who is sent it sees that line."""
    bare = page.url
    page.goto(f"{bare}#flask/migrations/versions/0001_initial.py:downgrade")
    expect(page.locator("[id$=':downgrade']")).to_be_in_viewport()
    listing = page.get_by_label("Django: shop/settings.py", exact=True)
    page.goto("about:blank")
    page.goto(f"{bare}#django/shop/settings.py:60")
    expect(listing).to_be_in_viewport()
    row = "pre => Number(pre.style.getPropertyValue('--row'))"
    assert listing.evaluate(row) == 59
    expect(listing).to_have_class(re.compile("at"))
    listing.evaluate("pre => { pre.scrollTop = 0; }")
    height = listing.evaluate("pre => parseFloat(getComputedStyle(pre).lineHeight)")
    listing.click(position={"x": 10, "y": 12 + 4.5 * height})
    addressed(page, "#django/shop/settings.py:5")
    assert listing.evaluate(row) == 4
    page.go_back()
    addressed(page, "#django/shop/settings.py:60")
    models = page.get_by_label("Django: catalog/models.py")
    below = models.evaluate(
        "pre => pre.querySelector('[id]').getBoundingClientRect().top"
        " - pre.getBoundingClientRect().top"
    )
    models.click(position={"x": 10, "y": below + 4})
    name = models.evaluate("pre => pre.querySelector('[id]').id")
    assert name.startswith("django/catalog/models.py:")
    addressed(page, f"#{name}")
    expect(models).to_have_class(re.compile("at"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_views_of_one_route_stand_side_by_side_and_scroll_together(
    browser: Browser, pages: dict[str, str], scripts: bool
) -> None:
    """On a phone, where one side follows the other, no line is left free."""
    address = f"{pages['unmeasured']}#django/catalog/views.py:ProductDelete"
    with looking(browser, address, scripts=scripts) as page:
        one, other = (
            page.locator(f"[id$='catalog/views.py:{name}']")
            for name in ("ProductDelete", "product_delete")
        )
        expect(one).to_be_in_viewport()
        expect(other).to_be_in_viewport()
        assert abs(decorated(one) - decorated(other)) < 60
        if not scripts:
            return
        left = page.get_by_label("Django: catalog/views.py")
        right = page.get_by_label("Flask: shop/catalog/views.py")
        for top in (0, 200):
            right.evaluate("(pre, top) => { pre.scrollTop = top; }", top)
            page.wait_for_function(
                "([pre, top]) => pre.scrollTop === top",
                arg=[left.element_handle(), top],
            )
        page.goto(f"{pages['unmeasured']}#django/catalog/views.py:43")
        expect(left).to_have_class(re.compile("at"))
        assert (
            left.evaluate(
                "pre => pre.dataset.n.split('\\n')[pre.style.getPropertyValue('--row')]"
            )
            == "43"
        )
        free = page.locator("[data-g]").first
        content = "i => getComputedStyle(i, '::before').content"
        assert "none" not in free.evaluate(content)
        page.set_viewport_size(NARROW)
        assert "none" in free.evaluate(content)


def test_what_no_tab_shows_is_found_by_the_browser(
    browser: Browser, pages: dict[str, str]
) -> None:
    """By an address that quotes it, which is the same search as Ctrl-F's."""
    quoted = "#:~:text=class%20KeysetQuerySet"
    with looking(browser, pages["unmeasured"] + quoted) as page:
        expect(page.get_by_label("Django: support/keyset.py")).to_be_in_viewport()
        tab = page.locator("#queries").get_by_role("tab", name="keyset.py")
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.locator("#queries").get_by_role("tabpanel")).to_have_count(1)


def test_the_tab_key_stops_only_where_something_scrolls(page: Page) -> None:
    """And a concern's code is left by one link."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.twin pre')]"
        ".filter(pre => pre.checkVisibility()).every(pre => pre.hasAttribute('tabindex')"
        " === (pre.scrollHeight > pre.clientHeight || pre.scrollWidth > pre.clientWidth))"
    )
    assert page.locator(".twin pre:not([tabindex]):visible").count()
    assert page.locator(".twin pre[tabindex]:visible").count()
    skip = page.get_by_role("link", name="Skip the code of Models")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#queries h2")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator("#queries h2 a")).to_be_focused()


def decorated(name: Locator) -> float:
    """How high the name stands: a decorator may put it some lines lower."""
    box = name.bounding_box()
    assert box
    return box["y"]


def test_a_file_is_copied_by_keyboard(page: Page) -> None:
    """Without the numbers of its lines, and with a word that it was."""
    page.evaluate(
        "void (navigator.clipboard.writeText = async (text) => { window.got = text; })"
    )
    button = page.get_by_role("button", name="Copy: catalog/managers.py of Django")
    button.press("Enter")
    expect(page.get_by_role("status").last).to_have_text(
        "Copied: catalog/managers.py of Django"
    )
    shown = page.get_by_label("Django: catalog/managers.py", exact=True)
    assert page.evaluate("got") == shown.locator("code").text_content()
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.get_by_role("button", name="Copied: catalog/managers.py of Django").press(
        "Enter"
    )
    assert page.evaluate("String(getSelection())").startswith('"""')


def lit(page: Page) -> list[str]:
    """The panes in which something is lit up, hidden ones too."""
    return page.locator("pre:has(.lit)").evaluate_all(
        "panes => panes.map(pane => pane.getAttribute('aria-label'))"
    )


BOTH_SIDES = {
    "Django: catalog/models.py",
    "Django: catalog/migrations/0001_initial.py",
    "Django: catalog/admin.py",
    "Django: catalog/forms.py",
    "Django: catalog/schemas.py",
    "Django: catalog/templates/catalog/product_detail.html",
    "Django: catalog/templates/catalog/product_list.html",
    "Flask: shop/catalog/models.py",
    "Flask: migrations/versions/0001_initial.py",
    "Flask: shop/catalog/admin.py",
    "Flask: shop/catalog/forms.py",
    "Flask: shop/catalog/schemas.py",
    "Flask: shop/templates/catalog/product_detail.html",
    "Flask: shop/templates/catalog/product_list.html",
}


def price(page: Page) -> Locator:
    """A name on one line: the middle of a declaration over several may be blank."""
    admin = page.get_by_label("Django: catalog/admin.py")
    return admin.locator('[data-f="Product.price"]')


def test_pointing_at_a_field_lights_it_up_on_both_sides(page: Page) -> None:
    """Wherever it is written, in the templates of its pages too."""
    assert not lit(page)
    price(page).hover()
    assert set(lit(page)) >= BOTH_SIDES
    page.get_by_role("heading", level=1).hover()
    assert not lit(page)


def test_a_tapped_field_stays_lit_and_is_in_the_address(page: Page) -> None:
    price(page).click()
    page.get_by_role("heading", level=1).hover()
    assert set(lit(page)) >= BOTH_SIDES
    assert page.url.endswith("#follow=Product.price")
    expect(page.locator("#follow output")).to_contain_text("Product.price: ")
    page.reload()
    assert set(lit(page)) >= BOTH_SIDES
    page.keyboard.press("Escape")
    assert not lit(page)
    assert "Product.price" not in page.url


def test_a_followed_field_is_in_sight_in_both_panes(page: Page) -> None:
    """A migration is longer than its pane: each scrolls to where the field is."""
    page.goto(f"{page.url}#follow=Product.created_at")
    page.locator("#follow .where").get_by_role("link", name="Migrations").click()
    panes = page.locator("#migrations pre:has(.lit)")
    expect(panes).to_have_count(2)
    for pane in panes.all():
        expect(pane.locator(".lit").first).to_be_in_viewport()


def test_a_field_is_followed_by_keyboard_alone(page: Page) -> None:
    """Choose it, go from place to place, and see where one is."""
    page.locator("#follow summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    chosen = page.get_by_role("radio", name="name").first
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert lit(page)
    page.keyboard.press("Escape")
    bar = page.locator("#follow")
    bar.get_by_role("button", name="Next").press("Enter")
    place = page.locator(".lit:focus")
    expect(place).to_be_in_viewport()
    expect(bar.locator("output")).to_contain_text("place 1 of")
    page.keyboard.press("Tab")
    expect(page.locator(".lit:focus")).to_have_count(1)
    bar.get_by_role("button", name="Previous").press("Enter")
    expect(bar.locator("output")).to_contain_text("place ")
    expect(page.locator(".lit:focus")).to_be_in_viewport()


def test_every_model_and_field_can_be_followed(page: Page) -> None:
    values = page.locator("#follow input").evaluate_all("all => all.map(i => i.value)")
    assert {"Product", "Product.tags", "Category.parent", "Tag.name"} <= set(values)
    for value in values:
        page.goto(f"{page.url.partition('#')[0]}#follow={value}")
        sides = {label.partition(":")[0] for label in lit(page)}
        assert sides == {"Django", "Flask"}, value


def test_a_team_shares_its_ticks_by_address(browser: Browser, page: Page) -> None:
    page.get_by_label("Colleagues will look after the data in an admin.").first.check()
    why = page.get_by_label("Why: Colleagues")
    why.fill("Ann & Bo: 5 = all of us?")
    page.get_by_label("It must start fast and stay small.").first.check()
    weighed = page.locator("#weighed")
    expect(weighed).to_have_text(
        "Ticked: 1 of 6 that speak for Django, weighing 2; "
        "1 of 5 that speak for Flask, weighing 2."
    )
    page.get_by_label("How much it matters: Colleagues").select_option("matters much")
    expect(weighed).to_contain_text("for Django, weighing 3;")
    address = page.get_by_label("The address of these ticks").input_value()
    with looking(browser, address) as other:
        expect(other.get_by_role("checkbox", checked=True)).to_have_count(2)
        expect(other.get_by_label("Why: Colleagues")).to_have_value(
            "Ann & Bo: 5 = all of us?"
        )
        expect(other.locator("#weighed")).to_contain_text("for Django, weighing 3;")
        expect(other.locator("#weighed")).to_be_in_viewport()
    page.get_by_role("button", name="Clear").click()
    expect(weighed).to_contain_text("0 of 6")
    assert "yes" not in page.url


def ticked(page: Page) -> list[str]:
    boxes = page.get_by_role("checkbox", checked=True)
    return boxes.evaluate_all("all => all.map(box => box.name)")


def addressed(page: Page, *parts: str) -> None:
    """Wait for an address that holds these one after the other."""
    pattern = re.compile(".*".join(map(re.escape, parts)))
    expect(page).to_have_url(pattern)


def test_ticks_stay_in_the_address_wherever_one_goes(page: Page) -> None:
    """By a link to a concern, to a figure, to a file; after a reload; and back."""
    page.get_by_label("We have to show something soon.").first.check()
    page.get_by_label("Why: We have to show").fill("in May & June")
    page.get_by_role("navigation").get_by_role("link", name="Models").click()
    expect(page.locator("#models")).to_be_in_viewport()
    addressed(page, "#models&soon=yes&why-soon=in+May+%26+June")
    page.reload()
    expect(page.locator("#models")).to_be_in_viewport()
    assert ticked(page) == ["soon"]

    page.locator("#claims").get_by_role(
        "link", name="One route and nothing else"
    ).first.click()
    expect(page.locator("#figure-startup-bare")).to_be_in_viewport()
    page.locator("#layout").get_by_text("All files of the Django project").click()
    page.locator("#layout").get_by_role("link", name="cursors.py").first.click()
    addressed(page, "#django/support/cursors.py&soon=yes")
    page.get_by_label("It must start fast and stay small.").first.check()
    addressed(page, "#django/support/cursors.py&soon=yes", "&light=yes")

    page.go_back()
    expect(page.locator("#figure-startup-bare")).to_be_in_viewport()
    assert ticked(page) == ["soon", "light"]
    addressed(page, "#figure-startup-bare&soon=yes", "&light=yes")
    shared = page.get_by_label("The address of these ticks").input_value()
    page.go_forward()
    addressed(page, "#django/support/cursors.py&soon=yes", "&light=yes")
    page.goto(shared)
    assert ticked(page) == ["soon", "light"]


def test_an_address_that_somebody_sent_is_shown_as_they_meant_it(page: Page) -> None:
    page.get_by_label("We have to show something soon.").first.check()
    page.evaluate("location.hash = '#models&admin=yes&follow=Product.price'")
    expect(page.get_by_label("Colleagues will look").first).to_be_checked()
    assert ticked(page) == ["admin"]
    assert set(lit(page)) >= BOTH_SIDES
    expect(page.locator("#models")).to_be_in_viewport()


def test_following_and_ticking_share_one_address(page: Page) -> None:
    page.get_by_label("We have to show something soon.").first.check()
    price(page).click()
    assert page.url.endswith("#soon=yes&follow=Product.price")
    page.reload()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    assert set(lit(page)) >= BOTH_SIDES


SOON = "We have to show something soon."


def test_who_opens_the_page_again_finds_their_own_ticks(page: Page) -> None:
    """Without the address of them: this browser keeps the last ones, until Clear."""
    bare = page.url
    page.get_by_label(SOON).first.check()
    page.get_by_label(f"How much it matters: {SOON}").select_option("matters a little")
    page.get_by_role("radio", name="Flask", exact=True).check()
    page.get_by_label("because").fill("we like it")
    page.goto("about:blank")
    page.goto(bare)
    assert ticked(page) == ["soon"]
    expect(page.get_by_label(f"How much it matters: {SOON}")).to_have_value("1")
    expect(page.get_by_role("radio", name="Flask", exact=True)).to_be_checked()
    expect(page.get_by_label("because")).to_have_value("we like it")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    page.get_by_role("button", name="Clear").click()
    page.goto("about:blank")
    page.goto(bare)
    assert ticked(page) == []
    expect(page.get_by_role("radio", name="not decided yet")).to_be_checked()


def test_ticks_that_somebody_sent_take_the_place_of_nobody_s_own(page: Page) -> None:
    """They are shown alone, and kept only once they are changed here."""
    bare = page.url
    page.get_by_label(SOON).first.check()
    page.goto("about:blank")
    page.goto(f"{bare}#admin=yes")
    assert ticked(page) == ["admin"]
    page.goto("about:blank")
    page.goto(bare)
    assert ticked(page) == ["soon"]


def test_another_project_has_ticks_of_its_own(
    browser: Browser, pages: dict[str, str]
) -> None:
    with looking(browser, pages["measured"], also=pages["broken"]) as page:
        page.get_by_label(SOON).first.check()
        page.goto(pages["broken"])
        assert ticked(page) == []
        page.goto(pages["measured"])
        assert ticked(page) == ["soon"]


def test_a_browser_without_storage_still_weighs(
    browser: Browser, pages: dict[str, str]
) -> None:
    with looking(browser, pages["measured"]) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage',"
            " { get() { throw new DOMException('denied', 'SecurityError'); } })"
        )
        page.reload()
        page.get_by_label(SOON).first.check()
        expect(page.locator("#weighed")).to_contain_text("1 of 6")
        expect(page.locator("#record")).to_contain_text(f"- {SOON} It matters.")
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#weighed")).to_contain_text("0 of 6")


ODD = r"""1. <script>alert(1)</script> | `a` *b* _c_ [d](e) # ~f~ \ &amp;"""


def test_the_decision_is_downloaded_as_a_record(page: Page, tmp_path: Path) -> None:
    """What is true of the team, and this pair's figures; of what was not chosen no
    consequence; and no text becomes Markdown, which the tool and the page agree on."""
    page.get_by_label(SOON).first.check()
    page.get_by_label(f"Why: {SOON}").fill(ODD)
    page.get_by_label("It must start fast and stay small.").first.check()
    page.get_by_role("radio", name="Django", exact=True).check()
    page.get_by_label("because").fill(ODD)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the record").click()
    assert downloading.value.suggested_filename == "django-or-flask.md"
    downloading.value.save_as(tmp_path / "record.md")
    lines = (tmp_path / "record.md").read_text("utf-8").splitlines()
    assert lines[0] == "# Django or Flask for Shop"
    assert "- Status: accepted" in lines
    assert re.fullmatch(r"- Date: \d{4}-\d\d-\d\d", lines[3])
    assert f"- {SOON} It matters. Why: {plain(ODD)}" in lines
    assert f"We choose Django, because {plain(ODD)}." in lines
    assert any(
        line.startswith("| Memory: One route and nothing else | 48.") for line in lines
    )
    assert "With Django:" in lines
    assert "With Flask:" not in lines
    assert lines[-3:] == [
        "What spoke for Flask, and we do without:",
        "",
        "- It must start fast and stay small. It matters.",
    ]
    headings = [line for line in lines if line.startswith("#")]
    assert headings[1:] == [
        f"## {name}"
        for name in ("Context", "Options", "Evidence", "Decision", "Consequences")
    ]


def test_the_record_is_copied_or_selected(
    browser: Browser, pages: dict[str, str]
) -> None:
    """As the clipboard takes it, and where there is none it is shown and selected."""
    with looking(browser, pages["measured"]) as page:
        page.evaluate(
            "void (navigator.clipboard.writeText = async (text) => { window.got = text; })"
        )
        button = page.locator("#copy-record")
        button.click()
        expect(button).to_have_text("Copied")
        assert page.evaluate("got").startswith("# Django or Flask for Shop\n\n- Status")
        page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
        button.click()
        expect(button).to_have_text("Selected: copy it")
        expect(page.locator("#record")).to_be_visible()
        assert page.evaluate("String(getSelection())").startswith("# Django or Flask")


@pytest.mark.parametrize("text", ["5.2 is old", "12) b", "- x", "= x", "-", "1.", ODD])
def test_the_page_and_the_tool_escape_alike(page: Page, text: str) -> None:
    page.get_by_role("radio", name="Flask", exact=True).check()
    page.get_by_label(SOON).first.check()
    page.get_by_label(f"Why: {SOON}").fill(text)
    expect(page.locator("[data-record=reasons]")).to_have_text(
        re.compile(re.escape(f"Why: {plain(text)}") + "$")
    )


@pytest.mark.parametrize("state", STATES)
def test_without_scripts_all_code_is_readable(
    browser: Browser, pages: dict[str, str], state: str
) -> None:
    """Behind a summary that opens; and no control is offered that would do nothing."""
    with looking(browser, pages[state], scripts=False) as page:
        expect(page.locator("#follow")).to_be_hidden()
        expect(page.get_by_role("button")).to_have_count(0)
        closed = page.locator("#queries .twin details:not([open])").first
        expect(closed.locator("pre").first).to_be_hidden()
        closed.locator("summary").click()
        expect(page.locator("#queries .twin details").nth(1)).to_have_attribute(
            "open", ""
        )
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        unseen = page.locator("pre").evaluate_all(
            "all => all.filter(pre => !pre.checkVisibility()).length"
        )
        assert unseen == 0
        assert page.locator("pre").count() > 150


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_paper_shows_figures_and_verdicts_and_the_code_when_asked(
    browser: Browser, pages: dict[str, str], scripts: bool
) -> None:
    with browser.new_context(offline=True, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(pages["measured"])
        short = sheets(page)
        assert short < 20
        page.get_by_label("print all code").check()
        assert sheets(page) > 5 * short
        page.emulate_media(media="print")
        unseen = page.locator(".twin pre").evaluate_all(
            "all => all.filter(pre => !pre.checkVisibility()).length"
        )
        assert unseen == 0
        expect(page.locator("#follow")).to_be_hidden()


def sheets(page: Page) -> int:
    """How many pages it is on paper."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize("size", [DESK, NARROW], ids=["desk", "phone"])
def test_the_answer_is_on_the_first_screen(page: Page, size: ViewportSize) -> None:
    """Whatever is wide enough for a table shows it whole; a phone all figures."""
    page.set_viewport_size(size)
    card = page.locator("#answer")
    expect(card.locator(".contract")).to_be_in_viewport(ratio=1)
    for row in card.locator("tbody tr").all():
        expect(row).to_be_in_viewport(ratio=1)
    if size == DESK:
        expect(card).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_answer_is_saved_as_a_picture(
    browser: Browser, pages: dict[str, str], tmp_path: Path, scripts: bool
) -> None:
    with browser.new_context(offline=True, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(pages["measured"])
        with page.expect_download() as saving:
            page.get_by_role("link", name="Save this as a picture").click()
        assert saving.value.suggested_filename == "django-flask.svg"
        saving.value.save_as(tmp_path / "saved.svg")
        assert ElementTree.parse(tmp_path / "saved.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize("width", [1440, 1024, 800, 390])
def test_no_two_texts_of_the_forest_plot_meet(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator(".forest text").count() > 50
    assert not page.evaluate(MEETING)


#: Texts that are shown, each pair of which has some place in common.
MEETING = """
(() => {
    const boxes = [...document.querySelectorAll(".forest text")]
        .filter(text => text.checkVisibility())
        .map(text => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
        .filter(([, b]) => a.left < b.right && b.left < a.right &&
            a.top + 3 < b.bottom && b.top + 3 < a.bottom)
        .map(([other]) => `${one} / ${other}`));
})()
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_wider_than_a_phone(
    browser: Browser, pages: dict[str, str], state: str, scripts: bool
) -> None:
    """Panes scroll inside; everything is open while it is measured."""
    with looking(browser, pages[state], scripts=scripts) as page:
        page.set_viewport_size(NARROW)
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        wide = page.evaluate(WIDER)
        assert not wide


WIDER = """
[...document.querySelectorAll("body *")].filter(element =>
    element.checkVisibility() && !element.closest("pre code, .diagram *, .skip, .tabs *, .of") &&
    element.getBoundingClientRect().right > innerWidth + 0.5
).map(element => element.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize(
    ("state", "look"),
    [
        pytest.param("unmeasured", "light", marks=pytest.mark.ci),
        ("broken", "light"),
        pytest.param("broken", "dark", marks=pytest.mark.ci),
        pytest.param("broken", "narrow", marks=pytest.mark.ci),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, str], state: str, look: str
) -> None:
    """With a field lit up, what can open open, and a reason ticked.

    A page with a difference holds all that a measured page without one does.
    """
    scheme = "dark" if look == "dark" else "light"
    with looking(browser, pages[state], color_scheme=scheme) as page:
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        page.get_by_label(SOON).first.check()
        page.goto(f"{page.url}&follow=Product.price")
        if look == "narrow":
            page.set_viewport_size(NARROW)
        page.evaluate(Axe().axe_script)
        options: dict[str, object] = {"resultTypes": ["violations"]}
        if look in RULES:
            options["runOnly"] = list(RULES[look])
        report = page.evaluate("options => axe.run(options)", options)
        found = [
            f"{violation['help']}: {node['html'][:200]}"
            for violation in report["violations"]
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found[:20])
