"""Databases for a while: SQLite files, or some of our own on a PostgreSQL server."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from scaffold.run.starters import Starter, last_line
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.system.interrupts import quiet_signals
from scaffold.system.running import is_running

_SCRIPT = Path(__file__).with_name("inside") / "postgres.py"
SCHEMES = ("postgresql", "postgres")


class Databases(Protocol):
    """One kind of database; ``title`` is its name and version."""

    title: str

    def create(self, name: str) -> str:
        """The URL of a new, empty database."""

    def settle(self, name: str) -> None:
        """Bring a filled one, which nobody uses now, to rest."""

    def copy(self, name: str) -> contextlib.AbstractContextManager[str]:
        """The URL of a fresh copy of one that nobody uses, gone after the block."""


@contextlib.contextmanager
def databases(
    url: str | None, starter: Starter, scratch: Path, sqlite: str
) -> Iterator[Databases]:
    """Where to make databases; at the end of the block they are gone.

    ``url`` names a database of a PostgreSQL server where we may create others;
    ``starter`` is any that has its driver. ``sqlite`` is the version of SQLite.
    """
    if url is None:
        yield SQLite(scratch, sqlite)
        return
    with on_server(url, starter, "measure") as server:
        yield server


@contextlib.contextmanager
def on_server(url: str, starter: Starter, purpose: str) -> Iterator[PostgreSQL]:
    """The server of ``url``; what is made on it says its ``purpose`` in its name.

    At the end it is gone, and what tests of the starters made beside it.
    """
    server = PostgreSQL(url, starter, purpose)
    try:
        yield server
    finally:
        quiet_signals()
        server.drop_all()


class SQLite:
    """Files in a folder that somebody else removes."""

    def __init__(self, folder: Path, version: str) -> None:
        self.title = f"SQLite {version}"
        self._folder = folder

    def create(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def settle(self, name: str) -> None:
        """A process may end without its log being written into the one file."""
        with contextlib.closing(sqlite3.connect(self._file(name))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def copy(self, name: str) -> Iterator[str]:
        copied = f"{name}-copy"
        shutil.copyfile(self._file(name), self._file(copied))
        try:
            yield self.create(copied)
        finally:
            for file in self._folder.glob(f"{copied}.sqlite3*"):
                file.unlink()

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"


class PostgreSQL:
    """Databases with names of our own on somebody's server."""

    def __init__(self, url: str, starter: Starter, purpose: str) -> None:
        self._url, self._starter = url, starter
        ours = f"scaffold_{purpose}_{_machine()}_"
        self._prefix = f"{ours}{os.getpid()}_{secrets.token_hex(4)}"
        self._names: list[str] = []
        self.title = f"PostgreSQL {self._do('version').strip()}"
        self._drop_leftovers(ours)

    def create(self, name: str) -> str:
        return self._create(self._full(name))

    def settle(self, name: str) -> None:
        """Collect the statistics that a server at work would have by now."""
        self._do("analyze", self._full(name))

    @contextlib.contextmanager
    def copy(self, name: str) -> Iterator[str]:
        copied = f"{self._full(name)}_copy"
        try:
            yield self._create(copied, self._full(name))
        finally:
            self._do("drop", copied)
            self._names.remove(copied)

    def drop_all(self) -> None:
        if self._names:
            beside = [test for name in self._names for test in _of_tests(name)]
            self._do("drop", *self._names, *beside)

    def _drop_leftovers(self, ours: str) -> None:
        """Drop what runs on this machine that were killed left behind."""
        found = {
            name: name.partition(ours)[2].partition("_")[0]
            for name in self._do("list", ours, f"test_{ours}").split()
        }
        if left := [
            name
            for name, process in found.items()
            if process.isdecimal() and not is_running(int(process))
        ]:
            self._do("tidy", *left)

    def _full(self, name: str) -> str:
        return f"{self._prefix}_{name}"

    def _create(self, full: str, *template: str) -> str:
        # Noted first: an interrupt may come before we hear that it is there.
        self._names.append(full)
        self._do("create", full, *template)
        return urlsplit(self._url)._replace(path=f"/{full}").geturl()

    def _do(self, action: str, *names: str) -> str:
        # By the environment, because a command line may be read by all users.
        done = self._starter.run(
            "python", str(_SCRIPT), action, *names, DATABASE_URL=self._url
        )
        if not done.ok:
            raise ScaffoldError(
                one_line(
                    f"--database-url: {action} failed on the PostgreSQL server of "
                    f"{_without_password(self._url)}: {last_line(done.output)}. Name a "
                    "server where this user may create databases."
                )
            )
        return done.output


def _of_tests(name: str) -> tuple[str, str]:
    """What Django and the Flask starter call the database of tests beside this one."""
    return f"test_{name}", f"{name}_test"


def _machine() -> str:
    """Tells this machine's databases from those of others on the same server."""
    return sha256(socket.gethostname().encode()).hexdigest()[:8]


def is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # half an IPv6 address, say
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname or parts.path)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=where, query="").geturl()
