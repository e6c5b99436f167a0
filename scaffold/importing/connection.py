"""A database that is only read: one transaction, one consistent picture of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from scaffold.importing.catalogue import Dialect
from scaffold.system.errors import ScaffoldError, first_line, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL, Connection

#: Seconds to wait for a server that does not answer.
_PATIENCE = 20
_DRIVERS = {
    **dict.fromkeys(
        ("postgresql", "postgres"), (Dialect.POSTGRESQL, "postgresql+psycopg")
    ),
    **dict.fromkeys(("mysql", "mariadb"), (Dialect.MYSQL, "mysql+pymysql")),
    "sqlite": (Dialect.SQLITE, "sqlite"),
}
#: Each begins a transaction that sees one state of all tables and can write nothing.
_BEGIN = {
    Dialect.SQLITE: ("PRAGMA query_only = ON", "BEGIN"),
    Dialect.POSTGRESQL: ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",),
    Dialect.MYSQL: (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    ),
}
_SECRETS = ("password", "passwd", "passfile", "sslpassword", "token")


class Unreadable(ScaffoldError):
    """The source cannot be read as a database; exit code 2."""

    exit_code = 2


@contextlib.contextmanager
def reading_file(file: Path) -> Iterator[Connection]:
    """The SQLite database in ``file``. Raises Unreadable."""
    from sqlalchemy import URL

    name = f"file:{quote(str(file.absolute()))}"
    url = URL.create("sqlite", database=name, query={"mode": "ro", "uri": "true"})
    with _reading(url, Dialect.SQLITE, str(file)) as connection:
        yield connection


@contextlib.contextmanager
def reading_url(text: str) -> Iterator[tuple[Connection, Dialect, str]]:
    """The database at the URL ``text``: with what it speaks, and its name.

    Raises Unreadable, which does not tell the password.
    """
    from pathlib import Path

    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    scheme = text.partition("://")[0].partition("+")[0].lower()
    if scheme not in _DRIVERS:
        raise Unreadable(
            one_line(
                f'No database is known by "{scheme}://". '
                "Write postgresql://, mysql://, mariadb:// or sqlite://."
            )
        )
    dialect, driver = _DRIVERS[scheme]
    try:
        url = make_url(text).set(drivername=driver)
    except (ArgumentError, ValueError):
        raise Unreadable(
            f"This is not the URL of a database. Write {scheme}://USER:PASSWORD@HOST:PORT"
            "/DATABASE, with %40 for @ in a password."
        ) from None
    if not url.database:
        raise Unreadable(
            f"The URL names no database. Write {scheme}://USER:PASSWORD@HOST:PORT/DATABASE."
        )
    if dialect is Dialect.SQLITE:
        file = Path(url.database)
        if not file.is_file():
            raise Unreadable(one_line(f"{file}: there is no such file."))
        with reading_file(file) as connection:
            yield connection, dialect, file.stem
        return
    with _reading(url, dialect, _without_secrets(url)) as connection:
        yield connection, dialect, url.database


@contextlib.contextmanager
def _reading(url: URL, dialect: Dialect, called: str) -> Iterator[Connection]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    limit = "timeout" if dialect is Dialect.SQLITE else "connect_timeout"
    try:
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={limit: _PATIENCE},
            # What begins and what ends is said here, in SQL.
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            for statement in _BEGIN[dialect]:
                connection.exec_driver_sql(statement)
            try:
                yield connection
            finally:
                with contextlib.suppress(SQLAlchemyError):
                    connection.exec_driver_sql("ROLLBACK")
    except (SQLAlchemyError, ValueError, TypeError, OSError, RuntimeError) as error:
        cause = getattr(error, "orig", None) or error
        # PyMySQL says a number and then what it means.
        said = cause.args[-1] if dialect is Dialect.MYSQL and cause.args else cause
        why = _hidden(str(said), url)
        raise Unreadable(
            one_line(f"{called} cannot be read: {first_line(why).rstrip('.')}.")
        ) from None


def _without_secrets(url: URL) -> str:
    """What to call it: host, port and database."""
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or 'localhost'}{port}/{url.database}"


def _hidden(text: str, url: URL) -> str:
    """A driver's ``text`` without any secret of ``url``, however it is written there."""
    secrets = [str(url.password)] if url.password else []
    for key, value in url.query.items():
        if any(word in key.lower() for word in _SECRETS):
            secrets += [value] if isinstance(value, str) else [*value]
    for secret in secrets:
        for form in {secret, quote(secret), quote(secret, safe=""), repr(secret)[1:-1]}:
            text = text.replace(form, "***") if form else text
    return text
