"""The files of one starter as the page shows them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from stat import S_ISREG

from scaffold.project.code_lines import other_lines, python_lines
from scaffold.system.errors import ScaffoldError, one_line, reason

#: What running a starter leaves behind, ``.env``, which holds its secret key, and
#: ``.scaffold``, which holds all of it once more.
NOT_SOURCE = re.compile(
    r"""
    \.env | \.git | \.scaffold | \.DS_Store | \.?venv | \..+_cache | __pycache__ | node_modules
    | staticfiles | seed-rows | htmlcov | \.coverage | build | dist
    | .+\.(?:egg-info | py[co] | sqlite3(?:-.+)?)
    """,
    re.VERBOSE,
)
#: Python is shown whole; of another long file (a lock, rows of data) the start.
LONG = 20_000
LINES_OF_START = 100

#: Files that a team writes beside its Python, by how their names end.
_TEMPLATES = (".html",)
_TEST = re.compile(r"tests\.py|test_.*\.py|.*_test\.py|conftest\.py")
_SCRIPTS = (
    *("Makefile", "Dockerfile", "Caddyfile"),
    *(".sh", ".js", ".css", ".yml", ".yaml", ".toml"),
)


class Kind(StrEnum):
    """What a file is written in, as far as lines of it are counted."""

    PYTHON = "Python"
    TEMPLATE = "HTML"
    SCRIPT = "scripts"
    OTHER = "other"


# A file is counted many times: for itself, its concern, its starter.
@cache
def _lines(text: str) -> int:
    return len(text.splitlines())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file. ``path`` is relative to the starter, with slashes."""

    framework: str
    path: str
    text: str
    is_binary: bool

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def lines(self) -> int:
        return _lines(self.text)

    @property
    def kind(self) -> Kind:
        """Of the spec, locks and data no lines are counted."""
        if self.is_python:
            return Kind.PYTHON
        folders = self.path.split("/")[:-1]
        if self.name.endswith(_TEMPLATES) or (
            "templates" in folders and self.name.endswith(".txt")
        ):
            return Kind.TEMPLATE
        is_script = self.name.endswith(_SCRIPTS) and self.path != "scaffold.toml"
        return Kind.SCRIPT if is_script else Kind.OTHER

    @property
    def is_test(self) -> bool:
        """In a folder of tests, or called as pytest finds them."""
        return "tests" in self.path.split("/")[:-1] or bool(_TEST.fullmatch(self.name))

    @property
    def is_migration(self) -> bool:
        """Of those that the frameworks write."""
        return "migrations" in self.path.split("/")[:-1]

    @property
    def code_lines(self) -> int:
        """Lines of Python without blanks, comments and docstrings."""
        return len(python_lines(self.text)) if self.is_python else 0

    @property
    def other_lines(self) -> int:
        """Lines of a template or a script, without blanks and comments."""
        if self.kind not in (Kind.TEMPLATE, Kind.SCRIPT):
            return 0
        return other_lines(self.text, Path(self.name).suffix)

    @property
    def shown(self) -> str:
        if self.is_python or len(self.text) <= LONG:
            return self.text
        return self.start

    @property
    def start(self) -> str:
        return "".join(self.text.splitlines(keepends=True)[:LINES_OF_START])


def read(framework: str, folder: Path) -> tuple[Source, ...]:
    """Every source file under ``folder``, by path. Raises ScaffoldError."""
    try:
        return tuple(
            _source(framework, file, file.relative_to(folder).as_posix())
            for file in sorted(_files(folder))
        )
    except OSError as error:
        raise ScaffoldError(
            one_line(f"{error.filename} cannot be read: {reason(error)}.")
        ) from error


def package(folder: Path) -> str:
    """The name of the starter's own package; the folder may have been renamed."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["name"]).replace("-", "_")
    except (OSError, ValueError, KeyError, TypeError):
        return folder.resolve().parent.name


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not NOT_SOURCE.fullmatch(name)]
        for name in files:
            file = Path(parent, name)
            if not NOT_SOURCE.fullmatch(name) and S_ISREG(file.lstat().st_mode):
                yield file


def _raise(error: OSError) -> None:
    raise error


def _source(framework: str, file: Path, path: str) -> Source:
    data = file.read_bytes()
    try:
        text, is_binary = data.decode("utf-8").replace("\r\n", "\n"), b"\0" in data
    except UnicodeDecodeError:
        text, is_binary = "", True
    return Source(
        framework=framework,
        path=path.encode(errors="surrogateescape").decode(errors="replace"),
        text="" if is_binary else text,
        is_binary=is_binary,
    )
