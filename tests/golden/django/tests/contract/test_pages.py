"""The pages: home, lists, details, and forms that staff fill in."""

import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote, urlencode

import httpx
import pytest

from .browser import Browser, Element, Page, read, went_to
from .client import answer
from .domain import BY_NAME, MODELS, NUMBERS, SITE, Field, Model, fields
from .rows import Rows
from .values import few, typed, word

MODEL = MODELS[0]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def test_home_leads_to_everything(new_browser: Callable[[], Browser]) -> None:
    page = new_browser().get("/")
    assert page.heading == " ".join(SITE.split())
    assert {"/api/docs", "/accounts/login", *(model.pages for model in MODELS)} <= set(
        page.links
    )
    assert any(link.startswith("/admin") for link in page.links)


def test_home_counts_the_rows_of_each_model(
    new_browser: Callable[[], Browser], anonymous: httpx.Client, rows: Rows
) -> None:
    rows.make(MODEL)
    summary = answer(anonymous.get("/api/summary"))
    main = new_browser().get("/").main
    for model in MODELS:
        count = summary[model.plural]["count"]
        assert count in numbers_beside(main, model.pages), model.name


def numbers_beside(main: Element, path: str) -> set[int]:
    """The numbers in the innermost block that leads to this page."""
    blocks = main.all("article", "div", "dl", "li", "p", "section", "tr")
    around = [
        block
        for block in blocks
        if path in [link.attributes.get("href") for link in block.all("a")]
    ]
    return {int(digits) for digits in re.findall(r"\d+", around[-1].text)}


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
    pattern = re.compile(rf"{re.escape(model.pages)}/(\d+)")
    found = [pattern.fullmatch(link) for link in page.links]
    return [int(match[1]) for match in found if match]


def walk(browser: Browser, path: str) -> list[int]:
    """The rows of a list, one page after the other."""
    seen: list[int] = []
    while path:
        page = browser.get(path)
        seen += listed(page, MODEL)
        path = next(
            (link.attributes["href"] for link in page.main.all("a", rel="next")), ""
        )
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
    texts = (MODEL.field(name) for name in MODEL.search)
    field = next(
        (f for f in texts if f.kind in {"string", "text"} and f.length >= 20), None
    )
    if field is None:
        pytest.skip(f"a {MODEL.name} has no long text that is searched")
    mark = word(8)
    made = {rows.make(MODEL, {field.api: f"{mark} {word(8)}"})["id"] for _ in range(21)}
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
    if not few(field):
        assert row["id"] in listed(found, model)
    for long in (word(30), word(200)):
        assert listed(browser.get(f"{model.pages}?q={long}"), model) == []


@each_model
def test_a_detail_page_shows_every_field(
    new_browser: Callable[[], Browser], rows: Rows, model: Model
) -> None:
    row = rows.make(model)
    page = new_browser().get(f"{model.pages}/{row['id']}")
    shown = {
        term.text: value.text
        for term, value in zip(page.main.all("dt"), page.main.all("dd"), strict=True)
    }
    for field in model.fields:
        text, value = shown[field.label], row[field.api]
        if field.kind in NUMBERS - {"float"} and value is not None:
            assert Decimal(text.replace(",", "")) == Decimal(value)
        if field.kind in {"string", "email"} and value:
            assert text == value
    assert f"{model.pages}/{row['id']}/edit" not in page.links


def test_what_people_typed_is_shown_as_text(
    new_browser: Callable[[], Browser], rows: Rows
) -> None:
    """Markup in a value never becomes markup of the page."""
    texts = [(m, f) for m, f in fields("string", "text") if f.length >= 30]
    for model, field in texts[:1]:
        value = f"<script>{word(4)}</script>&amp;'\""
        row = rows.make(model, {field.api: value})
        page = new_browser().get(f"{model.pages}/{row['id']}")
        assert value in [item.text for item in page.main.all("dd")]
        assert not list(page.main.all("script"))


PAGES = ["/", MODEL.pages, "/accounts/login", "/accounts/signup", "/nowhere"]
STAFF_PAGES = ["/accounts/profile", *(f"{model.pages}/new" for model in MODELS[:5])]


@pytest.mark.parametrize("path", [*PAGES, *STAFF_PAGES])
def test_a_page_is_whole_by_itself(staff_browser: Browser, path: str) -> None:
    """One language, title, main part; labels everywhere; nothing from elsewhere."""
    dom = staff_browser.get(path, 404 if path == "/nowhere" else 200).dom
    assert dom.first("html").attributes["lang"]
    assert dom.first("title").text
    assert [len(list(dom.all(tag))) for tag in ("main", "h1")] == [1, 1]
    ids = [element.attributes.get("id") for element in dom.all()]
    ids = [name for name in ids if name is not None]
    assert len(set(ids)) == len(ids)
    labelled = {label.attributes.get("for") for label in dom.all("label")}
    wrapped = [id(element) for label in dom.all("label") for element in label.all()]
    for control in dom.all("input", "select", "textarea"):
        if control.attributes.get("type") not in {"hidden", "submit"}:
            named = {"aria-label", "aria-labelledby"} & set(control.attributes)
            assert (
                named
                or control.attributes.get("id") in labelled
                or id(control) in wrapped
            )
    for element in dom.all():
        assert not {name for name in element.attributes if name.startswith("on")}
        assert "style" not in element.attributes
    for script in dom.all("script", "style"):
        assert {"src", "nonce"} & set(script.attributes), "the policy would stop it"
    for element in dom.all("link", "img"):
        place = element.attributes.get("href") or element.attributes.get("src", "")
        assert re.match(r"/static/[^/]", place)
        assert staff_browser.client.get(place).status_code == 200


