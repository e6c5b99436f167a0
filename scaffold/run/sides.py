"""Both starters of one folder, each on an empty database of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scaffold.frameworks import Framework
from scaffold.run import processes
from scaffold.run.starters import LIMIT, Staff, Starter, failure, starter

#: What is found out of a side has to do with who gets in, not with how long guessing takes.
_CHEAP_HASHES = Path(__file__).with_name("hashing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A starter, and the temporary folder that it may fill.

    Nothing of the project's own is touched: neither its database nor its files.
    """

    starter: Starter
    scratch: Path

    @property
    def framework(self) -> Framework:
        return self.starter.framework

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that keep all that it writes in ``scratch``.

        And that make its passwords cheap to hash: it is half of the work otherwise.
        """
        return {
            "DATABASE_URL": f"sqlite:///{self.scratch / 'db.sqlite3'}",
            "TMPDIR": str(self.scratch),
            "PYTHONPATH": str(_CHEAP_HASHES),
        }


def side_at(
    framework: Framework, folder: Path, scratch: Path, tell: Callable[[str], None]
) -> Side:
    """The starter at ``folder``, its environment made if need be. Raises ScaffoldError."""
    made = scratch / framework.name
    made.mkdir()
    return Side(starter=starter(framework, folder.resolve(), tell), scratch=made)


def fill_databases(sides: list[Side], staff: Staff) -> dict[Framework, str]:
    """Fill both databases: tables, sample rows, a staff user.

    Returns what went wrong first on each side where something did.
    """
    problems: dict[Framework, str] = {}
    for jobs in zip(
        *(side.starter.preparing(staff, **side.variables) for side in sides),
        strict=True,
    ):
        finished = processes.run_together(jobs, timeout=LIMIT)
        for side, done in zip(sides, finished, strict=True):
            if not done.ok:
                problems.setdefault(side.framework, failure(done))
    return problems
