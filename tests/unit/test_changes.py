"""What an edited spec changed: in plain words, and as the name of a migration."""

import pytest
from hypothesis import given

from scaffold.spec import edits, toml
from scaffold.spec.changes import Changes, Place, changes
from strategies import valid_specs

SHOP = """\
title = "Shop"

[models.Product]
fields.name = "string(200)"
fields.price = "decimal(10,2)"
fields.tags = "refs(Tag)"
list = ["name", "price"]
ordering = ["-price"]
unique = [["name", "price"]]
label = "{name}"

[models.Tag]
fields.name = "string(40):unique"
"""
REVIEW = '[models.Review]\nfields.product = "ref(Product)"\nfields.stars = "integer"\n'


def changed(
    new: str, renamed: dict[Place, str] | None = None, old: str = SHOP
) -> Changes:
    return changes(toml.from_toml(old), toml.from_toml(new), renamed)


@pytest.mark.parametrize(
    ("new", "sentence", "slug"),
    [
        (SHOP + REVIEW, "model Review is new", "review"),
        (
            SHOP.replace("fields.tags", 'fields.weight = "float"\nfields.tags'),
            "field Product.weight is new",
            "product_weight",
        ),
        (
            SHOP.replace('fields.tags = "refs(Tag)"\n', ""),
            "field Product.tags is gone",
            "remove_product_tags",
        ),
        (
            SHOP.replace("decimal(10,2)", "decimal(12,2)"),
            "field Product.price was decimal(10,2) and is decimal(12,2)",
            "change_product_price",
        ),
        (
            SHOP.replace('unique = [["name", "price"]]\n', ""),
            "unique of Product has changed",
            "change_product_unique",
        ),
        (
            SHOP.replace('["-price"]', '["price"]'),
            "ordering of Product has changed",
            "scaffold_update",
        ),
        (
            SHOP.replace('title = "Shop"', 'title = "Store"'),
            "title has changed",
            "scaffold_update",
        ),
    ],
)
def test_one_change_is_one_sentence_and_names_the_migration(
    new: str, sentence: str, slug: str
) -> None:
    found = changed(new)
    assert found.sentences == (sentence,)
    assert found.slug == slug


def test_a_rename_is_told_as_one_with_all_that_follows_from_it() -> None:
    new = edits.rename_field(SHOP, "Product", "price", "unit_price")
    found = changed(new, {("Product", "price"): "unit_price"})
    assert found.sentences == ("field Product.price is now called unit_price",)
    assert found.slug == "rename_product_price_unit_price"
    assert not (found.added_fields or found.removed_fields or found.changed_fields)


def test_a_renamed_model_is_told_as_one_where_it_is_referred_to() -> None:
    found = changed(edits.rename_model(SHOP, "Tag", "Label"), {("Tag", None): "Label"})
    assert found.sentences == ("model Tag is now called Label",)
    assert found.slug == "rename_tag_label"


def test_a_model_and_a_field_of_it_are_renamed_at_once() -> None:
    new = edits.rename_field(SHOP, "Product", "price", "cost")
    new = edits.rename_model(new, "Product", "Item")
    renamed: dict[Place, str] = {
        ("Product", None): "Item",
        ("Product", "price"): "cost",
    }
    found = changed(new, renamed)
    assert len(found.sentences) == 2
    assert not (found.added_models or found.removed_models or found.changed_fields)


def test_a_rename_that_is_not_told_is_something_new_and_something_gone() -> None:
    found = changed(edits.rename_field(SHOP, "Product", "price", "cost"))
    assert found.added_fields == (("Product", "cost"),)
    assert found.removed_fields == (("Product", "price"),)


def test_several_changes_are_joined_while_their_name_is_short() -> None:
    words = ["Review stars:integer", "Product.weight:float"]
    found = changed(edits.add(SHOP, words))
    assert found.slug == "review_product_weight"
    assert found.added_models == ("Review",)
    assert found.added_fields == (("Product", "weight"),)
    more = edits.add(SHOP, [*words, "Product.a_rather_long_name:float"])
    assert changed(more).slug == "review_product_weight_and_1_more"


def test_one_long_name_is_cut_between_words() -> None:
    words = ["Product.preferred_shipping_method_of_customers:float"]
    assert changed(edits.add(SHOP, words)).slug == (
        "product_preferred_shipping_method_of"
    )
    long = changed(edits.add(SHOP, [*words, "Product.weight:float"]))
    assert long.slug == "product_preferred_shipping_and_1_more"


def test_a_removed_model_is_told_without_its_fields() -> None:
    found = changed(SHOP, old=SHOP + REVIEW)
    assert found.sentences == ("model Review is gone",)
    assert (found.slug, found.removed_models) == ("remove_review", ("Review",))
    assert found.removed_fields == ()


@given(text=valid_specs())
def test_a_spec_that_is_the_same_has_not_changed(text: str) -> None:
    found = changed(text, old=text)
    assert (found.sentences, found.slug) == ((), "scaffold_update")
