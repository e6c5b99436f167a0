"""The four stacks: each framework on SQLite, and on PostgreSQL with Redis."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from services import Postgres, Redis
from starters import EDITOR, FRAMEWORKS, Server, Starter, prepare

DATABASES = ("sqlite", "postgresql")
#: Name -> framework and database.
STACKS = {
    f"{framework}-{database}": (framework, database)
    for database in DATABASES
    for framework in FRAMEWORKS
}
#: Each framework and each database once: where a test costs much, the others soak.
HALF = ("flask-sqlite", "django-postgresql")
#: What a proxy that ends TLS sends on; the host is one that the project allows.
HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A starter with tables, sample rows and an editor in a database of its own.

    ``variables`` name the database and the cache; whoever serves it may add others.
    """

    name: str
    starter: Starter
    variables: dict[str, str]
    log: Path

    @contextmanager
    def serving(self, **variables: str) -> Iterator[Server]:
        """Serve it with gunicorn; also twice at once, as two machines would."""
        log = self.log.with_stem(f"{self.log.stem}-{next(_NUMBERS)}")
        with self.starter.driven.serving(log, **self.variables, **variables) as server:
            yield server


_NUMBERS = count()


@dataclass(kw_only=True)
class Stacks:
    """Prepares each stack once, and hands out copies of it."""

    starter: Callable[[str, str], Starter]
    folder: Path
    #: Asked for when first needed, because a machine may have neither.
    postgres: Callable[[], Postgres]
    redis: Callable[[], Redis]
    _prepared: dict[tuple[str, str], str] = field(default_factory=dict)

    @contextmanager
    def fresh(
        self, name: str, spec: str = "shop", *, workers: int = 1
    ) -> Iterator[Stack]:
        """The stack ``name`` on a fresh copy of its database, gone after the block.

        On SQLite the cache is the process's own, unless there are more workers.
        """
        framework, database = STACKS[name]
        number = next(_NUMBERS)
        template = self._template(name, spec)
        if database == "sqlite":
            file = self.folder / f"{name}-{number}.sqlite3"
            copy_sqlite(self.folder / template, file)
            variables = {"DATABASE_URL": f"sqlite:///{file}"}
        else:
            copy = f"{template}_{number}"
            variables = {"DATABASE_URL": self.postgres().database(copy, template)}
        if database == "postgresql" or workers > 1:
            variables["CACHE_URL"] = self.redis().database(number % 16)
        if workers > 1:
            variables["WEB_CONCURRENCY"] = str(workers)
        try:
            yield Stack(
                name=name,
                starter=self.starter(framework, spec),
                variables=variables,
                log=self.folder / f"{name}-{number}.log",
            )
        finally:
            if database == "postgresql":
                self.postgres().drop(copy)

    def _template(self, name: str, spec: str) -> str:
        """The file or the database that copies are made of, prepared once."""
        if (name, spec) not in self._prepared:
            framework, database = STACKS[name]
            template = f"scaffold_{spec}_{framework}"
            if database == "sqlite":
                template += ".sqlite3"
                url = f"sqlite:///{self.folder / template}"
            else:
                url = self.postgres().database(template)
            prepare(self.starter(framework, spec), DATABASE_URL=url)
            self._prepared[name, spec] = template
        return self._prepared[name, spec]


def copy_sqlite(source: Path, target: Path) -> None:
    """With what its last writer left in the log beside it."""
    with (
        closing(sqlite3.connect(source)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)


def staff_pair() -> dict[str, str]:
    """The body of ``POST /api/token`` for the editor of every stack."""
    return dict(zip(("username", "password"), EDITOR, strict=True))
