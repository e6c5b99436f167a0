"""What the tables behind a spec are called.

Flask's starter calls them ``order_line`` and ``order_line_tags``, Django
``catalog_orderline`` and ``catalog_orderline_tags``, unless something else is called so:
PostgreSQL keeps tables, indexes and sequences in one list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from scaffold.spec import Model, Spec, reserved
from scaffold.spec.inflection import Names
from scaffold.spec.kinds import MANY_TO_MANY

#: What a project has before it has models; a test asks a database for them.
OF_FLASK = ("accounts_login", "accounts_user", "alembic_version")
OF_DJANGO = (
    *("accounts_user", "accounts_user_groups", "accounts_user_user_permissions"),
    *("auth_group", "auth_group_permissions", "auth_permission"),
    *("django_admin_log", "django_content_type", "django_migrations"),
    "django_session",
)
#: How the tables begin that a database keeps for itself.
_KEPT = ("pg_", "sqlite_")

#: Django cuts its names itself, to what its database takes.
_ANY_LENGTH = 1_000

#: The name of a model, or of a model and its ``refs`` field, to that of a table.
Tables = dict[tuple[str, ...], str]


def of_flask(spec: Spec) -> Tables:
    """Every table; a link table is a variable too, which no field of its model hides."""
    usual = {
        model.name: f"{spec.app}_{model.snake}"
        if model.snake.startswith(_KEPT)
        else model.snake
        for model in spec.models
        if model.table is None
    }
    names = Names()
    said = _said(spec, names)
    names.reserve(*OF_FLASK, *_beside(*OF_FLASK, *usual.values()))
    links = (f"{model.snake}_{field}" for model, field in _links(spec))
    names.reserve(*(f"pk_{table}" for table in (*usual.values(), *links)))
    tables: Tables = {(name,): names.take(table) for name, table in usual.items()}
    tables |= said
    # What the variables of the links would hide.
    names.reserve(*reserved.taken().kept_free[reserved.LINKS])
    for model, field in _links(spec):
        # A variable of Python, whatever the database calls the table.
        table = names.take(model.snake, field, besides=model.by_name)
        tables[model.name, field] = table
    return tables


def of_django(spec: Spec) -> Tables:
    """Every table as Django calls it by itself, or as it has to be told to."""
    usual = {
        model.name: model.table or f"{spec.app}_{model.name.lower()}"
        for model in spec.models
    }
    names = Names()
    said = _said(spec, names)
    names.reserve(*OF_DJANGO, *_beside(*OF_DJANGO, *usual.values()))
    names.reserve(
        *(
            f"{usual[model.name]}_{field.column_name}_key"
            for model in spec.models
            for field in model.fields
            if field.single_valued
        )
    )
    tables: Tables = {
        (name,): names.take(table, limit=_ANY_LENGTH)
        for name, table in usual.items()
        if (name,) not in said
    }
    tables |= said
    for model, field in _links(spec):
        if (model.name, field) in said:
            continue
        table = names.take(usual[model.name], field, limit=_ANY_LENGTH)
        names.reserve(*_beside(table))
        tables[model.name, field] = table
    return tables


def _said(spec: Spec, names: Names) -> Tables:
    """The tables whose names the spec gives: nothing else is called so."""
    tables: Tables = {(m.name,): m.table for m in spec.models if m.table is not None}
    tables |= {
        (model.name, field.name): field.table
        for model in spec.models
        for field in model.fields
        if field.table is not None
    }
    for table in tables.values():
        names.reserve(table, table.lower(), *_beside(table))
    return tables


def _links(spec: Spec) -> Iterator[tuple[Model, str]]:
    for model in spec.models:
        for field in model.fields:
            if field.kind in MANY_TO_MANY:
                yield model, field.name


def _beside(*tables: str) -> list[str]:
    """What PostgreSQL calls the indexes of their keys, and what numbers their rows."""
    return [f"{table}{end}" for table in tables for end in ("_pkey", "_id_seq")]


@cache
def _words() -> dict[str, Any]:
    """By the database that says them, and beside them the versions of these."""
    file = Path(__file__).with_name("sqlwords.json")
    lists: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return lists


@cache
def overlooked() -> frozenset[str]:
    """Words that a database takes for SQL, and that SQLAlchemy does not quote."""
    return frozenset(_words()["overlooked"])


@cache
def words_of_sql() -> frozenset[str]:
    """All words that a database takes for SQL, in small letters."""
    lists = (words for name, words in _words().items() if name != "versions")
    return frozenset(word.lower() for words in lists for word in words)
