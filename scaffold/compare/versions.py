"""The exact versions of a starter, read from its lock: nothing is run for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from scaffold.project.sources import Source

_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_TESTED = re.compile(r"(?:Framework|Programming Language) :: (\w+) :: ([\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """``direct`` are what pyproject.toml asks for, by name; ``pinned`` counts all.

    ``tested`` are the versions that its classifiers name, of Python and the framework.
    """

    direct: tuple[tuple[str, str], ...]
    pinned: int
    tested: tuple[tuple[str, tuple[str, ...]], ...]


def versions(files: Iterable[Source]) -> Versions:
    """What the lock pins; empty for a starter without one, or with a broken one."""
    text = {source.path: source.text for source in files}
    pins = pins_of(text.get("requirements.txt", ""))
    pyproject = text.get("pyproject.toml", "")
    names = _matches(_NAME, _listed(pyproject, "dependencies"))
    tested: dict[str, list[str]] = {}
    for said in _matches(_TESTED, _listed(pyproject, "classifiers")):
        tested.setdefault(said[1], []).append(said[2])
    return Versions(
        direct=tuple(
            (name[0], pins[normal(name[0])])
            for name in names
            if normal(name[0]) in pins
        ),
        pinned=len(pins),
        tested=tuple((name, tuple(found)) for name, found in tested.items()),
    )


def pins_of(lock: str) -> dict[str, str]:
    """The version of each package that a lock pins."""
    return {normal(name): version for name, version in _PINNED.findall(lock)}


def _listed(pyproject: str, key: str) -> list[str]:
    """The texts of a list in [project]; none of a file that says something else."""
    try:
        listed = tomllib.loads(pyproject)["project"][key]
        return [text for text in listed if isinstance(text, str)]
    except (ValueError, KeyError, TypeError):
        return []


def _matches(pattern: re.Pattern[str], texts: list[str]) -> list[re.Match[str]]:
    return [found for text in texts if (found := pattern.match(text))]


def normal(name: str) -> str:
    """Package names are equal however they write dashes and capitals."""
    return re.sub(r"[-_.]+", "-", name).lower()
