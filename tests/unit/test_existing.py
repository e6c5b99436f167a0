"""The names that an existing database has for tables and columns."""

import pytest

from scaffold.generate import context
from scaffold.spec import toml
from scaffold.spec.faults import SpecError

ORDER = """\
[models.Order]
fields.number = "integer:min=1:column=OrderNo"
fields.customer = "ref(Customer):column=CustomerID"
table = "Order Details"
key = "OrderID"
%s
[models.Customer]
fields.name = "string(80)"
fields.tags = "refs(Order)"
table = "Customers"
"""


def test_the_database_is_told_of_by_its_own_names() -> None:
    spec = toml.from_toml(ORDER % 'unique = [["number", "customer"]]')
    assert toml.from_toml(toml.to_toml(spec)) == spec
    customer, order = context.build(spec)["models"]
    assert (order["table"], order["db_table"]) == ("Order Details", "Order Details")
    assert order["key"] == "OrderID"
    assert order["unique"][0]["column_names"] == ["OrderNo", "CustomerID"]
    assert order["checks"][0]["sql"] == '"OrderNo" >= 1'
    number, reference = order["fields"]
    assert (number["column"], number["column_name"]) == ("number", "OrderNo")
    assert reference["target_table"] == "Customers"
    assert reference["target_key"] == customer["key"] == "id"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('fields.x = "integer:column=OrderNo"', "is the column of number already"),
        ('fields.x = "integer:column=ORDERNO"', "is the column of number already"),
        ('fields.x = "integer:column=orderid"', "is the column of the key already"),
        ('fields.x = "integer:column=ctid"', "every table of PostgreSQL has already"),
        ("fields.x = 'integer:column=\"a.b\"'", "is not a name"),
        ("fields.x = 'integer:column=\"\"'", "is not a name"),
        ('fields.x = "refs(Customer):column=x"', "refs have a table of their own"),
        ('fields.x = "integer:table=x"', "only refs have a table of their own"),
        ('fields.x = "refs(Customer):table=CUSTOMERS"', "table of Customer already"),
        ("fields.x = 'refs(Customer):table=\"a.b\"'", "is not a name"),
        ("fields.orderid = 'integer'", "is the column of the key already"),
    ],
)
def test_a_column_that_cannot_be_is_refused(lines: str, says: str) -> None:
    with pytest.raises(SpecError) as refusal:
        toml.from_toml(ORDER % lines)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("customers", "is the table of Order already"),
        ("accounts_user", "is a name of the databases or of the starters"),
        ("pg_class", "is a name of the databases or of the starters"),
        ("a;b", "is not a name"),
        ("a$b", "is not a name"),
        ("-a", "begins with a letter or _"),
        ("Order_pkey", "is a name of the databases"),
        ("ix_order", "is a name of the databases"),
        ("x" * 64, "is not a name"),
    ],
)
def test_a_table_that_cannot_be_is_refused(table: str, says: str) -> None:
    text = (ORDER % "").replace("Order Details", table)
    with pytest.raises(SpecError) as refusal:
        toml.from_toml(text)
    said = says.replace("Order", "Customer" if table != "customers" else "Order")
    assert said in str(refusal.value)


def test_no_other_table_is_called_as_one_that_exists() -> None:
    spec = toml.from_toml((ORDER % "").replace('"Order Details"', '"customer_tags"'))
    customer, order = context.build(spec)["models"]
    links = [field["link"]["table"] for field in customer["fields"] if "link" in field]
    assert order["table"] not in links
