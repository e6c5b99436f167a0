{% set spec = cookiecutter._spec -%}
{% set relations = spec.models | map(attribute="fields") | sum(start=[]) | selectattr("target") | list -%}
{% set refs = "refs" in spec.kinds -%}
{% set unique = spec.models | map(attribute="unique") | sum(start=[]) or spec.models | map(attribute="fields") | sum(start=[]) | selectattr("unique") | list -%}
"""Writes that others may stand against: duplicates, protected rows, lost races.

Without it each of them is an error of the server, and of two who change the same row
one undoes what the other has done.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, UniqueConstraint, inspect, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import RelationshipDirection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict

from ..extensions import Base, db
{%- if "updated" in spec.kinds %}
from .columns import utcnow
{%- endif %}
from .database import code_of, is_collision
from .problems import Invalid

Row = TypeVar("Row", bound=Base)
P = ParamSpec("P")
R = TypeVar("R")

DUPLICATE = "Another row already has these values."
STILL_REFERRED_TO = "Other rows still refer to this one."

DEADLOCK = "40P01"
TRIES = 4


class Collision(Exception):
    """Other rows stand against a write."""


@contextmanager
def told() -> Iterator[None]:
    """Tell a Collision from other refusals of the database, which are our mistakes."""
    try:
        yield
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        if is_collision(error):
            raise Collision from error
        raise


# What the pages do.


def save(row: Base, form: FlaskForm) -> bool:
    """Store a row as the form was filled in, or else put into the form why not."""
    with db.session.no_autoflush:
        form.populate_obj(row)
        {%- if "updated" in spec.kinds %}
        touch(row)
        {%- endif %}
        {%- if unique %}
        if _refused(row, form):
            db.session.rollback()
            return False
        {%- endif %}
    db.session.add(row)
    try:
        with told():
            db.session.commit()
    except Collision:
        # Somebody else was faster with a value since it was looked up.
        form.form_errors.append(DUPLICATE)
        return False
    return True


def delete(row: Base) -> bool:
    """Delete a row, or say that others may not be left without it."""
    db.session.delete(row)
    try:
        with told():
            db.session.commit()
    except Collision:
        return False
    return True


{% if unique %}
def _refused(row: Base, form: FlaskForm) -> bool:
    """Look up, by the table's own rules, whether another row has the same values."""
    refused = False
    for names in unique_rules(type(row)):
        values = [getattr(row, name) for name in names]
        if None in values or not _taken(row, names, values):
            continue
        refused = True
        fields = [form[name.removesuffix("_id")] if name not in form else form[name]
                  for name in names]
        labels = " and ".join(field.label.text.lower() for field in fields)
        message = f"There is already a row with this {labels}."
        if len(fields) == 1:
            fields[0].errors = [*fields[0].errors, message]
        else:
            form.form_errors.append(message)
    return refused


def unique_rules(model: type[Base]) -> list[list[str]]:
    """Return the names of the columns that are unique, alone or together."""
    table = model.metadata.tables[inspect(model).local_table.description]
    alone = [[column.key] for column in table.columns if column.unique]
    together = [
        [column.key for column in rule.columns]
        for rule in table.constraints
        if isinstance(rule, UniqueConstraint) and len(rule.columns) > 1
    ]
    return alone + sorted(together)


def _taken(row: Base, names: list[str], values: list[Any]) -> bool:
    model = type(row)
    same: list[ColumnElement[bool]] = [
        getattr(model, name) == value for name, value in zip(names, values, strict=True)
    ]
    if row.id:
        same.append(model.id != row.id)
    return db.session.scalar(select(model.id).where(*same).limit(1)) is not None


{% endif %}
# What the JSON API does; `values` have its keys.


def create(model: type[Row], values: Mapping[str, Any]) -> Row:
    row = model()
    db.session.add(row)
    return _store(row, values)


def retried(write: Callable[P, R]) -> Callable[P, R]:
    """Begin anew when two waited for each other and PostgreSQL has ended this one."""

    @wraps(write)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return write(*args, **kwargs)
            except OperationalError as error:
                if code_of(error) != DEADLOCK:
                    raise
                db.session.rollback()
        return write(*args, **kwargs)

    return tried


@retried
def update(model: type[Row], row_id: int, values: Mapping[str, Any]) -> Row:
    """Change what `values` has, under a lock: two writers do not undo each other."""
    row: Row = db.get_or_404(model, row_id, with_for_update=True)
    {%- if "updated" in spec.kinds %}
    touch(row)
    {%- endif %}
    return _store(row, values)


@retried
def remove(model: type[Base], row_id: int) -> None:
    row = db.get_or_404(model, row_id, with_for_update=True)
    if not delete(row):
        raise Conflict(STILL_REFERRED_TO)


def _store(row: Row, values: Mapping[str, Any]) -> Row:
    """Commit a row as the JSON API will show it.

    It is read before the commit, after which others may change or delete it.
    """
    try:
        with told(), db.session.no_autoflush:
            fill(row, values)
            db.session.flush()
            db.session.refresh(row)
            {%- if refs %}
            for name in lists_of(type(row)).values():
                getattr(row, name)
            {%- endif %}
            db.session.commit()
    except Collision as error:
        raise Conflict(DUPLICATE) from error
    return row


def fill(row: Base, values: Mapping[str, Any]) -> None:
    """Set what `values` has; relations name rows by id.

    Raises Invalid for rows that do not exist.
    """
    {%- if relations %}
    values = dict(values)
    unknown = {}
    for key, target in keys_of(type(row)).items():
        if values.get(key) is not None and db.session.get(target, values[key]) is None:
            unknown[key] = "No row has this id."
    {%- if refs %}
    for key, name in lists_of(type(row)).items():
        if key in values:
            ids = set(values.pop(key))
            target = inspect(type(row)).relationships[name].mapper.class_
            found = db.session.scalars(select(target).where(target.id.in_(ids))).all()
            if len(found) < len(ids):
                unknown[key] = "A row with one of these ids does not exist."
            values[name] = found
    {%- endif %}
    if unknown:
        raise Invalid(unknown)
    {%- endif %}
    for name, value in values.items():
        setattr(row, name, value)

{% if relations %}
def keys_of(model: type[Base]) -> dict[str, type[Base]]:
    """Return the columns that name a row of another table, and the model of that."""
    return {
        str(column.key): relation.mapper.class_
        for relation in inspect(model).relationships
        if relation.direction is RelationshipDirection.MANYTOONE
        for column in relation.local_columns
    }

{% endif %}
{% if refs %}
def lists_of(model: type[Base]) -> dict[str, str]:
    """Return the many-to-many relations by their keys in JSON: see `info` in models."""
    return {
        relation.info["ids"]: relation.key
        for relation in inspect(model).relationships
        if "ids" in relation.info
    }

{% endif %}
{% if "updated" in spec.kinds %}
def touch(row: Base) -> None:
    """Note that the row was saved now, even if nothing in it is new."""
    for column in inspect(type(row)).columns:
        if column.onupdate is not None:
            setattr(row, column.key, utcnow())
{% endif %}
