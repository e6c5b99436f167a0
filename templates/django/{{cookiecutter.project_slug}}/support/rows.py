{% if cookiecutter._spec.rows -%}
{% set kinds = cookiecutter._spec.kinds -%}
{% set related = kinds | select("in", ["ref", "one", "refs"]) | list -%}
{% set linked = "refs" in kinds -%}
{% set stamped = kinds | select("in", ["created", "updated"]) | list -%}
"""Rows from elsewhere, in a file of JSON Lines for each table: `scaffold import` wrote them.

They keep their ids. `loaddata` would store them one by one, and read them all before.
"""

import json
from contextlib import contextmanager
from itertools import islice

from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, reset_queries, transaction

from .records import ids_of, relations

BATCH = 1000


def load(folder, models, tell{{ ", owned" if "users" in cookiecutter._spec.families }}):
    """Fill the empty tables that have a file in `folder`, and return their names.

    `models` are by the names of files. A table is filled whole or not at all: when this
    was interrupted, the next time goes on with the table that it had not finished.
    """
    known = {name: model for name, model in models.items() if file_of(folder, name).exists()}
    {%- if related %}
    waiting = set(known.values())
    {%- endif %}
    for name, model in known.items():
        {%- if related %}
        waiting.remove(model)
        {%- endif %}
        if model.objects.exists():
            tell(f"{name}: already there")
            continue
        number = 0
        try:
            with transaction.atomic():
                for rows in batches(file_of(folder, name)):
                    insert(model, rows{{ ", waiting" if related }}{{ ", owned(model)" if "users" in cookiecutter._spec.families }})
                    number += len(rows)
                    reset_queries()  # which Django keeps in debug
                {%- if related %}
                for earlier, other in known.items():
                    if other not in waiting and other is not model:
                        refer(other, model, file_of(folder, earlier))
                {%- endif %}
                count_on(model)
        except (DatabaseError, ValueError, TypeError) as error:
            raise CommandError(f"{file_of(folder, name)}: {error}") from error
        tell(f"{name}: {number:,} rows")
    return known.keys()


def file_of(folder, name):
    return folder / f"{name}.jsonl"


def batches(file):
    with file.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        while batch := list(islice(rows, BATCH)):
            yield batch


def insert(model, rows{{ ", waiting" if related }}{{ ", common" if "users" in cookiecutter._spec.families }}):
    """Store rows{{ "; what refers to a table that is still empty is left for `refer`" if related }}."""
    {%- if linked %}
    many = ids_of(model)
    {%- endif %}
    {%- if related %}
    later = {key for key, other in relations(model).items() if other in waiting}
    skipped = later{{ " | many.keys()" if linked }}
    {%- endif %}
    {%- if "users" in cookiecutter._spec.families %}
    rows = [common | row for row in rows]
    {%- endif %}
    {%- if stamped %}
    with times_of_rows(model):
        model.objects.bulk_create(
            model(**{{ "{key: row[key] for key in row if key not in skipped}" if related else "row" }}) for row in rows
        )
    {%- else %}
    model.objects.bulk_create(
        model(**{{ "{key: row[key] for key in row if key not in skipped}" if related else "row" }}) for row in rows
    )
    {%- endif %}
    {%- if linked %}
    for key in many.keys() - later:
        link(model, key, rows)
    {%- endif %}

{% if related %}
def refer(model, target, file):
    """Let the rows of `model` refer to those of `target`, which came after them."""
    late = [key for key, other in relations(model).items() if other is target]
    {%- if linked %}
    many = ids_of(model)
    {%- endif %}
    names = {{ "[key for key in late if key not in many]" if linked else "late" }}
    for rows in batches(file) if late else ():
        {%- if linked %}
        for key in many.keys() & late:
            link(model, key, rows)
        {%- endif %}
        if names:
            {#- Those that were set before are set to the same again. #}
            model.objects.bulk_update(
                [model(pk=row["id"], **{key: row.get(key) for key in names}) for row in rows],
                [model._meta.get_field(name.removesuffix("_id")).name for name in names],
            )
{% endif %}
{% if linked %}

def link(model, key, rows):
    """Store which rows belong together by a many-to-many field."""
    field = model._meta.get_field(ids_of(model)[key])
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    links = field.remote_field.through
    links.objects.bulk_create(
        links(**{source: row["id"], target: other})
        for row in rows
        for other in row.get(key) or ()
    )
{% endif %}
{% if stamped %}

@contextmanager
def times_of_rows(model):
    """Let rows say when they were made: bulk_create would set it to now."""
    fields = [
        (field, name)
        for field in model._meta.concrete_fields
        for name in ("auto_now", "auto_now_add")
        if getattr(field, name, False)
    ]
    for field, name in fields:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in fields:
            setattr(field, name, True)
{% endif %}


def count_on(model):
    """Let new rows have ids after those of the loaded ones, which PostgreSQL did not give."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
{% endif -%}
