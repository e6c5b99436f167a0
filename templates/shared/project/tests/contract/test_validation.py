"""Every bound of every field holds, and what lies within is kept as it is."""

from typing import Any

import httpx
import pytest

from .client import answer, refused, send
from .domain import NUMBERS, Field, Model, fields
from .rows import Rows
from .values import edges
from .values import refused as refused_values

FIELDS = list(fields())
VALUES = [(model, field) for model, field in FIELDS if not field.refers]
IDS = [f"{model.name}.{field.name}" for model, field in FIELDS]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_a_value_out_of_bounds_is_refused_by_name(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    """Every such value gives 422 and names this field alone."""
    body = rows.body(model)
    for value in refused_values(field):
        response = send(api, "POST", model.api, body | {field.api: value})
        assert response.status_code == 422, f"{value!r:.80} gave {response.text}"
        assert named(response) == {field.api}, f"{value!r:.80}"
    response = send(api, "PATCH", f"{model.api}/1", {field.api: value})
    assert named(response) == {field.api}


def named(response: httpx.Response) -> set[str]:
    """The fields that are complained about, without the place inside of them."""
    return {field.partition(".")[0] for field in refused(response)}


@pytest.mark.parametrize(
    ("model", "field"), VALUES, ids=[f"{m.name}.{f.name}" for m, f in VALUES]
)
def test_a_value_at_its_bounds_is_kept(
    api: httpx.Client, anonymous: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    """And the list, the summary and the pages can still be shown."""
    path = f"{model.api}/{rows.make(model)['id']}"
    for value in edges(field):
        response = api.patch(path, json={field.api: value})
        if response.status_code == 409:
            continue
        assert same(answer(response)[field.api], value)
        assert same(answer(anonymous.get(path))[field.api], value)
        assert anonymous.get(path.removeprefix("/api")).status_code == 200
        if field.kind in NUMBERS:
            answer(anonymous.get("/api/summary"))
    answer(anonymous.get(model.api, params={"sort": "-id"}))
    assert anonymous.get(model.pages).status_code == 200


def same(one: Any, other: Any) -> bool:
    """Equal and of one type: JSON's true is not its 1."""
    return one == other and type(one) is type(other)


@pytest.mark.parametrize(
    ("model", "field"),
    [(m, f) for m, f in VALUES if f.kind in {"string", "text"} and f.length >= 12],
    ids=[
        f"{m.name}.{f.name}"
        for m, f in VALUES
        if f.kind in {"string", "text"} and f.length >= 12
    ],
)
def test_white_space_around_a_text_is_taken_off(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row = rows.make(model, {field.api: "  a  b c\t\n"})
    assert row[field.api] == "a  b c"


NULLABLE = [(model, field) for model, field in FIELDS if field.null]


@pytest.mark.parametrize(
    ("model", "field"), NULLABLE, ids=[f"{m.name}.{f.name}" for m, f in NULLABLE]
)
def test_an_optional_value_can_be_none_and_be_taken_away(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    assert rows.make(model, {field.api: None})[field.api] is None
    path = f"{model.api}/{rows.make(model)['id']}"
    assert answer(api.patch(path, json={field.api: None}))[field.api] is None
    assert answer(api.get(path))[field.api] is None


DECIMALS = [
    (model, field) for model, field in fields("decimal") if field.digits > field.places
]


@pytest.mark.parametrize(
    ("model", "field"), DECIMALS, ids=[f"{m.name}.{f.name}" for m, f in DECIMALS]
)
def test_a_decimal_may_be_sent_as_a_number(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    number = int(min(max(field.lowest, 1), field.highest))
    if not field.lowest <= number <= field.highest:
        pytest.skip("no whole number lies within the bounds")
    row = rows.make(model, {field.api: number})
    assert row[field.api] == f"{number:.{field.places}f}"


MOMENTS = list(fields("datetime"))


@pytest.mark.parametrize(
    ("model", "field"), MOMENTS, ids=[f"{m.name}.{f.name}" for m, f in MOMENTS]
)
def test_a_moment_is_answered_in_utc(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row = rows.make(model, {field.api: "2030-06-01T00:30:00.5+02:00"})
    assert row[field.api] == "2030-05-31T22:30:00.500000Z"
