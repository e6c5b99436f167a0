"""A database that is only read: one transaction, one consistent picture of it."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    Dialect.POSTGRESQL: (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "SET LOCAL timezone = 'UTC'",
        "SET LOCAL datestyle = 'ISO, YMD'",
    ),
    Dialect.MYSQL: (
        "SET time_zone = '+00:00'",
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    ),
}
#: What drivers raise beside the errors that SQLAlchemy makes its own.
_OF_DRIVERS = (ValueError, TypeError, OSError, RuntimeError)
_SECRETS = ("password", "passwd", "passfile", "sslpassword", "token")


class Unreadable(ScaffoldError):
    """The source cannot be read as a database; exit code 2."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A database in the transaction that only reads it."""

    connection: Connection
    dialect: Dialect
    name: str
    complaint: Callable[[Exception], Unreadable]

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever fails in the body failed in reading: raises Unreadable."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (SQLAlchemyError, *_OF_DRIVERS) as error:
            raise self.complaint(error) from None


@contextlib.contextmanager
def reading_file(file: Path) -> Iterator[Opened]:
    """The SQLite database in ``file``. Raises Unreadable."""
    from sqlalchemy import URL

    name = f"file:{quote(str(file.absolute()))}"
    url = URL.create("sqlite", database=name, query={"mode": "ro", "uri": "true"})
    with _reading(url, Dialect.SQLITE, file.stem, str(file)) as opened:
        yield opened


@contextlib.contextmanager
def reading_url(text: str) -> Iterator[Opened]:
    """The database at the URL ``text``.

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
        with reading_file(file) as opened:
            yield opened
        return
    with _reading(url, dialect, url.database, _without_secrets(url)) as opened:
        yield opened


@contextlib.contextmanager
def _reading(url: URL, dialect: Dialect, name: str, called: str) -> Iterator[Opened]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    def complaint(error: Exception) -> Unreadable:
        cause = getattr(error, "orig", None) or error
        # PyMySQL says a number and then what it means.
        said = cause.args[-1] if dialect is Dialect.MYSQL and cause.args else cause
        why = _hidden(str(said), url)
        return Unreadable(
            one_line(f"{called} cannot be read: {first_line(why).rstrip('.')}.")
        )

    limit = "timeout" if dialect is Dialect.SQLITE else "connect_timeout"
    with contextlib.ExitStack() as stack:
        try:
            engine = create_engine(
                url,
                poolclass=NullPool,
                connect_args={limit: _PATIENCE},
                # What begins and what ends is said here, in SQL.
                isolation_level="AUTOCOMMIT",
            )
            connection = stack.enter_context(engine.connect())
            for statement in _BEGIN[dialect]:
                connection.exec_driver_sql(statement)
        except (SQLAlchemyError, *_OF_DRIVERS) as error:
            raise complaint(error) from None
        try:
            yield Opened(
                connection=connection, dialect=dialect, name=name, complaint=complaint
            )
        finally:
            with contextlib.suppress(SQLAlchemyError), warnings.catch_warnings():
                # PyMySQL warns of rows that nobody reads any more.
                warnings.simplefilter("ignore")
                connection.exec_driver_sql("ROLLBACK")


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
