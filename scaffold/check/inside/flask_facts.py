"""Print as JSON what this Flask project is: `flask_facts.py FRAMEWORK PACKAGE APP`.

Names are those of models and fields; what a model is called in the database is left out.
"""

import json
import re
import sys
from importlib import import_module

from flask_admin.model.base import BaseModelView
from sqlalchemy import UniqueConstraint, inspect, select
from wsgi import app

package, app_name = sys.argv[2:]

DELETED = {"CASCADE": "cascade", "SET NULL": "set_null"}
TYPES = {
    "Boolean": "boolean",
    "Date": "date",
    "DateTime": "datetime",
    "Double": "float",
    "Float": "float",
    "Integer": "integer",
    "BigInteger": "bigint",
    "JSON": "json",
    "Json": "json",
    "Text": "text",
    "Time": "time",
    "Uuid": "uuid",
}


def models():
    module = import_module(f"{package}.{app_name}.models")
    return {
        name: found
        for name, found in vars(module).items()
        if isinstance(found, type)
        and found.__module__ == module.__name__
        and hasattr(found, "__table__")
    }


def known_models():
    """The models, and the login user."""
    users = import_module(f"{package}.accounts.models")
    return [*models().values(), users.User]


def names_of(model):
    """The field that each column is for: a relation's, where there is one."""
    mapper = inspect(model)
    names = {
        attribute.columns[0].name: attribute.key for attribute in mapper.column_attrs
    }
    for relation in mapper.relationships:
        if relation.direction.name == "MANYTOONE":
            for column in relation.local_columns:
                names[column.name] = relation.key
    return names


def facts_of(model, inspector):
    deleting = {
        column: key["options"].get("ondelete") or ""
        for key in inspector.get_foreign_keys(model.__table__.name)
        for column in key["constrained_columns"]
    }
    mapper, names = inspect(model), names_of(model)
    alone = {
        tuple(column.name for column in rule.columns)
        for rule in model.__table__.constraints
        if isinstance(rule, UniqueConstraint)
    }
    found = {}
    for column in model.__table__.columns:
        if column.primary_key:
            continue
        name = names[column.name]
        found[name] = {
            "type": type_of(column.type),
            "null": bool(column.nullable),
            "unique": bool(column.unique) or (column.name,) in alone,
        }
        for key in column.foreign_keys:
            owner = [m for m in known_models() if m.__table__ is key.column.table]
            found[name]["type"] = "relation"
            found[name]["to"] = owner[0].__name__ if owner else key.column.table.name
            found[name]["on_delete"] = DELETED.get(
                deleting.get(column.name, "").upper(), "protect"
            )
            found[name]["foreign key in the database"] = column.name in deleting
    for relation in mapper.relationships:
        if relation.secondary is not None:
            target = relation.mapper.class_.__name__
            found[relation.key] = {
                "type": "many",
                "to": target,
                "found by index from": ends_of(relation, inspector),
            }
    return found


def ends_of(relation, inspector):
    """The ends of a link table from which an index leads to the other."""
    table = relation.secondary.name
    made = [
        inspector.get_pk_constraint(table)["constrained_columns"],
        *(each["column_names"] for each in inspector.get_indexes(table)),
        *(each["column_names"] for each in inspector.get_unique_constraints(table)),
    ]
    first = {columns[0] for columns in made if columns}
    ends = {
        "here": relation.synchronize_pairs[0][1].name,
        "there": relation.secondary_synchronize_pairs[0][1].name,
    }
    return sorted(end for end, column in ends.items() if column in first)


def type_of(kind):
    while hasattr(kind, "impl_instance") and type(kind).__name__ not in TYPES:
        kind = kind.impl_instance
    name = type(kind).__name__
    if name == "Numeric":
        return f"decimal({kind.precision},{kind.scale})"
    if name in ("String", "Enum") and kind.length:
        return f"text({kind.length})"
    return TYPES.get(name, name)


def rules_of(model, inspector):
    names = names_of(model)
    table = model.__table__
    unique = [
        sorted(names[column.name] for column in rule.columns)
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint) and len(rule.columns) > 1
    ]
    some_rows = f"{inspector.engine.name}_where"
    indexes = {
        ", ".join(names.get(column, column) for column in each["column_names"])
        + (" of some rows only" if some_rows in each.get("dialect_options", {}) else "")
        for each in (
            *inspector.get_indexes(table.name),
            *inspector.get_unique_constraints(table.name),
        )
    }
    return {"unique": sorted(unique), "indexes": sorted(indexes)}


SIGNS = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt"}


