"""The exact versions of a starter, read from its lock: nothing is run for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from scaffold.project.sources import Source

_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """``direct`` are what pyproject.toml asks for, by name; ``pinned`` counts all."""

    direct: tuple[tuple[str, str], ...]
    pinned: int


def versions(files: Iterable[Source]) -> Versions:
    """What the lock pins; empty for a starter without one, or with a broken one."""
    text = {source.path: source.text for source in files}
    pins = {
        _normal(name): version
        for name, version in _PINNED.findall(text.get("requirements.txt", ""))
    }
    return Versions(
        direct=tuple(
            (name, pins[_normal(name)])
            for name in _asked_for(text.get("pyproject.toml", ""))
            if _normal(name) in pins
        ),
        pinned=len(pins),
    )


def _asked_for(pyproject: str) -> list[str]:
    try:
        asked = tomllib.loads(pyproject)["project"]["dependencies"]
        names = [_NAME.match(requirement) for requirement in asked]
    except (ValueError, KeyError, TypeError):
        return []
    return [name[0] for name in names if name]


def _normal(name: str) -> str:
    """Package names are equal however they write dashes and capitals."""
    return re.sub(r"[-_.]+", "-", name).lower()
