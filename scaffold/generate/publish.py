"""Write beside the target, then appear there by one rename, or leave nothing.

The staging folder (``temporary.folder``) lies beside the target, on the same file system.

The rename must never overwrite. POSIX ``rename`` replaces an empty folder, so on
Linux ``renameat2(RENAME_NOREPLACE)`` is called, which refuses anything, a dangling
symlink too, in one step. Where that does not exist, ``mkdir`` claims the name
(only one process can) and ``rename`` then replaces the empty folder it made.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from scaffold.system import temporary
from scaffold.system.errors import (
    RenderError,
    ScaffoldError,
    TargetExists,
    one_line,
    reason,
)
from scaffold.system.interrupts import quiet_signals

_RENAME_NOREPLACE = 1
_AT_FDCWD = -100
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


@contextlib.contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A path to build the project at; it becomes ``target`` when the body ends.

    Whatever ends the body early (an error, Ctrl-C, SIGTERM), nothing is left,
    not even folders above the target that had to be made. Raises TargetExists.
    """
    refuse_existing(target)
    made: list[Path] = []
    try:
        with _disk_errors(target):
            _make_parents(target.parent, made)
            with temporary.folder(target.name, target.parent) as stage:
                try:
                    yield stage / target.name
                finally:
                    quiet_signals()
                try:
                    _rename(stage / target.name, target)
                except FileExistsError:
                    raise TargetExists(target) from None
                made.clear()
    finally:
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()


@contextlib.contextmanager
def previewed(target: Path) -> Iterator[Path]:
    """The same for a dry run: built where temporary files are, then gone."""
    refuse_existing(target)
    _missing(target.parent)
    with _disk_errors(target), temporary.folder(target.name) as stage:
        try:
            yield stage / target.name
        finally:
            quiet_signals()


def refuse_existing(target: Path) -> None:
    """Raise TargetExists for anything of that name, a dangling symlink too."""
    if os.path.lexists(target):
        raise TargetExists(target)


@contextlib.contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        file = str(error.filename or "")
        where = f" ({file})" if file and not temporary.is_inside(file) else ""
        raise RenderError(f"writing {target}", f"{reason(error)}{where}") from error


def _make_parents(folder: Path, made: list[Path]) -> None:
    for parent in reversed(_missing(folder)):
        made.insert(0, parent)
        parent.mkdir(exist_ok=True)


def _missing(folder: Path) -> list[Path]:
    """The folders to make, the lowest first. Raises ScaffoldError where none can be."""
    above = (folder, *folder.parents)
    there = next(filter(os.path.lexists, above), None)
    if there and not there.is_dir():
        raise ScaffoldError(
            one_line(f"{there} is not a folder. Choose another --output-dir.")
        )
    return list(takewhile(lambda path: path != there, above))


def _rename(source: Path, target: Path) -> None:
    """Rename, refusing with FileExistsError whatever is at ``target``."""
    if os.name == "nt":
        source.rename(target)
    elif not _rename_noreplace(source, target):
        target.mkdir()
        try:
            source.rename(target)
        except OSError:
            with contextlib.suppress(OSError):
                target.rmdir()
            raise


def _rename_noreplace(source: Path, target: Path) -> bool:
    """One atomic step; False where kernel or file system cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    old, new = os.fsencode(source), os.fsencode(target)
    if libc.renameat2(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(target))
