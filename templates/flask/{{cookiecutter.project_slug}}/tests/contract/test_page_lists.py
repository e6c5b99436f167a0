"""The lists of the pages: columns, search, order, filters, and the way to the next page."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest

from .browser import Browser, Page
from .client import answer
from .domain import BY_NAME, MODELS, Field, Model
from .rows import Rows
from .values import few, word

MODEL = MODELS[0]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@each_model
def test_a_list_shows_its_columns_and_leads_to_each_row(
    new_browser: Callable[[], Browser], rows: Rows, model: Model
) -> None:
    rows.make(model)
    browser = new_browser()
    page = browser.get(model.pages)
    assert page.heading == model.title_plural
    head = page.main.first("table").first("tr")
    assert len(list(head.all("th"))) >= len(model.columns)
    shown = listed(page, model)
    assert 1 <= len(shown) <= 20
    assert browser.get(f"{model.pages}/{shown[0]}").heading
    assert f"{model.pages}/new" not in page.links


def listed(page: Page, model: Model) -> list[int]:
    """The rows of a list, by the links that name them."""
    pattern = re.compile(rf"{re.escape(model.pages)}/(\d+)")
    links = (link for cell in page.main.all("th") for link in cell.all("a"))
    found = [pattern.fullmatch(link.attributes.get("href", "")) for link in links]
    return [int(match[1]) for match in found if match]


def walk(browser: Browser, path: str, model: Model = MODEL) -> list[int]:
    """The rows of a list, one page after the other."""
    seen: list[int] = []
    while path:
        page = browser.get(path)
        seen += listed(page, model)
        path = next(
            (link.attributes["href"] for link in page.main.all("a", rel="next")), ""
        )
        path = urlsplit(path)._replace(path=model.pages).geturl() if path else ""
    return seen


def test_the_next_links_lead_through_every_row_once(
    new_browser: Callable[[], Browser], anonymous: httpx.Client, rows: Rows
) -> None:
    made = {rows.make(MODEL)["id"] for _ in range(25)}
    seen = walk(new_browser(), MODEL.pages)
    assert len(set(seen)) == len(seen)
    assert made <= set(seen)
    assert len(seen) == answer(anonymous.get("/api/summary"))[MODEL.plural]["count"]


def test_the_next_links_keep_what_was_searched_for(
    new_browser: Callable[[], Browser], rows: Rows
) -> None:
    texts = (f for f in map(MODEL.field, MODEL.search) if f.written)
    field = next((f for f in texts if f.kind in {"string", "text"} and f.length >= 20), None)
    if field is None:
        pytest.skip(f"a {MODEL.name} has no long text that is searched")
    mark = word(8)
    made = {
        rows.make(MODEL, {field.api: f"{mark} {word(8)}"})["id"] for _ in range(21)
    }
    seen = walk(new_browser(), f"{MODEL.pages}?q={mark}")
    assert set(seen) == made
    assert len(seen) == len(made)


@pytest.mark.parametrize("cursor", ["x", "%00", "a" * 3000, "W10", "bnVsbA"])
def test_a_next_link_that_was_not_given_out_is_refused(
    new_browser: Callable[[], Browser], cursor: str
) -> None:
    new_browser().get(f"{MODEL.pages}?cursor={cursor}", 400)


@each_model
def test_the_search_box_finds_rows_and_keeps_the_words(
    new_browser: Callable[[], Browser], rows: Rows, model: Model
) -> None:
    browser = new_browser()
    page = browser.get(model.pages)
    boxes = list(page.main.all("input", name="q"))
    if not model.search:
        assert not boxes
        return
    assert len(boxes) == 1
    row = rows.make(model)
    field = model.field(model.search[0])
    words = str(row[field.api])
    found = browser.get(f"{model.pages}?q={quote(words)}")
    assert found.main.first("input", name="q").attributes["value"] == words
    if words and not few(field):
        assert row["id"] in listed(found, model)
    for long in (word(30), word(200)):
        assert listed(browser.get(f"{model.pages}?q={long}"), model) == []


SORTED = [(m, m.field(name)) for m in MODELS for name in m.columns if m.field(name).sortable]


@pytest.mark.parametrize(
    ("model", "field"), SORTED, ids=[f"{m.name}.{f.name}" for m, f in SORTED]
)
def test_a_column_leads_to_its_order_and_back(
    new_browser: Callable[[], Browser],
    anonymous: httpx.Client,
    rows: Rows,
    model: Model,
    field: Field,
) -> None:
    """As the API sorts; the link of the column that a list is sorted by turns it round."""
    rows.make(model)
    rows.make(model)
    browser, seen = new_browser(), set()
    path = model.pages
    for _ in range(3):
        head = browser.get(path).main.first("table").first("tr")
        links = (link.attributes["href"] for link in head.all("a"))
        sorts = {link: parse_qs(urlsplit(link).query).get("sort", [""])[0] for link in links}
        link, sort = next((k, v) for k, v in sorts.items() if v.lstrip("-") == field.api)
        path = model.pages + "?" + urlsplit(link).query
        items = answer(anonymous.get(model.api, params={"sort": sort}))["items"]
        assert listed(browser.get(path), model) == [row["id"] for row in items]
        seen.add(sort)
    assert seen == {field.api, f"-{field.api}"}


@pytest.mark.parametrize("sort", ["-", "no__such__field", "--id", "id,id", "%00"])
def test_an_unknown_order_is_refused(new_browser: Callable[[], Browser], sort: str) -> None:
    new_browser().get(f"{MODEL.pages}?sort={sort}", 400)


FILTERED = [(m, f) for m in MODELS for f in m.fields if f.filter]
DAYS = {"date", "datetime", "created", "updated"}


@pytest.mark.parametrize(
    ("model", "field"), FILTERED, ids=[f"{m.name}.{f.name}" for m, f in FILTERED]
)
def test_a_filter_shows_the_rows_that_fit_and_no_other(
    new_browser: Callable[[], Browser],
    anonymous: httpx.Client,
    rows: Rows,
    model: Model,
    field: Field,
) -> None:
    rows.make(model)
    row = rows.make(model)
    if row[field.api] in (None, "", []):
        pytest.skip("nothing to filter by")
    browser = new_browser()
    for query, fits in filters(field, row[field.api]):
        shown = walk(browser, f"{model.pages}?{urlencode(query)}", model)
        assert row["id"] in shown, query
        for row_id in shown[:40]:
            other = answer(anonymous.get(f"{model.api}/{row_id}"))
            assert fits(other[field.api]), (query, other)


def filters(field: Field, value: Any) -> list[tuple[dict[str, str], Callable[[Any], bool]]]:
    """Queries that a row with this value fits, each with what fits it."""
    if field.kind in DAYS:
        day = value[:10]
        return [
            ({f"{field.filter}_from": day}, lambda other: other is not None and other[:10] >= day),
            ({f"{field.filter}_to": day}, lambda other: other is not None and other[:10] <= day),
        ]
    if field.kind == "refs":
        return [({field.filter: str(value[0])}, lambda other: value[0] in other)]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return [({field.filter: text}, lambda other: other == value)]


@pytest.mark.parametrize(
    ("model", "field"), FILTERED, ids=[f"{m.name}.{f.name}" for m, f in FILTERED]
)
def test_a_filter_that_cannot_be_read_is_refused(
    new_browser: Callable[[], Browser], model: Model, field: Field
) -> None:
    """And an empty one filters nothing: that is what a form sends."""
    names = [field.filter]
    if field.kind in DAYS:
        names = [f"{field.filter}_from", f"{field.filter}_to"]
    browser = new_browser()
    for name in names:
        for wrong in ("no such!", "\x00", "2026-13-45", "9" * 30, "-1"):
            browser.get(f"{model.pages}?{urlencode({name: wrong})}", 400)
        browser.get(f"{model.pages}?{name}=")


CONTROLS = [(m, f) for m, f in FILTERED if not f.refers]


@pytest.mark.parametrize(
    ("model", "field"), CONTROLS, ids=[f"{m.name}.{f.name}" for m, f in CONTROLS]
)
def test_a_list_has_a_control_for_each_filter(
    new_browser: Callable[[], Browser], model: Model, field: Field
) -> None:
    form = new_browser().get(model.pages).main.first("form", role="search")
    names = {item.attributes.get("name") for item in form.all("input", "select")}
    wanted = {f"{field.filter}_from", f"{field.filter}_to"} if field.kind in DAYS else {field.filter}
    assert wanted <= names


def test_the_next_and_sort_links_keep_the_filters(
    new_browser: Callable[[], Browser], rows: Rows
) -> None:
    relations = ((m, f) for m, f in FILTERED if f.kind in {"ref", "refs"})
    found = next(((m, f) for m, f in relations if f.written), None)
    if found is None:
        pytest.skip("no list is filtered by a relation")
    model, field = found
    target_id = rows.new(BY_NAME[field.target])
    sent = [target_id] if field.kind == "refs" else target_id
    for _ in range(21):
        rows.make(model, {field.api: sent})
    page = new_browser().get(f"{model.pages}?{field.filter}={target_id}&sort=-id")
    query = {field.filter: [str(target_id)]}
    following = page.main.first("a", rel="next").attributes["href"]
    kept = parse_qs(urlsplit(following).query)
    assert kept.items() >= (query | {"sort": ["-id"]}).items()
    for link in page.main.first("table").first("tr").all("a"):
        assert parse_qs(urlsplit(link.attributes["href"]).query).items() >= query.items()
    forms = list(page.main.all("form", role="search"))
    assert forms or not model.search
    for form in forms:
        hidden = {i.attributes["name"]: i.attributes.get("value") for i in form.all("input", type="hidden")}
        assert hidden == {field.filter: str(target_id), "sort": "-id"}
