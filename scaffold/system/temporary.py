"""What a run needs for a while: gone at its end, and after a ``kill -9`` with the next.

``.NAME.scaffold-PID-RANDOM`` is locked (``flock``) while its process lives. The kernel
drops the lock even after ``kill -9``, so the next run can tell a leftover from a run at
work, on another machine too. The process number says little: in a container each run
has the same. It only spares a folder that was made a moment ago and is not yet locked.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scaffold.system.folders import entries
from scaffold.system.running import is_running

try:
    import fcntl
except ImportError:  # Windows has no flock; leftovers stay there
    fcntl = None  # type: ignore[assignment]

PATTERN = re.compile(r"\.[a-z][a-z0-9_]*\.scaffold-([0-9]+)-[0-9a-f]{8}")
#: A process that has made its folder locks it within less, however busy the machine.
_SECONDS_TO_LOCK = 60


@contextlib.contextmanager
def folder(name: str, parent: Path | None = None) -> Iterator[Path]:
    """An empty folder of our own in ``parent``, by default where temporary files are."""
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    _remove_leftovers(parent)
    made = parent / f".{name}.scaffold-{os.getpid()}-{secrets.token_hex(4)}"
    with contextlib.ExitStack() as stack:
        # Twice, because an interrupt may cut the first short; there is only one.
        for _ in range(2):
            stack.callback(_remove, made)
        made.mkdir(mode=0o700)
        if fcntl:
            handle = os.open(made, os.O_RDONLY)
            stack.callback(os.close, handle)
            with contextlib.suppress(OSError):  # a file system without locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield made


def is_inside(path: str) -> bool:
    """Whether ``path`` lies in a folder of ours, of which nobody else need know."""
    return any(PATTERN.fullmatch(part) for part in Path(path).parts)


def place_of(error: OSError) -> str:
    """Where ``error`` came about, as people know it: a file, or the temporary folder.

    For work that writes into a folder of ours alone, which is what fills up then.
    """
    file = str(error.filename or "")
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    if file and not is_full and not is_inside(file):
        return file
    return f"{tempfile.gettempdir()}, where temporary files are made,"


def _remove(folder: Path) -> None:
    """Remove ``folder`` also where no file can be opened any more but one at a time."""
    shutil.rmtree(folder, ignore_errors=True)
    for place, folders, files in reversed([*os.walk(folder)]):
        for name in files + folders:
            path = os.path.join(place, name)
            with contextlib.suppress(OSError):
                is_folder = os.path.isdir(path) and not os.path.islink(path)
                (os.rmdir if is_folder else os.unlink)(path)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _remove_leftovers(parent: Path) -> None:
    """Remove what runs of this user that were killed left behind."""
    if not fcntl:
        return
    for entry in entries(parent):
        found = PATTERN.fullmatch(entry.name)
        if not found or not entry.is_dir(follow_symlinks=False):
            continue
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if status.st_uid != os.geteuid():
                continue
            is_new = time.time() - status.st_mtime < _SECONDS_TO_LOCK
            if is_new and is_running(int(found[1])):
                continue
            handle = os.open(entry.path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(Path(entry.path))
            finally:
                os.close(handle)
