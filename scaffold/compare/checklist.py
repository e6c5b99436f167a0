"""Reasons to choose one framework or the other, for a team to tick: checklist.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("checklist.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """As checklist.toml has it; ``evidence`` are anchors and what to call them."""

    name: str
    favours: str
    says: str
    look: str
    evidence: tuple[tuple[str, str], ...]


@cache
def reasons() -> tuple[Reason, ...]:
    tables = tomllib.loads(_FILE.read_text("utf-8"))["reason"]
    return tuple(
        Reason(**table | {"evidence": tuple(map(tuple, table["evidence"]))})
        for table in tables
    )
