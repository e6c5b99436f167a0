"""A catalogue becomes a spec, and the report says what became of each table and column."""

import json
from dataclasses import replace

import pytest

from scaffold.importing import report
from scaffold.importing.catalogue import (
    Catalogue,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Read,
    Table,
    TableId,
    View,
)
from scaffold.importing.mapping import Mapped, map_read
from scaffold.spec import grammar, toml
from scaffold.spec.model import Model
from scaffold.spec.rules.sizes import FIELD_LIMIT, RELATION_LIMIT

ID = Column(name="id", type="integer", nullable=False)
NAME = Column(name="name", type="varchar(40)", nullable=False)


def table(name: str, *columns: Column, schema: str = "", **more: object) -> Table:
    """With ``id`` as its key, unless another is said."""
    words: dict[str, object] = {"key": ("id",)} | more
    return Table(id=TableId(name, schema), columns=columns, **words)  # type: ignore[arg-type]


def key(column: str, target: str, **more: str) -> ForeignKey:
    return ForeignKey(columns=(column,), target=TableId(target), **more)  # type: ignore[arg-type]


def number(name: str, *, nullable: bool = False) -> Column:
    return Column(name=name, type="integer", nullable=nullable)


def mapped(*tables: Table, keep_names: bool = False) -> Mapped:
    """What became of them; the spec loads, and all columns are accounted for."""
    catalogue = Catalogue(name="shop", dialect=Dialect.POSTGRESQL, tables=tables)
    found = map_read(Read(catalogue=catalogue), keep_names=keep_names)
    told = report.report_of(found)
    assert toml.from_toml(report.spec_text(found, told)) == found.spec
    assert sum(told.table_counts.values()) == len(tables)
    assert sum(told.column_counts.values()) == sum(len(t.columns) for t in tables)
    return found


def fields(model: Model) -> dict[str, str]:
    return {field.name: grammar.to_text(field) for field in model.fields}


def notes(found: Mapped, name: str, column: str = "") -> str:
    """All that the report says of a table or a column."""
    for told in report.report_of(found).tables:
        if told.part.name == name:
            parts = {part.name: part for part in told.columns} | {"": told.part}
            return f"{parts[column].outcome}: {'; '.join(parts[column].notes)}"
    raise KeyError(name)


def test_names_are_singular_and_in_the_case_of_their_place() -> None:
    found = mapped(
        table("OrderDetails", ID, Column(name="ShipName", type="text")),
        table("order categories", ID, NAME),
        table("ADDRESSES", ID, NAME),
        table("news", ID, NAME),
        table("media", ID, NAME),
    )
    assert [*found.spec.by_name] == [
        *("OrderDetail", "OrderCategory", "Address", "News", "Media"),
    ]
    assert [*fields(found.spec.models[0])] == ["ship_name"]


def test_a_prefix_that_all_tables_have_says_nothing() -> None:
    found = mapped(*(table(f"wp_{name}", ID, NAME) for name in ("posts", "terms", "x")))
    assert [*found.spec.by_name] == ["Post", "Term", "X"]
    two = mapped(*(table(f"order_{name}", ID, NAME) for name in ("lines", "items")))
    assert [*two.spec.by_name] == ["OrderLine", "OrderItem"]


def test_tables_of_two_schemas_are_told_apart() -> None:
    found = mapped(table("orders", ID, NAME), table("orders", ID, NAME, schema="old"))
    assert [*found.spec.by_name] == ["Order", "OldOrder"]


def test_taken_names_are_changed_and_told() -> None:
    found = mapped(table("users", ID, NAME, Column(name="class", type="text")))
    (model,) = found.spec.models
    assert model.name != "User"
    assert "class" not in model.by_name
    assert "renamed" in notes(found, "users")
    assert notes(found, "users", "class").startswith("changed: ")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        *(("customer_id", "customer"), ("CustomerID", "customer"), ("owner", "owner")),
        *(("buyer_fk", "buyer"), ("id2", "id2")),
    ],
)
def test_a_relation_is_called_by_its_column(column: str, name: str) -> None:
    found = mapped(
        table("customers", ID, NAME),
        table("orders", ID, number(column), foreign_keys=(key(column, "customers"),)),
    )
    assert fields(found.spec.by_name["Order"]) == {name: "ref(Customer)"}


