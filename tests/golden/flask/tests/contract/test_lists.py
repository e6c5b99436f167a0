"""Lists: pages by cursor, every order, search."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest

from .client import answer, refused
from .domain import MODELS, NUMBERS, Field, Model
from .rows import Rows
from .values import ordered, word

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
MODEL = MODELS[0]


def walk(client: httpx.Client, model: Model, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of all pages, one page after the other."""
    found, cursor = [], {}
    while True:
        page = answer(client.get(model.api, params=query | cursor))
        assert set(page) == {"items", "next_cursor"}
        assert len(page["items"]) <= query.get("limit", 20)
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        assert page["items"], "a cursor that leads nowhere"
        cursor = {"cursor": page["next_cursor"]}


@each_model
def test_every_order_shows_each_row_once_both_ways(
    anonymous: httpx.Client, rows: Rows, model: Model
) -> None:
    """With pages of eleven rows, whether values repeat or not."""
    made = {rows.make(model)["id"] for _ in range(4)}
    for sort in ("id", *(field.api for field in model.fields if field.sortable)):
        up = walk(anonymous, model, sort=sort, limit=11)
        down = walk(anonymous, model, sort=f"-{sort}", limit=11)
        ids = [row["id"] for row in up]
        assert len(set(ids)) == len(ids), sort
        assert made <= set(ids), sort
        assert up == down[::-1], sort
        plain = [row for row in up if row["id"] in made or not textual(model, sort)]
        keys = [key(model, sort, row) for row in plain]
        assert keys == sorted(keys), sort


def textual(model: Model, sort: str) -> bool:
    """Databases order texts by their own rules: only plain words are compared."""
    return sort != "id" and of(model, sort).kind not in NUMBERS


def key(model: Model, sort: str, row: dict[str, Any]) -> tuple[Any, int]:
    value = row[sort]
    return value if sort == "id" else ordered(of(model, sort), value), row["id"]


def of(model: Model, sort: str) -> Field:
    return next(field for field in model.fields if field.api == sort)


@each_model
def test_a_list_starts_with_twenty_rows_by_id(
    anonymous: httpx.Client, rows: Rows, model: Model
) -> None:
    rows.make(model)
    page = answer(anonymous.get(model.api))
    assert page == answer(anonymous.get(model.api, params={"sort": "id", "limit": 20}))
    ids = [row["id"] for row in page["items"]]
    assert ids == sorted(ids)
    assert (len(ids) == 20) or page["next_cursor"] is None


def test_a_row_that_comes_or_goes_moves_no_other(
    anonymous: httpx.Client, api: httpx.Client, rows: Rows
) -> None:
    """Between two pages, one row is inserted before the cursor and one deleted."""
    made = [rows.make(MODEL)["id"] for _ in range(6)]
    before = [row["id"] for row in walk(anonymous, MODEL, sort="-id", limit=100)]
    query = {"sort": "-id", "limit": 3}
    first = answer(anonymous.get(MODEL.api, params=query))
    rows.make(MODEL)
    api.delete(f"{MODEL.api}/{made[-1]}")
    rest = {"cursor": first["next_cursor"]}
    later = answer(anonymous.get(MODEL.api, params=query | rest | {"limit": 100}))
    assert [row["id"] for row in first["items"]] == before[:3]
    assert [row["id"] for row in later["items"]] == before[3:103]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_page_has_as_many_rows_as_asked(
    anonymous: httpx.Client, rows: Rows, limit: int
) -> None:
    rows.make(MODEL)
    rows.make(MODEL)
    page = answer(anonymous.get(MODEL.api, params={"limit": limit}))
    assert len(page["items"]) == limit or page["next_cursor"] is None


@pytest.mark.parametrize(
    "limit", ["0", "-1", "101", "1000000000", "x", "", "1.5", "1e1", "٣", 2**64, "\x00"]
)
def test_a_limit_is_a_number_from_1_to_100(
    anonymous: httpx.Client, limit: object
) -> None:
    assert refused(anonymous.get(MODEL.api, params={"limit": limit})) == ["limit"]


@pytest.mark.parametrize(
    "sort", ["", "-", "no__such__field", "--id", "id,id", "ID", "id ", "pk", "\x00"]
)
def test_an_unknown_order_is_refused(anonymous: httpx.Client, sort: str) -> None:
    response = anonymous.get(MODEL.api, params={"sort": sort})
    assert refused(response) == ["sort"]