def checks_of(model, inspector):
    """As the database has them: nothing else compares them with the models."""
    found = set()
    names = names_of(model)
    for each in inspector.get_check_constraints(model.__table__.name):
        rule = plain(each["sqltext"])
        if bound := re.fullmatch(r'"?([\w -]+?)"? (>=|<=|>|<) (\S+)', rule):
            value = f"{float(bound[3]):g}"
            found.add(f"{names.get(bound[1], bound[1])} {SIGNS[bound[2]]} {value}")
        elif listed := re.fullmatch(r'"?([\w -]+?)"? IN \((.*)\)', rule):
            values = re.findall(r"'((?:[^']|'')*)'", listed[2])
            words = ", ".join(sorted(value.replace("''", "'") for value in values))
            found.add(f"{names.get(listed[1], listed[1])} in {words}")
        else:
            found.add(rule)
    return sorted(found)


def plain(rule):
    """``rule`` without PostgreSQL's casts and its way to say of a list."""
    types = "bigint|character varying|double precision|integer|numeric|text"
    rule = re.sub(rf"'(-?[\d.]+)'::(?:{types})", r"\1", rule)
    rule = "".join(
        part if number % 2 else re.sub(rf"::(?:{types})(?:\[\])?", "", part)
        for number, part in enumerate(re.split(r"('(?:[^']|'')*')", rule))
    )
    rule = re.sub(r"\((\w+|-?[\d.]+)\)", r"\1", rule)
    return re.sub(r" = ANY \(+ARRAY\[(.*)\]\)+", r" IN (\1)", rule)


class Someone:
    is_active = True

    def __init__(self, is_editor):
        self.is_authenticated = True
        self.is_editor = is_editor

    def get_id(self):
        return "0"


def views():
    """The admin's view of each model."""
    return {
        view.model.__name__: view
        for admin in app.extensions["admin"]
        for view in admin._views
        if isinstance(view, BaseModelView)
    }


def admin_of(view, users):
    if view is None:
        return {"is there": False}
    session = app.extensions["sqlalchemy"].session
    row = session.scalars(select(view.model)).first()
    return {
        "is there": True,
        "list": [name for name, _ in view.get_list_columns()],
        "search": sorted(map(str, view.column_searchable_list or ())),
        "filters": sorted(map(str, view.column_filters or ())),
        "form": fields_of(view.create_form()),
        "form of a change": fields_of(view.edit_form(row)) if row else [],
        "actions": sorted(
            name for name, _ in view._actions if view.is_action_allowed(name)
        ),
        **{f"{who} may": may(view, user) for who, user in users.items()},
    }


def fields_of(form):
    return sorted(name for name in form._fields if name != "csrf_token")


def is_open(view, user):
    """Whether the list is shown to a user, whatever guards it."""
    from flask import g, url_for

    address = url_for(f"{view.endpoint}.index_view")
    with app.test_request_context(address, base_url="https://localhost"):
        g._login_user = user
        return app.full_dispatch_request().status_code == 200


def may(view, user):
    if not is_open(view, user):
        return []
    asked = {
        "view": True,
        "add": view.can_create,
        "change": view.can_edit,
        "delete": view.can_delete,
    }
    return [what for what, allowed in asked.items() if allowed]


def hashed_by(user):
    """What guessing costs: the words before the salt."""
    values = (getattr(user, name) for name in inspect(type(user)).columns.keys())  # noqa: SIM118 - a collection of SQLAlchemy
    kept = next(value for value in values if str(value).count("$") >= 2)
    return " ".join(kept.lstrip("$").split("$")[:-2])


def main():
    from sqlalchemy import inspect as inspected

    User = import_module(f"{package}.accounts.models").User
    extension = app.extensions["sqlalchemy"]
    users = {"editor": Someone(is_editor=True), "member": Someone(is_editor=False)}
    every = models()
    with app.test_request_context("/admin/", base_url="https://localhost"):
        inspector = inspected(extension.engine)
        known = views()
        print(
            json.dumps(
                {
                    "database": {
                        name: {
                            **facts_of(model, inspector),
                            **rules_of(model, inspector),
                            "checks": checks_of(model, inspector),
                        }
                        for name, model in every.items()
                    }
                    | {
                        "User": {
                            "username_key": facts_of(User, inspector)["username_key"]
                        }
                    },
                    "admin": {
                        **{name: admin_of(known.get(name), users) for name in every},
                        "User": admin_of(known.get("User"), users),
                    },
                    "password": {
                        "hash": hashed_by(
                            extension.session.scalars(select(User)).first()
                        )
                    },
                }
            )
        )


main()
