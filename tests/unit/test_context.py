"""What templates see: every name computed, every text quoted for its place."""

import ast
import html
import json
import tomllib
from decimal import Decimal
from importlib import import_module
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import frameworks
from scaffold.generate import context, refresh
from scaffold.spec import toml
from scaffold.spec.inflection import Names, plural, singular, snake
from scaffold.spec.kinds import FAMILIES, Kind
from strategies import HOSTILE

SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*.toml"))
VISIBLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
)


@given(text=VISIBLE | st.sampled_from(HOSTILE))
def test_any_text_comes_out_intact_and_escaped(text: str) -> None:
    """Python and TOML keep every character; HTML and Markdown keep one line."""
    forms = context.text_forms(text)
    line = " ".join(text.split())
    assert forms["text"] == text
    assert ast.literal_eval(forms["python"]) == text
    assert tomllib.loads(f"x = {forms['toml']}")["x"] == text
    assert html.unescape(forms["html"]) == line
    for form in ("python", "toml", "markdown", "html"):
        assert len(forms[form].splitlines()) <= 1 or form == "toml"
    assert not set('<>"') & set(forms["html"])


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# Shop", r"\# Shop"),
        ("1. Shop", r"1\. Shop"),
        ("- Shop", r"\- Shop"),
        ("a_b *c* `d`", r"a\_b \*c\* \`d\`"),
        ("[x](y) <b> & |", r"\[x\](y) \<b\> \& \|"),
        ("Plain words, a full stop.", "Plain words, a full stop."),
    ],
)
def test_markdown_shows_the_text_and_no_markup(text: str, markdown: str) -> None:
    assert context.text_forms(text)["markdown"] == markdown


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_no_two_constraints_or_indexes_of_a_project_share_a_name(path: Path) -> None:
    """PostgreSQL keeps indexes of all tables in one namespace."""
    facts = context.build(toml.load(path))
    names: list[str] = []
    for model in facts["models"]:
        names += [check["name"] for check in model["checks"]]
        names += [together["name"] for together in model["unique"]]
        short = [f["index_name"] for f in model["fields"] if f["index_name"]]
        short += [model["index"]["name"]] if model["index"] else []
        assert all(len(name) <= 30 for name in short)
        names += short
    assert len(names) == len(set(names))
    assert all(len(name) <= 60 for name in names)


def test_names_stay_short_and_apart_and_the_same_in_every_run() -> None:
    first, second = Names(), Names()
    for names in (first, second):
        assert names.take("a", "b") == "a_b"
    long = ["very_long_model_name", "and_a_very_long_field_name", "idx"]
    taken = [first.take(*long, limit=30), first.take(*long, limit=30)]
    assert taken == [second.take(*long, limit=30), second.take(*long, limit=30)]
    assert len(set(taken)) == 2
    assert all(len(name) <= 30 for name in taken)


def test_required_targets_are_created_first() -> None:
    """``late`` marks only relations that may be empty when the row is made."""
    for path in SPECS:
        facts = context.build(toml.load(path))
        seen: set[str] = set()
        for model in sorted(facts["models"], key=itemgetter("created")):
            seen.add(model["name"])
            for field in model["fields"]:
                if field["target"]:
                    assert field["late"] == (field["target"] not in seen)
                    assert (
                        field["target"] in seen
                        or field["optional"]
                        or (field["kind"] == "refs")
                    )


@pytest.mark.parametrize(
    ("written", "index", "is_named"),
    [
        ("slug", True, False),  # as Django's SlugField has one by itself
        ("slug:index", True, False),
        ("slug:unique", False, False),
        ("string(50)", False, False),
        ("string(50):index", True, True),
    ],
)
def test_a_column_has_an_index_in_both_or_in_neither(
    written: str, index: bool, is_named: bool
) -> None:
    """Django's template writes those that have a name, Flask's each that there is."""
    spec = toml.from_options([f"Page place:{written}"])
    (field,) = context.build(spec)["models"][0]["fields"]
    assert field["index"] is index
    assert (field["index_name"] is not None) is is_named


