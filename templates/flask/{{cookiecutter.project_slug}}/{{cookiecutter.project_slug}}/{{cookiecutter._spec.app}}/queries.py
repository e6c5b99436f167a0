{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
{% set refs = "refs" in spec.kinds -%}
"""What pages, JSON API, admin and commands ask of the database.

Each question takes a fixed number of queries, whatever the tables hold.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from ..database import is_collision, utcnow
from ..extensions import Base, db
from . import schemas
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
from .pagination import decode, encode

Row = TypeVar("Row", bound=Base)
P = ParamSpec("P")
R = TypeVar("R")

DEADLOCK = "40P01"
TRIES = 4

# What a list may be sorted by.
SORTS: dict[type[Base], dict[str, Any]] = {
{%- for model in spec.models %}
    {{ model.name }}: schemas.{{ model.snake | upper }}_SORTS,
{%- endfor %}
}

# How pages, choices and the admin sort.
ORDER: dict[type[Base], str] = {
{%- for model in spec.models if model.ordering %}
    {{ model.name }}: "{{ "-" if model.ordering[0].descending }}{{ model.ordering | map(attribute="name") | join(",") }}",
{%- endfor %}
}

# Where `q` looks.
SEARCH: dict[type[Base], Sequence[Any]] = {
{%- for model in spec.models if model.search %}
    {{ model.name }}: [{% for name in model.search %}{{ model.name }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}],
{%- endfor %}
}
{%- if relations %}

# The relations by their keys in JSON, which name rows by id.
TARGETS: dict[type[Base], dict[str, type[Base]]] = {
{%- for model in spec.models if model.fields | selectattr("target") | list %}
    {{ model.name }}: {{ "{" }}{% for field in (model.fields | selectattr("target") | rejectattr("kind", "equalto", "refs") | list) + (model.fields | selectattr("kind", "equalto", "refs") | list) %}"{{ field.api }}": {{ field.target }}{{ ", " if not loop.last }}{% endfor %}{{ "}" }},
{%- endfor %}
}
{%- endif %}
{%- if "updated" in spec.kinds %}

# Where a row keeps when it was last saved.
UPDATED: dict[type[Base], Sequence[str]] = {
{%- for model in spec.models if model.fields | selectattr("kind", "equalto", "updated") | list %}
    {{ model.name }}: ["{{ model.fields | selectattr("kind", "equalto", "updated") | map(attribute="name") | join('", "') }}"],
{%- endfor %}
}
{%- endif %}
{%- if refs %}

# The many-to-many relations among them, by the same keys.
MANY: dict[type[Base], dict[str, Any]] = {
{%- for model in spec.models if model.fields | selectattr("kind", "equalto", "refs") | list %}
    {{ model.name }}: {{ "{" }}{% for field in model.fields if field.kind == "refs" %}"{{ field.api }}": {{ model.name }}.{{ field.name }}{{ ", " if not loop.last }}{% endfor %}{{ "}" }},
{%- endfor %}
}
{%- endif %}


class BadCursor(ValueError):
    """The cursor was not made for this list in this order."""


class Duplicate(Exception):
    """Another row already has these values."""


class StillReferredTo(Exception):
    """Another row, which may not be left without it, refers to this one."""

{% if relations %}
class UnknownRows(ValueError):
    """Relations name rows that do not exist; `errors` maps their JSON keys to words."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors

{% endif %}
def search(model: type[Row], q: str) -> Select[tuple[Row]]:
    """Select the rows that hold `q` in one of the model's search fields."""
    query = select(model)
    if q and model in SEARCH:
        columns = SEARCH[model]
        query = query.where(or_(*(c.icontains(q, autoescape=True) for c in columns)))
    return query


def ordered(model: type[Row]) -> Select[tuple[Row]]:
    """Select all rows in the default order."""
    return select(model).order_by(*_columns(model, ORDER.get(model, "id")))


def page(
    model: type[Row],
    query: Select[tuple[Row]],
    *,
    sort: str,
    cursor: str,
    limit: int,
) -> tuple[Sequence[Row], str | None]:
    """Return up to `limit` rows and the cursor of the next page, None at the end.

    `sort` names one field or, joined by commas, several of one direction. The id makes
    the order total, and the row-value comparison lets the database start right behind
    the last page's end: counting or skipping rows would cost more on every page.
    """
    names = sort.removeprefix("-").split(",")
    columns = [getattr(model, name) for name in dict.fromkeys([*names, "id"])]
    if cursor:
        try:
            values, row_id = decode(cursor, sort, [SORTS[model][name] for name in names])
        except ValueError as error:
            raise BadCursor from error
        here = tuple_(*columns)
        end = tuple_(*[*values, row_id][-len(columns) :], types=[c.type for c in columns])
        query = query.where(here < end if sort.startswith("-") else here > end)
    query = query.order_by(*_columns(model, sort)).limit(limit + 1)
    rows = db.session.scalars(query).all()
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode(sort, [getattr(last, name) for name in names], last.id)


def _columns(model: type[Base], sort: str) -> list[Any]:
    names = dict.fromkeys([*sort.removeprefix("-").split(","), "id"])
    columns = [getattr(model, name) for name in names]
    return [column.desc() for column in columns] if sort.startswith("-") else columns

{% if refs %}
def add_ids(model: type[Base], rows: Sequence[Base]) -> None:
    """Give `rows` the ids that their many-to-many relations hold, a query for each.

    selectinload would make objects of the other tables' rows, only to read their ids.
    """
    for key, relation in MANY.get(model, {}).items():
        [(_, source)] = relation.property.synchronize_pairs
        [(_, target)] = relation.property.secondary_synchronize_pairs
        query = select(source, target).where(source.in_([row.id for row in rows]))
        ids = defaultdict(list)
        for row_id, target_id in db.session.execute(query.order_by(target)):
            ids[row_id].append(target_id)
        for row in rows:
            setattr(row, key, ids[row.id])

{% endif %}
{% if refs -%}
def read(model: type[Row], row_id: int) -> Row:
    """Return the row with the ids of its relations, as the JSON API shows it."""
    row = db.get_or_404(model, row_id)
    add_ids(model, [row])
    return row


{% endif -%}
def create(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Store a new row; `values` has the keys of the JSON API."""
    {%- if relations %}
    values = resolve(model, values)
    {%- endif %}
    row = model(**values)
    return store(row)


def retried(write: Callable[P, R]) -> Callable[P, R]:
    """Begin anew when two waited for each other and PostgreSQL has ended this one."""

    @wraps(write)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return write(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) != DEADLOCK:
                    raise
                db.session.rollback()
        return write(*args, **kwargs)

    return tried


@retried
def update(model: type[Row], row_id: int, values: Mapping[str, Any]) -> Row:
    """Change what `values` has, under a lock: two writers do not undo each other."""
    {%- if relations %}
    values = resolve(model, values)
    {%- endif %}
    row = locked(model, row_id)
    {%- if refs %}
    # Reading the old list of a relation would already store what is half changed.
    with db.session.no_autoflush:
        for name, value in values.items():
            setattr(row, name, value)
    {%- else %}
    for name, value in values.items():
        setattr(row, name, value)
    {%- endif %}
    {%- if "updated" in spec.kinds %}
    touch(row)
    {%- endif %}
    return store(row)

{% if "updated" in spec.kinds %}
def touch(row: Base) -> None:
    """Note that the row was saved now, even if nothing in it is new."""
    for name in UPDATED.get(type(row), []):
        setattr(row, name, utcnow())

{%- endif %}

@retried
def delete(model: type[Base], row_id: int) -> None:
    """Delete a row; raises StillReferredTo when others may not be left without it."""
    db.session.delete(locked(model, row_id))
    with collision_as(StillReferredTo):
        db.session.commit()


def locked(model: type[Row], row_id: int) -> Row:
    """Return the row, which nobody else may change before this request has done so."""
    return db.get_or_404(model, row_id, with_for_update=True)


def store(row: Row) -> Row:
    """Commit a row as the JSON API will show it.

    It is read here, not by Pydantic, which calls a database that is down an invalid
    value; and before the commit, after which others may change or delete the row.
    """
    db.session.add(row)
    with collision_as(Duplicate):
        db.session.flush()
        db.session.refresh(row)
        {%- if refs %}
        add_ids(type(row), [row])
        {%- endif %}
        db.session.commit()
    return row


@contextmanager
def collision_as(told: type[Exception]) -> Iterator[None]:
    """Say it plainly when other rows stand against a write."""
    try:
        yield
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        if is_collision(error):
            raise told from error
        raise

{% if relations %}
def resolve(model: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    """Check that the rows that `values` names exist{% if refs %}, and fetch those of lists{% endif %}.

    Raises UnknownRows for those that do not.
    """
    values = dict(values)
    errors = {}
    for key, target in TARGETS.get(model, {}).items():
        {%- if refs %}
        if values.get(key) is None:
            continue
        if key in MANY.get(model, {}):
            ids = set(values.pop(key))
            rows = db.session.scalars(select(target).where(target.id.in_(ids))).all()
            values[MANY[model][key].key] = rows
            found = len(rows) == len(ids)
        else:
            found = db.session.get(target, values[key]) is not None
        if not found:
        {%- else %}
        if values.get(key) is not None and db.session.get(target, values[key]) is None:
        {%- endif %}
            label = target.__tablename__.replace("_", " ")
            errors[key] = f"No {label} has this id."
    if errors:
        raise UnknownRows(errors)
    return values
{% endif -%}
