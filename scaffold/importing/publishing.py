"""The spec and the folder of its rows appear together, or neither does."""

from __future__ import annotations

import os
from pathlib import Path

from scaffold.project.brought import IGNORE, SUFFIX
from scaffold.system.atomic import replace_file
from scaffold.system.errors import TargetExists
from scaffold.system.folders import entries
from scaffold.system.interrupts import quiet_signals


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raise TargetExists where the spec cannot go."""
    if os.path.lexists(target) and not force:
        raise TargetExists(target, "Choose another --output, or say --force.")
    if target.is_dir():
        raise TargetExists(target, "It is a folder: choose another --output.")


def refuse_existing_rows(folder: Path, *, force: bool) -> None:
    """Raise TargetExists where rows cannot go: nobody else's files are replaced."""
    if not os.path.lexists(folder):
        return
    names = [entry.name for entry in entries(folder)]
    if folder.is_dir() and not names:
        return
    if not force:
        raise TargetExists(
            folder, "Choose another --output, or say --force or --rows none."
        )
    if not folder.is_dir() or not all(map(_is_ours, names)):
        raise TargetExists(folder, "It holds other files: choose another --output.")


def _is_ours(name: str) -> bool:
    return name.endswith(SUFFIX) or name == IGNORE


def publish(target: Path, text: str, made: Path, rows: Path) -> None:
    """Write the spec, and move the folder ``made`` to ``rows``. Raises OSError.

    What was there is moved beside ``made`` for as long as it may be wanted back.
    """
    quiet_signals()
    before = made.with_name("before")
    is_there = os.path.lexists(rows)
    if is_there:
        rows.rename(before)
    try:
        made.rename(rows)
        try:
            replace_file(target, text.encode())
        except BaseException:
            rows.rename(made)
            raise
    except BaseException:
        if is_there:
            before.rename(rows)
        raise
