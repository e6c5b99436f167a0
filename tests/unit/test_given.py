"""The sample rows that a spec gives: taken as they are, within its rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_samples import assert_rows_obey

from scaffold import samples
from scaffold.spec import edits, toml
from scaffold.spec.changes import changes
from scaffold.spec.faults import SpecError

SHOP = """\
[models.Category]
fields.name   = "string(20):unique"
fields.parent = "ref(Category):optional"
samples.name   = ["Furniture", "Chairs", "Lighting"]
samples.parent = ["", "Furniture", ""]

[models.Product]
fields.name     = "string(20)"
fields.price    = "decimal(6,2):min=0"
fields.category = "ref(Category)"
fields.tags     = "refs(Tag)"
fields.state    = "choice(draft,live):default=draft"
fields.day      = "date:optional"
fields.at       = "datetime"
fields.noon     = "time"
fields.new      = "boolean"
fields.more     = "json"
fields.key      = "uuid:unique"
samples.name     = ["Oak desk", "Lamp", "Stool", "Bench"]
samples.price    = [349, 59.9, 0]
samples.category = ["Furniture", "Lighting", "Chairs", "Furniture"]
samples.tags     = [["sale", "new"], []]
samples.state    = ["live"]
samples.day      = [2026-01-05, ""]
samples.at       = [2026-01-05T08:00:00+02:00, 2026-01-05T08:00:00]
samples.noon     = [12:00:00]
samples.new      = [true, false]
samples.more     = ['{"legs": 4}']
samples.key      = ["5B2F0C1E-97F0-4A53-8A2F-3D1C0A9B1101"]

[models.Tag]
fields.name = "string(20):unique"
samples.name = ["new", "sale"]
"""


def with_line(text: str) -> str:
    """The category of the shop, and a model with what is wrong with it."""
    return SHOP + f"\n[models.Box]\n{text}\n"


def test_rows_have_what_is_given_in_turn() -> None:
    rows = samples.rows(toml.from_toml(SHOP))
    assert rows["categories"] == [
        {"name": "Furniture", "parent_id": None},
        {"name": "Chairs", "parent_id": 1},
        {"name": "Lighting", "parent_id": None},
    ]
    assert rows["tags"] == [{"name": "new"}, {"name": "sale"}]
    first, second, _, last = rows["products"]
    assert first == {
        "name": "Oak desk",
        "price": "349.00",
        "category_id": 1,
        "tag_ids": [1, 2],
        "state": "live",
        "day": "2026-01-05",
        "at": "2026-01-05T06:00:00.000000Z",
        "noon": "12:00:00",
        "new": True,
        "more": {"legs": 4},
        "key": "5b2f0c1e-97f0-4a53-8a2f-3d1c0a9b1101",
    }
    assert (second["price"], second["day"], second["tag_ids"]) == ("59.90", None, [])
    assert second["at"] == "2026-01-05T08:00:00.000000Z"
    # A list that has come to its end begins again, but where no two rows may be alike.
    assert (last["price"], last["new"]) == ("349.00", False)
    assert len({row["key"] for row in rows["products"]}) == 4


def test_more_rows_than_are_given_can_be_asked_for() -> None:
    """As measuring does: the rest are drawn, within the same rules."""
    spec = toml.from_toml(SHOP)
    wanted = {"Category": 150, "Product": 300, "Tag": 120}
    rows = samples.rows(spec, wanted)
    assert {len(rows[k]) for k in ("categories", "products", "tags")} == {150, 300, 120}
    assert len({row["name"] for row in rows["categories"]}) == 150
    assert rows["categories"][:3] == samples.rows(spec)["categories"]
    assert_rows_obey(spec)


def test_a_model_without_samples_has_rows_as_ever() -> None:
    given = toml.from_toml(SHOP + '\n[models.Shelf]\nfields.name = "string(20)"\n')
    alone = toml.from_toml('[models.Shelf]\nfields.name = "string(20)"\n')
    assert samples.rows(given)["shelves"] == samples.rows(alone)["shelves"]


def test_they_survive_printing() -> None:
    spec = toml.from_toml(SHOP)
    assert toml.from_toml(toml.to_toml(spec)) == spec


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('fields.a = "string(3)"\nsamples.a = ["long"]', "is longer than 3 characters"),
        ('fields.a = "string(3)"\nsamples.a = [" a"]', "must not be blank or have"),
        ('fields.a = "string(3)"\nsamples.a = [""]', "must not be blank or have"),
        ('fields.a = "string(3)"\nsamples.a = [3]', "must be text"),
        ('fields.a = "string(3)"\nsamples.a = ["a\\n"]', "holds a control character"),
        ('fields.a = "text"\nsamples.a = ["a\\u0000b"]', "holds a control character"),
        ('fields.a = "email"\nsamples.a = ["nobody"]', "is no email"),
        ('fields.a = "slug"\nsamples.a = ["a b"]', "is no slug"),
        ('fields.a = "uuid"\nsamples.a = ["x"]', "is no uuid"),
        ('fields.a = "json"\nsamples.a = ["{"]', "must be JSON as text"),
        ('fields.a = "choice(b,c)"\nsamples.a = ["d"]', "must be one of the choices"),
        ('fields.a = "boolean"\nsamples.a = ["yes"]', "must be true or false"),
        ('fields.a = "integer"\nsamples.a = [true]', "is no number that integer"),
        ('fields.a = "integer"\nsamples.a = [1.5]', "is no number that integer"),
        ('fields.a = "float"\nsamples.a = [nan]', "is no number that float"),
        ('fields.a = "integer:min=1:max=5"\nsamples.a = [6]', "must be from 1 to 5"),
        ('fields.a = "decimal(4,1)"\nsamples.a = [1.25]', "more than 1 decimal places"),
        ('fields.a = "date"\nsamples.a = ["2026-02-30"]', "is no date"),
        ('fields.a = "datetime"\nsamples.a = ["soon"]', "is no datetime"),
        ('fields.a = "time"\nsamples.a = ["25:00"]', "is no time"),
        (
            'fields.a = "ref(Category)"\nsamples.a = ["Chair"]',
            "is no text that one row",
        ),
        (
            'fields.b = "text"\nfields.a = "refs(Category)"\nsamples.a = ["Chairs"]',
            "must be a list of text",
        ),
        (
            'fields.b = "string(9)"\nfields.a = "ref(Box):optional"\n'
            'samples.b = ["x", "y"]\nsamples.a = ["y"]',
            "must be of an earlier row",
        ),
        ('fields.a = "integer:unique"\nsamples.a = [1, 1]', "is there twice"),
        ('fields.a = "one(Tag)"\nsamples.a = ["new", "new"]', "is there twice"),
        (
            'fields.a = "created"\nfields.b = "text"\nsamples.a = ["x"]',
            "no client writes",
        ),
        ('fields.a = "ref(User)"\nfields.b = "text"\nsamples.a = ["x"]', "the user of"),
        ('fields.name = "text"\nsamples.nam = ["x"]', 'Did you mean "name"?'),
        ('fields.a = "text"\nsamples.a = []', "1 to 100 values"),
        ('fields.a = "text"\nsamples.a = "x"', "must be a list"),
        ('fields.a = "text"\nsamples.a = [{ b = 1 }]', "must be a list"),
        ('fields.a = "text"\nsamples = ["x"]', "must be a table of lists"),
        (
            'fields.a = "string(9)"\nfields.b = "integer"\nunique = [["a", "b"]]\n'
            'samples.a = ["x", "y", "x"]\nsamples.b = [1, 1, 1]',
            "row 3 has the a and b of row 1",
        ),
    ],
)
def test_what_a_row_cannot_hold_is_refused(lines: str, told: str) -> None:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(with_line(lines), "scaffold.toml")
    (fault,) = caught.value.faults
    assert told in str(fault)
    assert f"scaffold.toml, line {fault.line}, models.Box.samples" in str(fault)


def test_a_row_that_is_made_later_cannot_be_named() -> None:
    text = """\
