"""Sample rows are realistic, deterministic and within every rule of the spec."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given

from scaffold import samples
from scaffold.spec import Model, Spec, default_spec, toml
from scaffold.spec.fields import Field, Kind
from strategies import valid_specs

SPECS = Path(__file__).parents[1] / "specs"


def assert_rows_obey(spec: Spec) -> None:
    made = samples.rows(spec)
    placed: dict[str, int] = {}
    for model in spec.in_creation_order:
        rows = made[model.plural_name]
        assert rows, f"{model.name} has no row"
        for number, row in enumerate(rows, 1):
            drawn = [f for f in model.fields if f.written and f.kind is not Kind.USER]
            assert set(row) == {f.api for f in drawn}
            for field in model.fields:
                if field in drawn:
                    earlier = (
                        number - 1
                        if field.target == model.name
                        else placed.get(field.target or "", 0)
                    )
                    if row[field.api] == "" and field.optional:
                        assert "" in dict(model.samples)[field.name]
                        continue
                    assert_value_obeys(field, row[field.api], earlier)
        assert_unique(model, rows)
        placed[model.name] = len(rows)


def assert_value_obeys(field: Field, value: Any, earlier: int) -> None:
    if value is None:
        assert field.null, field
        return
    if field.kind in (Kind.REF, Kind.ONE):
        assert 1 <= value <= earlier
    elif field.kind is Kind.REFS:
        assert value == sorted(set(value)) and all(1 <= v <= earlier for v in value)
    elif field.kind is Kind.CHOICE:
        assert value in field.choices
    elif field.range:
        low, high = field.range
        number = Decimal(str(value))
        assert low <= number <= high
        assert field.min is None or number >= Decimal(str(field.min))
        assert field.max is None or number <= Decimal(str(field.max))
        if field.kind is Kind.DECIMAL:
            assert -number.as_tuple().exponent == field.places
    elif field.stored_length:
        assert 1 <= len(value) <= field.stored_length
        assert value == value.strip()


def assert_unique(model: Model, rows: list[dict[str, Any]]) -> None:
    sets = [(f.name,) for f in model.fields if f.single_valued] + list(model.unique)
    # What no client writes is empty, or the same in every sample row, as users are.
    unwritten = {
        f.api: None if f.null and f.kind is not Kind.USER else "the same"
        for f in model.fields
        if not f.written or f.kind is Kind.USER
    }
    for names in sets:
        keys = [model.by_name[name].api for name in names]
        values = [tuple((unwritten | row)[key] for key in keys) for row in rows]
        compared = [repr(value) for value in values if None not in value]
        assert len(compared) == len(set(compared)), names


@pytest.mark.parametrize("name", ["shop", "everything", "large"])
def test_the_rows_of_a_spec_obey_it(name: str) -> None:
    assert_rows_obey(toml.load(SPECS / f"{name}.toml"))


OWNED = """[models.Box]
fields.name = "ref(User):default=current"
fields.note = "string(9):optional:readonly:unique"
fields.size = "choice(s,m,l)"
unique = [["name", "size"], ["note", "size"]]
"""
ASSIGNED = """[models.Box]
fields.made_by = "ref(User):default=current:optional"
fields.keeper = "ref(User)"
fields.heir = "ref(User):optional:readonly"
fields.size = "choice(s,m,l)"
unique = [["keeper", "size"], ["heir", "size"], ["made_by", "size"]]
[models.Will]
fields.heir = "ref(User):optional:readonly"
fields.size = "choice(s,m,l)"
unique = [["heir", "size"]]
[models.Watch]
fields.watcher = "ref(User)"
fields.watched = "ref(User):optional"
unique = [["watcher", "watched"]]
"""


@given(text=valid_specs())
@example(text=OWNED)
@example(text=ASSIGNED)
def test_the_rows_of_any_spec_obey_it(text: str) -> None:
    assert_rows_obey(toml.from_toml(text))


def test_the_same_spec_gives_the_same_rows() -> None:
    spec = toml.load(SPECS / "everything.toml")
    assert json.dumps(samples.rows(spec)) == json.dumps(samples.rows(spec))


def test_a_new_model_does_not_change_the_rows_of_another() -> None:
    alone = samples.rows(default_spec())["products"]
    both = toml.from_options(
        [
            "Product name:string(200) price:decimal(10,2) created_at:created",
            "Tag name:string(40):unique",
        ]
    )
    assert samples.rows(both)["products"] == alone


def test_a_field_that_comes_or_goes_does_not_change_the_values_of_others() -> None:
    name, price = "name:string(200)", "price:decimal(10,2)"
    status = "status:choice(draft,live)"

    def made(*fields: str) -> list[dict[str, Any]]:
        spec = toml.from_options([f"Product {' '.join(fields)}"])
        return samples.rows(spec)["products"]

    less = made(name, price)
    assert [
        {"name": r["name"], "price": r["price"]} for r in made(status, name, price)
    ] == less
    assert made(price, name) == [
        {"price": row["price"], "name": row["name"]} for row in less
    ]


@pytest.mark.parametrize(
    ("option", "count"),
    [
        ("Box open:boolean:unique", 2),
        ("Box size:choice(s,m,l):unique", 3),
        ("Box n:integer:unique:min=1:max=5", 5),
        ("Box mark:string(1):unique", 20),
        ("Box name:string(200)", samples.ROWS),
    ],
)
def test_uniqueness_limits_the_number_of_rows(option: str, count: int) -> None:
    spec = toml.from_options([option])
    rows = samples.rows(spec)["boxes"]
    assert len(rows) >= min(count, samples.ROWS)
    assert_rows_obey(spec)


def test_the_article_gets_names_and_prices_of_goods() -> None:
    rows = samples.rows(default_spec())["products"]
    assert len(rows) == samples.ROWS
    assert len({row["name"] for row in rows}) == samples.ROWS
    assert all(3 <= Decimal(row["price"]) <= 250 for row in rows)
