"""Writes that other rows may stand against: duplicates, protected rows, lost races.

Without it such a write ends in an error page instead of the form.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from flask import render_template
from flask_wtf import FlaskForm
from sqlalchemy import Table, UniqueConstraint, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import RelationshipDirection, RelationshipProperty
from sqlalchemy.orm.exc import StaleDataError

from ..extensions import Base, db
from .columns import UTCDateTime, utcnow
from .database import is_collision
from .problems import Invalid

Row = TypeVar("Row", bound=Base)

DUPLICATE = "Another row already has these values."
STILL_REFERRED_TO = "Other rows still refer to this one."


def commit() -> bool:
    """Store everything, or say that other rows stand against it, and store nothing."""
    try:
        db.session.commit()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        if not is_collision(error):
            raise
        return False
    return True


def render_form(template: str, form: FlaskForm, **context: Any) -> tuple[str, int]:
    """Show a form to fill in, or what is wrong in it, which is 422."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def save(row: Base, form: FlaskForm) -> bool:
    """Store a row as the form was filled in, or else put into the form why not."""
    with db.session.no_autoflush:
        form.populate_obj(row)
        touch(row)
        if is_duplicate(row, form):
            db.session.rollback()
            return False
    db.session.add(row)
    if not commit():
        # Somebody else was faster with a value since it was looked up.
        form.form_errors.append(DUPLICATE)
    return not form.form_errors


def is_duplicate(row: Base, form: FlaskForm) -> bool:
    """Look up, by the table's own rules, whether another row has the same values."""
    model = type(row)
    rules = [
        rule.columns.keys()
        for rule in cast(Table, model.__table__).constraints
        if isinstance(rule, UniqueConstraint)
    ]
    for names in sorted(rules):
        values = {name: getattr(row, name) for name in names}
        same = select(model.id).filter_by(**values).where(model.id != (row.id or 0))
        if None in values.values() or db.session.scalar(same.limit(1)) is None:
            continue
        keys = [name if name in form else name.removesuffix("_id") for name in names]
        fields = [form[key] for key in keys if key in form]
        labels = " and ".join(field.label.text.lower() for field in fields)
        message = f"There is already a row with this {labels}." if labels else DUPLICATE
        if len(fields) == 1:
            fields[0].errors = [*fields[0].errors, message]
        else:
            form.form_errors.append(message)
    return bool(form.errors)


def create(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Store a new row; `values` have the keys of the JSON API."""
    return store(model(), values)


def update(model: type[Row], row_id: int, values: Mapping[str, Any]) -> Row:
    """Change what `values` has, under a lock: nobody deletes the row meanwhile."""
    row: Row = db.get_or_404(model, row_id, with_for_update=True)
    touch(row)
    return store(row, values)


def remove(model: type[Base], row_id: int) -> None:
    db.session.delete(db.get_or_404(model, row_id, with_for_update=True))
    db.session.commit()


def store(row: Row, values: Mapping[str, Any]) -> Row:
    """Commit a row as the JSON API will show it.

    It is read before the commit, after which others may change or delete it.
    """
    with db.session.no_autoflush:
        db.session.add(row)
        fill(row, values)
        db.session.flush()
        db.session.refresh(row)
        for relation in relations_of(type(row)).values():
            getattr(row, relation.key)
        db.session.commit()
    return row


def fill(row: Base, values: Mapping[str, Any]) -> None:
    """Set what `values` has; relations name rows by id.

    Raises Invalid for rows that do not exist.
    """
    values, unknown = dict(values), {}
    for key, relation in relations_of(type(row)).items():
        if values.get(key) is None:
            continue
        target = relation.mapper.class_
        ids = set(values.pop(key) if relation.uselist else [values[key]])
        found = db.session.scalars(select(target).where(target.id.in_(ids))).all()
        if len(found) < len(ids):
            unknown[key] = "There is no such row."
        if relation.uselist:
            values[relation.key] = found
    if unknown:
        raise Invalid(unknown)
    for name, value in values.items():
        setattr(row, name, value)


def relations_of(model: type[Base]) -> dict[str, RelationshipProperty[Any]]:
    """Return the relations that a model's JSON names, by their keys there."""
    return {
        relation.info.get("ids", f"{relation.key}_id"): relation
        for relation in inspect(model).relationships
        if relation.direction is RelationshipDirection.MANYTOONE or relation.info
    }


def touch(row: Base) -> None:
    """Note that a stored row was saved now, even if nothing in it is new."""
    for column in inspect(type(row)).columns:
        if isinstance(column.type, UTCDateTime) and column.onupdate and row.id:
            setattr(row, column.key, utcnow())