[models.Box]
fields.name = "string(9)"
fields.lid = "ref(Lid):optional"
samples.lid = ["red"]
[models.Lid]
fields.name = "string(9)"
fields.box = "ref(Box)"
samples.name = ["red"]
"""
    with pytest.raises(SpecError, match="rows of Lid are made after those of Box"):
        toml.from_toml(text)


def test_they_follow_a_field_to_its_new_name() -> None:
    text = edits.rename_field(SHOP, "Category", "name", "called")
    assert 'samples.called   = ["Furniture", "Chairs", "Lighting"]' in text
    old, new = toml.from_toml(SHOP), toml.from_toml(text)
    assert samples.rows(new)["categories"][1] == {"called": "Chairs", "parent_id": 1}
    found = changes(old, new, {("Category", "name"): "called"})
    assert found.sentences == ("field Category.name is now called called",)


def test_they_go_with_their_field() -> None:
    text = edits.remove_field(SHOP, "Product", "price")
    assert "price" not in text
    assert toml.from_toml(text)


def test_a_change_of_them_is_told() -> None:
    new = toml.from_toml(SHOP.replace('"Bench"', '"Settle"'))
    found = changes(toml.from_toml(SHOP), new)
    assert found.sentences == ("samples of Product has changed",)
    assert found.slug == "scaffold_update"


def test_no_spec_of_the_tests_lost_its_rows() -> None:
    """Fields have the rows that they had before there were samples."""
    spec = toml.load(Path(__file__).parents[1] / "specs" / "shop.toml")
    rows = samples.rows(spec)
    assert {len(each) for each in rows.values()} == {samples.ROWS}
