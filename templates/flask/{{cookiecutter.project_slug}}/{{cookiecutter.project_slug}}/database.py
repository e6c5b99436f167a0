{% from "families.j2" import said_by -%}
{% set words = cookiecutter._spec.overlooked -%}
"""What SQLite needs to behave like PostgreSQL, and what an error of either means."""

import datetime as dt
import json
import sqlite3
from decimal import Decimal
from typing import Any

from flask import has_request_context, request
from sqlalchemy import JSON, BigInteger, Connection, DateTime, Dialect, Engine, ExceptionContext, Integer, Numeric, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import PGIdentifierPreparer
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only in a column of exactly this type.
Id = BigInteger().with_variant(Integer, "sqlite")

# And it would give the number of a deleted row to the next one.
NUMBERED = {"sqlite_autoincrement": True}

{% if words -%}
# Names of tables and columns that SQLAlchemy does not know as words of SQL: it quotes
# these, in models and in migrations alike.
PGIdentifierPreparer.reserved_words |= {{ "{" }}"{{ words | join('", "') }}"}
SQLiteIdentifierPreparer.reserved_words |= {{ "{" }}"{{ words | join('", "') }}"}

{% endif -%}
# What the databases call a write that other rows stand against.
COLLISIONS = {
    "23001",  # restrict_violation, since PostgreSQL 18
    "23503",  # foreign_key_violation
    "23505",  # unique_violation
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_TRIGGER",  # how SQLite keeps ON DELETE RESTRICT
    "SQLITE_CONSTRAINT_UNIQUE",
}
READ_ONLY = "25006"


def is_collision(error: Exception) -> bool:
    """Say whether other rows stand against a write; else it should not have been tried.

    Stale is a link to a row that was deleted meanwhile.
    """
    if isinstance(error, StaleDataError):
        return True
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None)
    return code in COLLISIONS


def utcnow() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware datetime, in UTC on every database; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)

{{ said_by(cookiecutter._spec.families, "kinds", "column_code", cookiecutter._spec.kinds) }}
@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, record: object) -> None:
    """Readers do not wait for a writer, and writers queue instead of failing."""
    if isinstance(connection, sqlite3.Connection):
        # Python would begin transactions late, and never for reads: see begin_sqlite.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA foreign_keys = ON")
        # SQLite's own knows only ASCII; search should find É by é there too.
        connection.create_function(
            "lower", 1, lambda text: text and text.lower(), deterministic=True
        )


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once, unless the request is one that only reads.

    A transaction that reads first and writes later would fail when another one wrote
    in between.
    """
    if connection.dialect.name == "sqlite":
        reads = has_request_context() and request.method in {"GET", "HEAD"}
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@event.listens_for(Engine, "handle_error")
def leave_read_only(context: ExceptionContext) -> None:
    """Connect anew after a failover: this server takes no writes, another one does."""
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
        context.is_disconnect = True