@each_model
def test_a_row_is_made_changed_and_deleted_by_forms(
    staff_browser: Browser, api: httpx.Client, rows: Rows, model: Model
) -> None:
    """What was typed is what the API answers; an untouched form changes nothing."""
    body = rows.body(model)
    page = staff_browser.get(f"{model.pages}/new")
    assert {control.attributes["name"] for control in page.form.visible} >= {
        field.name for field in model.inputs
    }
    reply = staff_browser.post(page.form, rows.fill(page.form, model, body))
    rows.skip_if_taken(model, body, reply)
    path = went_to(reply)
    assert re.fullmatch(rf"{re.escape(model.pages)}/\d+", path)
    rows.made(model, int(path.rpartition("/")[2]))
    row = answer(api.get(f"/api{path}"))
    assert {key: row[key] for key in body} == body

    assert {f"{path}/edit", f"{path}/delete"} <= set(staff_browser.get(path).links)
    form = staff_browser.get(f"{path}/edit").form
    assert went_to(staff_browser.post(form)) == path
    still = {field.api for field in model.fields if field.kind != "updated"}
    same = answer(api.get(f"/api{path}"))
    assert {key: same[key] for key in still} == {key: row[key] for key in still}

    form = staff_browser.get(f"{path}/delete").form
    assert went_to(staff_browser.post(form)) == model.pages
    staff_browser.get(path, 404)


@each_model
def test_an_empty_form_comes_back_with_what_is_missing(
    staff_browser: Browser, model: Model
) -> None:
    needed = {f.name for f in model.inputs if f.required and f.kind != "boolean"}
    if not needed:
        pytest.skip(f"a {model.name} needs nothing")
    form = staff_browser.get(f"{model.pages}/new").form
    empty = {
        name: None if control.tag == "select" else ""
        for name, control in form.controls.items()
        if control in form.visible and control.attributes.get("type") != "checkbox"
    }
    page = staff_browser.submit(form, 422, empty)
    assert page.alerts or page.invalid
    for field in model.inputs:
        if field.name in needed:
            assert page.errors(field.name), field.name
        elif field.null or field.kind == "refs":
            assert field.name not in page.invalid


REQUIRED = [
    (model, field)
    for model in MODELS
    for field in model.inputs
    if field.required and field.kind in {"string", "integer", "decimal"}
]


@pytest.mark.parametrize(
    ("model", "field"), REQUIRED, ids=[f"{m.name}.{f.name}" for m, f in REQUIRED]
)
def test_a_form_with_an_error_keeps_what_was_typed(
    staff_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    wrong = "a" * (field.length + 1) if field.kind == "string" else "12x"
    form = staff_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model)) | {field.name: wrong}
    page = staff_browser.submit(form, 422, values)
    assert page.errors(field.name)
    taken = {other.name for other in model.inputs if other.unique}
    assert page.invalid - taken <= {field.name}
    kept = page.form.values
    sent = form.filled(values)
    for name in values:
        assert (kept.get(name) or "") == (sent.get(name) or ""), name


NUMERIC = list(fields(*NUMBERS))


@pytest.mark.parametrize(
    ("model", "field"), NUMERIC, ids=[f"{m.name}.{f.name}" for m, f in NUMERIC]
)
def test_a_form_holds_the_bounds_of_a_number(
    staff_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    """And refuses what is no number, without an error of the server."""
    form = staff_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model))
    wrong = ["1e400", "NaN", "Infinity", "9" * 400, "-" + "9" * 400, "x", "\x00"]
    if field.kind != "float":
        wrong += [str(field.lowest - field.step), str(field.highest + field.step)]
    for value in wrong:
        page = staff_browser.submit(form, 422, values | {field.name: value})
        assert page.errors(field.name), value


def test_texts_that_no_database_stores_are_refused(
    staff_browser: Browser, rows: Rows
) -> None:
    for model, field in fields("string", "text", "email", "url", "slug"):
        form = staff_browser.get(f"{model.pages}/new").form
        values = rows.fill(form, model, rows.body(model)) | {field.name: "a\x00b"}
        assert staff_browser.submit(form, 422, values).errors(field.name)
        break


RELATED = list(fields("ref", "one", "refs"))