def test_relations_have_their_rules() -> None:
    found = mapped(
        table("a_rows", ID, NAME),
        table(
            "b_rows",
            ID,
            *(number("x"), number("y", nullable=True), number("z"), number("u")),
            foreign_keys=(
                key("x", "a_rows", on_delete="CASCADE"),
                key("y", "a_rows", on_delete="SET NULL"),
                key("z", "a_rows", on_delete="SET NULL"),
                key("u", "a_rows"),
            ),
            uniques=(("u",),),
        ),
    )
    assert fields(found.spec.by_name["BRow"]) == {
        "x": "ref(ARow):on_delete=cascade",
        "y": "ref(ARow):optional:on_delete=set_null",
        "z": "ref(ARow)",
        "u": "one(ARow)",
    }
    assert "set null" in notes(found, "b_rows", "z")


def test_a_row_may_refer_to_its_own_kind_if_it_need_not() -> None:
    found = mapped(
        table(
            "nodes", ID, NAME, number("parent"), foreign_keys=(key("parent", "nodes"),)
        )
    )
    assert fields(found.spec.models[0])["parent"] == "ref(Node):optional"
    assert notes(found, "nodes", "parent").startswith("changed: ")


def test_a_ring_of_required_references_is_opened_and_told() -> None:
    found = mapped(
        table("hens", ID, number("egg_id"), foreign_keys=(key("egg_id", "eggs"),)),
        table("eggs", ID, number("hen_id"), foreign_keys=(key("hen_id", "hens"),)),
    )
    said = [fields(found.spec.by_name[name]) for name in ("Hen", "Egg")]
    assert sum("optional" in text for told in said for text in told.values()) == 1
    assert "ring" in notes(found, "hens", "egg_id") + notes(found, "eggs", "hen_id")


def links(*more: Column, **words: object) -> tuple[Table, ...]:
    both = (key("post_id", "posts"), key("tag_id", "tags"))
    columns = (number("post_id"), number("tag_id"), *more)
    said: dict[str, object] = {"key": ("post_id", "tag_id"), "foreign_keys": both}
    return (
        table("tags", ID, NAME),
        table("posts", ID, NAME),
        table("post_tags", *columns, **(said | words)),  # type: ignore[arg-type]
    )


def test_links_without_columns_are_refs() -> None:
    found = mapped(*links())
    assert fields(found.spec.by_name["Post"])["tags"] == "refs(Tag)"
    assert "PostTag" not in found.spec.by_name
    numbered = mapped(*links(ID, key=("id",), uniques=(("tag_id", "post_id"),)))
    assert fields(numbered.spec.by_name["Post"])["tags"] == "refs(Tag)"


def test_links_with_columns_or_twice_the_same_are_a_model() -> None:
    found = mapped(*links(number("place")))
    assert fields(found.spec.by_name["PostTag"])["place"] == "integer"
    assert found.spec.by_name["PostTag"].unique == (("post", "tag"),)
    twice = mapped(*links(key=()))
    assert twice.spec.by_name["PostTag"].unique == ()


def test_links_of_which_a_row_has_one_at_most_are_a_model() -> None:
    found = mapped(*links(uniques=(("post_id",),)))
    assert fields(found.spec.by_name["PostTag"]) == {
        "post": "one(Post)",
        "tag": "ref(Tag)",
    }


def test_a_natural_key_is_unique_beside_the_new_id() -> None:
    code = Column(name="code", type="char(2)", nullable=True)
    found = mapped(
        table("countries", code, NAME, key=("code",)),
        table(
            "cities",
            *(ID, Column(name="country_code", type="char(2)", nullable=False)),
            foreign_keys=(
                ForeignKey(
                    columns=("country_code",),
                    target=TableId("countries"),
                    target_columns=("code",),
                ),
            ),
        ),
    )
    assert fields(found.spec.by_name["Country"])["code"] == "string(2):unique"
    assert fields(found.spec.by_name["City"]) == {"country": "ref(Country)"}
    assert "new id" in notes(found, "countries")


