"""What SQLite needs to behave like PostgreSQL, and what an error of either means.

Without it a transaction on SQLite that reads first fails as soon as it writes while
somebody else does, foreign keys are not kept there, a search finds É only as É, and a
lost race is an error of the server.
"""

import sqlite3
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, ExceptionContext, event, exc
from sqlalchemy.orm.exc import StaleDataError

# What the databases call a write that other rows, or other writers, stand against.
COLLISIONS = {
    "23001",  # restrict_violation, since PostgreSQL 18
    "23503",  # foreign_key_violation
    "23505",  # unique_violation
    "40P01",  # deadlock_detected
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_TRIGGER",  # how SQLite keeps ON DELETE RESTRICT
    "SQLITE_CONSTRAINT_UNIQUE",
}


class ForgivingSession(Session):
    def close(self) -> None:
        """End a request; a connection that broke is dropped, the answer is there."""
        try:
            super().close()
        except exc.DBAPIError:
            self.invalidate()


def code_of(error: Exception) -> str | None:
    """Return what the database calls an error, if it comes from there."""
    found = getattr(error, "orig", None)
    return getattr(found, "sqlstate", None) or getattr(found, "sqlite_errorname", None)


def is_collision(error: Exception) -> bool:
    """Say whether other rows stand against a write; any other refusal is our mistake.

    A StaleDataError is such a case: a row to link to was deleted meanwhile.
    """
    return isinstance(error, StaleDataError) or code_of(error) in COLLISIONS


def is_outage(error: exc.SQLAlchemyError) -> bool:
    """Say whether to wait helps. SQLite calls a missing table operational too."""
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    outages = (exc.InterfaceError, exc.OperationalError, exc.TimeoutError)
    return isinstance(error, outages) and code_of(error) != "SQLITE_ERROR"


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, record: object) -> None:
    """Readers do not wait for a writer, and writers queue instead of failing."""
    if isinstance(connection, sqlite3.Connection):
        # Python would begin transactions late, and never for reads: see below.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("lower", 1, lower, deterministic=True)


def lower(text: Any) -> Any:
    """Fold as PostgreSQL does, one character at a time; SQLite's own knows ASCII only."""
    return "".join(map(str.lower, text)) if isinstance(text, str) else text


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
        connection.info["locked"] = False


READS = ("SELECT", "PRAGMA", "EXPLAIN", "BEGIN", "COMMIT", "ROLLBACK")


@event.listens_for(Engine, "before_cursor_execute", named=True)
def lock_sqlite(conn: Connection, statement: str, context: Any, **_: Any) -> None:
    """Take the write lock with the first statement that writes, or reads FOR UPDATE.

    What was read until then may be old by now, as on PostgreSQL: SQLite would refuse to
    write after it. So the transaction ends, which has changed nothing, and another begins.
    """
    if conn.dialect.name != "sqlite" or conn.info.get("locked", True):
        return
    # SQLite's SQL has no word for it, and SQLAlchemy tells of it nowhere else.
    compiled = getattr(context, "compiled", None)
    asked = getattr(getattr(compiled, "statement", None), "_for_update_arg", None)
    if asked is not None or not statement.lstrip().upper().startswith(READS):
        conn.info["locked"] = True
        conn.exec_driver_sql("COMMIT")
        conn.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "handle_error")
def leave_read_only(context: ExceptionContext) -> None:
    """Connect anew after a failover: this server takes no writes, another one does."""
    if getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True
