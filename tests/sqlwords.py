"""The words of SQL, as the databases list them, and which of them SQLAlchemy overlooks.

A program for the Python of a Flask starter, which has SQLAlchemy and psycopg:
``python tests/sqlwords.py URL > scaffold/generate/sqlwords.json``, where URL is any PostgreSQL
database; it is left as it was. A test runs it too, and compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from ctypes import CDLL, byref, c_char_p, c_int, string_at
from ctypes.util import find_library

import sqlalchemy as sa


def sqlite_words() -> Iterator[str]:
    library = CDLL(find_library("sqlite3") or "libsqlite3.so.0")
    for number in range(library.sqlite3_keyword_count()):
        word, length = c_char_p(), c_int()
        library.sqlite3_keyword_name(number, byref(word), byref(length))
        assert word.value
        yield string_at(word, length.value).decode().lower()


def statements(word: str) -> Iterator[sa.Executable]:
    """What a starter does with a table and a column of this name, as SQLAlchemy says it."""
    metadata = sa.MetaData()
    table = sa.Table(
        word,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(word, sa.String(50), index=True, unique=True),
    )
    other = sa.Table(
        f"other_{word}",
        metadata,
        sa.Column(word, sa.ForeignKey(table.c[word], ondelete="CASCADE")),
    )
    column, aliased = table.c[word], table.alias()
    yield sa.schema.CreateTable(table)
    yield from map(sa.schema.CreateIndex, table.indexes)
    yield sa.schema.CreateTable(other)
    yield sa.insert(table).values({word: "a"}).returning(column)
    yield sa.insert(other).values({word: "a"}).returning(other.c[word])
    yield sa.select(other.c[word]).join(table).order_by(column.desc())
    yield sa.select(aliased.c[word]).where(sa.tuple_(*aliased.c) > (0, "a"))
    yield sa.select(sa.func.max(column)).select_from(table)
    yield sa.select(column.label(word)).where(column.icontains("A")).group_by(column)
    yield sa.update(table).values({word: column}).returning(column)
    yield sa.delete(other).where(other.c[word] == "a").returning(other.c[word])
    yield sa.delete(table).where(column == "a").returning(column)


def overlooked(engine: sa.Engine, words: Iterable[str]) -> Iterator[str]:
    """The words that this database takes for its own where SQLAlchemy writes them."""
    with engine.connect() as connection:
        for word in words:
            try:
                for statement in statements(word):
                    result = connection.execute(statement)
                    if result.returns_rows and result.scalar() != "a":
                        yield word
                        break
            except (sa.exc.OperationalError, sa.exc.ProgrammingError):
                yield word
            connection.rollback()


def found(url: str) -> dict[str, object]:
    sqlite, postgresql = sa.create_engine("sqlite://"), sa.create_engine(url)
    with postgresql.connect() as connection:
        listed = {*connection.scalars(sa.text("SELECT word FROM pg_get_keywords()"))}
        release = connection.scalar(sa.text("SHOW server_version_num"))
    own = {*sqlite_words()}
    tried = sorted(own | listed)
    return {
        "sqlite": sorted(own),
        "postgresql": sorted(listed),
        "overlooked": sorted(
            {*overlooked(sqlite, tried), *overlooked(postgresql, tried)}
        ),
        "versions": {
            "sqlite": sqlite.dialect.dbapi.sqlite_version,
            "postgresql": int(release) // 10_000,
            "sqlalchemy": sa.__version__,
        },
    }


if __name__ == "__main__":
    print(json.dumps(found(sys.argv[1]), indent=2))
