"""A starter with filled tables, ready to be served: the same on both sides."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.run.databases import Databases
from scaffold.run.starters import Editor, Server, Starter, last_line
from scaffold.system.errors import ScaffoldError, one_line

INSIDE = Path(__file__).with_name("inside")
EDITOR = Editor(name="measurer", password="correct-horse-battery-staple")  # noqa: S106
#: What gunicorn imports of ``inside`` for the one-route apps: with nothing that could
#: be left out, and as most projects begin.
BARE = {"django": "bare_django:application", "flask": "bare_flask:app"}
BEGUN = {"django": "begun_django:application", "flask": "begun_flask:app"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a starter's production environment holds.

    ``bare_bytes`` are of the framework and what it requires; ``versions`` of what the
    project itself asks for, by package.
    """

    python: str
    sqlite: str
    packages: int
    bytes: int
    bare_bytes: int
    versions: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A starter and its database of that name in ``databases``."""

    starter: Starter
    inventory: Inventory
    databases: Databases
    scratch: Path

    @property
    def name(self) -> str:
        return self.starter.framework.name

    @property
    def variables(self) -> dict[str, str]:
        """The same for both sides; only the database's URL is added.

        Python keeps what it compiled, as it does in production, but not in the project.
        """
        return {
            "LOG_LEVEL": "WARNING",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.scratch / "bytecode"),
        }

    def fill(self, rows: dict[str, Any]) -> None:
        """Make the tables, an editor and these rows. Raises ScaffoldError."""
        url = self.databases.create(self.name)
        variables = self.variables | {"DATABASE_URL": url}
        self.starter.run_all(self.starter.setting_up(EDITOR, **variables))
        samples = self.scratch / f"{self.name}.json"
        samples.write_text(json.dumps(rows), "utf-8")
        self.starter.run_script(INSIDE / "fill.py", str(samples), **variables)
        self.databases.settle(self.name)

    @contextlib.contextmanager
    def serving(self) -> Iterator[Server]:
        """The starter, on a fresh copy of its filled database."""
        with (
            self.databases.copy(self.name) as url,
            self.starter.serving(
                self.log, **self.variables, DATABASE_URL=url
            ) as server,
        ):
            yield server

    @contextlib.contextmanager
    def serving_one_route(self, targets: Mapping[str, str]) -> Iterator[Server]:
        """One of ``BARE`` or ``BEGUN``, by the same server with the same settings."""
        with self.starter.serving(
            self.log,
            *("--pythonpath", str(INSIDE)),
            target=targets[self.name],
            **self.variables,
        ) as server:
            yield server

    @property
    def log(self) -> Path:
        return self.scratch / f"{self.name}.log"

    def statements(self, asked: Sequence[dict[str, Any]]) -> dict[str, int]:
        """How many statements each request sends to the database, by its name."""
        file = self.scratch / f"{self.name}-requests.json"
        with self.databases.copy(self.name) as url:
            return statements(
                self.starter, asked, file, **self.variables, DATABASE_URL=url
            )


def statements(
    starter: Starter, asked: Sequence[dict[str, Any]], file: Path, **variables: str
) -> dict[str, int]:
    """How many statements each request sends to the database of ``variables``.

    By the requests' names; ``file`` is written for it.
    """
    file.write_text(json.dumps(asked), "utf-8")
    said = starter.run_script(INSIDE / "statements.py", str(file), **variables)
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def inventory(starter: Starter) -> Inventory:
    """What the lock file of production names. Raises ScaffoldError."""
    script = str(INSIDE / "inventory.py")
    done = starter.run("python", script, starter.framework.name)
    if not done.ok:
        raise ScaffoldError(
            one_line(
                f"{starter.folder}: what the starter needs cannot be told: "
                f"{last_line(done.output)}"
            )
        )
    return Inventory(**json.loads(done.output))