@pytest.mark.parametrize(
    "relation", ["refs(Tag)", "ref(Tag):optional", "one(Tag):optional"]
)
def test_a_relation_that_need_not_be_there_moves_no_model(relation: str) -> None:
    """Models stand in the code as in the spec; rows come behind what they refer to."""
    spec = toml.from_options(
        [
            f"Shelf name:string(9) first:{relation}",
            "Owner name:string(9)",
            "Tag name:string(9)",
        ]
    )
    models = context.build(spec)["models"]
    assert [model["name"] for model in models] == ["Shelf", "Owner", "Tag"]
    assert models[0]["fields"][1]["is_forward"]
    assert not models[0]["fields"][1]["late"]
    created = [m["name"] for m in sorted(models, key=itemgetter("created"))]
    assert created == ["Owner", "Tag", "Shelf"]


def test_a_model_stands_behind_the_one_that_it_cannot_do_without() -> None:
    spec = toml.from_options(
        ["Book shelf:ref(Shelf)", "Owner name:string(9)", "Shelf name:string(9)"]
    )
    models = context.build(spec)["models"]
    assert [model["name"] for model in models] == ["Owner", "Shelf", "Book"]


def test_the_context_is_plain_json() -> None:
    facts = context.build(toml.load(SPECS[0]))
    assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize("framework", frameworks.ALL, ids=lambda f: f.name)
def test_cookiecutter_json_holds_the_default_context(
    framework: frameworks.Framework,
) -> None:
    """If this fails, run ``make refresh``."""
    file = framework.template / "cookiecutter.json"
    assert file.read_text(encoding="utf-8") == refresh.cookiecutter_json(framework)


@pytest.mark.parametrize(
    ("camel", "snaked", "many"),
    [
        ("OrderLine", "order_line", "order_lines"),
        ("HTTPServer", "http_server", "http_servers"),
        ("Category", "category", "categories"),
        ("Person", "person", "people"),
        ("Sheep", "sheep", "sheep"),
        ("Analysis", "analysis", "analyses"),
        ("X1", "x1", "x1s"),
    ],
)
def test_names_read_as_a_person_would_write_them(
    camel: str, snaked: str, many: str
) -> None:
    assert snake(camel) == snaked
    assert plural(snaked) == many
    assert singular("sub_categories") == "sub_category"


@pytest.mark.parametrize(
    ("bound", "tried"),
    [
        ("integer:min=0", "-1"),
        ("integer:min=-2147483648", None),
        ("bigint:max=9223372036854775807", None),
        ("decimal(6,2):max=0.50", "0.51"),
        ("decimal(4,2):max=99.5", "99.51"),
        ("decimal(4,2):max=99.99", None),
        ("decimal(3,0):min=-5", "-6"),
        ("float:min=-0.5", "-1"),
        ("float:max=2.5", "3"),
        ("float:max=1.5e20", "1.5000000000000003e+20"),
    ],
)
def test_a_test_tries_a_number_on_the_wrong_side_of_a_bound(
    bound: str, tried: str | None
) -> None:
    """None where the column holds no such number, so that no check refuses it."""
    spec = toml.from_toml(
        f'[models.Item]\nfields.name = "string(9)"\nfields.x = "{bound}"'
    )
    (check,) = context.build(spec)["models"][0]["checks"]
    assert check["broken_by"] == tried
    if tried is not None:
        limit, value = (Decimal(number) for number in (bound.split("=")[1], tried))
        assert value < limit if check["kind"] == "min" else value > limit


@pytest.mark.parametrize(
    ("fields", "unique", "cases"),
    [
        ('x = "integer:unique:optional"', "", [["x"]]),
        ('a = "integer"\nfields.b = "integer"', '["b", "a"]', [["b", "a"]]),
        ('a = "integer:unique"\nfields.b = "integer"', '["b", "a"]', [["a"]]),
        ('x = "choice(only):unique"', "", []),
        ('x = "one(Item):optional"', "", [["x"]]),
        ('x = "one(Late):optional"', "", []),
    ],
)
def test_a_test_breaks_each_unique_rule_that_two_sample_rows_can_break(
    fields: str, unique: str, cases: list[list[str]]
) -> None:
    """Not one that another rule implies: it would be broken first, or as well."""
    spec = toml.from_toml(
        f"[models.Item]\nunique = [{unique}]\nfields.{fields}\n"
        '[models.Late]\nfields.item = "ref(Item)"'
    )
    models = context.build(spec)["models"]
    (item,) = (model for model in models if model["name"] == "Item")
    assert [case["fields"] for case in item["unique_cases"]] == cases


