"""The jobs that both starters do, as each template's ``concerns.toml`` describes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One job that both starters do, as this framework's template does it.

    ``modules`` could do it, the one that decides first. ``commands`` come with what each of
    them makes or shows; ``instead`` says what this framework does where the other has a
    file and it has none.
    """

    name: str
    title: str
    modules: tuple[str, ...]
    via: str
    files: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    notice: str
    instead: str


@cache
def read(file: Path) -> tuple[Concern, ...]:
    """What the file says, in its order."""
    return tuple(
        Concern(
            name=table["name"],
            title=table["title"],
            modules=tuple(table.get("modules", ())),
            via=table.get("via", ""),
            files=tuple(table["files"]),
            commands=tuple((line, makes) for line, makes in table.get("commands", ())),
            notice=table["notice"],
            instead=table.get("instead", ""),
        )
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["concern"]
    )
