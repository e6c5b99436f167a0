"""What happens to rows that refer to each other."""

import httpx
import pytest

from .client import answer, problem, refused
from .domain import BY_NAME, MODELS, Field, Model, fields
from .rows import Rows

SINGLE = list(fields("ref", "one"))
MANY = list(fields("refs"))


def on_delete(rule: str) -> pytest.MarkDecorator:
    chosen = [(model, field) for model, field in SINGLE if field.on_delete == rule]
    return pytest.mark.parametrize(
        ("model", "field"), chosen, ids=[f"{m.name}.{f.name}" for m, f in chosen]
    )


def related(rows: Rows, model: Model, field: Field) -> tuple[str, str]:
    """Return the paths of a new row and of the new row that it refers to."""
    target = BY_NAME[field.target]
    target_id = rows.new(target)
    row = rows.make(model, {field.api: target_id})
    assert row[field.api] == target_id
    return f"{model.api}/{row['id']}", f"{target.api}/{target_id}"


@on_delete("protect")
def test_a_row_that_is_needed_cannot_be_deleted(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row, target = related(rows, model, field)
    problem(api.delete(target), 409)
    answer(api.get(target))
    assert api.delete(row).status_code == 204
    assert api.delete(target).status_code == 204


@on_delete("cascade")
def test_a_row_goes_with_the_one_that_it_belongs_to(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row, target = related(rows, model, field)
    assert api.delete(target).status_code == 204
    problem(api.get(row), 404)


@on_delete("set_null")
def test_a_row_outlives_the_one_that_it_refers_to(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    row, target = related(rows, model, field)
    assert api.delete(target).status_code == 204
    assert answer(api.get(row))[field.api] is None


@pytest.mark.parametrize(
    ("model", "field"), MANY, ids=[f"{m.name}.{f.name}" for m, f in MANY]
)
def test_many_relations_are_a_sorted_list_of_ids(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    target = BY_NAME[field.target]
    ids = sorted(rows.new(target) for _ in range(3))
    row = rows.make(model, {field.api: [*ids[::-1], ids[0]]})
    assert row[field.api] == ids
    path = f"{model.api}/{row['id']}"
    assert answer(api.patch(path, json={field.api: ids[1:]}))[field.api] == ids[1:]
    unknown = {field.api: [ids[1], 2**62]}
    response = api.patch(path, json=unknown)
    assert {name.partition(".")[0] for name in refused(response)} == {field.api}
    assert answer(api.get(path))[field.api] == ids[1:]
    items = answer(api.get(model.api, params={"sort": "-id"}))["items"]
    assert next(item for item in items if item["id"] == row["id"])[field.api] == ids[1:]
    assert api.delete(f"{target.api}/{ids[1]}").status_code == 204
    assert answer(api.get(path))[field.api] == ids[2:]
    assert answer(api.patch(path, json={field.api: []}))[field.api] == []


ONE_ID = list(fields("ref", "one", "user"))


@pytest.mark.parametrize(
    ("model", "field"), ONE_ID, ids=[f"{m.name}.{f.name}" for m, f in ONE_ID]
)
def test_a_relation_to_no_row_is_refused_by_name(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    response = api.post(model.api, json=rows.body(model) | {field.api: 2**62})
    assert refused(response) == [field.api]


RELATED = [model for model in MODELS if any(f.refers for f in model.inputs)]


@pytest.mark.parametrize("model", RELATED, ids=lambda model: model.name)
def test_all_relations_to_no_row_are_told_at_once(
    api: httpx.Client, rows: Rows, model: Model
) -> None:
    unknown = {
        field.api: [2**62] if field.kind == "refs" else 2**62
        for field in model.inputs
        if field.refers
    }
    response = api.post(model.api, json=rows.body(model) | unknown)
    assert sorted(refused(response)) == sorted(unknown)


ITSELF = [(model, field) for model, field in SINGLE if field.target == model.name]


@pytest.mark.parametrize(
    ("model", "field"), ITSELF, ids=[f"{m.name}.{f.name}" for m, f in ITSELF]
)
def test_a_row_may_refer_to_itself(
    api: httpx.Client, rows: Rows, model: Model, field: Field
) -> None:
    """It can be deleted: no other row refers to it."""
    row = rows.make(model)
    path = f"{model.api}/{row['id']}"
    changed = answer(api.patch(path, json={field.api: row["id"]}))
    assert changed[field.api] == row["id"]
    assert api.get(path.removeprefix("/api")).status_code == 200
    assert api.delete(path).status_code == 204
