"""Change many files of a folder together, or none of them.

All that will be written lies beside the files first, with the old ones; one rename then
decides, and from there on it is finished: at once, or by the next run after a
``kill -9``. Whatever fails in between (a full disk, a folder without permission) is
taken back from the old ones.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from scaffold.system import temporary
from scaffold.system.errors import ScaffoldError, one_line, reason
from scaffold.system.interrupts import quiet_signals
from scaffold.system.locks import alone

#: The journal of what is decided and not finished.
FOLDER = ".scaffold-journal"
_ENTRIES = "entries.json"
#: The same list, once it is decided to take all of it back.
_BACK = "back.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``path`` is relative to the folder, with slashes; no ``content``: the file goes.

    ``old`` is what is there now, None for no file: anything else by then stops it all.
    """

    path: str
    content: bytes | None
    old: bytes | None
    is_executable: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """One change in the journal: files called by its number, and their digests."""

    number: int
    path: str
    old: str | None
    new: str | None


def write(folder: Path, changes: Sequence[Change]) -> None:
    """Make all ``changes`` in ``folder``, or none. Raises ScaffoldError."""
    if not changes:
        return
    _refuse_read_only(folder, changes)
    try:
        with temporary.folder("update", folder) as stage:
            journal = stage / "journal"
            _prepare(journal, folder, changes)
            # From here on it takes milliseconds.
            quiet_signals()
            with alone(folder):
                _sweep(folder / FOLDER)
                _decide(journal, folder)
                _finish(folder)
    except OSError as error:
        file = "" if temporary.is_inside(str(error.filename or "")) else error.filename
        what = f"{file or folder} cannot be written: {reason(error)}"
        raise ScaffoldError(one_line(f"{what}. Nothing was changed.")) from error


def _refuse_read_only(folder: Path, changes: Sequence[Change]) -> None:
    """Raise ScaffoldError for files that somebody has made read-only.

    To put a new file in the place of one is allowed, and yet not what was meant.
    """
    files = [folder / each.path for each in changes if each.old is not None]
    found = [file for file in files if file.exists() and not _is_writable(file)]
    if found:
        named = ", ".join(map(str, found))
        raise ScaffoldError(
            one_line(
                f"{named}: read-only. Nothing was changed. Make what shall change "
                "writable (chmod u+w), then run this again."
            )
        )


def _is_writable(file: Path) -> bool:
    # A superuser may write them all.
    return bool(file.stat().st_mode & 0o222) and os.access(file, os.W_OK)


def is_unfinished(folder: Path) -> bool:
    """Whether a run was cut short after it had decided."""
    journal = folder / FOLDER
    return (journal / _ENTRIES).exists() or (journal / _BACK).exists()


def finish(folder: Path) -> bool:
    """Whether there was a journal, all of which is done now. Raises ScaffoldError.

    A file that somebody has changed since the journal was written stops it before
    anything else is touched.
    """
    if not (folder / FOLDER).exists():
        return False
    with alone(folder):
        return _finish(folder)


def _finish(folder: Path) -> bool:
    journal = folder / FOLDER
    _sweep(journal)
    if (journal / _BACK).exists():
        _take_back(journal, folder)
        return True
    try:
        entries = _read(journal / _ENTRIES)
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise ScaffoldError(
            one_line(f"{journal} cannot be read: {error}. Look into it, remove it.")
        ) from error
    cut_short = (
        f"was changed since an update was cut short. Take your change out, let "
        f"scaffold update {folder} finish, and put it in again"
    )
    _refuse_strangers(folder, entries, cut_short)
    try:
        for entry in entries:
            _do(entry, journal, folder)
    except OSError as error:
        # Decided in one step as well: whoever comes next goes the same way.
        (journal / _ENTRIES).rename(journal / _BACK)
        _take_back(journal, folder)
        what = f"{error.filename2 or error.filename} cannot be written: {reason(error)}"
        raise ScaffoldError(one_line(f"{what}. Nothing was changed.")) from error
    _discard(journal)
    return True


