"""Figures of whole tables, cached until something is written.

The cache key holds a version, and every commit of a session ends it. A reader who counted
before the commit stores under the old version, which nobody asks for any more. Whoever
writes around the session calls renew() after the commit.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from redis import RedisError
from sqlalchemy import BigInteger, event, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ..extensions import Base, cache, db
from .caching import SUMMARY_VERSION, warn_of_cache

SECONDS = 60
HALF = 2**32

Columns = Sequence[InstrumentedAttribute[Any]]
Asked = tuple[type[Base], Columns]


def figures(model: type[Base], columns: Columns) -> dict[str, Any]:
    """Ask for everything about one table in one query."""
    asked: list[Any] = [func.count()]
    for column in columns:
        asked += [func.count(column), func.min(column), func.max(column)]
        if isinstance(column.type, BigInteger):
            # In two halves: SQLite's sum ends at 64 bits.
            asked += [func.sum(column // HALF), func.sum(column % HALF)]
        else:
            asked += [func.sum(column), null()]
    count, *found = db.session.execute(select(*asked).select_from(model)).one()
    answer: dict[str, Any] = {"count": count}
    for column in columns:
        (present, least, most, total, rest), found = found[:5], found[5:]
        if rest is not None:
            total = int(total) * HALF + int(rest)
        mean = total / present if present else None
        answer[column.key] = {"min": least, "max": most, "average": mean, "sum": total}
    return answer


def cached(name: str, compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what was computed since the last write, if the cache has it."""
    try:
        version = cache.get(SUMMARY_VERSION)
        if version is None:
            version = secrets.token_hex(8)
            cache.set(SUMMARY_VERSION, version, timeout=0)
        found = cache.get(f"{name}:{version}")
        if found is None:
            found = compute()
            cache.set(f"{name}:{version}", found, timeout=SECONDS)
    except RedisError:
        warn_of_cache()
        return compute()
    return dict(found)


@event.listens_for(Session, "after_commit")
def renew(session: Session | None = None) -> None:
    """Make what is cached worthless, after every commit."""
    try:
        cache.delete(SUMMARY_VERSION)
    except RedisError:
        warn_of_cache()
