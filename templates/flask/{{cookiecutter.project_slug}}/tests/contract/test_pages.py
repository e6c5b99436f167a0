"""The pages: home, details, and what all of them have in common."""

import re
from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

from .browser import Browser, Element, parse
from .client import answer
from .domain import BY_NAME, MODELS, NUMBERS, SITE, Field, Model, fields
from .rows import Rows
from .test_page_lists import walk
from .values import word

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


@pytest.mark.parametrize("path", ["/", MODEL.pages, "/accounts/login", "/nowhere"])
def test_every_page_leads_to_every_list(
    new_browser: Callable[[], Browser], path: str
) -> None:
    response = new_browser().client.get(path)
    header = parse(response.text).first("header")
    links = {link.attributes.get("href") for link in header.all("a")}
    assert {model.pages for model in MODELS} <= links


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


NAMED = [model for model in MODELS if model.label]


@pytest.mark.parametrize("model", NAMED, ids=[model.name for model in NAMED])
def test_a_row_is_called_by_its_label(
    new_browser: Callable[[], Browser], rows: Rows, model: Model
) -> None:
    """In its words and order; what each page may write in its own way is free."""
    row = rows.make(model)
    pattern = ""
    for text, name in model.label:
        reads = name and model.field(name).kind in {"string", "integer"}
        pattern += re.escape(text) + (re.escape(str(row[name])) if reads else ".*")
    heading = new_browser().get(f"{model.pages}/{row['id']}").heading
    assert re.fullmatch(re.sub(r"(\\\s)+", r"\\s+", pattern), heading), model.label



{%- if "users" in cookiecutter._spec.families %}
OWNED = [m for m in MODELS if any(f.kind in {"user", "owner"} for f in m.fields)]


@pytest.mark.parametrize("model", OWNED, ids=[m.name for m in OWNED])
def test_whose_a_row_is_shows_no_name_to_log_in_with(
    new_browser: Callable[[], Browser],
    rows: Rows,
    editor: tuple[str, str],
    model: Model,
) -> None:
    row = rows.make(model)
    for path in (f"{model.pages}/{row['id']}", f"{model.pages}?sort=-id"):
        assert editor[0] not in new_browser().get(path).main.text

{% endif %}
RELATED = list(fields("ref", "one", "refs"))


@pytest.mark.parametrize(
    ("model", "field"), RELATED, ids=[f"{m.name}.{f.name}" for m, f in RELATED]
)
def test_rows_that_refer_to_each_other_lead_to_each_other(
    new_browser: Callable[[], Browser], rows: Rows, model: Model, field: Field
) -> None:
    target = BY_NAME[field.target]
    target_id = rows.new(target)
    sent = [target_id] if field.kind == "refs" else target_id
    here = f"{model.pages}/{rows.make(model, {field.api: sent})['id']}"
    there = f"{target.pages}/{target_id}"
    details = new_browser().get(here).main.first("dl")
    assert there in [link.attributes.get("href") for link in details.all("a")]
    sections = list(new_browser().get(there).main.all("section"))
    shown = [link.attributes.get("href") for part in sections for link in part.all("a")]
    assert here in shown


MANY_TO_ONE = [(m, f) for m, f in RELATED if f.kind != "one" and f.filter]


@pytest.mark.parametrize(
    ("model", "field"), MANY_TO_ONE, ids=[f"{m.name}.{f.name}" for m, f in MANY_TO_ONE]
)
def test_a_detail_page_shows_twenty_that_refer_to_it_and_the_way_to_the_rest(
    new_browser: Callable[[], Browser], rows: Rows, model: Model, field: Field
) -> None:
    target_id = rows.new(BY_NAME[field.target])
    sent = [target_id] if field.kind == "refs" else target_id
    made = {rows.make(model, {field.api: sent})["id"] for _ in range(21)}
    browser = new_browser()
    main = browser.get(f"{BY_NAME[field.target].pages}/{target_id}").main
    every = f"{model.pages}?{field.filter}={target_id}"
    links = [link.attributes.get("href", "") for link in main.all("a")]
    shown = {int(link.rpartition("/")[2]) for link in links if re.fullmatch(rf"{model.pages}/\d+", link)}
    assert len(shown & made) == 20
    assert every in links
    assert set(walk(browser, every, model)) == made


def test_what_people_typed_is_shown_as_text(
    new_browser: Callable[[], Browser], rows: Rows
) -> None:
    """Markup in a value never becomes markup of the page."""
    texts = [(m, f) for m, f in fields("string", "text") if f.length >= 30]
    for model, field in texts[:1]:
        typed = word(4)
        value = f"<script>{typed}</script>&amp;'\""
        row = rows.make(model, {field.api: value})
        page = new_browser().get(f"{model.pages}/{row['id']}")
        assert value in [item.text for item in page.main.all("dd")]
        assert not [s for s in page.main.all("script") if typed in s.text]


PAGES = ["/", MODEL.pages, "/accounts/login", "/accounts/signup", "/nowhere"]
STAFF_PAGES = ["/accounts/profile", *(f"{model.pages}/new" for model in MODELS[:5])]


@pytest.mark.parametrize("path", [*PAGES, *STAFF_PAGES])
def test_a_page_is_whole_by_itself(editor_browser: Browser, path: str) -> None:
    """One language, title, main part; labels everywhere; nothing from elsewhere."""
    dom = editor_browser.get(path, 404 if path == "/nowhere" else 200).dom
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
            assert named or control.attributes.get("id") in labelled or id(control) in wrapped
    for element in dom.all():
        assert not {name for name in element.attributes if name.startswith("on")}
        assert "style" not in element.attributes
    for script in dom.all("script", "style"):
        assert {"src", "nonce"} & set(script.attributes), "the policy would stop it"
    for element in dom.all("link", "img"):
        place = element.attributes.get("href") or element.attributes.get("src", "")
        assert re.match(r"/static/[^/]", place)
        assert editor_browser.client.get(place).status_code == 200


@each_model
def test_a_member_is_shown_no_way_to_a_form(
    member_browser: Browser, rows: Rows, model: Model
) -> None:
    path = f"{model.pages}/{rows.make(model)['id']}"
    for page in (member_browser.get(path), member_browser.get(model.pages)):
        forms = {f"{path}/edit", f"{path}/delete", f"{model.pages}/new"}
        assert not forms & set(page.links)
