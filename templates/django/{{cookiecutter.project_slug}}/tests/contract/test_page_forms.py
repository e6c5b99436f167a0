"""The forms of the pages: what they take, keep and tell, and who may use them."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import httpx
import pytest

from .browser import Browser, Element, Form, login_for, refuses, went_to
from .client import answer
from .domain import BY_NAME, MODELS, NUMBERS, Field, Model, fields
from .rows import Rows
from .values import few, typed, word

MODEL = MODELS[0]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


@each_model
def test_a_row_is_made_changed_and_deleted_by_forms(
    editor_browser: Browser, api: httpx.Client, rows: Rows, model: Model
) -> None:
    """What was typed is what the API answers; an untouched form changes nothing."""
    body = rows.body(model)
    page = editor_browser.get(f"{model.pages}/new")
    assert {control.attributes["name"] for control in page.form.visible} >= {
        field.name for field in model.inputs
    }
    reply = editor_browser.post(page.form, rows.fill(page.form, model, body))
    rows.skip_if_taken(model, body, reply)
    path = went_to(reply)
    assert re.fullmatch(rf"{re.escape(model.pages)}/\d+", path)
    rows.made(model, int(path.rpartition("/")[2]))
    row = answer(api.get(f"/api{path}"))
    assert {key: row[key] for key in body} == body

    shown = editor_browser.get(path)
    assert shown.messages, "nothing tells that it was made"
    assert {f"{path}/edit", f"{path}/delete"} <= set(shown.links)
    assert not editor_browser.get(path).messages, "a message is told once"
    form = editor_browser.get(f"{path}/edit").form
    assert went_to(editor_browser.post(form)) == path
    assert editor_browser.get(path).messages
    still = {field.api for field in model.fields if field.kind != "updated"}
    same = answer(api.get(f"/api{path}"))
    assert {key: same[key] for key in still} == {key: row[key] for key in still}

    form = editor_browser.get(f"{path}/delete").form
    assert went_to(editor_browser.post(form)) == model.pages
    assert editor_browser.get(model.pages).messages
    editor_browser.get(path, 404)


@each_model
def test_an_empty_form_comes_back_with_what_is_missing(
    editor_browser: Browser, model: Model
) -> None:
    needed = {f.name for f in model.inputs if f.required and f.kind != "boolean"}
    if not needed:
        pytest.skip(f"a {model.name} needs nothing")
    form = editor_browser.get(f"{model.pages}/new").form
    empty = {
        name: ""
        for name, control in form.controls.items()
        if control in form.visible and control.attributes.get("type") != "checkbox"
    }
    page = editor_browser.submit(form, 422, empty)
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
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    wrong = "a" * (field.length + 1) if field.kind == "string" else "12x"
    form = editor_browser.get(f"{model.pages}/new").form
    # Whether others have the same is looked up at once, or when all else is right.
    unique = {other.name: "" for other in model.inputs if other.unique and other.null}
    values = rows.fill(form, model, rows.body(model)) | unique | {field.name: wrong}
    page = editor_browser.submit(form, 422, values)
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
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    """And refuses what is no number, without an error of the server."""
    form = editor_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model))
    wrong = ["1e400", "NaN", "Infinity", "9" * 400, "-" + "9" * 400, "x", "\x00"]
    if field.kind != "float":
        wrong += [str(field.lowest - field.step), str(field.highest + field.step)]
    for value in wrong:
        page = editor_browser.submit(form, 422, values | {field.name: value})
        assert page.errors(field.name), value


def test_texts_that_no_database_stores_are_refused(
    editor_browser: Browser, rows: Rows
) -> None:
    texts = fields("string", "text", "email", "url", "slug")
    model, field = next(texts, (None, None))
    if model is None:
        pytest.skip("no model has a text")
    form = editor_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model)) | {field.name: "a\x00b"}
    assert editor_browser.submit(form, 422, values).errors(field.name)


RELATED = list(fields("ref", "one", "refs", "user"))


@pytest.mark.parametrize(
    ("model", "field"), RELATED, ids=[f"{m.name}.{f.name}" for m, f in RELATED]
)
def test_a_form_takes_ids_as_the_pages_write_them(
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    """What is no id of a row there is refused, without an error of the server."""
    form = editor_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model))
    for wrong in ["x", "0", "-1", "1\x00", str(2**63), "9" * 5000]:
        page = editor_browser.submit(form, 422, values | {field.name: wrong})
        assert page.errors(field.name), wrong


def searched(form: Form, name: str) -> dict[str, str]:
    """What the Search button beside a relation sends."""
    button: Element = form.element.first("button", name="_search", value=name)
    return {"_search": button.attributes["value"]}


FINDABLE = [
    (model, field)
    for model, field in RELATED
    for target in [BY_NAME.get(field.target)]
    if target
    and target.search
    and target.field(target.search[0]).written
    and target.field(target.search[0]).kind in {"string", "text"}
    and target.field(target.search[0]).length >= 20
]


@pytest.mark.parametrize(
    ("model", "field"), FINDABLE, ids=[f"{m.name}.{f.name}" for m, f in FINDABLE]
)
def test_a_relation_is_found_by_a_search_that_writes_nothing(
    editor_browser: Browser,
    anonymous: httpx.Client,
    rows: Rows,
    model: Model,
    field: Field,
) -> None:
    """A form offers twenty rows and what is chosen; what was typed elsewhere stays."""
    target = BY_NAME[field.target]
    key = target.field(target.search[0]).api
    marks = [f"{word(10)} {word(4)}" for _ in range(22)]
    ids = [rows.make(target, {key: mark})["id"] for mark in marks]
    form = editor_browser.get(f"{model.pages}/new").form
    assert len(form.options(field.name)) == 20
    body = rows.body(model) | {field.api: [ids[0]] if field.kind == "refs" else ids[0]}
    values = form.filled(rows.fill(form, model, body))
    before = answer(anonymous.get("/api/summary"))[model.plural]["count"]
    asked = values | {f"{field.name}_q": marks[21]} | searched(form, field.name)
    page = editor_browser.submit_values(form, asked, 200)
    assert set(page.form.options(field.name)) == {str(ids[0]), str(ids[21])}
    assert not page.invalid
    kept = page.form.values
    assert kept[f"{field.name}_q"] == marks[21]
    for name in {each.name for each in model.inputs} & kept.keys():
        assert (kept.get(name) or "") == (values.get(name) or ""), name
    assert answer(anonymous.get("/api/summary"))[model.plural]["count"] == before
    if target.search[0] in {name for _, name in target.label}:
        called = editor_browser.get(f"{target.pages}/{ids[21]}").heading
        page = editor_browser.submit_values(form, asked | {f"{field.name}_q": called}, 200)
        assert str(ids[21]) in page.form.options(field.name), called


@pytest.mark.parametrize(
    ("model", "field"), FINDABLE, ids=[f"{m.name}.{f.name}" for m, f in FINDABLE]
)
def test_a_form_shows_what_a_row_refers_to_wherever_it_stands(
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    """Though the twenty that are offered are others."""
    target = BY_NAME[field.target]
    key = target.field(target.search[0]).api
    ids = [rows.make(target, {key: f"{word(10)} {word(4)}"})["id"] for _ in range(23)]
    for chosen in (ids[0], ids[22]):
        sent = [chosen] if field.kind == "refs" else chosen
        row = rows.make(model, {field.api: sent})
        form = editor_browser.get(f"{model.pages}/{row['id']}/edit").form
        assert form.values[field.name] in (str(chosen), [str(chosen)])
        assert len(form.options(field.name)) <= 21


{% if "user" in cookiecutter._spec.kinds %}
USERS = list(fields("user"))


@pytest.mark.parametrize(
    ("model", "field"), USERS, ids=[f"{m.name}.{f.name}" for m, f in USERS]
)
def test_a_user_is_found_by_the_name_that_others_see(
    editor_browser: Browser, editor: tuple[str, str], model: Model, field: Field
) -> None:
    """A form shows no name to log in with, nor is one found by it."""
    form = editor_browser.get(f"{model.pages}/new").form
    offered = {
        option.text: option.attributes["value"]
        for option in form.controls[field.name].all("option")
        if option.attributes.get("value")
    }
    assert 1 <= len(offered) <= 20
    assert not {editor[0], "Sample user"} & offered.keys()
    name, user = list(offered.items())[-1]
    for asked, found in ((name.upper(), [user]), (editor[0], [])):
        values = form.filled({f"{field.name}_q": asked}) | searched(form, field.name)
        page = editor_browser.submit_values(form, values, 200)
        assert page.form.values[f"{field.name}_q"] == asked
        assert page.form.options(field.name)[:1] == found, asked

{% endif %}
UNIQUE = [(m, f) for m, f in fields() if f.unique and not f.target]


@pytest.mark.parametrize(
    ("model", "field"), UNIQUE, ids=[f"{m.name}.{f.name}" for m, f in UNIQUE]
)
def test_a_form_tells_of_a_value_that_is_taken(
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    taken = rows.make(model)[field.api]
    form = editor_browser.get(f"{model.pages}/new").form
    values = rows.fill(form, model, rows.body(model)) | {field.name: typed(field, taken)}
    page = editor_browser.submit(form, 422, values)
    assert page.errors(field.name)


PROTECTED = [(m, f) for m, f in fields("ref", "one") if f.on_delete == "protect"]


@pytest.mark.parametrize(
    ("model", "field"), PROTECTED, ids=[f"{m.name}.{f.name}" for m, f in PROTECTED]
)
def test_the_page_tells_why_a_row_cannot_be_deleted(
    editor_browser: Browser, rows: Rows, model: Model, field: Field
) -> None:
    target = BY_NAME[field.target]
    target_id = rows.new(target)
    rows.make(model, {field.api: target_id})
    path = f"{target.pages}/{target_id}/delete"
    page = editor_browser.submit(editor_browser.get(path).form, 409)
    assert page.alerts
    editor_browser.get(f"{target.pages}/{target_id}")


def test_a_form_is_empty_whatever_its_address_says(
    editor_browser: Browser, rows: Rows
) -> None:
    """Nobody is led by a link to a form that somebody else filled in."""
    body = {key: str(value) for key, value in rows.least(MODEL).items()}
    path = f"{MODEL.pages}/new"
    filled = editor_browser.get(f"{path}?{urlencode(body)}").form
    empty = editor_browser.get(path).form
    for name in body.keys() & empty.controls.keys():
        assert filled.values.get(name) == empty.values.get(name), name


@pytest.mark.parametrize("page", ["new", "1/edit", "1/delete"])
@each_model
def test_a_form_is_for_editors(
    new_browser: Callable[[], Browser], member_browser: Browser, model: Model, page: str
) -> None:
    """Others log in first, and then need to be editors."""
    path = f"{model.pages}/{page}"
    assert login_for(new_browser().client.get(path)) == path
    member_browser.get(path, 403)


def test_the_way_back_after_the_login_keeps_its_query(
    new_browser: Callable[[], Browser], editor: tuple[str, str]
) -> None:
    browser = new_browser()
    path = f"{MODEL.pages}/new?a=b%20c&d=%2F"
    login = went_to(browser.client.get(path))
    form = browser.get(login).form
    reply = browser.post(form, {"username": editor[0], "password": editor[1]})
    back, _, query = went_to(reply).partition("?")
    assert back == f"{MODEL.pages}/new"
    assert parse_qs(query) == {"a": ["b c"], "d": ["/"]}


@pytest.mark.parametrize("page", ["new", "edit", "delete"])
def test_a_form_without_its_csrf_token_does_nothing(
    editor_browser: Browser, api: httpx.Client, rows: Rows, page: str
) -> None:
    row = rows.make(MODEL)
    path = f"{MODEL.pages}/{row['id']}"
    form = editor_browser.get(f"{MODEL.pages}/new" if page == "new" else f"{path}/{page}").form
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
        refuses(editor_browser.send(form, sent))
    assert answer(api.get(f"/api{path}")) == row


def test_asking_for_the_delete_page_deletes_nothing(
    editor_browser: Browser, api: httpx.Client, rows: Rows
) -> None:
    path = f"{MODEL.pages}/{rows.make(MODEL)['id']}"
    editor_browser.get(f"{path}/delete")
    answer(api.get(f"/api{path}"))


@pytest.mark.parametrize("page", ["", "/edit", "/delete"])
def test_the_pages_of_a_missing_row_are_not_found(
    editor_browser: Browser, page: str
) -> None:
    editor_browser.get(f"{MODEL.pages}/{2**63 - 1}{page}", 404)