def _prepare(journal: Path, folder: Path, changes: Sequence[Change]) -> None:
    (journal / "new").mkdir(parents=True)
    (journal / "old").mkdir()
    entries = []
    for number, change in enumerate(changes):
        there = folder / change.path
        mode = there.stat().st_mode & 0o777 if change.old is not None else 0
        if change.old is not None:
            shutil.copy2(there, journal / "old" / str(number))
        if change.content is not None:
            new = journal / "new" / str(number)
            new.write_bytes(change.content)
            plain = 0o777 if change.is_executable else 0o666
            new.chmod(mode or plain & ~_umask())
        old, content = _digest(change.old), _digest(change.content)
        entries.append(_Entry(number, change.path, old, content))
    text = json.dumps([asdict(entry) for entry in entries], indent=1)
    (journal / _ENTRIES).write_text(text, "utf-8")
    at_work = "was changed while scaffold was at work. Try again"
    _refuse_strangers(folder, entries, at_work)


def _read(file: Path) -> list[_Entry]:
    return [_Entry(**entry) for entry in json.loads(file.read_text("utf-8"))]


def _decide(journal: Path, folder: Path) -> None:
    """The one step: before it nothing has happened, after it all of it will."""
    try:
        journal.rename(folder / FOLDER)
    except OSError as error:
        if not (folder / FOLDER).exists():
            raise
        raise ScaffoldError(
            one_line(f"another run of scaffold changes {folder} just now. Try again.")
        ) from error


def _do(entry: _Entry, journal: Path, folder: Path) -> None:
    # What a link leads to is written, and the link stays.
    there = Path(os.path.realpath(folder / entry.path))
    new = journal / "new" / str(entry.number)
    if entry.new is None:
        for each in (there, folder / entry.path):
            each.unlink(missing_ok=True)
            _remove_empty(each.parent, folder)
    elif new.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        new.replace(there)


def _take_back(journal: Path, folder: Path) -> None:
    """Undo every entry; what is undone already stays so. Raises ScaffoldError."""
    try:
        for entry in _read(journal / _BACK):
            _undo(entry, journal, folder)
    except (OSError, ValueError) as error:
        raise ScaffoldError(
            one_line(
                f"{folder} is half changed, and cannot be taken back: {error}. Make it "
                f"writable, then run scaffold update {folder}."
            )
        ) from error
    _discard(journal)


def _undo(entry: _Entry, journal: Path, folder: Path) -> None:
    there = Path(os.path.realpath(folder / entry.path))
    old = journal / "old" / str(entry.number)
    if old.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        old.replace(there)
    elif entry.old is None and there.is_file():
        there.unlink()
        _remove_empty(there.parent, folder)


def _discard(journal: Path) -> None:
    """The list goes first: without it, what is left says nothing any more."""
    (journal / _ENTRIES).unlink(missing_ok=True)
    (journal / _BACK).unlink(missing_ok=True)
    shutil.rmtree(journal, ignore_errors=True)


def _sweep(journal: Path) -> None:
    """Remove what a run left that was killed when all was done."""
    if journal.is_dir() and not is_unfinished(journal.parent):
        _discard(journal)


def _refuse_strangers(folder: Path, entries: list[_Entry], why: str) -> None:
    """Raise ScaffoldError where a file is neither what it was nor what it becomes."""
    for entry in entries:
        file = folder / entry.path
        try:
            found = _digest(file.read_bytes()) if file.exists() else None
        except OSError as error:
            raise ScaffoldError(
                one_line(
                    f"{file} cannot be read: {reason(error)}. Nothing was changed."
                )
            ) from error
        if found not in (entry.old, entry.new):
            raise ScaffoldError(one_line(f"{file} {why}."))


def _remove_empty(folder: Path, top: Path) -> None:
    """Remove folders that hold nothing any more, below ``top``."""
    with contextlib.suppress(OSError):
        while folder != top and top in folder.parents:
            folder.rmdir()
            folder = folder.parent


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