def test_a_unique_case_names_the_columns_that_hold_its_fields() -> None:
    facts = context.build(toml.load(SPECS[1]))
    (line,) = (model for model in facts["models"] if model["name"] == "OrderLine")
    assert {"fields": ["order", "position"], "columns": ["order_id", "position"]} in (
        line["unique_cases"]
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_kinds_has_its_module_and_its_templates(family: str) -> None:
    """What a kind is lies where CONTRIBUTING.md says, under the family's name."""
    assert import_module(f"scaffold.spec.kinds.{family}")
    assert (refresh.SHARED / "macros" / "kinds_shared" / f"{family}.j2").is_file()
    for framework in frameworks.ALL:
        template = framework.template / "templates" / "kinds" / f"{family}.j2"
        assert template.is_file()


def test_every_kind_has_traits() -> None:
    assert all(kind.traits.family in FAMILIES for kind in Kind)


SHOP = toml.from_toml(
    """
[models.Category]
fields.name = "string(80)"
fields.parent = "ref(Category):optional"

[models.Product]
fields.name = "string(200)"
fields.status = "choice(on-sale,On sale,2nd hand,+)"
fields.does_not_exist = "choice(a)"
fields.category = "ref(Category)"
fields.tags = "refs(Category)"
fields.sold = "boolean"
fields.bought = "date"
fields.sort = "boolean"
fields.bought_to = "boolean"
fields.created_at = "created"
"""
)


def test_a_choice_has_a_member_of_its_own_in_an_enumeration() -> None:
    """Of which the class is called neither as a model nor as what Django's have inside."""
    product = next(m for m in context.build(SHOP)["models"] if m["name"] == "Product")
    status, other = (f for f in product["fields"] if f["choices"])
    members = [choice["member"] for choice in status["choices"]]
    assert members == ["ON_SALE", "ON_SALE_2", "CHOICE_2ND_HAND", "CHOICE"]
    assert (status["enum"], status["enum_nested"]) == ("ProductStatus", "Status")
    assert other["enum_nested"] == "DoesNotExistChoice"


def test_an_enumeration_is_not_called_as_a_class_of_a_model() -> None:
    spec = toml.from_toml(
        "[models.Product]\nfields.form = 'choice(a)'\n"
        "[models.ProductKind]\nfields.a = 'text'\n"
        "[models.Produc]\nfields.a = 'text'\nfields.t_kind = 'choice(a)'"
    )
    enums = {
        f["enum"]
        for m in context.build(spec)["models"]
        for f in m["fields"]
        if f["choices"]
    }
    assert len(enums) == 2
    assert not enums & {"ProductForm", "ProductKind"}


def test_a_list_is_filtered_by_names_that_mean_one_thing() -> None:
    """`sort` is the order of the list, and `bought_to` the end of a filter by days."""
    product = next(m for m in context.build(SHOP)["models"] if m["name"] == "Product")
    filters = {f["name"]: f["filter"] for f in product["fields"] if f["filter"]}
    assert filters == {
        "status": "status",
        "does_not_exist": "does_not_exist",
        "category": "category_id",
        "tags": "tag_id",
        "sold": "sold",
        "bought": "bought",
        "created_at": "created_at",
    }
    assert product["filters"] == list(filters)
    assert product["admin_filters"] == [
        "status",
        "does_not_exist",
        "sold",
        "bought",
        "created_at",
    ]


def test_a_model_knows_what_refers_to_it() -> None:
    category = next(m for m in context.build(SHOP)["models"] if m["name"] == "Category")
    found = {
        (r["model"]["name"], r["field"]): (r["related_name"], r["filter"])
        for r in category["references"]
    }
    assert found == {
        ("Category", "parent"): ("children", "parent_id"),
        ("Product", "category"): ("category_products", "category_id"),
        ("Product", "tags"): ("tags_products", "tag_id"),
    }


@pytest.mark.parametrize(
    ("fields", "searched"),
    [
        ('name = "string(9)"', ["name"]),
        ('code = "slug"', ["code"]),  # by its label: no list searches a slug
        ('day = "date"', ["id"]),
    ],
)
def test_the_admins_search_what_others_refer_to(
    fields: str, searched: list[str]
) -> None:
    """A form offers its rows by that search; what nobody refers to needs none."""
    alone = f"[models.Place]\nfields.{fields}\n"
    visit = '[models.Visit]\nfields.place = "ref(Place)"\n'
    for text, found in (
        (alone + visit, searched),
        (alone, searched[: "name" in fields]),
    ):
        places = context.build(toml.from_toml(text))["models"][0]
        assert (places["name"], places["admin_search"]) == ("Place", found)
