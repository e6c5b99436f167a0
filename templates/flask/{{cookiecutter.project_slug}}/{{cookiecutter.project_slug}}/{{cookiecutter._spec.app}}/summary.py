{% set spec = cookiecutter._spec -%}
{% set numeric = spec.models | map(attribute="numeric") | sum(start=[]) -%}
"""How many rows there are, and the figures of their numbers: cached, never stale.

The cache key holds a version, and every commit of a session that touches the data ends
it, by its rows or by statements such as update(). A reader who counted before the commit
stores under the old version, which nobody asks for any more. Whoever writes with plain
SQL calls renew() after the commit.
"""

import secrets
from hashlib import sha256
from typing import Any

from redis import RedisError
from sqlalchemy import {% if "bigint" in spec.kinds %}BigInteger, Double, cast, {% endif %}event, func, orm, select
from sqlalchemy.orm import Session

from ..extensions import Base, cache, db
from ..support.caching import SUMMARY_VERSION, warn_of_cache
from .models import {{ spec.models | map(attribute="name") | sort | join(", ") }}
from .schemas import Summary

# By the name that a model has in addresses.
MODELS: dict[str, type[Base]] = {
{%- for model in spec.models %}
    "{{ model.plural }}": {{ model.name }},
{%- endfor %}
}
{%- if numeric %}

NUMBERS: dict[type[Base], list[Any]] = {
{%- for model in spec.models if model.numeric %}
    {{ model.name }}: [{% for name in model.numeric %}{{ model.name }}.{{ name }}{{ ", " if not loop.last }}{% endfor %}],
{%- endfor %}
}
{%- endif %}

TABLES = {model.__table__ for model in MODELS.values()}

SECONDS = 60
# While a deployment rolls, a release with other models shares the cache.
SHAPE = sha256(str(Summary.model_json_schema()).encode()).hexdigest()


def read() -> dict[str, Any]:
    """Return the summary, from the cache if it answers."""
    try:
        key = f"summary:{SHAPE}:{_version()}"
        found = cache.get(key)
        if found is None:
            found = compute()
            cache.set(key, found, timeout=SECONDS)
    except RedisError:
        warn_of_cache()
        return compute()
    return dict(found)


def compute() -> dict[str, Any]:
    figures = {plural: _figures(model) for plural, model in MODELS.items()}
    return Summary.model_validate(figures).model_dump(mode="json")


def _figures(model: type[Base]) -> dict[str, Any]:
    """Ask for everything about one table in one query."""
    {%- if numeric %}
    columns = NUMBERS.get(model, [])
    asked: list[Any] = [func.count()]
    for column in columns:
        {%- if "bigint" in spec.kinds %}
        # The sum of large integers may be larger than any integer of the database.
        big = isinstance(column.type, BigInteger)
        total = func.sum(cast(column, Double) if big else column)
        {%- else %}
        total = func.sum(column)
        {%- endif %}
        asked += [func.count(column), func.min(column), func.max(column), total]
    count, *found = db.session.execute(select(*asked).select_from(model)).one()
    figures: dict[str, Any] = {"count": count}
    for column in columns:
        (present, least, most, total), found = found[:4], found[4:]
        {%- if spec.counted %}
        # The number of rows has that name already.
        key = "count_" if column.key == "count" else column.key
        {%- endif %}
        figures[{{ "key" if spec.counted else "column.key" }}] = {
            "min": least,
            "max": most,
            "average": total / present if present else None,
            "sum": total,
        }
    return figures
    {%- else %}
    return {"count": db.session.scalar(select(func.count()).select_from(model))}
    {%- endif %}


def _version() -> str:
    """Return the version of now; if it ends at once, one that nobody else has."""
    version = cache.get(SUMMARY_VERSION)
    if version is None:
        new = secrets.token_hex(8)
        cache.add(SUMMARY_VERSION, new, timeout=0)
        version = cache.get(SUMMARY_VERSION) or new
    return str(version)


def renew() -> None:
    """Make what is cached worthless."""
    cache.delete(SUMMARY_VERSION)


@event.listens_for(Session, "after_flush")
def notice_change(session: Session, context: object) -> None:
    changed = {type(row) for row in (*session.new, *session.dirty, *session.deleted)}
    if changed & set(MODELS.values()):
        session.info["summary-changed"] = True


@event.listens_for(Session, "do_orm_execute")
def notice_statement(state: orm.ORMExecuteState) -> None:
    statement = state.statement
    if getattr(statement, "table", None) in TABLES:
        state.session.info["summary-changed"] = True


@event.listens_for(Session, "after_commit")
def renew_after_change(session: Session) -> None:
    if session.info.pop("summary-changed", False):
        try:
            renew()
        except RedisError:
            warn_of_cache()


@event.listens_for(Session, "after_rollback")
def forget_change(session: Session) -> None:
    session.info.pop("summary-changed", None)
