"""Names and rules are checked before anything is written, with the reason."""

import keyword
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given

from scaffold.spec import reserved, rules, toml
from scaffold.spec.faults import SpecError
from strategies import invalid_names

HEAD = "[models.Product]\nfields.name = 'string(200)'\n"


def refusal(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(text)
    return caught.value.format_message()


@given(name=invalid_names())
def test_no_invalid_project_name_passes(name: str) -> None:
    with pytest.raises(SpecError) as caught:
        rules.check_project(name, "catalog")
    assert caught.value.format_message().isprintable()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("json", "standard library"),
        ("django", "package that the starters install"),
        ("class", "keyword"),
        ("con", "Windows"),
        ("accounts", "folder of the starters"),
        ("catalog", "the app that holds the models"),
        ("app", "flask command"),
        ("build", "skip"),
        ("My-Shop", 'for example "my_shop"'),
    ],
)
def test_a_refused_project_name_says_why(name: str, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        rules.check_project(name, "catalog")
    assert reason in caught.value.format_message()


@pytest.mark.parametrize("name", ["shop", "my_shop2", "order", "user", "x1"])
def test_an_ordinary_project_name_passes(name: str) -> None:
    rules.check_project(name, "catalog")


@pytest.mark.parametrize("name", ["order", "group", "user", "type", "select", "limit"])
def test_words_that_only_sql_reserves_are_fine(name: str) -> None:
    """Both ORMs quote them."""
    toml.from_toml(f"{HEAD}fields.{name} = 'text'")
    if name not in ("user", "select"):  # classes of the starters and SQLAlchemy
        model = name.capitalize()
        toml.from_toml(f"[models.{model}]\nfields.name = 'string(9)'")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fields.save = 'text'", "every Django model"),
        ("fields.metadata = 'text'", "every SQLAlchemy model"),
        ("fields.json = 'text'", "every Pydantic model"),
        ("fields.model_x = 'text'", "Pydantic keeps names"),
        ("fields.errors = 'text'", "every WTForms form"),
        ("fields.id = 'integer'", "primary key"),
        ("fields.class = 'text'", "keyword"),
        ("fields.get_x = 'text'", "Django makes methods"),
        ("fields.aB = 'text'", 'snake_case: "a_b"'),
        ("fields.a__b = 'text'", 'snake_case: "a_b"'),
        ("fields.a_ = 'text'", "not a field name"),
        ("fields.more = 'string(0)'", "1 to 10000"),
        ("fields.more = 'decimal(16,2)'", "1 to 15"),
        ("fields.more = 'decimal(3,4)'", "0 to 3"),
        ("fields.more = 'integer:min=3:max=2'", "greater than max"),
        ("fields.more = 'integer:min=3:default=2'", "less than min"),
        ("fields.more = 'integer:max=3000000000'", "outside what integer holds"),
        ("fields.more = 'decimal(4,2):min=0.001'", "more than 2 decimal places"),
        ("fields.more = 'choice(a,a)'", "there twice"),
        ("fields.more = 'choice(a,b):default=c'", "not one of the choices"),
        ("fields.more = 'string(3):default=abcd'", "longer than 3"),
        ("fields.more = 'email:default=nobody'", "not a valid email"),
        ("fields.more = 'string(600):unique'", "at most 500"),
        ("fields.more = 'text:unique'", "unique does not apply"),
        ("fields.more = 'ref(Product):unique:optional'", "one(Product)"),
        ("fields.more = 'ref(Product):index:optional'", "indexes it already"),
        ("fields.more = 'date:default=x'", "default does not apply"),
        ("fields.more = 'integer:unique:default=1'", "would not be unique"),
        ("fields.more = 'ref(Prodct)'", 'Did you mean "Product"?'),
        ("fields.more = 'ref(Product)'", "required reference to its own model"),
        ("fields.more = 'ref(Product):on_delete=set_null'", "Add :optional."),
        ("fields.tag = 'refs(Product)'\nfields.tag_ids = 'text'", "both be called"),
        ("fields.x = 'ref(Product):optional'\nfields.x_id = 'text'", "both be called"),
        ("list = ['nme']", 'Did you mean "name"?'),
        ("fields.t = 'refs(Product)'\nlist = ['t']", "many-to-many"),
        ("fields.n = 'integer'\nsearch = ['n']", "only text can be searched"),
        ("fields.n = 'integer:optional'\nordering = ['n']", "cannot be ordered"),
        ("fields.n = 'integer'\nordering = ['n', '-name']", "different directions"),
        ("unique = [['name']]", "two or more"),
        ("fields.b = 'integer'\nunique = [['name','b'],['b','name']]", "there twice"),
        (
            "fields.a = 'string(500)'\nfields.b = 'string(500)'\nunique = [['a','b']]",
            "too long for one index",
        ),
        ("plural = 'admin'", "an address that the starters use"),
        ("plural = 'health'", "starters' API"),
    ],
    ids=lambda value: value if " = " in value else "",
)
def test_a_rule_that_is_broken_says_which_and_where(line: str, says: str) -> None:
    message = refusal(f"{HEAD}{line}\n")
    assert says in message
    assert re.match(r"line [2-5], models\.Product", message)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[models.product]\nfields.a = 'text'", 'CamelCase: "Product"'),
        ("[models.User]\nfields.a = 'text'", "starters' own code"),
        ("[models.Record]\nfields.a = 'text'", "starters' own code"),
        ("[models.Class]\nfields.a = 'text'", "keyword"),
        ("[models.Decimal]\nfields.a = 'text'", "the ORMs or the type hints"),
        ("[models.Box]\n", "has no field"),
        (HEAD + "[models.Products]\nfields.a = 'text'", "would both make"),
        (HEAD + "[models.ProductIn]\nfields.a = 'text'", "would both make"),
        (HEAD + "[models.PRODUCT]\nfields.a = 'text'", "would both make"),
        (
            HEAD + "fields.tags = 'refs(ProductTag)'\n[models.ProductTag]\n"
            "fields.a = 'text'",
            "would meet the model",
        ),
        (
            "[models.Box]\nfields.b='ref(Bus)'\n[models.Bus]\nfields.c='ref(Car)'\n"
            "[models.Car]\nfields.a='one(Box)'",
            "make a ring (Box, Bus, Car)",
        ),
        ("app = 'admin'\n" + HEAD, "Django's own apps"),
        ("app = 'config'\n" + HEAD, "module of the starters"),
        ('title = "a\\u0007"\n' + HEAD, "control character U+0007"),
        ("author = '" + "x" * 300 + "'\n" + HEAD, "longer than 200"),
        (
            "".join(f"[models.M{n}]\nfields.a = 'text'\n" for n in range(501)),
            "at most 500 models",
        ),
        (HEAD + "".join(f"fields.f{n} = 'text'\n" for n in range(101)), "over 100"),
    ],
    ids=lambda value: value[-40:],
)
def test_models_must_fit_together(text: str, says: str) -> None:
    assert says in refusal(text)


