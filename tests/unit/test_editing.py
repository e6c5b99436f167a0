"""Changes of a scaffold.toml in its own text: what is not changed stays, to the byte."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scaffold.spec import changes, edits, grammar, toml
from scaffold.spec.faults import SpecError
from scaffold.spec.model import Model
from scaffold.spec.toml_text import toml_value
from strategies import BAD_FIELDS, field_names, model_names, valid_specs

SPECS = sorted((Path(__file__).parents[1] / "specs").rglob("*.toml"))
SHOP = """\
title = "Shop"   # ours

# What we sell.
[models.Product]
fields.name   = "string(200)"  # as on the box
# In euros.
fields.price  = 'decimal(10,2):min=0'
fields.tags   = "refs( Tag )"
fields.code   = "slug"
list     = ["name", "price", 'code']   # columns
search   = ["code"]
ordering = [
  "-price",  # dear first
  '-code',
]
unique   = [["name", "code"], ["price", "name", "code"]]
indexes  = [ ["price", "code"] ]
label    = "{name} ({code})"  # a row

# How we sort it.
[models.Tag]
fields.name    = "string(40):unique"
fields.parent  = { type = "ref", model = "Tag", optional = true, related = "subtags" }
fields.product = "ref(Product):optional"
"""
#: The same model with fields a and b in every layout, and how a field c is added.
LAYOUTS = {
    "dotted": (
        '[models.Box]\nfields.a = "text" # 1\nfields.b = "text" # 2\nlist = ["a"]\n',
        '[models.Box]\nfields.a = "text" # 1\nfields.b = "text" # 2\n'
        'fields.c = "date:optional"\nlist = ["a"]\n',
    ),
    "aligned": (
        '[models.Box]\nfields.a      = "text"\nfields.longer = "text"\nlist = ["a"]\n',
        '[models.Box]\nfields.a      = "text"\nfields.longer = "text"\n'
        'fields.c      = "date:optional"\nlist = ["a"]\n',
    ),
    "tight": (
        '[models.Box]\nfields.a="text"\n',
        '[models.Box]\nfields.a="text"\nfields.c="date:optional"\n',
    ),
    "indented": (
        '[models.Box]\n  list = ["a"]\n  fields.a = "text"\n',
        '[models.Box]\n  list = ["a"]\n  fields.a = "text"\n'
        '  fields.c = "date:optional"\n',
    ),
    "table": (
        '[models.Box]\nlist = ["a"]\n\n[models.Box.fields]\na = "text"\n\n'
        '[models.Lid]\nfields.a = "text"\n',
        '[models.Box]\nlist = ["a"]\n\n[models.Box.fields]\na = "text"\n'
        'c = "date:optional"\n\n[models.Lid]\nfields.a = "text"\n',
    ),
    "table before the model": (
        '[models.Box.fields]\na = "text"\n\n[models.Box]\nlist = ["a"]\n',
        '[models.Box.fields]\na = "text"\nc = "date:optional"\n\n'
        '[models.Box]\nlist = ["a"]\n',
    ),
    "long": (
        '[models.Box.fields.a]\ntype = "text"\n\n[models.Lid]\nfields.a = "text"\n',
        '[models.Box.fields.a]\ntype = "text"\n\n[models.Box.fields.c]\ntype = "date"\n'
        'optional = true\n\n[models.Lid]\nfields.a = "text"\n',
    ),
    "long with a table of its own": (
        '[models.Box.fields.a]\ntype = "choice"\n[models.Box.fields.a.choices]\n'
        'x = "X"\n',
        '[models.Box.fields.a]\ntype = "choice"\n[models.Box.fields.a.choices]\n'
        'x = "X"\n\n[models.Box.fields.c]\ntype = "date"\noptional = true\n',
    ),
    "long behind short": (
        '[models.Box]\nfields.a = "text"\n[models.Box.fields.b]\ntype = "text"\n',
        '[models.Box]\nfields.a = "text"\n[models.Box.fields.b]\ntype = "text"\n\n'
        '[models.Box.fields.c]\ntype = "date"\noptional = true\n',
    ),
    "long and dotted": (
        '[models.Box]\nfields.a.type = "text"\nfields.a.optional = true\n',
        '[models.Box]\nfields.a.type = "text"\nfields.a.optional = true\n'
        'fields.c = "date:optional"\n',
    ),
    "long on one line": (
        '[models.Box]\nfields.a = { type = "choice", choices = { x = "X" } }\n',
        '[models.Box]\nfields.a = { type = "choice", choices = { x = "X" } }\n'
        'fields.c = "date:optional"\n',
    ),
    "inline": (
        '[models.Box]\nfields = {a = "text", b = {type = "text"}}\nlist = ["a"]\n',
        '[models.Box]\nfields = {a = "text", b = {type = "text"}, '
        'c = "date:optional"}\nlist = ["a"]\n',
    ),
    "inline model": (
        '[models]\nBox = { fields = { a = "text" }, list = ["a"] }\n',
        '[models]\nBox = { fields = { a = "text", c = "date:optional" }, '
        'list = ["a"] }\n',
    ),
    "inline and dotted": (
        'models = { Box = { fields.a = "text", list = ["a"] } }\n',
        'models = { Box = { fields.a = "text", fields.c = "date:optional", '
        'list = ["a"] } }\n',
    ),
    "dotted from the top": (
        'models.Box.fields.a = "text"\ntitle = "Boxes"\n',
        'models.Box.fields.a = "text"\nmodels.Box.fields.c = "date:optional"\n'
        'title = "Boxes"\n',
    ),
    "below models": (
        '[models]\nBox.fields.a = "text"\nBox.list = ["a"]\n',
        '[models]\nBox.fields.a = "text"\nBox.fields.c = "date:optional"\n'
        'Box.list = ["a"]\n',
    ),
    "quoted": (
        '[models."Box"]\n"fields" . \'a\' = "text"\n',
        '[models."Box"]\n"fields" . \'a\' = "text"\n"fields" . c = "date:optional"\n',
    ),
    "no last line end": (
        '[models.Box]\nfields.a = "text"',
        '[models.Box]\nfields.a = "text"\nfields.c = "date:optional"',
    ),
}
in_every_layout = pytest.mark.parametrize(
    ("text", "more"), LAYOUTS.values(), ids=LAYOUTS.keys()
)


def said(edit: Callable[[], object]) -> str:
    """What an edit that is refused says."""
    with pytest.raises(SpecError) as caught:
        edit()
    return caught.value.format_message()


# Adding


@in_every_layout
def test_a_field_is_added_in_the_layout_of_the_others(text: str, more: str) -> None:
    assert edits.add(text, ["Box.c:date:optional"]) == more
    assert [*toml.from_toml(more).by_name["Box"].by_name][-1] == "c"


@in_every_layout
def test_an_added_field_removed_leaves_the_old_text(text: str, more: str) -> None:
    assert edits.remove_field(more, "Box", "c") == text


@in_every_layout
def test_a_model_added_and_removed_leaves_the_old_text(text: str, more: str) -> None:
    """It is the last one, whatever the layout of the others is."""
    added = edits.add(text, ["Review box:ref(Box) stars:integer:min=1"])
    spec, old = toml.from_toml(added), toml.from_toml(text)
    assert spec.models[:-1] == old.models
    assert [*spec.models[-1].by_name] == ["box", "stars"]
    assert edits.remove_model(added, "Review") == text


@in_every_layout
def test_a_field_renamed_there_and_back_leaves_the_old_text(
    text: str, more: str
) -> None:
    renamed = edits.rename_field(text, "Box", "a", "other")
    assert toml.from_toml(renamed) == changes.with_new_name(
        toml.from_toml(text), ("Box", "a"), "other"
    )
    assert edits.rename_field(renamed, "Box", "other", "a") == text


@in_every_layout
def test_a_model_renamed_there_and_back_leaves_the_old_text(
    text: str, more: str
) -> None:
    renamed = edits.rename_model(text, "Box", "Chest")
    assert [m.name for m in toml.from_toml(renamed).models][0] == "Chest"
    assert edits.rename_model(renamed, "Chest", "Box") == text


@in_every_layout
def test_a_file_with_other_line_ends_and_a_mark_keeps_them(
    text: str, more: str
) -> None:
    def other(text: str) -> str:
        return "\ufeff" + text.replace("\n", "\r\n")

    assert edits.add(other(text), ["Box.c:date:optional"]) == other(more)
    assert edits.remove_field(other(more), "Box", "c") == other(text)
    added = edits.add(text, ["Review box:ref(Box)"])
    assert edits.add(other(text), ["Review box:ref(Box)"]) == other(added)
    assert edits.remove_model(other(added), "Review") == other(text)


def test_a_new_model_stands_behind_the_last_one_after_a_blank_line() -> None:
    words = ["Review product:ref(Product) stars:integer:min=1:max=5"]
    assert edits.add(SHOP, words) == SHOP + (
        "\n[models.Review]\n"
        'fields.product = "ref(Product)"\n'
        'fields.stars   = "integer:min=1:max=5"\n'
    )


def test_models_and_fields_are_added_together_in_any_order() -> None:
    words = ["Review.note:text", "Product.review:ref(Review):optional", "Review a:text"]
    spec = toml.from_toml(edits.add(SHOP, words))
    assert [*spec.by_name["Review"].by_name] == ["a", "note"]
    assert spec.by_name["Product"].fields[-1].target == "Review"


def test_what_a_person_quotes_is_kept() -> None:
    text = edits.add(SHOP, ['Tag.note:string(20):default="in stock: yes"'])
    assert text.endswith("fields.note    = 'string(20):default=\"in stock: yes\"'\n")


def test_a_name_longer_than_its_column_makes_that_wider() -> None:
    text = (
        "[models.Pen.fields]\nname   = 'text'  # a\nweight = 'text'\n\n[models.Box]\n"
    )
    text += "fields.a = 'text'\n"
    new = edits.add(text, ["Pen.description:text"])
    assert new == text.replace("   = ", "        = ").replace(
        "weight = 'text'\n", "weight      = 'text'\ndescription = \"text\"\n"
    )


def test_names_that_stand_in_no_column_do_not_move_for_a_longer_one() -> None:
    """Those of one length, or each with one space, or none."""
    for rows in ("aa = 'text'\nbb = 'text'", "a = 'text'\nbb = 'text'", "a='text'"):
        text = f"[models.Pen.fields]\n{rows}\n"
        new = edits.add(text, ["Pen.description:text"])
        assert new.startswith(text) and len(new.splitlines()) == rows.count("\n") + 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], 'there is nothing to add. Name a field, for example "Product.note:'),
        (["  "], "there is nothing to add."),
        (
            ["Product stars:integer name:text"],
            "Product: there is a model of this name already. Add its fields by "
            'themselves: "Product.stars:integer".',
        ),
        (["Product name:text"], "already. Leave it out."),
        (["Product a:foo b:text"], 'by themselves: "Product.b:text".'),
        (
            ["Product.price:text"],
            "Product.price: there is a field of this name already. To change it, edit "
            "shop.toml.",
        ),
        (
            ["Prodcut.weight:text"],
            'Prodcut.weight: there is no model "Prodcut". Did you mean "Product"?',
        ),
        (
            ["Product.weight:strng(20)"],
            'Product.weight: "strng" is not a type. Did you mean "string"?',
        ),
        (["Product.weight:varchar"], 'Write "string(200)".'),
        (["Product.weight"], 'Product.weight: has no type. Write "Product.weight:'),
        (["Product.weight float"], 'Write "Product.weight:float".'),
        (["Product.a.b:text"], '"Product.a.b" names no field of a model.'),
        ([".b:text"], '".b" names no field of a model.'),
        (["Product.:text"], '"Product." names no field of a model.'),
        (["Review"], "Review: has no field."),
        (["Review a"], 'Review.a: "a" has no type.'),
        (["Review a:text a:text"], "Review.a: is there twice."),
        (["Review a:text", "Review b:text"], "Review: is there twice."),
        (["Review a:text", "Review.a:text"], "Review.a: is there twice."),
        (["Product.a:text", "Product.a:date"], "Product.a: is there twice."),
        (["Product.class:text"], 'Product.class: "class" is a Python keyword.'),
        (["Product.x y:text"], "there is no colon"),
        (['Product.a"b:text'], "Product.a:"),
        (["review a:text"], 'review: "review" is not a model name.'),
        (["Review tag:ref(Tga)"], 'Review.tag: there is no model "Tga".'),
        (
            ["Review a varchar"],
            'Review.a: there is no colon between "a" and "varchar". '
            'Write "string(200)".',
        ),
        (['Review a:text:default="x'], "Review: a quote is not closed."),
        (["Review a:string(20"], "a parenthesis is not closed"),
        (["Product.a:string(20"], "Product.a: a parenthesis is not closed"),
    ],
)
def test_what_cannot_be_added_is_told_at_the_word(words: list[str], says: str) -> None:
    assert says in said(lambda: edits.add(SHOP, words, "shop.toml"))


def test_all_faults_of_all_words_are_told_at_once() -> None:
    words = ["Product.price:text", "Tga.a:text", "Tag.b:strng", "Review c:foo"]
    told = said(lambda: edits.add(SHOP, words))
    assert "line" not in told
    for place in ("Product.price:", "Tga.a:", "Tag.b:", "Review.c:"):
        assert place in told
    assert told.endswith("4 faults.")


@pytest.mark.parametrize("kind", BAD_FIELDS)
@pytest.mark.parametrize("layout", ["dotted", "long", "inline"])
def test_a_field_that_is_refused_in_a_file_is_refused_after_add(
    kind: str, layout: str
) -> None:
    text = LAYOUTS[layout][0]
    spec = toml.from_toml(text)
    typed = kind.replace("Product", "Box")
    try:
        field = grammar.parse("c", typed)
    except SpecError:
        assert "Box.c" in said(lambda: edits.add(text, [f"Box.c:{typed}"]))
        return
    try:
        more = edits.add(text, [f"Box.c:{typed}"])
    except SpecError as error:
        assert "Box.c" in error.format_message()
    else:
        assert toml.from_toml(more).by_name["Box"].fields == (
            *spec.by_name["Box"].fields,
            field,
        )


@pytest.mark.parametrize("kind", [*BAD_FIELDS, "varchar(20)", "ForeignKey"])
def test_what_is_suggested_for_a_word_is_taken(kind: str) -> None:
    with pytest.raises(SpecError) as caught:
        edits.add(SHOP, [f"Product.c:{kind}"])
    for fault in caught.value.faults:
        if fault.suggestion and isinstance(fault.suggestion.value, str):
            edits.add(SHOP, [f"Product.c:{fault.suggestion.value}"])


def test_a_file_with_faults_is_told_before_anything_is_changed() -> None:
    told = said(lambda: edits.add("[models.Box]\nfields.a = 'foo'", ["B c:text"], "s"))
    assert told.startswith("s, line 2, models.Box.fields.a:")


# Renaming


def test_a_renamed_field_is_followed_everywhere_and_nothing_else_is_touched() -> None:
    text = edits.rename_field(SHOP, "Product", "code", "sku")
    assert text == (
        SHOP.replace("fields.code  ", "fields.sku   ")  # the signs stay in a column
        .replace("'code'", "'sku'")
        .replace('"code"', '"sku"')
        .replace("'-code'", "'-sku'")
        .replace("{code}", "{sku}")
    )
    assert edits.rename_field(text, "Product", "sku", "code") == SHOP


def test_a_renamed_model_is_followed_in_the_short_form_and_the_long() -> None:
    text = edits.rename_model(SHOP, "Tag", "Label")
    assert text == (
        SHOP.replace("[models.Tag]", "[models.Label]")
        .replace("refs( Tag )", "refs( Label )")
        .replace('model = "Tag"', 'model = "Label"')
    )
    assert edits.rename_model(text, "Label", "Tag") == SHOP


def test_a_name_that_no_column_has_room_for_moves_no_other_line() -> None:
    text = edits.rename_field(SHOP, "Product", "code", "article_code")
    assert 'fields.article_code   = "slug"\n' in text
    assert "fields.price  = " in text
    assert edits.rename_field(text, "Product", "article_code", "code") == SHOP


def test_names_of_the_way_back_and_words_of_people_stay() -> None:
    text = (
        "[models.Tag]\nfields.up = 'ref(Tag):optional:related=tags:help=\"(Tag) a\"'\n"
        'title = "Tag"\n'
    )
    renamed = edits.rename_model(text, "Tag", "Label")
    assert renamed == text.replace("models.Tag", "models.Label").replace(
        "ref(Tag)", "ref(Label)"
    )


def test_a_name_that_is_written_with_escapes_is_found_too() -> None:
    text = (
        '[models."T\\u0061g"]\nfields.up = "ref(T\\u0061g):optional"\n'
        'fields.a = "string(9)"\nlist = ["\\u0061"]\nlabel = "\\u007ba}"\n'
    )
    renamed = edits.rename_field(text, "Tag", "a", "b")
    renamed = edits.rename_model(renamed, "Tag", "Label")
    old = changes.with_new_name(toml.from_toml(text), ("Tag", "a"), "b")
    assert toml.from_toml(renamed) == changes.with_new_name(old, ("Tag", None), "Label")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            lambda: edits.rename_model(SHOP, "Prodcut", "Item"),
            'Prodcut: there is no model "Prodcut". Did you mean "Product"?',
        ),
        (
            lambda: edits.rename_model(SHOP, "Product", "Tag"),
            "Tag: there is a model of this name already.",
        ),
        (
            lambda: edits.rename_model(SHOP, "Tag", "Tag"),
            "Tag: this model has that name already.",
        ),
        (
            lambda: edits.rename_model(SHOP, "Tag", "User"),
            "User: ",
        ),
        (
            lambda: edits.rename_model(SHOP, "Tag", 'a "b'),
            "is not a model name.",
        ),
        (
            lambda: edits.rename_field(SHOP, "Tga", "name", "title"),
            'Tga: there is no model "Tga". Did you mean "Tag"?',
        ),
        (
            lambda: edits.rename_field(SHOP, "Tag", "nmae", "title"),
            'Tag.nmae: Tag has no field "nmae". Did you mean "name"?',
        ),
        (
            lambda: edits.rename_field(SHOP, "Product", "code", "price"),
            "Product.price: there is a field of this name already.",
        ),
        (
            lambda: edits.rename_field(SHOP, "Product", "code", "class"),
            'Product.class: "class" is a Python keyword. Choose another, for example '
            '"product_class".',
        ),
        (
            lambda: edits.rename_field(SHOP, "Product", "code", "a}b\n"),
            "is not a field name. Choose another, for example",
        ),
        (lambda: edits.rename_field(SHOP, "Product", "code", ""), "not a field name"),
        (
            lambda: edits.rename_model(SHOP, "Product", "product"),
            '"product" is not a model name. Choose another name.',
        ),
    ],
)
def test_a_rename_that_is_refused_says_why_and_what_to_do(
    edit: Callable[[], object], says: str
) -> None:
    told = said(edit)
    assert says in told
    assert "\n" not in told
    assert "and change it in" not in told


# Removing


def test_a_removed_field_takes_its_comment_and_every_mention_along() -> None:
    assert edits.remove_field(SHOP, "Product", "price") == (
        SHOP.replace("# In euros.\nfields.price  = 'decimal(10,2):min=0'\n", "")
        .replace('"name", "price", ', '"name", ')
        .replace('  "-price",  # dear first\n', "")
        .replace(', ["price", "name", "code"]', "")  # it is what the first set is
        .replace('indexes  = [ ["price", "code"] ]\n', "")
    )


def test_a_list_that_would_be_empty_goes_itself() -> None:
    text = SHOP.replace('label    = "{name} ({code})"  # a row\n', "")
    spec = toml.from_toml(edits.remove_field(text, "Product", "code"))
    product = spec.by_name["Product"]
    assert (product.search, product.indexes) == (None, ())
    assert (product.list, product.ordering) == (("name", "price"), ("-price",))
    assert product.unique == (("price", "name"),)


def test_a_list_that_was_empty_stays() -> None:
    text = '[models.Box]\nfields.a = "text"\nfields.b = "text"\nsearch = []\n'
    assert edits.remove_field(text, "Box", "b").endswith("search = []\n")


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ('["a", "b", "c"]', '["a", "c"]'),
        ('["b", "c"]', '["c"]'),
        ('["a", "b"]', '["a"]'),
        ('[ "a", "b", ]', '[ "a", ]'),
        ('[\n  "a",\n  "b",  # why\n  "c"\n]', '[\n  "a",\n  "c"\n]'),
        ('[\n  "a",\n  "b"\n]', '[\n  "a",\n]'),
        ('[\n  "b"\n  , "c"\n]', '[\n  "c"\n]'),
        ('[\n  "a"\n  , "b"\n]', '[\n  "a"\n]'),
    ],
)
def test_an_item_goes_with_its_comma_however_a_list_is_written(
    listed: str, left: str
) -> None:
    fields = "".join(f'fields.{name} = "string(9)"\n' for name in "abc")
    text = f"[models.Box]\n{fields}list = {listed}\n"
    assert edits.remove_field(text, "Box", "b") == (
        text.replace('fields.b = "string(9)"\n', "").replace(listed, left)
    )


def test_neighbours_in_one_table_on_one_line_go_together() -> None:
    text = (
        'models = { Box = { list = ["b"], fields.b = "text", fields.a = "text", '
        'search = ["b"], filters = [] } }\n'
    )
    assert edits.remove_field(text, "Box", "b") == (
        'models = { Box = { fields.a = "text", filters = [] } }\n'
    )


def test_a_removed_model_takes_its_comment_along() -> None:
    text = edits.remove_field(SHOP, "Product", "tags")
    assert edits.remove_model(text, "Tag") == text[: text.index("\n# How we sort it.")]


def test_a_comment_that_a_blank_line_parts_stays_and_so_does_that_of_the_file() -> None:
    text = (
        '# Ours.\n[models.Pot]\nfields.x = "text"\n\n# Apart.\n\n[models.Pan]\n'
        '# Apart too.\n\nfields.x = "text"\nfields.y = "text"\n'
    )
    assert edits.remove_model(text, "Pot").startswith("# Ours.\n")
    assert "# Apart.\n" in edits.remove_model(text, "Pan")
    assert "# Apart too.\n" in edits.remove_field(text, "Pan", "x")


def test_the_first_model_leaves_no_blank_line_at_the_top() -> None:
    text = '[models.Pot]\nfields.x = "text"\n\n[models.Pan]\nfields.x = "text"\n'
    assert edits.remove_model(text, "Pot") == '[models.Pan]\nfields.x = "text"\n'


def test_what_stood_between_blank_lines_leaves_one_of_them() -> None:
    text = (
        '[models.Pot]\nfields.x = "text"\n\n# Heavy.\nfields.y = "text"\n\n'
        'fields.z = "text"\n'
    )
    left = '[models.Pot]\nfields.x = "text"\n\nfields.z = "text"\n'
    assert edits.remove_field(text, "Pot", "y") == left


def test_the_end_of_a_text_of_many_lines_is_no_comment() -> None:
    text = (
        '[models.Pot]\nfields.x = "text"\nfields.y = """\ntext:help="\\\n'
        '# 1\\""""\nfields.z = "text"\n'
    )
    tomllib.loads(text)
    left = edits.remove_field(text, "Pot", "z")
    assert left == text.replace('fields.z = "text"\n', "")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            lambda: edits.remove_model(SHOP, "Tga"),
            'Tga: there is no model "Tga". Did you mean "Tag"?',
        ),
        (
            lambda: edits.remove_model(SHOP, "Product"),
            "Product: Tag.product refers to it. Remove that first.",
        ),
        (
            lambda: edits.remove_model('[models.Pot]\nfields.x = "text"\n', "Pot"),
            "Pot: is the only model. Add another one first.",
        ),
        (
            lambda: edits.remove_field(SHOP, "Product", "name"),
            "Product.name: the label of Product mentions it. Change label in "
            "scaffold.toml first.",
        ),
        (
            lambda: edits.remove_field('[models.Pot]\nfields.x = "text"\n', "Pot", "x"),
            "Pot.x: is the only field of Pot. Add another one first.",
        ),
        (
            lambda: edits.remove_field(SHOP, "Tag", "nmae"),
            'Tag.nmae: Tag has no field "nmae". Did you mean "name"?',
        ),
        (
            lambda: edits.remove_field(
                '[models.Pot]\nfields.x = "text"\nfields.y = "refs(Pot)"\n', "Pot", "x"
            ),
            "Pot: a list needs a column; many-to-many fields cannot be one. Add a field",
        ),
    ],
)
def test_what_cannot_be_removed_says_what_to_do_first(
    edit: Callable[[], object], says: str
) -> None:
    assert says in said(edit)


