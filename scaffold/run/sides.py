"""Both starters of one folder, each on an empty database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scaffold.frameworks import Framework
from scaffold.run import processes
from scaffold.run.starters import (
    LIMIT,
    SECRET_KEY,
    Editor,
    Starter,
    failure,
    starter,
)
from scaffold.system.atomic import replace_file

_NEXT_KEY = "no-secret-either-" * 3

#: What the Python of each side imports first: see there.
PRELOAD = Path(__file__).with_name("preload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A starter, and the temporary folder that it may fill.

    Nothing of the project's own is touched: neither its database nor its files. Without
    a ``database_url`` its database is a file in that folder.
    """

    starter: Starter
    scratch: Path
    database_url: str = ""

    @property
    def framework(self) -> Framework:
        return self.starter.framework

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that keep all that it writes in ``scratch``.

        And that make its passwords cheap to hash: it is half of the work otherwise.
        """
        return {
            "DATABASE_URL": self.database_url
            or f"sqlite:///{self.scratch / 'db.sqlite3'}",
            "TMPDIR": str(self.scratch),
            "PYTHONPATH": str(PRELOAD),
        }


@contextmanager
def serving_later(side: Side) -> Iterator[tuple[str, Callable[[float], None]]]:
    """Serve a side on its database once more, with a new secret key and the old behind it.

    Gives its URL, and what puts its clock ahead by so many seconds. Raises ScaffoldError.
    """
    clock = side.scratch / "clock"
    clock.write_text("0")
    variables = side.variables | {
        "SCAFFOLD_CLOCK": str(clock),
        "SECRET_KEY": _NEXT_KEY,
        "SECRET_KEY_FALLBACKS": SECRET_KEY,
    }
    with side.starter.serving(side.scratch / "later.log", **variables) as server:
        # Nobody ever reads half of it.
        yield server.url, lambda seconds: replace_file(clock, str(seconds).encode())


@contextmanager
def serving_without_database(side: Side) -> Iterator[str]:
    """Serve a side whose database cannot be opened. Gives its URL, at once.

    Nobody waits for it: the first request does.
    """
    variables = side.variables | {
        "DATABASE_URL": f"sqlite:///{side.scratch / 'no such folder' / 'db.sqlite3'}"
    }
    with (
        (side.scratch / "without.log").open("wb") as log,
        side.starter.launched(log.fileno(), **variables) as (url, _),
    ):
        yield url


def side_at(
    framework: Framework, folder: Path, scratch: Path, tell: Callable[[str], None]
) -> Side:
    """The starter at ``folder``, its environment made if need be. Raises ScaffoldError."""
    made = scratch / framework.name
    made.mkdir()
    return Side(starter=starter(framework, folder.resolve(), tell), scratch=made)


def fill_databases(sides: list[Side], editor: Editor) -> dict[Framework, str]:
    """Fill both databases: tables, sample rows, an editor.

    Returns what went wrong first on each side where something did.
    """
    problems: dict[Framework, str] = {}
    for jobs in zip(
        *(side.starter.preparing(editor, **side.variables) for side in sides),
        strict=True,
    ):
        finished = processes.run_together(jobs, timeout=LIMIT)
        for side, done in zip(sides, finished, strict=True):
            if not done.ok:
                problems.setdefault(side.framework, failure(done))
    return problems
