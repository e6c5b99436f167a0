"""What SOURCE is, and how its catalogue is read: a URL, a file, or models in code."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scaffold.importing.catalogue import (
    Catalogue,
    Dialect,
    Measure,
    Read,
    Table,
    Unread,
)
from scaffold.importing.connection import (
    Opened,
    Unreadable,
    reading_file,
    reading_url,
)
from scaffold.system.errors import first_line, one_line, reason

_SQLITE_HEADER = b"SQLite format 3\x00"
_MODULE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE['\"]\s*,\s*['\"]([\w.]+)['\"]")
_NEEDED = ("sqlalchemy", "sqlglot", "psycopg", "pymysql")
_INSIDE = Path(__file__).with_name("inside")
#: Bytes of a SQL file by which its dialect is guessed.
_BEGIN = 2 * 1024 * 1024
#: Seconds for loading somebody's models.
_LIMIT = 120

#: Which columns have to be measured, of a catalogue.
Measures = Callable[[Catalogue], "list[tuple[Table, str, Measure]]"]


def need_packages() -> None:
    """Raise Unreadable, which says what to install, unless the extra is there."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Unreadable(
            f"Importing needs {', '.join(missing)}. "
            "Install them with `pip install 'scaffold[import]'`."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was ``read``, and where its rows are; or why there are none to read.

    ``unread`` are rows that could not be taken from where they are said.
    """

    read: Read
    rows: Opened | None = None
    unread: tuple[Unread, ...] = ()
    no_rows: str = ""


@contextlib.contextmanager
def reading(
    source: str,
    measures: Measures,
    *,
    dialect: Dialect | None = None,
    python: Path | None = None,
) -> Iterator[Source]:
    """The catalogue of ``source``, and what its rows hold of the columns in ``measures``.

    In the body its rows can be read, in the same state. Raises Unreadable.
    """
    if "://" in source:
        with reading_url(source) as opened:
            yield _source(opened, measures)
        return
    path = Path(source)
    if not path.exists() and _MODULE.fullmatch(source):
        module = source.partition(":")[0]
        script = "sqlalchemy_tables.py"
        yield _read_models(script, source, Path.cwd(), python, module)
        return
    if path.is_dir() and (path / "manage.py").is_file():
        path = path / "manage.py"
    if path.name == "manage.py" and path.is_file():
        yield _read_django(path, python)
    elif _is_sqlite(path):
        with reading_file(path) as opened:
            yield _source(opened, measures)
    else:
        with _reading_sql(path, dialect, measures) as found:
            yield found


def _source(opened: Opened, measures: Measures) -> Source:
    read = _read(opened, opened.name, measures)
    return Source(read=read, rows=opened)


def _read(opened: Opened, name: str, measures: Measures) -> Read:
    from scaffold.importing.reflection import Reflection

    with opened.reading():
        reflection = Reflection(opened.connection, opened.dialect)
        catalogue = reflection.catalogue(name)
    wanted = measures(catalogue)
    with opened.reading():
        return Read(catalogue=catalogue, extents=reflection.extents(wanted))


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else first_line(str(error))
        raise Unreadable(
            one_line(
                f"{path}: {why}. Give the URL of a database, a SQLite or SQL file, a "
                "manage.py, or module:metadata."
            )
        ) from None


def _read_sqlite(path: Path, name: str) -> Catalogue:
    """Of a file that holds no rows."""
    with reading_file(path) as opened:
        return _read(opened, name, lambda catalogue: []).catalogue


@contextlib.contextmanager
def _reading_sql(
    path: Path, dialect: Dialect | None, measures: Measures
) -> Iterator[Source]:
    from scaffold.importing.dumps import extents_of, reading_dump
    from scaffold.importing.statements import dialect_of

    with path.open("rb") as file:
        begin = file.read(_BEGIN)
    is_wide = begin.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in begin[:4096] and not is_wide:
        raise Unreadable(one_line(f"{path} is neither a SQLite file nor SQL."))
    encoding = "utf-16" if is_wide else "utf-8-sig"
    spoken = dialect or dialect_of(begin.decode(encoding, "replace"))
    with reading_dump(path, encoding, spoken) as dump:
        if not dump.catalogue.tables:
            raise Unreadable(
                one_line(
                    f"{path} has no CREATE TABLE that is understood as "
                    f"{spoken.name.lower()}. Try another --dialect."
                )
            )
        wanted = measures(dump.catalogue)
        read = Read(catalogue=dump.catalogue, extents=extents_of(dump, wanted))
        rows = dump.opened if dump.has_rows else None
        no_rows = "the file has none"
        if spoken in (Dialect.TSQL, Dialect.ORACLE):
            no_rows = f"those of files in {spoken.name.lower()} are not read"
        yield Source(read=read, rows=rows, unread=dump.unread, no_rows=no_rows)


def _read_django(manage: Path, python: Path | None) -> Source:
    text = manage.read_text("utf-8", "replace")
    found = _SETTINGS.search(text)
    module = os.environ.get("DJANGO_SETTINGS_MODULE") or (found[1] if found else "")
    if not module:
        raise Unreadable(
            one_line(f"{manage} names no settings. Set DJANGO_SETTINGS_MODULE.")
        )
    folder = manage.absolute().parent
    return _read_models("django_tables.py", module, folder, python, folder.name)


def _read_models(
    script: str, what: str, folder: Path, python: Path | None, name: str
) -> Source:
    """The tables that somebody's models make in an empty SQLite, in their environment."""
    from scaffold.run import processes
    from scaffold.system import temporary

    chosen = python or _python_of(folder)
    with temporary.folder("import") as place:
        file = place / "models.db"
        done = processes.run(
            [chosen, _INSIDE / script, what, file], cwd=folder, timeout=_LIMIT
        )
        if not done.ok or not file.exists():
            lines = [line for line in done.output.splitlines() if line.strip()]
            why = lines[-1] if lines else f"exit {done.status}"
            raise Unreadable(
                one_line(
                    f"{what} could not be loaded with {chosen}: {why[:300]}. "
                    "Name the project's interpreter with --python."
                )
            )
        read = Read(catalogue=_read_sqlite(file, name))
    return Source(read=read, no_rows="models in code have no rows")


def _python_of(folder: Path) -> Path:
    """The interpreter of the project's own environment, else the one that runs us."""
    for parent in (folder, *folder.parents[:2]):
        for name in (".venv", "venv"):
            found = parent / name / "bin" / "python"
            if found.exists():
                return found
    return Path(sys.executable)
