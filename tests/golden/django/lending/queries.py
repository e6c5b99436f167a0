"""What pages, JSON API and commands ask of the database, in a fixed number of queries."""

from collections import defaultdict
from decimal import Decimal
from functools import reduce, wraps
from hashlib import sha256
from itertools import takewhile
from operator import or_
from uuid import uuid4

from django.core.cache import cache
from django.db import OperationalError, models, transaction
from django.db.models import functions, lookups
from django.shortcuts import get_object_or_404

from myproject.cache import SUMMARY_VERSION
from myproject.database import error_code

from . import schemas
from .models import Author, Book, Loan
from .pagination import decode, encode

# By the name that a model has in URLs and in the summary.
MODELS = {
    "authors": Author,
    "books": Book,
    "loans": Loan,
}

# What a list may be sorted by.
SORTS = {
    Author: schemas.AUTHOR_SORTS,
    Book: schemas.BOOK_SORTS,
    Loan: schemas.LOAN_SORTS,
}

# Where `q` looks.
SEARCH = {
    Author: ["name", "email"],
    Book: ["title"],
}

# The keys that JSON has for many-to-many fields.
MANY = {
    Book: {"author_ids": "authors"},
}

NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
MAX_SEARCH = 200
DEADLOCK = "40P01"
TRIES = 4
SUMMARY_SECONDS = 60
# While a deployment rolls, a release with other models shares the cache.
SUMMARY_SHAPE = sha256(str(schemas.Summary.model_json_schema()).encode()).hexdigest()


class BadCursor(ValueError):
    """The cursor was not made for this list in this order."""

    def __init__(self):
        super().__init__("This cursor is not valid.")


class UnknownRows(ValueError):
    """Relations name rows that do not exist; `errors` maps their JSON keys to words."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def search(queryset, q):
    """Return the rows that hold `q` in one of the model's search fields."""
    fields = SEARCH.get(queryset.model)
    if not q or not fields:
        return queryset
    found = (lookups.Contains(functions.Lower(name), q.lower()) for name in fields)
    return queryset.filter(reduce(or_, map(models.Q, found)))


def default_sort(model):
    """Return the model's own order as `page` takes it, such as "-created_at"."""
    order = model._meta.ordering or ["id"]
    sign = "-" if order[0].startswith("-") else ""
    names = [name.removeprefix("-") for name in order]
    before_id = list(takewhile(lambda name: name not in ("id", "pk"), names))
    return sign + ",".join(before_id or ["id"])