@pytest.mark.parametrize(
    ("model", "field"), RELATED, ids=[f"{m.name}.{f.name}" for m, f in RELATED]
)
def test_a_form_takes_ids_as_the_pages_write_them(
    staff_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    """What is no id of a row there is refused, without an error of the server."""
    form = staff_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model))
    for wrong in ["x", "0", "-1", "1\x00", str(2**63), "9" * 5000]:
        page = staff_browser.submit(form, 422, values | {field.name: wrong})
        assert page.errors(field.name), wrong


UNIQUE = [(m, f) for m, f in fields() if f.unique and not f.target]


@pytest.mark.parametrize(
    ("model", "field"), UNIQUE, ids=[f"{m.name}.{f.name}" for m, f in UNIQUE]
)
def test_a_form_tells_of_a_value_that_is_taken(
    staff_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    taken = rows.make(model)[field.api]
    form = staff_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model)) | {
        field.name: typed(field, taken)
    }
    page = staff_browser.submit(form, 422, values)
    assert page.errors(field.name)


PROTECTED = [(m, f) for m, f in fields("ref", "one") if f.on_delete == "protect"]


@pytest.mark.parametrize(
    ("model", "field"), PROTECTED, ids=[f"{m.name}.{f.name}" for m, f in PROTECTED]
)
def test_the_page_tells_why_a_row_cannot_be_deleted(
    staff_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    target = BY_NAME[field.target]
    target_id = rows.new(target)
    rows.make(model, {field.api: target_id})
    path = f"{target.pages}/{target_id}/delete"
    page = staff_browser.submit(staff_browser.get(path).form, 409)
    assert page.alerts
    staff_browser.get(f"{target.pages}/{target_id}")


@each_model
def test_a_member_is_shown_no_way_to_a_form(
    member_browser: Browser, rows: Rows, model: Model
) -> None:
    path = f"{model.pages}/{rows.make(model)['id']}"
    for page in (member_browser.get(path), member_browser.get(model.pages)):
        forms = {f"{path}/edit", f"{path}/delete", f"{model.pages}/new"}
        assert not forms & set(page.links)


def test_a_form_is_empty_whatever_its_address_says(
    staff_browser: Browser, rows: Rows
) -> None:
    """Nobody is led by a link to a form that somebody else filled in."""
    body = {key: str(value) for key, value in rows.least(MODEL).items()}
    path = f"{MODEL.pages}/new"
    filled = staff_browser.get(f"{path}?{urlencode(body)}").form
    empty = staff_browser.get(path).form
    for name in body.keys() & empty.controls.keys():
        assert filled.values.get(name) == empty.values.get(name), name


@pytest.mark.parametrize("page", ["new", "1/edit", "1/delete"])
@each_model
def test_a_form_is_for_staff(
    new_browser: Callable[[], Browser], member_browser: Browser, model: Model, page: str
) -> None:
    """Others log in first, and then need to be staff."""
    path = f"{model.pages}/{page}"
    assert went_to(new_browser().client.get(path)) == f"/accounts/login?next={path}"
    member_browser.get(path, 403)


def test_the_way_back_after_the_login_keeps_its_query(
    new_browser: Callable[[], Browser], staff: tuple[str, str]
) -> None:
    browser = new_browser()
    path = f"{MODEL.pages}/new?a=b%20c&d=%2F"
    login = went_to(browser.client.get(path))
    assert login == f"/accounts/login?next={quote(path, safe='/')}"
    form = browser.get(login).form
    reply = browser.post(form, {"username": staff[0], "password": staff[1]})
    assert went_to(reply) == path


@pytest.mark.parametrize("page", ["new", "edit", "delete"])
def test_a_form_without_its_csrf_token_does_nothing(
    staff_browser: Browser, api: httpx.Client, rows: Rows, page: str
) -> None:
    row = rows.make(MODEL)
    path = f"{MODEL.pages}/{row['id']}"
    form = staff_browser.get(
        f"{MODEL.pages}/new" if page == "new" else f"{path}/{page}"
    ).form
    hidden = {
        name
        for name, control in form.controls.items()
        if control.attributes.get("type") == "hidden"
    }
    assert hidden
    body = rows.body(MODEL)
    values = form.filled(rows.fill(form, MODEL, body) if page != "delete" else {})
    for token in ("", "x" * 64, None):
        sent = values | dict.fromkeys(hidden, token)
        sent = {name: value for name, value in sent.items() if value is not None}
        read(staff_browser.send(form, sent), 403)
    assert answer(api.get(f"/api{path}")) == row


def test_asking_for_the_delete_page_deletes_nothing(
    staff_browser: Browser, api: httpx.Client, rows: Rows
) -> None:
    path = f"{MODEL.pages}/{rows.make(MODEL)['id']}"
    staff_browser.get(f"{path}/delete")
    answer(api.get(f"/api{path}"))


@pytest.mark.parametrize("page", ["", "/edit", "/delete"])
def test_the_pages_of_a_missing_row_are_not_found(
    staff_browser: Browser, page: str
) -> None:
    staff_browser.get(f"{MODEL.pages}/{2**63 - 1}{page}", 404)
