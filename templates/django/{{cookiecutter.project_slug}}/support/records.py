{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs"]) | list -%}
"""What the JSON API does with rows, whatever their model.

Django saves a row by its forms; what comes as JSON has no form. Without this module
each operation would {{ "look up its relations, " if related }}lock its row and try again by itself.
"""

from functools import wraps

from django.db import OperationalError, transaction
from django.shortcuts import get_object_or_404

from .database import DEADLOCK, error_code
from .keyset import BadCursor
from .problems import Invalid

TRIES = 4


def list_page(rows, query):
    try:
        items, next_cursor = rows.search(query.q).page(
            sort=query.sort, cursor=query.cursor, limit=query.limit
        )
    except BadCursor as error:
        raise Invalid({"cursor": str(error)}) from error
    return {"items": items, "next_cursor": next_cursor}


def get(rows, pk):
    return get_object_or_404(rows, pk=pk)


def retried(write):
    """Run a write again when PostgreSQL rolled it back to resolve a deadlock."""

    @wraps(write)
    def tried(*args):
        for _ in range(TRIES - 1):
            try:
                return write(*args)
            except OperationalError as error:
                if error_code(error) != DEADLOCK:
                    raise
        return write(*args)

    return tried


@transaction.atomic
def save(row, values):
    """Store `values`, which have the keys of the JSON API{{ "; raises Invalid" if related }}."""
{%- if related %}
    check_relations(type(row), values)
{%- endif %}
{%- if "refs" in related %}
    many = type(row).objects.all().ids_of
    for name in values.keys() - many.keys():
        setattr(row, name, values[name])
    row.save()
    for key in values.keys() & many.keys():
        getattr(row, many[key]).set(values[key])
{%- else %}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
{%- endif %}
    return row


@retried
@transaction.atomic
def update(rows, pk, values):
    """Change what `values` has, under a lock: two writers do not undo each other."""
    save(get(rows.model.objects.select_for_update(), pk), values)
    return get(rows, pk)


@retried
@transaction.atomic
def delete(rows, pk):
    get(rows.select_for_update(), pk).delete()

{% if related %}

def relations(model):
    """Return the models that each relation of `model` refers to, by its key in JSON."""
    found = {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation
    }
{%- if "refs" in related %}
    for key, name in model.objects.all().ids_of.items():
        found[key] = model._meta.get_field(name).related_model
{%- endif %}
    return found


def check_relations(model, values):
    """Raise Invalid unless every id that `values` refers to exists."""
    errors = {}
    for key, target in relations(model).items():
        value = values.get(key)
        ids = set(value) if isinstance(value, list) else {value} - {None}
        if ids and target.objects.filter(pk__in=ids).count() < len(ids):
            errors[key] = f"No {target._meta.verbose_name} has this id."
    if errors:
        raise Invalid(errors)
{% endif %}
