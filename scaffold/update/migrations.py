"""New migrations, written by the frameworks' own generators."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from scaffold.run.starters import Starter, failure
from scaffold.system import temporary
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.update.changes import Change, for_django, for_flask
from scaffold.update.own_changes import Touched

_INSIDE = Path(__file__).with_name("inside")
_LIST = re.compile(r'\[(".+")?\]')
_TOUCHED = re.compile(r'\{"touched": \[.*\]\}')
_TOLD = {"django": for_django, "flask": for_flask}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """New migrations: ``files`` relative to the starter, and what these change."""

    files: tuple[str, ...]
    touched: tuple[Touched, ...]


def write_migrations(starter: Starter, change: Change) -> Written:
    """Write what brings a database from the migrations that are there to the models.

    Nothing where the models are what the migrations make. The project's own database is
    not touched: Flask's generator gets an empty one, brought to the head, and Django's
    needs none. Raises ScaffoldError.
    """
    name = starter.framework.name
    told = json.dumps(_TOLD[name](change))
    with temporary.folder("migrations") as scratch:
        said = starter.run_script(
            _INSIDE / f"{name}_migrations.py",
            told,
            DATABASE_URL=f"sqlite:///{scratch / 'db.sqlite3'}",
            TMPDIR=str(scratch),
        )
    # Behind it stands what a project says at its end, as the clients of monitors do.
    lines = said.splitlines()
    touched = tuple(
        Touched(migration=migration, model=model, field=field)
        for line in filter(_TOUCHED.fullmatch, lines)
        for migration, model, field in json.loads(line)["touched"]
    )
    listed = next(line for line in reversed(lines) if _LIST.fullmatch(line))
    files = tuple(json.loads(listed))
    if files:
        _tidy(starter, files)
    return Written(files=files, touched=touched)


def _tidy(starter: Starter, written: tuple[str, ...]) -> None:
    """Lay the files out as the project's own settings of ruff say.

    What these forbid and ruff cannot mend is the team's to settle. Where it does without
    ruff, the files stay as they are.
    """
    if not shutil.which("ruff", path=starter.variables()["PATH"]):
        return
    for options in (("check", "--fix", "--exit-zero"), ("format",)):
        done = starter.run("ruff", *options, "--quiet", "--no-cache", *written)
        if not done.ok:
            raise ScaffoldError(one_line(f"{starter.folder}: {failure(done)}"))