def page(queryset, *, sort, cursor, limit):
    """Return up to `limit` rows and the cursor of the next page, None at the end.

    `sort` names one field or, joined by commas, several of one direction. The id makes
    the order total, and the row-value comparison lets the database start right behind
    the last page's end: counting or skipping rows would cost more on every page.
    """
    types = SORTS[queryset.model]
    sign = "-" if sort.startswith("-") else ""
    fields = sort.removeprefix("-").split(",")
    columns = [*dict.fromkeys([*fields, "id"])]
    if cursor:
        try:
            values, row_id = decode(cursor, sort, [types[name] for name in fields])
        except ValueError as error:
            raise BadCursor from error
        end = [*values, row_id][-len(columns) :]
        queryset = queryset.filter(behind(queryset.model, columns, end, sign))
    rows = list(queryset.order_by(*(sign + name for name in columns))[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode(sort, [getattr(last, name) for name in fields], last.pk)


def behind(model, columns, end, sign):
    """Return the condition `(a, id) > (x, y)`, or `<` where the order descends.

    Django 5.2 has tuple lookups, but on SQLite they write an OR over the columns, which
    no index answers in one go: deep pages would cost many times the first.
    """
    row = {"template": "(%(expressions)s)", "output_field": models.Field()}
    values = [
        models.Value(value, output_field=model._meta.get_field(name))
        for name, value in zip(columns, end, strict=True)
    ]
    return models.Func(
        models.Func(*map(models.F, columns), **row),
        models.Func(*values, **row),
        template="%(expressions)s",
        arg_joiner=" < " if sign else " > ",
        output_field=models.BooleanField(),
    )


def add_ids(model, rows):
    """Give `rows` the ids that their many-to-many fields hold, a query for each field.

    prefetch_related would fetch whole rows of the other tables, and make a manager for
    every field of every row: as much work as all the rest of a list.
    """
    for key, name in MANY.get(model, {}).items():
        field = model._meta.get_field(name)
        ends = [f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"]
        links = field.remote_field.through.objects.filter(
            **{f"{ends[0]}__in": [row.pk for row in rows]}
        )
        ids = defaultdict(list)
        for row_id, target_id in links.order_by(ends[1]).values_list(*ends):
            ids[row_id].append(target_id)
        for row in rows:
            setattr(row, key, ids[row.pk])


def read(model, pk):
    """Return a row with the ids of its relations; raises Http404.

    They are read here: Pydantic would call a database that is down an invalid value.
    """
    row = get_object_or_404(model, pk=pk)
    add_ids(model, [row])
    return row


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
def create(model, values):
    """Store a new row; `values` has the keys of the JSON API."""
    check_relations(model, values)
    return _save(model(), values)


@retried
@transaction.atomic
def update(model, pk, values):
    """Change what `values` has, under a lock: two writers do not undo each other."""
    check_relations(model, values)
    row = get_object_or_404(model.objects.select_for_update(), pk=pk)
    return _save(row, values)


@retried
@transaction.atomic
def delete(model, pk):
    """Delete a row; raises ProtectedError when others refer to it."""
    row = get_object_or_404(model.objects.select_for_update(), pk=pk)
    row.delete()


def _save(row, values):
    many = MANY.get(type(row), {})
    for name in values.keys() - many.keys():
        setattr(row, name, values[name])
    row.save()
    for key in values.keys() & many.keys():
        getattr(row, many[key]).set(values[key])
    add_ids(type(row), [row])
    return row


def targets(model):
    """Return the models that each relation of `model` refers to, by its key in JSON."""
    found = {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation
    }
    for key, name in MANY.get(model, {}).items():
        found[key] = model._meta.get_field(name).related_model
    return found


def check_relations(model, values):
    """Raise UnknownRows unless every id that `values` refers to exists."""
    errors = {}
    for key, target in targets(model).items():
        value = values.get(key)
        ids = set(value) if isinstance(value, list) else {value} - {None}
        if ids and target.objects.filter(pk__in=ids).count() < len(ids):
            errors[key] = f"No {target._meta.verbose_name} has this id."
    if errors:
        raise UnknownRows(errors)


def summary():
    """Return each model's count and figures, from the cache if nothing was written.

    They are cached under a version that ends with every committed write. A reader that
    counts while another writes stores its numbers under the version that it started
    from, where nobody looks any more.
    """
    version = cache.get_or_set(SUMMARY_VERSION, _new_version, None)
    key = f"summary:{SUMMARY_SHAPE}:{version}"
    found = cache.get(key)
    if found is None:
        found = {name: _figures(model) for name, model in MODELS.items()}
        cache.set(key, found, SUMMARY_SECONDS)
    return found


def forget_summary(**kwargs):
    """End the version once the write can be seen by others (a signal handler)."""
    transaction.on_commit(lambda: cache.delete(SUMMARY_VERSION))


def _new_version():
    return uuid4().hex


def _figures(model):
    """Return the count and each number's figures, from one aggregate query."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, NUMBERS) and not field.primary_key
    ]
    wanted = {"pk__count": models.Count("pk")}
    for field in fields:
        name = field.name
        # A sum of 64-bit integers may need more than 64 bits.
        big = isinstance(field, models.BigIntegerField)
        total = models.Sum(functions.Cast(name, models.FloatField()) if big else name)
        if isinstance(field, models.DecimalField):
            # As a DecimalField, SQLite's sum would be cut to the digits of one value.
            total = models.Sum(name, output_field=models.Field())
        wanted |= {
            f"{name}__min": models.Min(name),
            f"{name}__max": models.Max(name),
            f"{name}__sum": total,
            f"{name}__present": models.Count(name),
        }
    found = model.objects.aggregate(**wanted)
    figures = {"count": found["pk__count"]}
    for field in fields:
        least, most, total, present = (
            found[f"{field.name}__{figure}"]
            for figure in ("min", "max", "sum", "present")
        )
        if isinstance(field, models.DecimalField) and present:
            total = round(Decimal(total), field.decimal_places)
        figures[field.name] = {
            "min": least,
            "max": most,
            # PostgreSQL's own average of large floats would overflow.
            "average": total / present if present else None,
            "sum": total,
        }
    return figures
