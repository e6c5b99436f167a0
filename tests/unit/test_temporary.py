"""What a run needs for a while does not outlive it, however it ends."""

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.system import temporary
from scaffold.system.atomic import replace_file


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_folder_is_private_and_gone_afterwards(place: Path) -> None:
    with pytest.raises(RuntimeError), temporary.folder("up", place) as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("x")
        raise RuntimeError
    assert not list(place.iterdir())


def test_the_next_run_removes_what_a_killed_one_left_among_temporary_files(
    place: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    leftover = place / f".check.scaffold-{dead}-0123abcd"
    (leftover / "deep").mkdir(parents=True)
    with temporary.folder("up") as folder:
        assert list(place.iterdir()) == [folder]


def test_in_a_container_a_killed_run_had_the_number_of_the_next(place: Path) -> None:
    """So the lock tells, and a number only of a folder just made: not locked yet."""
    leftover = place / f".up.scaffold-{os.getpid()}-0123abcd"
    new, held = (place / f".up.scaffold-{os.getpid()}-0123abc{n}" for n in (1, 2))
    for folder in (leftover, new, held):
        folder.mkdir()
    with open_folder(held) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for old in (leftover, held):
            os.utime(old, (0, 0))
        with temporary.folder("up", place) as folder:
            assert set(place.iterdir()) == {folder, new, held}


@contextlib.contextmanager
def open_folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_leftovers_of_other_users_are_left_alone(place: Path, dead: int) -> None:
    theirs = place / f".up.scaffold-{dead}-0123abcd"
    theirs.mkdir()
    os.chown(theirs, 1, 1)
    with temporary.folder("up", place):
        assert theirs.exists()


def test_an_interrupt_while_a_folder_is_removed_leaves_none(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = []

    def rmtree(path: Path, **options: bool) -> None:
        removed.append(path)
        if len(removed) == 1:
            raise KeyboardInterrupt
        path.rmdir()

    monkeypatch.setattr(temporary.shutil, "rmtree", rmtree)
    with pytest.raises(KeyboardInterrupt), temporary.folder("up", place):
        pass
    assert not list(place.iterdir())


def test_a_file_is_replaced_whole(place: Path, dead: int) -> None:
    """What runs that were killed left beside it goes; what others need stays."""
    file = place / "page.html"
    file.write_text("old")
    (place / f".page.html.scaffold-{dead}").write_text("half")
    others = [
        place / f".page.html.scaffold-{os.getppid()}",
        place / ".page.html.scaffold-x",
        place / f".page.htm.scaffold-{dead}",
    ]
    for other in others:
        other.write_text("theirs")
    replace_file(file, b"new")
    assert sorted(place.iterdir()) == sorted([file, *others])
    assert file.read_text() == "new"


def test_a_file_that_cannot_be_replaced_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place / "page.html"
    file.write_text("old")

    def full(path: Path, data: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(file, b"new")
    assert list(place.iterdir()) == [file]
    assert file.read_text() == "old"