def forged(sort: object, values: object, row_id: object) -> str:
    text = json.dumps([sort, values, row_id], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "\x00",
        "٣",
        "a" * 3000,
        forged("id", [1], "1"),
        forged("id", [1], -1),
        forged("id", [1], None),
        forged("id", [None], 1),
        forged("id", [2**64], 2**64),
        forged("id", ["\ud800"], 1),
        forged("id", [[1]], 1),
        forged("id", [1, 1], 1),
        forged("id", [], 1),
        forged("id", 1, 1),
        forged("no__such__field", [1], 1),
        forged(None, [1], 1),
        urlsafe_b64encode(b"null").decode(),
        urlsafe_b64encode(b"{}").decode(),
        urlsafe_b64encode(b"\xff\xff").decode(),
        urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_that_was_not_given_out_is_refused(
    anonymous: httpx.Client, cursor: str
) -> None:
    response = anonymous.get(MODEL.api, params={"cursor": cursor})
    assert refused(response) == ["cursor"]


SORTED = [
    (model, field) for model in MODELS for field in model.fields if field.sortable
]


@pytest.mark.parametrize(
    ("model", "field"), SORTED, ids=[f"{m.name}.{f.name}" for m, f in SORTED]
)
def test_a_cursor_holds_what_its_column_could(
    anonymous: httpx.Client, model: Model, field: Field
) -> None:
    """So that no database is asked for what it cannot compare."""
    odd: list[Any] = ["a\x00", "\ud800", 10**400, [], {}]
    if field.kind in NUMBERS:
        odd += ["1e200000", "1e-20000"]
    for value in odd:
        query = {"sort": field.api, "cursor": forged(field.api, [value], 1)}
        assert refused(anonymous.get(model.api, params=query)) == ["cursor"], value


def test_a_cursor_belongs_to_its_order(anonymous: httpx.Client, rows: Rows) -> None:
    rows.make(MODEL)
    rows.make(MODEL)
    page = answer(anonymous.get(MODEL.api, params={"limit": 1}))
    other = {"limit": 1, "sort": "-id", "cursor": page["next_cursor"]}
    assert refused(anonymous.get(MODEL.api, params=other)) == ["cursor"]


SEARCHED = [
    (model, model.field(name))
    for model in MODELS
    for name in model.search
    if model.field(name).written
    and model.field(name).kind in {"string", "text"}
    and model.field(name).length >= 20
]


@pytest.mark.parametrize(
    ("model", "field"), SEARCHED, ids=[f"{m.name}.{f.name}" for m, f in SEARCHED]
)
def test_search_finds_a_part_of_the_text_without_case(
    anonymous: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    """And % and _ are characters like any other."""
    mark = word(8)
    marked = ("Rate 5%", "Rate 50", "a_b", "aXb", "ÉTÉ")
    texts = {text: f"{mark}{text}" for text in marked}
    ids = {
        text: rows.make(model, {field.api: value})["id"]
        for text, value in texts.items()
    }

    def found(q: str) -> set[int]:
        return {row["id"] for row in walk(anonymous, model, q=q, limit=2)}

    assert found(mark.upper()) == set(ids.values())
    assert found(f"{mark}rATE 5") == {ids["Rate 5%"], ids["Rate 50"]}
    assert found(f"{mark}Rate 5%") == {ids["Rate 5%"]}
    assert found(f"{mark}a_b") == {ids["a_b"]}
    assert found(f"{mark}été") == {ids["ÉTÉ"]}
    assert found(f"{mark}%") == set()
    assert found(f"5% {mark}Rate") == set()
    assert found(f"{mark}\\") == set()


@each_model
def test_search_leaves_a_model_without_search_fields_whole(
    anonymous: httpx.Client, model: Model
) -> None:
    """And shows no row that has the words nowhere, in a model with some."""
    found = answer(anonymous.get(model.api, params={"q": word(30)}))["items"]
    everything = answer(anonymous.get(model.api))["items"]
    assert found == ([] if model.search else everything)


@pytest.mark.parametrize("q", ["a" * 201, "\x00", "a\x00b"])
def test_a_search_is_short_plain_text(anonymous: httpx.Client, q: str) -> None:
    assert refused(anonymous.get(MODEL.api, params={"q": q})) == ["q"]
    answer(anonymous.get(MODEL.api, params={"q": "a" * 200}))


def test_several_bad_parameters_are_told_at_once(anonymous: httpx.Client) -> None:
    response = anonymous.get(MODEL.api, params={"limit": 0, "q": "\x00"})
    assert set(refused(response)) == {"limit", "q"}