def test_all_who_refer_to_a_model_are_named() -> None:
    text = edits.add(SHOP, ["Review product:ref(Product)"])
    told = said(lambda: edits.remove_model(text, "Product"))
    assert "Tag.product refers to it. Remove that first." in told
    assert "Review.product refers to it. Remove Review first." in told


# What a person typed


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Product", ("Product", None)),
        (" Product.price ", ("Product", "price")),
        ("product.price", ("product", "price")),
    ],
)
def test_a_place_is_a_model_or_a_field_of_one(typed: str, place: object) -> None:
    assert edits.place_of(typed) == place


@pytest.mark.parametrize(
    "typed", ["price", "Product.price.x", "", ".", "Product.", ".x", "A b", "A.b:text"]
)
def test_anything_else_is_no_place(typed: str) -> None:
    told = said(lambda: edits.place_of(typed))
    assert told == (
        f'"{typed}" names no model and no field. Write a model as "Product", a field '
        'of it as "Product.price".'
    )


# Any spec


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_field_and_model_of_our_specs_is_renamed_there_and_back(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    spec = toml.from_toml(text)
    for model in spec.models[:12]:
        renamed = edits.rename_model(text, model.name, "Qwertz")
        assert edits.rename_model(renamed, "Qwertz", model.name) == text
        field = model.fields[-1].name
        renamed = edits.rename_field(text, model.name, field, "qwertz")
        assert edits.rename_field(renamed, model.name, "qwertz", field) == text


def test_tomlkit_would_move_what_stands_between() -> None:
    """Why the text is cut by us: tomlkit parts a comment from the field below it."""
    import tomlkit

    document = tomlkit.parse(SHOP)
    fields = document["models"]["Product"]["fields"]  # type: ignore[index]
    fields["weight"] = "float"  # type: ignore[index]
    assert [*toml.from_toml(document.as_string()).by_name["Product"].by_name][1] == (
        "weight"
    )


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_tomlkit_reads_and_prints_our_specs_unchanged(path: Path) -> None:
    import tomlkit

    text = path.read_text("utf-8")
    assert tomlkit.parse(text).as_string() == text


@st.composite
def written_specs(draw: st.DrawFn) -> str:
    """Any valid spec, each model in any layout, with comments and blank lines."""
    head, *_ = (text := draw(valid_specs(most=3))).split("\n[models.", 1)
    spec, models = toml.from_toml(text), tomllib.loads(text)["models"]

    def value(name: str, model: Model) -> object:
        is_short = draw(st.booleans())
        return models[model.name]["fields"][name] if is_short else long(name, model)

    def long(name: str, model: Model) -> dict[str, object]:
        return grammar.to_table(model.by_name[name])

    def end() -> str:
        return draw(st.sampled_from(["\n", "\n", "  # why\n", "\n# apart\n\n"]))

    if draw(st.integers(0, 5)) == 0:
        return f"{head}\nmodels = {toml_value(models)}" + draw(
            st.sampled_from(["", "\n", "\n\n"])
        )
    for model in spec.models:
        name, table = model.name, models[model.name]
        keys = [(k, v) for k, v in table.items() if k != "fields"]
        said = "".join(f"{k} = {toml_value(v)}{end()}" for k, v in keys)
        match draw(st.sampled_from(["dotted", "aligned", "table", "long", "inline"])):
            case "inline":
                fields = {field: value(field, model) for field in model.by_name}
                head += f"\n[models.{name}]\nfields = {toml_value(fields)}\n{said}"
            case "long":
                head += f"\n[models.{name}]\n{said}"
                for field in model.by_name:
                    head += f"[models.{name}.fields.{field}]{end()}"
                    for word, v in long(field, model).items():
                        head += f"{word} = {toml_value(v)}{end()}"
            case "table":
                head += f"\n[models.{name}]\n{said}[models.{name}.fields]\n"
                for field in model.by_name:
                    head += f"{field} = {toml_value(value(field, model))}{end()}"
            case layout:
                width = 41 if layout == "aligned" else 0
                head += f"\n[models.{name}]{end()}"
                for field in model.by_name:
                    v = toml_value(value(field, model))
                    head += f"fields.{field:<{width}} = {v}{end()}"
                head += said
    assert toml.from_toml(head) == spec
    return head


KINDS = ["text:optional", "string(20):title=\"A 'b'\"", "date", "json:optional"]


def model_of(data: st.DataObject, text: str) -> Model:
    return data.draw(st.sampled_from(toml.from_toml(text).models))


@given(text=written_specs(), data=st.data())
def test_a_field_added_to_any_spec_is_all_that_changes(
    text: str, data: st.DataObject
) -> None:
    model = model_of(data, text)
    name, kind = data.draw(field_names()), data.draw(st.sampled_from(KINDS))
    try:
        added = edits.add(text, [f"{model.name}.{name}:{kind}"])
    except SpecError:
        assume(False)
    old, new = toml.from_toml(text), toml.from_toml(added)
    fields = (*model.fields, grammar.parse(name, kind))
    assert new.by_name == old.by_name | {model.name: replace(model, fields=fields)}
    assert [*new.by_name] == [*old.by_name]
    assert edits.remove_field(added, model.name, name) == text


@given(text=written_specs(), name=model_names(), data=st.data())
def test_a_model_added_to_any_spec_is_all_that_changes(
    text: str, name: str, data: st.DataObject
) -> None:
    target = model_of(data, text).name
    try:
        added = edits.add(text, [f"{name} x:text y:refs({target})"])
    except SpecError:
        assume(False)
    old, new = toml.from_toml(text), toml.from_toml(added)
    assert new.models[:-1] == old.models
    assert [*new.models[-1].by_name] == ["x", "y"]
    assert edits.remove_model(added, name) == text


@given(text=written_specs(), name=field_names(), data=st.data())
def test_a_field_of_any_spec_is_renamed_there_and_back(
    text: str, name: str, data: st.DataObject
) -> None:
    model = model_of(data, text)
    old = data.draw(st.sampled_from(model.fields)).name
    try:
        renamed = edits.rename_field(text, model.name, old, name)
    except SpecError:
        assume(False)
    expected = changes.with_new_name(toml.from_toml(text), (model.name, old), name)
    assert toml.from_toml(renamed) == expected
    assert edits.rename_field(renamed, model.name, name, old) == text


@given(text=written_specs(), name=model_names(), data=st.data())
def test_a_model_of_any_spec_is_renamed_there_and_back(
    text: str, name: str, data: st.DataObject
) -> None:
    old = model_of(data, text).name
    try:
        renamed = edits.rename_model(text, old, name)
    except SpecError:
        assume(False)
    expected = changes.with_new_name(toml.from_toml(text), (old, None), name)
    assert toml.from_toml(renamed) == expected
    assert edits.rename_model(renamed, name, old) == text


@given(text=written_specs(), data=st.data())
def test_a_field_removed_from_any_spec_leaves_all_others(
    text: str, data: st.DataObject
) -> None:
    """Or is refused, with a reason that names its model."""
    model = model_of(data, text)
    name = data.draw(st.sampled_from(model.fields)).name
    try:
        left = edits.remove_field(text, model.name, name)
    except SpecError as error:
        assert model.name in error.format_message()
        return
    old, new = toml.from_toml(text), toml.from_toml(left)
    assert [*new.by_name] == [*old.by_name]
    for other in old.models:
        fields = tuple(
            f for f in other.fields if (other.name, f.name) != (model.name, name)
        )
        assert new.by_name[other.name].fields == fields
        if other.name != model.name:
            assert new.by_name[other.name] == other
