"""Whatever models and fields are called, tables and indexes have names of their own."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.generate import context, tables
from scaffold.generate.tables import Tables
from scaffold.spec import inflection, reserved, toml

LONG = "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMn"  # 40 characters, 59 in snake case
FIELD = "a_field_whose_name_is_as_long_as_it_may"

SPEC = toml.from_toml(
    f"""
    app = "crowd"

    [models.{LONG}]
    plural = "long_ones"
    fields.name = "string(20)"
    fields.{FIELD}a = "refs(Product)"
    fields.{FIELD}b = "refs(Product)"
    fields.{FIELD}c = "refs({LONG})"

    [models.Product]
    fields.name = "string(20):unique"
    fields.code = "string(20):index"
    fields.product_parts = "string(20)"
    fields.parts = "refs(Product)"
    ordering = ["code"]

    [models.Order]
    fields.name = "string(20):unique"
    fields.pkey = "refs(Product)"
    fields.id_seq = "refs(Product)"
    fields.name_key = "refs(Product)"

    [models]
    PkProduct.fields.name = "string(20)"
    ProductIdSeq.fields.name = "string(20)"
    ProductCodeIdx.fields.name = "string(20)"
    ProductOrderIdx.fields.name = "string(20)"
    AccountsUser.fields.name = "string(20)"
    PgClass.fields.name = "string(20)"
    SqliteSequence.fields.name = "string(20)"

    [models.TagA]
    fields.b = "refs(Product)"
    fields.c = "choice(one)"

    [models.Tag]
    fields.a_b = "refs(Product)"
    fields.a_c = "choice(two)"

    [models.Rows]
    fields.per_page = "choice(ten)"
    """
)


def beside(found: Tables) -> list[str]:
    """What PostgreSQL makes of its own accord for each table."""
    return [f"{name}{end}" for name in found.values() for end in ("_pkey", "_id_seq")]


@pytest.mark.parametrize("named", [tables.of_django, tables.of_flask])
def test_no_two_tables_or_what_stands_beside_them_share_a_name(named: object) -> None:
    found = named(SPEC)
    names = [*found.values(), *beside(found)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_flasks_names_are_what_postgresql_keeps_whole() -> None:
    found = tables.of_flask(SPEC)
    assert max(map(len, found.values())) <= 60
    assert not set(found.values()) & set(tables.OF_FLASK)
    assert not [name for name in found.values() if name.startswith(("pg_", "sqlite_"))]
    ends = [
        field["link"][end]
        for model in context.build(SPEC)["models"]
        for field in model["fields"]
        if field["kind"] == "refs"
        for end in ("here", "there")
    ]
    assert max(map(len, ends)) <= 63


def test_an_index_is_not_called_as_a_table() -> None:
    facts = context.build(SPEC)["models"]
    indexes = {field["index_name"] for model in facts for field in model["fields"]}
    indexes |= {model["index"]["name"] for model in facts if model["index"]}
    found = {*tables.of_flask(SPEC).values(), *tables.of_django(SPEC).values()}
    assert len(indexes - {None}) == 2
    assert not indexes & found


def test_a_link_table_is_not_called_as_a_field_of_its_model() -> None:
    """In the body of the class the field would hide it."""
    assert tables.of_flask(SPEC)["Product", "parts"] != "product_parts"


def test_django_is_told_of_a_table_only_where_its_own_name_would_not_do() -> None:
    told = {
        field["name"]
        for model in context.build(SPEC)["models"]
        for field in model["fields"]
        if field["db_table"]
    }
    assert told == {"pkey", "id_seq", "name_key"}
    assert not [m["db_table"] for m in context.build(SPEC)["models"] if m["db_table"]]


@pytest.mark.parametrize("module", ["models", "views", "forms", "admin"])
def test_no_enumeration_or_table_of_links_hides_another_name(tmp_path, module) -> None:
    """Each would be called like a name that Flask's module has already."""
    kept = reserved.taken().kept_free
    made = {
        *(("choice(one)", inflection.snake(n)) for n in kept[reserved.ENUMERATION]),
        *(("refs(Other)", name) for name in kept[reserved.LINKS]),
    }
    models = [
        (model, field, kind)
        for kind, name in sorted(made)
        if "_" in name
        for model, field in [
            (inflection.camel(name.split("_")[0]), name.split("_", 1)[1])
        ]
        if not reserved.model_reason(model) and not name.startswith("accounts")
        if not reserved.field_reason(field)
    ]
    assert len(models) > 3
    spec = {}
    for model, field, kind in models:
        spec.setdefault(model, []).append(f'fields.{field} = "{kind}"')
    text = "".join(
        f'[models.{model}]\nplural = "many_{model.lower()}"\n'
        f'fields.text = "string(9)"\n' + "\n".join(fields) + "\n"
        for model, fields in spec.items()
    )
    file = tmp_path / "spec.toml"
    file.write_text(f'{text}[models.Other.fields]\nname = "string(9)"\n', "utf-8")
    asked = request_of("flask", "project", tmp_path, file=file)
    create(asked, tell=lambda step: None)
    path = asked.target / "project" / "catalog" / f"{module}.py"
    bound = Counter(top_level(path.read_text("utf-8")))
    assert [name for name, times in bound.items() if times > 1] == []


def top_level(source: str) -> Iterator[str]:
    """Names that the module binds, as often as it does."""
    for node in ast.parse(source).body:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name