def test_a_key_of_several_columns_is_a_unique_set_and_can_be_referred_to() -> None:
    found = mapped(
        table("orders", ID, NAME),
        table(
            "lines",
            *(number("order_id"), number("line")),
            key=("order_id", "line"),
            foreign_keys=(key("order_id", "orders"),),
        ),
        table(
            "parcels",
            *(ID, number("order_id"), number("line"), number("weight")),
            foreign_keys=(
                ForeignKey(columns=("order_id", "line"), target=TableId("lines")),
            ),
        ),
    )
    assert found.spec.by_name["Line"].unique == (("order", "line"),)
    parcel = fields(found.spec.by_name["Parcel"])
    assert parcel == {"line": "ref(Line)", "weight": "integer"}


def test_a_table_of_numbers_alone_keeps_them() -> None:
    found = mapped(table("ticks", ID))
    assert fields(found.spec.models[0]) == {"tick_number": "integer:unique"}


def test_checks_defaults_and_indexes_are_kept() -> None:
    found = mapped(
        table(
            "items",
            ID,
            Column(name="state", type="text", nullable=False, default="'new'::text"),
            Column(name="price", type="numeric(8,2)", nullable=False, default="0"),
            Column(name="stars", type="integer", default="3"),
            Column(name="at", type="timestamp", nullable=False, default="now()"),
            Column(name="empty", type="varchar(9)", nullable=False, default="''"),
            checks=("state IN ('new', 'old')", "price > 0", "stars BETWEEN 1 AND 5")
            + ("lower(state) = state",),
            indexes=(
                Index(name="a", columns=("stars",)),
                Index(name="b", columns=("state", "stars")),
                Index(name="c", columns=("price",), unique=True, only_some=True),
            ),
        )
    )
    (model,) = found.spec.models
    said = {name: sorted(text.split(":")) for name, text in fields(model).items()}
    assert said == {
        "state": ["choice(new,old)", "default=new"],
        # A default that its own CHECK refuses is mended, and told.
        "price": ["decimal(8,2)", "default=0.01", "min=0.01"],
        "stars": ["default=3", "index", "integer", "max=5", "min=1", "optional"],
        "at": ["datetime"],
        "empty": ["optional", "string(9)"],
    }
    assert model.indexes == (("state", "stars"),)
    told = notes(found, "items")
    assert "LOWER(state)" in told
    assert "unique index c" in told
    assert "default" in notes(found, "items", "price")


def test_moments_that_nobody_sends_are_created_and_updated() -> None:
    moment = Column(name="created_at", type="timestamptz", nullable=False)
    found = mapped(
        table(
            "items",
            *(ID, NAME, moment, replace(moment, name="modified")),
            replace(moment, name="seen", default="now()"),
            replace(moment, name="date_created", nullable=True),
        )
    )
    assert fields(found.spec.models[0]) == {
        "name": "string(40)",
        "created_at": "created",
        "modified": "updated",
        "seen": "datetime",
        "date_created": "datetime:optional",
    }


def test_what_is_left_out_is_told() -> None:
    found = mapped(
        table(
            "files",
            *(ID, NAME, Column(name="data", type="bytea", nullable=False)),
            Column(name="size", type="integer", generated=True),
            uniques=(("name", "data"),),
        ),
        table("blobs", Column(name="data", type="bytea"), key=()),
        table("none", key=()),
        table("part_1", ID, NAME, whole=TableId("files")),
        table("django_migrations", ID, NAME),
    )
    assert [*found.spec.by_name] == ["File"]
    assert notes(found, "files", "data").startswith("left out: ")
    assert notes(found, "files", "size") == "left out: the database computes it"
    assert "unique (name, data)" in notes(found, "files")
    for name in ("blobs", "none", "part_1", "django_migrations"):
        assert notes(found, name).startswith("left out: "), name


