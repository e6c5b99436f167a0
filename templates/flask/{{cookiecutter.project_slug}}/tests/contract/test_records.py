"""Rows are created, read, replaced, changed and deleted through the API."""

import re

import httpx
import pytest

from .client import answer, problem, refused
from .described import Described
from .domain import BY_NAME, MODELS, Model
from .rows import Rows, decides
from .values import few

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
UNIQUE = [
    (model, field) for model in MODELS for field in model.inputs if field.unique
]
RULES = [(model, rule) for model in MODELS for rule in model.unique]


@each_model
def test_a_new_row_is_answered_whole_and_found_again(
    api: httpx.Client,
    anonymous: httpx.Client,
    rows: Rows,
    described: Described,
    model: Model,
) -> None:
    body = rows.body(model)
    response = api.post(model.api, json=body)
    if response.status_code == 409:
        pytest.skip(f"every {model.name} that is possible exists already")
    row = answer(response, 201)
    rows.made(model, row["id"])
    assert response.headers["Location"] == f"{model.api}/{row['id']}"
    assert set(row) == set(described.answer(model)["properties"])
    assert {key: row[key] for key in body} == body
    for field in model.fields:
        if field.auto:
            assert MOMENT.fullmatch(row[field.api])
        elif field.kind == "owner":
            assert isinstance(row[field.api], int)
        elif field.readonly:
            assert row[field.api] == field.unsent
    assert answer(anonymous.get(response.headers["Location"])) == row


@each_model
def test_what_is_not_sent_takes_its_default(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    least = rows.least(model)
    response = api.post(model.api, json=least)
    if response.status_code == 409:
        pytest.skip(f"another {model.name} already has the default values")
    row = answer(response, 201)
    rows.made(model, row["id"])
    for field in model.inputs:
        assert row[field.api] == least.get(field.api, field.unsent), field.name


@each_model
def test_put_replaces_the_whole_row(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    row = rows.make(model)
    path = f"{model.api}/{row['id']}"
    least = rows.least(model)
    response = api.put(path, json=least)
    if response.status_code == 409:
        pytest.skip(f"another {model.name} already has the default values")
    replaced = answer(response)
    for field in model.inputs:
        assert replaced[field.api] == least.get(field.api, field.unsent), field.name
    for field in model.fields:
        if field.kind == "created":
            assert replaced[field.api] == row[field.api]
        if field.kind == "updated":
            assert replaced[field.api] > row[field.api]
    assert answer(api.get(path)) == replaced


@each_model
def test_put_needs_every_required_field(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    least = rows.least(model)
    path = f"{model.api}/{2**63 - 1}"
    for key in least:
        body = {name: value for name, value in least.items() if name != key}
        assert refused(api.put(path, json=body)) == [key]
        assert refused(api.post(model.api, json=body)) == [key]


@each_model
def test_patch_changes_only_what_was_sent(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    row = rows.make(model)
    path = f"{model.api}/{row['id']}"
    still = {field.api for field in model.fields if field.kind != "updated"}
    for field in model.inputs:
        if field.target == model.name:
            continue
        value = rows.value(model, field)
        response = api.patch(path, json={field.api: value})
        if response.status_code == 409 and few(field):
            continue  # of so few values another row may have this one
        changed = answer(response)
        assert changed[field.api] == value
        assert {k: changed[k] for k in still - {field.api}} == {
            k: row[k] for k in still - {field.api}
        }
        row = changed
    assert answer(api.get(path)) == row


@each_model
def test_patch_with_nothing_changes_nothing(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    row = rows.make(model)
    path = f"{model.api}/{row['id']}"
    assert answer(api.patch(path, json={})).items() >= {
        field.api: row[field.api] for field in model.fields if field.kind != "updated"
    }.items()


@each_model
def test_a_deleted_row_is_gone(api: httpx.Client, rows: Rows, model: Model) -> None:
    path = f"{model.api}/{rows.make(model)['id']}"
    response = api.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    problem(api.get(path), 404)
    problem(api.delete(path), 404)


@pytest.mark.parametrize(
    ("model", "field"), UNIQUE, ids=[f"{m.name}.{f.name}" for m, f in UNIQUE]
)
def test_two_rows_never_share_a_unique_value(
    api: httpx.Client, rows: Rows, model: Model, field: object
) -> None:
    """Neither by creating, nor by replacing, nor by changing one."""
    key = field.api
    first = rows.make(model)
    if first.get(key) is None:
        first = answer(
            api.patch(
                f"{model.api}/{first['id']}", json={key: rows.value(model, field)}
            )
        )
    taken = {key: first[key]}
    problem(api.post(model.api, json=rows.body(model) | taken), 409)
    second = rows.make(model)
    path = f"{model.api}/{second['id']}"
    problem(api.patch(path, json=taken), 409)
    problem(api.put(path, json=rows.body(model) | taken), 409)
    assert answer(api.get(path)) == second
    answer(api.patch(f"{model.api}/{first['id']}", json=taken))


@pytest.mark.parametrize(
    ("model", "rule"), RULES, ids=[f"{m.name}:{'+'.join(r)}" for m, r in RULES]
)
def test_two_rows_never_share_values_that_are_unique_together(
    api: httpx.Client, rows: Rows, model: Model, rule: tuple[str, ...]
) -> None:
    fields = [field for field in map(model.field, rule) if field.written]
    values = {
        field.api: rows.new(BY_NAME[field.target]) if field.target else rows.value(model, field)
        for field in fields
    }
    rows.make(model, values)
    body = rows.body(model)
    problem(api.post(model.api, json=body | values), 409)
    one = next((f for f in fields if f.target or not decides(model, f)), fields[0])
    other = rows.new(BY_NAME[one.target]) if one.target else rows.value(model, one)
    if other != values[one.api]:
        second = rows.make(model, values | {one.api: other})
        path = f"{model.api}/{second['id']}"
        problem(api.patch(path, json={one.api: values[one.api]}), 409)