def test_every_keyword_and_library_module_is_taken() -> None:
    for name in {*keyword.kwlist, *sys.stdlib_module_names}:
        assert reserved.project_reason(name), name
    for name in keyword.kwlist:
        assert reserved.field_reason(name), name


def test_the_attributes_of_pydantic_models_are_taken() -> None:
    """Read again from the library, so that a new version cannot add one unseen."""
    pydantic = pytest.importorskip("pydantic")
    names = {n for n in dir(pydantic.BaseModel) if reserved.FIELD_PATTERN.fullmatch(n)}
    assert {name for name in names if not reserved.field_reason(name)} == set()


def test_the_attributes_of_django_models_are_taken() -> None:
    models = pytest.importorskip("django.db.models")
    names = {n for n in dir(models.Model) if reserved.FIELD_PATTERN.fullmatch(n)}
    assert {name for name in names if not reserved.field_reason(name)} == set()


def test_two_relations_to_one_model_get_names_for_the_way_back() -> None:
    """Django refuses two reverse accessors of one name, and one that is a field."""
    from scaffold.spec.related_names import related_names

    spec = toml.load(Path(__file__).parents[1] / "specs" / "everything.toml")
    names = related_names(spec)
    assert names["Address", "billing"] == "billing_address_book"
    assert names["Address", "delivery"] == "delivery_address_book"
    assert ("OrderLine", "order") not in names
