"""Many files change together or not at all, whatever ends it in between."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffold.system import journal
from scaffold.system.errors import ScaffoldError
from scaffold.system.journal import Change

CHANGES = (
    Change(path="kept.py", old=b"old\n", content=b"new\n"),
    Change(path="gone/away.txt", old=b"bye\n", content=None),
    Change(path="made/here/new.txt", old=None, content=b"hello\n"),
    Change(path="run.sh", old=b"#!/bin/sh\n", content=b"#!/bin/sh\nexit\n"),
)
BEFORE = {"kept.py": b"old\n", "gone/away.txt": b"bye\n", "run.sh": b"#!/bin/sh\n"}
AFTER = {
    "kept.py": b"new\n",
    "made/here/new.txt": b"hello\n",
    "run.sh": b"#!/bin/sh\nexit\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, content in BEFORE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "run.sh").chmod(0o755)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_changes_are_made(folder: Path) -> None:
    """Modes stay, and a folder that holds nothing any more goes."""
    journal.write(folder, CHANGES)
    assert files(folder) == AFTER
    assert os.access(folder / "run.sh", os.X_OK)
    assert not (folder / "gone").exists()


def test_what_a_link_leads_to_is_written_and_the_link_stays(folder: Path) -> None:
    (folder / "real.py").write_bytes(b"old\n")
    (folder / "kept.py").unlink()
    (folder / "kept.py").symlink_to("real.py")
    journal.write(folder, CHANGES)
    assert (folder / "kept.py").is_symlink()
    assert (folder / "real.py").read_bytes() == b"new\n"


def test_a_link_goes_with_the_file_that_it_leads_to(folder: Path) -> None:
    (folder / "gone/away.txt").rename(folder / "real.txt")
    (folder / "gone/away.txt").symlink_to("../real.txt")
    journal.write(folder, CHANGES)
    assert files(folder) == AFTER
    assert not (folder / "gone").is_dir()


@pytest.mark.parametrize("step", range(1, 5))
def test_a_step_that_fails_takes_back_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    done = journal._do
    count = 0

    def fails(*arguments: Any) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise OSError(errno.ENOSPC, "No space left on device", "somewhere")
        done(*arguments)

    monkeypatch.setattr(journal, "_do", fails)
    with pytest.raises(ScaffoldError, match=r"No space left.*Nothing was changed"):
        journal.write(folder, CHANGES)
    assert files(folder) == BEFORE
    assert os.access(folder / "run.sh", os.X_OK)


KILLED = """
import os, signal, sys
from pathlib import Path
from scaffold.system import journal
sys.path.insert(0, {tests!r})
from test_journal import CHANGES
done, count = journal._do, 0
def killed(*arguments):
    global count
    count += 1
    if count == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    done(*arguments)
journal._do = killed
journal.write(Path({folder!r}), CHANGES)
"""


def run_killed(code: str, step: int, folder: Path) -> None:
    """Run ``code``, which is killed at its step of this number."""
    tests = str(Path(__file__).parent)
    said = code.format(tests=tests, step=step, folder=str(folder))
    done = subprocess.run([sys.executable, "-c", said], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", range(1, 5))
def test_what_a_killed_run_had_decided_is_finished_by_the_next(
    folder: Path, step: int
) -> None:
    run_killed(KILLED, step, folder)
    assert journal.finish(folder)
    assert files(folder) == AFTER
    assert not journal.finish(folder)


def test_a_file_that_was_edited_after_the_kill_stops_the_rest(folder: Path) -> None:
    run_killed(KILLED, 2, folder)
    (folder / "run.sh").write_bytes(b"mine\n")
    with pytest.raises(ScaffoldError, match=r"run\.sh was changed"):
        journal.finish(folder)
    assert (folder / "run.sh").read_bytes() == b"mine\n"


def test_a_file_that_is_not_what_was_merged_stops_all(folder: Path) -> None:
    (folder / "kept.py").write_bytes(b"somebody was faster\n")
    with pytest.raises(ScaffoldError, match=r"kept\.py was changed"):
        journal.write(folder, CHANGES)
    assert files(folder) == BEFORE | {"kept.py": b"somebody was faster\n"}


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "made").write_bytes(b"a file where a folder should be")
    with pytest.raises(ScaffoldError, match=r"made.*Nothing was changed"):
        journal.write(folder, CHANGES)
    assert files(folder) == BEFORE | {"made": b"a file where a folder should be"}


FAILS_AND_IS_KILLED = """
import os, signal, sys
from pathlib import Path
from scaffold.system import journal
sys.path.insert(0, {tests!r})
from test_journal import CHANGES
done, undone, count = journal._do, journal._undo, 0
def fails(entry, *rest):
    if entry.number == 3:
        raise OSError(28, "No space left on device", "run.sh")
    done(entry, *rest)
def killed(*arguments):
    global count
    count += 1
    if count == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    undone(*arguments)
journal._do, journal._undo = fails, killed
journal.write(Path({folder!r}), CHANGES)
"""


@pytest.mark.parametrize("step", range(1, 5))
def test_what_a_killed_run_was_taking_back_is_taken_back_by_the_next(
    folder: Path, step: int
) -> None:
    run_killed(FAILS_AND_IS_KILLED, step, folder)
    assert journal.finish(folder)
    assert files(folder) == BEFORE


def test_two_runs_that_finish_one_journal_wait_for_each_other(folder: Path) -> None:
    run_killed(KILLED, 2, folder)
    finish = (
        "import sys; from pathlib import Path; from scaffold.system import journal; "
        "journal.finish(Path(sys.argv[1]))"
    )
    both = [subprocess.Popen([sys.executable, "-c", finish, folder]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert files(folder) == AFTER


def test_what_is_left_of_a_journal_that_is_done_stops_nobody(folder: Path) -> None:
    (folder / journal.FOLDER / "old").mkdir(parents=True)
    (folder / journal.FOLDER / "old" / "0").write_bytes(b"old")
    journal.write(folder, CHANGES)
    assert files(folder) == AFTER


def test_nobody_else_finishes_what_is_just_decided(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the decision to its end the folder is locked."""
    decide, tried = journal._decide, []

    def decided(*arguments: Any) -> None:
        decide(*arguments)
        handle = os.open(folder, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        tried.append(folder)

    monkeypatch.setattr(journal, "_decide", decided)
    journal.write(folder, CHANGES)
    assert tried == [folder]
