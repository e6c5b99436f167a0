"""Names and rules are checked before anything is written, with the reason."""

import keyword
import re
import sys

import pytest
from hypothesis import given

from following import faults_of
from scaffold.spec import reserved, toml
from scaffold.spec.faults import SpecError
from scaffold.spec.rules.project import check_project
from strategies import invalid_names

HEAD = "[models.Product]\nfields.name = 'string(200)'\n"


def refusal(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        toml.from_toml(text)
    return caught.value.format_message()


@given(name=invalid_names())
def test_no_invalid_project_name_passes(name: str) -> None:
    with pytest.raises(SpecError) as caught:
        check_project(name, "catalog")
    assert caught.value.format_message().isprintable()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("json", "standard library"),
        ("django", "package that the starters install"),
        ("class", "keyword"),
        ("con", "Windows"),
        ("accounts", "a folder of the Django starter"),
        ("migrations", "a folder of the Flask starter"),
        ("makefile", "a file of the Django starter"),
        ("pg_shop", "no user of PostgreSQL"),
        ("catalog", "the app that holds the models"),
        ("build", ".gitignore"),
        ("node_modules", "ruff leaves out"),
        ("My-Shop", 'for example "my_shop"'),
    ],
)
def test_a_refused_project_name_says_why(name: str, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        check_project(name, "catalog")
    assert reason in caught.value.format_message()


@pytest.mark.parametrize("name", ["shop", "my_shop2", "order", "user", "x1", "app"])
def test_an_ordinary_project_name_passes(name: str) -> None:
    check_project(name, "catalog")


@pytest.mark.parametrize("name", ["order", "group", "user", "type", "select", "limit"])
def test_words_that_only_sql_reserves_are_fine(name: str) -> None:
    """Both ORMs quote them."""
    toml.from_toml(f"{HEAD}fields.{name} = 'text'")
    if name not in ("user", "select"):  # a mapped class, and one of SQLAlchemy
        model = name.capitalize()
        toml.from_toml(f"[models.{model}]\nfields.name = 'string(9)'")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fields.save = 'text'", "an attribute of django.db.models.base.Model"),
        ("fields.metadata = 'text'", "an attribute of"),
        ("fields.json = 'text'", "an attribute of pydantic.main.BaseModel"),
        ("fields.model_dump_at = 'text'", 'begins with "model_dump"'),
        ("fields.errors = 'text'", "an attribute of wtforms.form.BaseForm"),
        ("fields.csrf_token = 'text'", "of the pages of the Flask starter"),
        ("fields.self = 'text'", "which takes what is made from it by name"),
        ("fields.xmin = 'integer'", "every table of PostgreSQL"),
        ("fields.id = 'integer'", "the key that every model has already"),
        ("fields.class = 'text'", "keyword"),
        ("fields.l = 'text'", "looks like a digit"),
        ("fields.validate_name = 'text'", 'would both make "validate_name"'),
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
        ("plural = 'admin'", 'the address "/admin"'),
        ("plural = 'health'", 'takes the address "/api/health"'),
        ("plural = 'schemas'", "api.py of the Django starter's app"),
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
        ("[models.User]\nfields.a = 'text'", "of the Django starter"),
        ("[models.Record]\nfields.a = 'text'", 'would make "RecordAdmin"'),
        ("[models.None]\nfields.a = 'text'", "keyword"),
        ("[models.O]\nfields.a = 'text'", "looks like a digit"),
        ("[models.Decimal]\nfields.a = 'text'", "imported from decimal"),
        ("[models.Box]\n", "has no field"),
        (HEAD + "[models.Products]\nfields.a = 'text'", "would both make"),
        (HEAD + "[models.ProductAdmin]\nfields.a = 'text'", "would both make"),
        (HEAD + "[models.PRODUCT]\nfields.a = 'text'", "would both make"),
        (
            "[models.Box]\nfields.b='ref(Bus)'\n[models.Bus]\nfields.c='ref(Car)'\n"
            "[models.Car]\nfields.a='one(Box)'",
            "make a ring (Box, Bus, Car)",
        ),
        ("app = 'messages'\n" + HEAD, "is an app of the Django starter"),
        ("app = 'config'\n" + HEAD, "of the Flask starter's package"),
        ("app = 'extensions'\n" + HEAD, "a module of the Flask starter's package"),
        (
            "app = 'login_manager'\n" + HEAD,
            "__init__.py of the Flask starter's package",
        ),
        ("app = 'sqlite'\n" + HEAD, "SQLite keeps"),
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


@pytest.mark.parametrize(
    "text",
    [
        "[models.Order]\nfields.a = 'text'\n[models.OrderDetail]\nfields.a = 'text'",
        "[models.Workflow]\nfields.triggers = 'refs(WorkflowTrigger)'\n"
        "fields.a = 'text'\n[models.WorkflowTrigger]\nfields.a = 'text'",
        "[models.Class]\nfields.a = 'text'",
        "[models.Problem]\nfields.model_year = 'integer'\nfields.clean_energy = 'text'",
        "[models.Warning]\nfields.get_in = 'time'\nfields.query = 'text'",
        "[models.Sheep]\nfields.count = 'text'\nfields.media = 'url'\nplural = 'media'",
    ],
    ids=lambda text: text[8:30].partition("]")[0],
)
def test_a_name_that_nothing_stands_against_passes(text: str) -> None:
    toml.from_toml(text)


def test_what_stands_against_all_kinds_is_said_of_all() -> None:
    """A choice called meta would make the class Meta; any field hides a form's own meta."""
    assert reserved.field_reason("meta", "choice")
    assert reserved.field_reason("meta", "json")


def test_a_kind_of_field_may_have_a_name_that_another_may_not() -> None:
    """A summary has the figures of numbers beside the count of rows."""
    taken = reserved.taken().refused["field"]["figures_in_places"]
    assert not taken.holds_for("created")
    assert reserved.field_reason("figures_in_places", "decimal")
    assert reserved.field_reason("figures_in_places")
    toml.from_toml(f"{HEAD}fields.figures_in_places = 'created'")


REASONS = {
    "project": reserved.project_reason,
    "app": reserved.app_reason,
    "model": reserved.model_reason,
    "plural": reserved.plural_reason,
    "field": reserved.field_reason,
}


def spec_of(form: str, name: str) -> str:
    if form == "app":
        return f"app = '{name}'\n{HEAD}"
    if form == "model":
        return f"[models.{name}]\nfields.name = 'text'"
    return (
        HEAD
        + {
            "project": "",
            "plural": f"plural = '{name}'",
            "field": f"fields.{name} = 'text'",
        }[form]
    )


def way_back(text: str) -> dict[str, str]:
    """The names of the way back, by ``Model.field``."""
    from scaffold.spec.related_names import related_names

    names = related_names(toml.from_toml(text))
    return {f"{model}.{field}": name for (model, field), name in names.items()}


def test_the_way_back_is_called_as_the_rows_that_lie_there() -> None:
    found = way_back(
        "[models.Category]\nfields.name = 'text'\nfields.parent = 'ref(Category):optional'\n"
        "[models.Product]\nfields.category = 'ref(Category)'\n"
        "fields.tags = 'refs(Tag)'\n[models.Tag]\nfields.name = 'text'\n"
        "[models.Cover]\nfields.product = 'one(Product)'\n"
    )
    assert found == {
        "Category.parent": "children",
        "Product.category": "products",
        "Product.tags": "products",
        "Cover.product": "cover",
    }


def test_two_ways_back_to_one_model_have_two_names() -> None:
    found = way_back(
        "[models.Address]\nfields.name = 'text'\n"
        "[models.Order]\nfields.billing = 'ref(Address)'\n"
        "fields.delivery = 'ref(Address)'"
    )
    assert set(found.values()) == {"billing_orders", "delivery_orders"}


def test_the_way_back_hides_no_field_and_no_attribute_of_the_model() -> None:
    """Django has a method `check`; and each end of a ring has a field."""
    found = way_back(
        "[models.Order]\nfields.a = 'text'\n[models.Check]\nfields.order = 'one(Order)'"
    )
    assert found == {"Check.order": "order_checks"}
    ring = way_back(
        "[models.Tag]\nfields.n = 'text'\nfields.posts = 'refs(Post)'\n"
        "[models.Post]\nfields.n = 'text'\nfields.tags = 'refs(Tag)'"
    )
    assert ring == {"Tag.posts": "posts_tags", "Post.tags": "tags_posts"}


def test_no_index_has_more_columns_than_postgresql_takes() -> None:
    names = [f"f{number}" for number in range(33)]
    fields = "".join(f'fields.{name} = "integer"\n' for name in names)
    for key, most, value in (
        ("unique", 32, lambda names: [names]),
        ("ordering", 31, lambda names: names),
    ):
        start = f"[models.Wide]\n{fields}{key} = "
        assert not faults_of(f"{start}{value(names[:most])}")
        (fault,) = faults_of(f"{start}{value(names[: most + 1])}")
        assert f"at most {most}" in str(fault)


def test_no_model_refers_to_more_rows_than_sqlite_joins() -> None:
    fields = "".join(f'fields.f{n} = "ref(Tag):optional"\n' for n in range(61))
    tag = '[models.Tag.fields]\nname = "string(9)"\n'
    (fault,) = faults_of(f"{tag}[models.Wide]\n{fields}")
    assert "over 60 rows" in str(fault)
