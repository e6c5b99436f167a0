"""Print as JSON what this Django project is: `django_facts.py FRAMEWORK PACKAGE APP`.

Names are those of models and fields; what a model is called in the database is left out.
"""

import json
import os
import sys

package, app = sys.argv[2:]
os.environ["DJANGO_SETTINGS_MODULE"] = f"{package}.settings"

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.test import RequestFactory  # noqa: E402

DELETED = {
    models.CASCADE: "cascade",
    models.PROTECT: "protect",
    models.RESTRICT: "protect",
    models.SET_NULL: "set_null",
}
TYPES = {
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "datetime",
    "DecimalField": "decimal",
    "FloatField": "float",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "JSONField": "json",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
}


def facts_of(model):
    """What the database is asked to keep of a model, by field."""
    found = {}
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, field in fields.items():
        if field.primary_key:
            continue
        found[name] = {
            "type": type_of(field),
            "null": field.null,
            "unique": field.unique,
        }
        if field.is_relation:
            found[name]["to"] = field.related_model.__name__
            found[name]["on_delete"] = DELETED.get(field.remote_field.on_delete, "")
            found[name]["foreign key in the database"] = any(
                each["foreign_key"] and field.column in each["columns"]
                for each in made_for(model).values()
            )
    for field in model._meta.many_to_many:
        found[field.name] = {
            "type": "many",
            "to": field.related_model.__name__,
            "found by index from": ends_of(field),
        }
    for relation in model._meta.related_objects:
        if relation.many_to_many:
            others = {"here": "there", "there": "here"}
            found[relation.get_accessor_name()] = {
                "type": "many",
                "to": relation.related_model.__name__,
                "found by index from": sorted(
                    others[end] for end in ends_of(relation.field)
                ),
            }
    return found


def made_for(model):
    """The constraints and indexes of its table, as the database has them."""
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, model._meta.db_table)


def ends_of(field):
    """The ends of a link table from which an index leads to the other."""
    ends = {field.m2m_column_name(): "here", field.m2m_reverse_name(): "there"}
    first = {
        each["columns"][0]
        for each in made_for(field.remote_field.through).values()
        if each["index"] or each["unique"]
    }
    return sorted(end for column, end in ends.items() if column in first)


def partial_indexes():
    """Indexes of some rows only, by their names."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master"
        " WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'",
    }
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def type_of(field):
    if field.is_relation:
        return "relation"
    kind = TYPES.get(type(field).__name__) or TYPES.get(field.get_internal_type())
    if kind == "decimal":
        return f"decimal({field.max_digits},{field.decimal_places})"
    if kind is None and field.max_length:
        return f"text({field.max_length})"
    return kind or field.get_internal_type()


def rules_of(model):
    """Sets that are unique, and columns that are indexed together."""
    options = model._meta
    unique = [sorted(names) for names in options.unique_together]
    for rule in options.constraints:
        if isinstance(rule, models.UniqueConstraint) and rule.fields:
            unique.append(sorted(rule.fields))
    names = {field.column: field.name for field in options.concrete_fields}
    partial = partial_indexes()
    indexes = {
        ", ".join(names.get(column, column) for column in each["columns"])
        + (" of some rows only" if name in partial else "")
        for name, each in made_for(model).items()
        if each["index"] or each["unique"] or each["primary_key"]
    }
    return {"unique": sorted(unique), "indexes": sorted(indexes - {"id"})}


def checks_of(model):
    """Fields whose values the database checks, with the bounds in the rule."""
    found = set()
    for rule in model._meta.constraints:
        if isinstance(rule, models.CheckConstraint):
            for lookup, value in flat(rule.condition):
                field, _, sign = lookup.partition("__")
                found.add(f"{field} {sign or 'exact'} {written(value)}")
    return sorted(found)


def flat(condition):
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from flat(child)
        else:
            yield child


def written(value):
    if isinstance(value, (list, tuple, set)):
        return ", ".join(sorted(map(str, value)))
    return f"{float(value):g}" if isinstance(value, (int, float)) else plain(value)


def plain(value):
    try:
        return f"{float(value):g}"
    except (TypeError, ValueError):
        return str(value)


def admin_of(model, users):
    """What an editor finds in the admin, and who may do what there."""
    site = admin.site
    if model not in site._registry:
        return {"is there": False}
    view = site._registry[model]
    request = RequestFactory().get("/")
    request.user = users["editor"]
    rows = list(model.objects.all()[:50])
    return {
        "is there": True,
        "list": [str(name) for name in view.get_list_display(request)],
        # As the pages search; another lookup finds other rows.
        "search": sorted(
            name.removesuffix("__holds") for name in view.get_search_fields(request)
        ),
        "filters": sorted(
            name[0] if isinstance(name, (list, tuple)) else str(name)
            for name in view.get_list_filter(request)
        ),
        "form": fields_of(view, request, None),
        "form of a change": fields_of(view, request, rows[0]) if rows else [],
        "actions": sorted(
            {"delete_selected": "delete"}.get(name, name)
            for name in view.get_actions(request)
        ),
        **{f"{who} may": may(view, user, rows) for who, user in users.items()},
    }


def fields_of(view, request, row):
    """What can be filled in."""
    return sorted(view.get_form(request, row, change=row is not None).base_fields)


def may(view, user, rows):
    """What is allowed in general, and with every single row."""
    request = RequestFactory().get("/")
    request.user = user
    if not admin.site.has_permission(request):
        return []
    asked = ("view", "add", "change", "delete")
    rules = {what: getattr(view, f"has_{what}_permission") for what in asked}
    return [
        what
        for what, is_allowed in rules.items()
        if is_allowed(request)
        and (what == "add" or all(is_allowed(request, row) for row in rows))
    ]


def hashed_by(user):
    """What guessing costs: the words before the salt, after Django's own first one."""
    return " ".join(user.password.removeprefix("argon2$").split("$")[:-2])


def main():
    User = get_user_model()
    users = {
        "editor": User(pk=1, is_active=True, is_staff=True, is_superuser=True),
        "member": User(pk=2, is_active=True),
    }
    every = {model.__name__: model for model in apps.get_app_config(app).get_models()}
    print(
        json.dumps(
            {
                "database": {
                    name: {
                        **facts_of(model),
                        **rules_of(model),
                        "checks": checks_of(model),
                    }
                    for name, model in every.items()
                }
                | {"User": {"username_key": facts_of(User)["username_key"]}},
                "admin": {
                    **{name: admin_of(model, users) for name, model in every.items()},
                    "User": admin_of(User, users),
                },
                "password": {"hash": hashed_by(User.objects.first())},
            }
        )
    )


main()