def test_a_reference_to_what_is_left_out_is_a_plain_column() -> None:
    found = mapped(
        table("none", key=()),
        table("items", ID, number("x"), foreign_keys=(key("x", "none"),)),
    )
    assert fields(found.spec.by_name["Item"]) == {"x": "integer"}
    assert "not kept" in notes(found, "items", "x")


def test_the_login_user_of_django_is_the_starters() -> None:
    password = Column(name="password", type="varchar(128)", nullable=False)
    login = Column(name="last_login", type="timestamptz")
    found = mapped(
        table("django_migrations", ID, NAME),
        table("people_user", ID, password, login),
        table(
            "notes",
            ID,
            NAME,
            number("by_id"),
            foreign_keys=(key("by_id", "people_user"),),
        ),
    )
    assert fields(found.spec.by_name["Note"])["by"] == "ref(User)"
    assert notes(found, "people_user").startswith("left out: ")


def test_too_much_for_a_spec_is_cut_and_told() -> None:
    many = [number(f"n{n}") for n in range(FIELD_LIMIT + 3)]
    refers = [number(f"r{n}_id") for n in range(RELATION_LIMIT + 2)]
    found = mapped(
        table("wide", ID, *many),
        table(
            "linked",
            ID,
            *refers,
            foreign_keys=tuple(key(c.name, "wide") for c in refers),
        ),
    )
    wide, linked = found.spec.models
    assert (len(wide.fields), len(linked.fields)) == (FIELD_LIMIT, RELATION_LIMIT)
    assert notes(found, "wide", many[-1].name).startswith("left out: ")


def test_names_are_kept_when_asked() -> None:
    found = mapped(
        table(
            "Order Details",
            replace(ID, name="DetailID"),
            Column(name="ShipName", type="varchar(40)"),
            number("CustomerID"),
            number("status"),
            key=("DetailID",),
            foreign_keys=(key("CustomerID", "Customers"),),
        ),
        table("Customers", ID, NAME),
        table("codes", NAME, key=("name",)),
        keep_names=True,
    )
    order, customer, _ = found.spec.models
    assert (order.table, order.key) == ("Order Details", "DetailID")
    assert (customer.table, customer.key) == ("Customers", None)
    columns = {field.name: field.column for field in order.fields}
    assert columns == {
        "ship_name": "ShipName",
        "customer": "CustomerID",
        "status": None,
    }
    assert "column id" in notes(found, "codes")


def test_the_report_reads_the_same_for_people_and_scripts() -> None:
    catalogue = Catalogue(
        name="shop",
        dialect=Dialect.POSTGRESQL,
        tables=(
            table("items", ID, NAME, Column(name="pic", type="bytea"), comment="x"),
            table("odd\x1b", ID, NAME),
        ),
        views=(View(id=TableId("totals")),),
        other=("trigger t of items",),
    )
    told = report.report_of(map_read(Read(catalogue=catalogue)))
    text = report.as_text(told, "x.toml")
    assert "2 tables: 2 mapped, 0 changed, 0 left out" in text
    assert "5 columns: 4 mapped, 0 changed, 1 left out" in text
    assert "\x1b" not in text
    data = json.loads(report.as_json(told, "x.toml"))
    assert data["counts"]["columns"] == {"mapped": 4, "changed": 0, "left out": 1}
    assert data["other"] == ["view totals", "trigger t of items"]
    (pic,) = (c for c in data["tables"][0]["columns"] if c["name"] == "pic")
    assert (pic["outcome"], pic["became"]) == ("left out", "")
    assert pic["notes"][0] in text


def test_a_reference_of_several_columns_may_end_in_the_own_key() -> None:
    """Of which a column is passed over: it is the id."""
    both = ForeignKey(columns=("shop", "id"), target=TableId("places"))
    found = mapped(
        table("places", number("shop"), number("no"), key=("shop", "no")),
        table("tills", number("shop"), NAME, ID, foreign_keys=(both,)),
    )
    (till,) = (m for m in found.spec.models if m.name == "Till")
    assert fields(till)["place"] == "ref(Place)"
