"""What the folders of a starter hold: a name that is there cannot be used again."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruff.__main__ import find_ruff_bin

from taken import markers

#: Files that name what tools should not look into.
_IGNORE_FILES = (".gitignore", ".dockerignore")


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` as file systems that ignore case, or imports, tell it from others."""

    folder: str
    name: str
    how: str


def entries(starter: Path) -> Iterator[Entry]:
    for path in sorted(starter.rglob("*")):
        folder = str(path.parent.relative_to(starter))
        kind = "folder" if path.is_dir() else "file"
        yield Entry(folder, path.name.lower(), f"a {kind}")
        if path.suffix == ".py":
            yield Entry(folder, path.stem, "a module")


def importable_holes(starter: Path) -> set[str]:
    """``project`` and ``app``, where their folder is what ``import`` finds by its name."""
    names = {path.parent.name for path in starter.glob("*/__init__.py")}
    made = {markers.pattern(name) for name in names}
    return {one.text.strip("{}") for one in made if one}


def ignored(starter: Path) -> dict[str, str]:
    """Folders that git, Docker or ruff would leave out, and which of them does."""
    found = {}
    for file in _IGNORE_FILES:
        for line in (starter / file).read_text("utf-8").splitlines():
            found.setdefault(line.strip().strip("/"), f"is in {file}")
    for name in excluded_by_ruff(starter):
        found.setdefault(name, "is a folder that ruff leaves out")
    return {
        name: why for name, why in found.items() if re.fullmatch(markers.WORD, name)
    }


def excluded_by_ruff(starter: Path) -> list[str]:
    file = next(starter.rglob("*.py"))
    shown = subprocess.run(
        [find_ruff_bin(), "check", "--show-settings", str(file)],
        cwd=starter,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    listed = re.search(r"^file_resolver\.exclude = \[(.*?)\]", shown, re.S | re.M)
    assert listed, "ruff does not say what it leaves out"
    return re.findall(r'"([^"]+)"', listed[1])
