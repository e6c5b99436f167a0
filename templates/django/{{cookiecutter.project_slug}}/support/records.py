{%- set related = cookiecutter._spec.kinds | select("in", ["ref", "one", "refs", "user"]) | list -%}
"""What the JSON API does with rows, whatever their model.

Django's forms check and save a row in one go; JSON comes without a form. Without this
module each operation would {{ "look up its relations and " if related }}lock its row by itself.
"""

from django.core.exceptions import BadRequest
from django.db import transaction
from django.shortcuts import get_object_or_404
from ninja.errors import ValidationError

{% if "refs" in related %}
from .keyset import Ids

{% endif %}

def list_page(rows, query):
    try:
        items, next_cursor = rows.search(query.q).page(
            sort=query.sort, cursor=query.cursor, limit=query.limit
        )
    except BadRequest as error:
        found = {"loc": ["query", "cursor"], "msg": str(error)}
        raise ValidationError([found]) from error
    return {"items": items, "next_cursor": next_cursor}


def save(row, values):
    """Store `values`, which have the keys of the JSON API, in a transaction that is open.
{%- if related %}

    Raises ValidationError for rows that do not exist.
    {%- endif %}
    """
{%- if related %}
    check_relations(type(row), values)
{%- endif %}
{%- if "refs" in related %}
    many = ids_of(type(row))
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


@transaction.atomic
def create(rows, values):
    """Store a new row, and return it as `rows` finds it: nobody can delete it first."""
    return rows.get(pk=save(rows.model(), values).pk)


@transaction.atomic
def update(rows, pk, values):
    """Change what `values` has, under a lock: two writers do not undo each other."""
    locked = rows.model.objects.select_for_update(no_key=True)
    save(get_object_or_404(locked, pk=pk), values)
    return get_object_or_404(rows, pk=pk)


@transaction.atomic
def delete(rows, pk):
    get_object_or_404(rows.select_for_update(), pk=pk).delete()

{% if related %}
{% if "refs" in related %}

def ids_of(model):
    """Return the many-to-many fields of `model` by the keys that JSON has for them."""
    return {key: x.relation for key, x in vars(model).items() if isinstance(x, Ids)}
{% endif %}

def relations(model):
    """Return the models that each relation of `model` refers to, by its key in JSON."""
    found = {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation
    }
{%- if "refs" in related %}
    for key, name in ids_of(model).items():
        found[key] = model._meta.get_field(name).related_model
{%- endif %}
    return found


def check_relations(model, values):
    """Raise ValidationError unless every id that `values` refers to exists."""
    errors = []
    for key, target in relations(model).items():
        value = values.get(key)
        ids = set(value) if isinstance(value, list) else {value} - {None}
        if ids and target.objects.filter(pk__in=ids).count() < len(ids):
            message = f"No {target._meta.verbose_name} has this id."
            errors.append({"loc": ["body", "data", key], "msg": message})
    if errors:
        raise ValidationError(errors)
{% endif %}
