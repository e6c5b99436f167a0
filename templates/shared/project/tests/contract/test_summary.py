"""The summary: right figures, and never old ones."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import httpx
import pytest

from .browser import Browser, went_to
from .client import answer
from .domain import MODELS, NUMBERS, Field, Model
from .rows import Rows
from .test_lists import walk
from .values import valid, written

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
NUMERIC = [
    (model, field)
    for model in MODELS
    for field in model.inputs
    if field.kind in NUMBERS and not field.unique
]


def summary(client: httpx.Client) -> dict[str, Any]:
    return answer(client.get("/api/summary"))


def test_the_summary_has_every_model(anonymous: httpx.Client) -> None:
    assert set(summary(anonymous)) == {model.plural for model in MODELS}


@each_model
def test_the_figures_are_those_of_the_rows(
    anonymous: httpx.Client, rows: Rows, model: Model
) -> None:
    wide = [f for f in model.inputs if f.kind == "decimal" and not f.unique]
    for _ in range(2):
        rows.make(model)
        rows.make(model, {field.api: written(field, field.highest) for field in wide})
    figures = summary(anonymous)[model.plural]
    everything = walk(anonymous, model, limit=100)
    assert figures.pop("count") == len(everything)
    numeric = [field for field in model.fields if field.kind in NUMBERS]
    assert set(figures) == {field.figures for field in numeric}
    for field in numeric:
        values = [row[field.api] for row in everything if row[field.api] is not None]
        check(field, figures[field.figures], values)


def check(field: Field, figures: dict[str, Any], values: list[Any]) -> None:
    assert set(figures) == {"min", "max", "average", "sum"}
    if not values:
        assert set(figures.values()) == {None}
    elif field.kind == "decimal":
        numbers = [Decimal(value) for value in values]
        average = (sum(numbers) / len(numbers)).quantize(field.step, ROUND_HALF_EVEN)
        assert figures["min"] == written(field, min(numbers))
        assert figures["max"] == written(field, max(numbers))
        # SQLite adds decimals up as floats, which are exact to 52 bits.
        rounded = abs(sum(numbers)) // (field.step * 2**52) * len(numbers)
        assert abs(Decimal(figures["sum"]) - sum(numbers)) <= rounded * field.step
        assert abs(Decimal(figures["average"]) - average) <= field.step
        for name in ("sum", "average"):
            assert figures[name] == written(field, Decimal(figures[name]))
    else:
        assert (figures["min"], figures["max"]) == (min(values), max(values))
        close = {"rel": 1e-9, "abs": 1e-6}
        assert figures["sum"] == pytest.approx(sum(values), **close)
        assert figures["average"] == pytest.approx(sum(values) / len(values), **close)
        whole = field.kind == "integer"
        assert isinstance(figures["sum"], int if whole else int | float)


@each_model
def test_a_write_through_the_api_shows_at_once(
    anonymous: httpx.Client, api: httpx.Client, rows: Rows, model: Model
) -> None:
    body = rows.body(model)
    before = summary(anonymous)
    response = api.post(model.api, json=body)
    if response.status_code == 409:
        pytest.skip(f"every {model.name} that is possible exists already")
    after = summary(anonymous)
    assert after[model.plural]["count"] == before[model.plural]["count"] + 1
    assert api.delete(response.headers["Location"]).status_code == 204
    assert summary(anonymous)[model.plural] == before[model.plural]


@pytest.mark.parametrize(
    ("model", "field"), NUMERIC, ids=[f"{m.name}.{f.name}" for m, f in NUMERIC]
)
def test_a_change_of_a_number_shows_at_once(
    anonymous: httpx.Client, api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row = rows.make(model)
    path = f"{model.api}/{row['id']}"
    for value in (valid(field), valid(field)):
        response = api.patch(path, json={field.api: value})
        if response.status_code == 409 or answer(response)[field.api] != value:
            continue
        values = [
            item[field.api]
            for item in walk(anonymous, model, limit=100)
            if item[field.api] is not None
        ]
        check(field, summary(anonymous)[model.plural][field.figures], values)


def test_a_write_through_the_pages_shows_at_once(
    anonymous: httpx.Client, editor_browser: Browser, rows: Rows
) -> None:
    model = MODELS[0]
    body = rows.body(model)
    before = summary(anonymous)[model.plural]["count"]
    form = editor_browser.get(f"{model.pages}/new").form
    reply = editor_browser.post(form, rows.fill(form, model, body))
    rows.skip_if_taken(model, body, reply)
    page = went_to(reply)
    rows.made(model, int(page.rpartition("/")[2]))
    assert summary(anonymous)[model.plural]["count"] == before + 1
    form = editor_browser.get(f"{page}/delete").form
    assert went_to(editor_browser.post(form)) == model.pages
    assert summary(anonymous)[model.plural]["count"] == before
