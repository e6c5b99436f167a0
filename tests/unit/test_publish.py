"""All or nothing: whatever happens, the target is whole or is not there at all."""

import errno
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaffold.generate import publish
from scaffold.system import interrupts
from scaffold.system.errors import RenderError, ScaffoldError, TargetExists

#: Runs the command line with tiny templates, so that a run takes a moment only.
DRIVER = """
import sys
from pathlib import Path
from scaffold import frameworks
from scaffold.project import pair_files
frameworks.framework.TEMPLATES = Path(sys.argv.pop(1))
from scaffold.cli import main
main()
"""


def command(templates: Path, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", DRIVER, str(templates), *map(str, arguments)]


def is_empty(folder: Path) -> bool:
    return not any(os.scandir(folder))


def build(tree: Path, text: str = "x") -> None:
    tree.mkdir()
    (tree / "file").write_text(text)


def test_a_built_project_appears_whole_and_nothing_else(place: Path) -> None:
    with publish.staged(place / "shop") as tree:
        build(tree)
        assert not (place / "shop").exists()
    assert [path.name for path in place.iterdir()] == ["shop"]
    assert (place / "shop/file").read_text() == "x"


def test_folders_above_the_target_are_made_and_unmade(place: Path) -> None:
    with publish.staged(place / "a/b/shop") as tree:
        build(tree)
    assert (place / "a/b/shop/file").exists()
    with pytest.raises(RuntimeError), publish.staged(place / "c/d/shop") as tree:
        build(tree)
        raise RuntimeError
    assert [path.name for path in place.iterdir()] == ["a"]


@pytest.mark.parametrize("kind", ["file", "folder", "empty folder", "link", "loop"])
def test_an_existing_target_is_never_touched(place: Path, kind: str) -> None:
    """A dangling symlink too: it is somebody's."""
    target = place / "shop"
    if kind == "file":
        target.write_text("mine")
    elif "folder" in kind:
        target.mkdir()
        if kind == "folder":
            (target / "mine").write_text("mine")
    else:
        target.symlink_to("nowhere" if kind == "link" else "shop")
    before = os.lstat(target)
    with pytest.raises(TargetExists), publish.staged(target) as tree:
        build(tree)
    assert os.lstat(target) == before
    assert [path.name for path in place.iterdir()] == ["shop"]


@pytest.mark.parametrize("kind", ["file", "empty folder", "link"])
@pytest.mark.parametrize("way", ["renameat2", "mkdir"])
def test_a_target_that_appears_meanwhile_wins(
    place: Path, kind: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of renaming refuse; the late comer is untouched."""
    if way == "mkdir":
        monkeypatch.setattr(publish, "_rename_noreplace", lambda *_: False)
    target = place / "shop"
    with pytest.raises(TargetExists), publish.staged(target) as tree:
        build(tree)
        if kind == "file":
            target.write_text("theirs")
        elif kind == "link":
            target.symlink_to("nowhere")
        else:
            target.mkdir()
        before = os.lstat(target)
    assert os.lstat(target) == before
    assert [path.name for path in place.iterdir()] == ["shop"]


def test_without_renameat2_a_project_appears_as_well(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_rename_noreplace", lambda *_: False)
    with publish.staged(place / "shop") as tree:
        build(tree)
    assert (place / "shop/file").read_text() == "x"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_any_exception_leaves_nothing(place: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), publish.staged(place / "shop") as tree:
        build(tree)
        raise error
    assert is_empty(place)


def test_a_full_disk_leaves_nothing_and_says_so(place: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with (
        pytest.raises(RenderError, match="No space left"),
        publish.staged(place / "shop") as tree,
    ):
        build(tree)
        raise full
    assert is_empty(place)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with (
        pytest.raises(ScaffoldError, match="is not a folder"),
        publish.staged(blocked / "sub/shop"),
    ):
        pass
    assert blocked.read_text() == ""


def test_what_a_killed_run_left_is_removed_by_the_next(place: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    leftover = place / f".shop.scaffold-{dead.pid}-0123abcd"
    build(leftover)
    with publish.staged(place / "other") as tree:
        build(tree)
    assert [path.name for path in place.iterdir()] == ["other"]


def test_a_run_at_work_and_foreign_folders_are_left_alone(place: Path) -> None:
    """Only our own pattern, only folders, only of processes that ended."""
    mine = [
        f".shop.scaffold-{os.getpid()}-0123abcd",
        ".shop.scaffold-x-0123abcd",
        ".scaffold",
        ".shop.scaffold-1",
    ]
    for name in mine:
        (place / name).mkdir()
    (place / ".shop.scaffold-999999999-0123abcd").symlink_to(place / mine[0])
    with publish.staged(place / "other") as tree:
        build(tree)
    assert len(list(place.iterdir())) == len(mine) + 2


def test_signals_after_publishing_are_ignored_until_the_end(place: Path) -> None:
    """An interrupt must not be reported for work that is done."""
    with interrupts.interruptible():
        with publish.staged(place / "shop") as tree:
            build(tree)
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
    assert (place / "shop/file").exists()


def test_sigterm_while_building_is_an_interrupt_and_leaves_nothing(
    place: Path,
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with (
        pytest.raises(KeyboardInterrupt),
        interrupts.interruptible(),
        publish.staged(place / "shop") as tree,
    ):
        build(tree)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
    assert is_empty(place)
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_interrupt_that_a_finalizer_drops_is_raised_again() -> None:
    """Python clears whatever the end of an unclosed stream raises."""

    class Stream(io.RawIOBase):
        def close(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            super().close()

    with pytest.raises(KeyboardInterrupt), interrupts.interruptible():
        interrupts.checkpoint()
        Stream()
        lost = True
        interrupts.checkpoint()
    assert lost
    with interrupts.interruptible():
        interrupts.checkpoint()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name
)
def test_a_signal_at_any_moment_gives_all_or_nothing(
    templates: Path, place: Path, number: signal.Signals
) -> None:
    """Interrupted: 130 and an empty folder; too late: 0 and a whole project."""
    dice = random.Random(7)
    start = time.monotonic()
    subprocess.run(command(templates, "django", "shop", "-o", place), check=True)
    usual = time.monotonic() - start
    whole = sorted(p.relative_to(place) for p in place.rglob("*"))
    codes = set()
    for _ in range(8):
        shutil.rmtree(place)
        place.mkdir()
        process = subprocess.Popen(
            command(templates, "django", "shop", "-o", place),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        wait_for_python(process.pid)
        time.sleep(dice.uniform(0, usual * 0.8))
        process.send_signal(number)
        _, said = process.communicate()
        codes.add(process.returncode)
        found = sorted(p.relative_to(place) for p in place.rglob("*"))
        if process.returncode == 0:
            assert found == whole
        else:
            assert process.returncode in (130, -number)
            assert found == []
            assert b"Traceback" not in said or process.returncode == -number
    assert codes - {0}


def wait_for_python(process: int) -> None:
    """Give the interpreter the moment in which nobody can catch a signal."""
    time.sleep(0.12)


def test_of_two_runs_at_once_one_wins_and_one_says_it_exists(
    templates: Path, place: Path
) -> None:
    def run(title: str) -> tuple[int, str]:
        done = subprocess.run(
            command(templates, "django", "shop", "-o", place, "--title", title),
            capture_output=True,
            text=True,
        )
        return done.returncode, title

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(run, ["A", "B", "C", "D"]))
        winners = [title for code, title in results if code == 0]
        assert sorted(code for code, _ in results) == [0, 3, 3, 3]
        written = (place / "shop/models.py").read_text()
        assert written.startswith(f'TITLE = "{winners[0]}"')
        assert [path.name for path in place.iterdir()] == ["shop"]
        shutil.rmtree(place / "shop")


def test_kill_nine_leaves_only_what_the_next_run_removes(
    templates: Path, place: Path
) -> None:
    for delay in (0.2, 0.25, 0.3, 0.35):
        process = subprocess.Popen(
            command(templates, "django", "shop", "-o", place),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.kill()
        process.wait()
        if (place / "shop").exists():
            shutil.rmtree(place / "shop")
    subprocess.run(
        command(templates, "django", "shop", "-o", place), check=True, stdout=-3
    )
    assert [path.name for path in place.iterdir()] == ["shop"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 40 KiB, where root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount or os.geteuid() != 0:
        pytest.skip("only root can mount")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=40k", "none", str(disk)], capture_output=True
    )
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_really_is_full_leaves_nothing(
    templates: Path, small_disk: Path
) -> None:
    big = templates / "django" / "{{cookiecutter.project_slug}}" / "big.txt"
    big.write_text("x" * 60_000)
    done = subprocess.run(
        command(templates, "django", "shop", "-o", small_disk),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert is_empty(small_disk)
