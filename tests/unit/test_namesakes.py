"""What may have been meant as another name, and what surely was not."""

from __future__ import annotations

import pytest

from scaffold.spec import Spec, toml
from scaffold.spec.changes import Place, changes
from scaffold.update import namesakes

BEFORE = (
    "Maker name:string(60):unique",
    "Product name:string(200) price:decimal(10,2):min=0 maker:ref(Maker)",
)


def spec(*models: str) -> Spec:
    return toml.from_options([*models])


def renamed(*models: str) -> dict[Place, str]:
    before, after = spec(*BEFORE), spec(*models)
    return namesakes.only_renamed(before, after, changes(before, after))


@pytest.mark.parametrize(
    ("product", "found"),
    [
        ("cost:decimal(10,2):min=0 maker:ref(Maker)", {("Product", "price"): "cost"}),
        ("price:decimal(10,2):min=0 by:ref(Maker)", {("Product", "maker"): "by"}),
        ("cost:decimal(10,2):min=1 maker:ref(Maker)", {("Product", "price"): "cost"}),
        ("a:decimal(10,2) b:decimal(10,2) maker:ref(Maker)", {}),
        ("cost:integer maker:ref(Maker)", {}),
        ("maker:ref(Maker)", {}),
    ],
)
def test_a_field_that_went_is_one_that_came_with_its_type(
    product: str, found: dict[Place, str]
) -> None:
    assert renamed(BEFORE[0], f"Product name:string(200) {product}") == found


def test_a_model_that_went_is_one_that_came_with_its_fields() -> None:
    product = BEFORE[1].replace("Maker", "Brand")
    assert renamed("Brand name:string(60):unique", product) == {
        ("Maker", None): "Brand"
    }
    assert renamed("Brand name:string(61):unique", product) == {}


def test_the_same_field_of_another_model_is_another() -> None:
    moved = "price:decimal(10,2):min=0"
    after = (f"{BEFORE[0]} {moved}", BEFORE[1].replace(moved, ""))
    assert renamed(*after) == {}


def test_names_that_were_swapped_are_told() -> None:
    after = spec(
        "Product name:string(60):unique",
        "Maker name:string(200) price:decimal(10,2):min=0 maker:ref(Product)",
    )
    (told,) = namesakes.swapped(spec(*BEFORE), after)
    assert told.startswith("Product and Maker are each what the other was")
    numbers = spec("Box low:integer:min=1 high:integer:max=9")
    (told,) = namesakes.swapped(
        numbers, spec("Box low:integer:max=9 high:integer:min=1")
    )
    assert told.startswith("Box.low and Box.high are each")


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        (BEFORE[0], "Product name:string(60) price:string(200) maker:ref(Maker)"),
        ("Maker name:string(60)", BEFORE[1] + ":optional"),
        ("Product name:string(60):unique",),
    ],
)
def test_what_was_not_swapped_is_not_told(after: tuple[str, ...]) -> None:
    assert not [*namesakes.swapped(spec(*BEFORE), spec(*after))]
