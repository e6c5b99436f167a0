"""What an error of the database means; SQLite and PostgreSQL have codes of their own.

Without it, two writers who collide and a database that is down would both be a 500.
"""

from django.db import InterfaceError, OperationalError
from django.db.models import ProtectedError, RestrictedError

COLLISIONS = {
    "23503",  # foreign_key_violation
    "23505",  # unique_violation
    "40P01",  # deadlock_detected
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_UNIQUE",
}
READ_ONLY = "25006"


def is_collision(error):
    """Whether a write collides with other rows; any other constraint is for a bug."""
    refused = isinstance(error, ProtectedError | RestrictedError)
    return refused or error_code(error) in COLLISIONS


def is_read_only(error):
    """Whether this server takes no writes, as after a failover to another one."""
    return error_code(error) == READ_ONLY


def is_down(error):
    """Whether the database does not answer, or takes no writes.

    SQLite calls a missing table or column operational too, which is a bug.
    """
    operational = isinstance(error, OperationalError | InterfaceError)
    return is_read_only(error) or operational and error_code(error) != "SQLITE_ERROR"


def error_code(error):
    """Return the SQLSTATE of PostgreSQL, the error name of SQLite, or None."""
    cause = getattr(error, "__cause__", None)
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
