"""Files that a pair has twice, which are to be the same to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.frameworks.framework import PROJECT, TEMPLATES


def different_files(folders: Mapping[Framework, Path]) -> tuple[str, ...]:
    """Shared files that are not the same in both, by their path in a starter."""
    django, flask = (folders[framework] for framework in frameworks.ALL)
    return tuple(
        path.as_posix()
        for path in _shared()
        if _bytes(django / path) != _bytes(flask / path)
    )


def _shared() -> list[Path]:
    """Those that lie at the same place in both, and are told by nothing but the spec."""
    folder = TEMPLATES / "shared" / "project"
    return sorted(
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and PROJECT not in file.as_posix()
    )


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
