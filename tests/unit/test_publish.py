"""All or nothing: whatever happens, the target is whole or is not there at all."""

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
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
#: Comes before it: sends itself a signal when it touches a file below a folder for the
#: n-th time; where n is 0 it only tells of each.
SIGNALLED = """
import os, sys
place, moment, number = sys.argv[1], *map(int, sys.argv[2:4])
del sys.argv[1:4]
touched = 0
def look(event, arguments):
    global touched
    if arguments and isinstance(arguments[0], str) and place in arguments[0]:
        touched += 1
        if not moment:
            os.write(2, b"touched\\n")
        elif touched == moment:
            os.kill(os.getpid(), number)
sys.addaudithook(look)
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
        signal.pause()
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
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda n: n.name
)
def test_a_signal_at_any_moment_gives_all_or_nothing(
    templates: Path, place: Path, number: signal.Signals, soak: bool
) -> None:
    """Interrupted: 130 and an empty folder; too late: 0 and a whole project.

    Moments are those at which files are touched. What is left by a run that was killed
    is gone after the next.
    """

    def run(moment: int) -> tuple[int, list[str], str]:
        words = command(templates, "django", "shop", "-o", place)
        signalled = [str(place), str(moment), str(int(number))]
        done = subprocess.run(
            [*words[:2], SIGNALLED + DRIVER, *signalled, *words[3:]],
            capture_output=True,
            text=True,
        )
        left = sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))
        return done.returncode, left, done.stderr

    _, whole, said = run(0)
    moments = said.splitlines().count("touched")
    assert moments > 20
    codes = set()
    for moment in range(1, moments + 1, 1 if soak else moments // 2):
        shutil.rmtree(place / "shop", ignore_errors=True)
        code, left, said = run(moment)
        codes.add(code)
        if code == 0:
            assert left == whole
        elif number is signal.SIGKILL:
            assert code == -number
            written = {name for name in left if not name.startswith(".shop.scaffold")}
            assert written in (set(), set(whole))
        else:
            assert code == 130, said
            assert left == []
            assert "Traceback" not in said
    assert codes - {0}
    shutil.rmtree(place / "shop", ignore_errors=True)
    assert run(0)[:2] == (0, whole)


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
