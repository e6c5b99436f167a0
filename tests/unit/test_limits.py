"""Where the machine refuses something: one true line, and nothing is left."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.cli import run
from scaffold.generate.formatting import format_python
from scaffold.system.errors import RenderError, reason

FILES = resource.RLIMIT_NOFILE
SIZE = resource.RLIMIT_FSIZE
DRIVER = "from scaffold.cli import main; main()"


def limited(
    arguments: list[str | Path], *limit: int, forbid: bool = False
) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own under a limit.

    ``forbid`` takes from root the right to read and write whatever it wants.
    """

    def prepare() -> None:
        if limit:
            resource.setrlimit(limit[0], (limit[1], limit[1]))
        if forbid and os.geteuid() == 0:
            import ctypes

            for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
                ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP

    return subprocess.run(
        [sys.executable, "-c", DRIVER, *map(str, arguments)],
        capture_output=True,
        text=True,
        preexec_fn=prepare,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    told = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.stderr.splitlines()[-1:] == told, done.stderr
    return told[0].removeprefix("Error: ")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pair")
    assert run(["both", "shop", "-o", str(place)]) == 0
    return place / "shop"


@pytest.mark.parametrize(
    ("which", "kind", "most", "says"),
    [
        ("django", SIZE, 0, "File too large"),
        ("django", FILES, 5, "Too many open files"),
        ("flask", SIZE, 4_000, "File too large"),
        ("flask", FILES, 5, "Too many open files"),
        ("both", SIZE, 30_000, "File too large"),
        ("both", FILES, 5, "Too many open files"),
        ("both", FILES, 7, "Too many open files"),
    ],
)
def test_a_limit_is_told_and_nothing_is_left(
    place: Path, which: str, kind: int, most: int, says: str
) -> None:
    done = limited([which, "shop", "-o", place / "new"], kind, most)
    assert done.returncode == 1
    told = complaint(done)
    assert told.endswith(f"failed, nothing was written: {says}")
    assert "scaffold-" not in told
    assert not any(place.iterdir())


def test_the_page_of_both_may_be_too_large_alone(place: Path) -> None:
    done = limited(["both", "shop", "-o", place], SIZE, 100_000)
    assert complaint(done) == (
        f"writing {place / 'shop'} failed, nothing was written: File too large"
    )
    assert not any(place.iterdir())


@pytest.mark.parametrize(
    ("kind", "most", "says"),
    [
        (SIZE, 100_000, "{}/comparison.html: File too large."),
        (FILES, 5, "ruff could not read {}/django: Too many open files."),
    ],
    ids=lambda value: str(value)[-20:],
)
def test_a_page_that_cannot_be_replaced_stays(
    pair: Path, kind: int, most: int, says: str
) -> None:
    page = (pair / "comparison.html").read_bytes()
    before = sorted(pair.iterdir())
    done = limited(["compare", pair], kind, most)
    assert done.returncode == 1
    assert complaint(done) == says.format(pair)
    assert sorted(pair.iterdir()) == before
    assert (pair / "comparison.html").read_bytes() == page


@pytest.mark.parametrize(
    ("path", "mode", "says"),
    [
        ("django", 0o000, "{}/django cannot be read: Permission denied."),
        ("flask/shop", 0o000, "{}/flask/shop cannot be read: Permission denied."),
        ("flask/wsgi.py", 0o000, "{}/flask/wsgi.py cannot be read: Permission denied."),
        (
            "scaffold.toml",
            0o000,
            "{}/scaffold.toml: cannot be read: Permission denied.",
        ),
        ("", 0o000, "{}/scaffold.toml: Permission denied."),
        ("", 0o555, "{}/comparison.html: Permission denied."),
    ],
)
def test_what_may_not_be_read_or_written_is_named(
    pair: Path, path: str, mode: int, says: str
) -> None:
    target = pair / path
    usual = target.stat().st_mode
    before = sorted(pair.iterdir())
    target.chmod(mode)
    try:
        done = limited(["compare", pair], forbid=True)
    finally:
        target.chmod(usual)
    assert done.returncode in (1, 2)
    assert complaint(done) == says.format(pair)
    assert sorted(pair.iterdir()) == before


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o555])
def test_a_folder_that_may_not_be_written_to_is_named(place: Path, mode: int) -> None:
    place.chmod(mode)
    try:
        done = limited(["django", "shop", "-o", place], forbid=True)
    finally:
        place.chmod(0o755)
    assert complaint(done) == (
        f"writing {place / 'shop'} failed, nothing was written: Permission denied"
    )
    assert not any(place.iterdir())


def test_a_folder_that_may_be_written_to_but_not_read_will_do(place: Path) -> None:
    place.chmod(0o333)
    try:
        done = limited(["django", "shop", "-o", place], forbid=True)
    finally:
        place.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in place.iterdir()] == ["shop"]


def test_a_spec_that_may_not_be_read_is_named(place: Path) -> None:
    spec = place / "scaffold.toml"
    spec.touch(mode=0o000)
    done = limited(["flask", "shop", "-o", place, "--models", spec], forbid=True)
    assert done.returncode == 2
    assert complaint(done) == (
        f"{spec}: cannot be read: Permission denied. Check --models."
    )


def test_ruff_that_a_signal_ends_is_told_as_such(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the kernel does where a file that ruff writes gets too large."""
    killed = place / "ruff"
    killed.write_text("#!/bin/sh\nkill -XFSZ $$\n")
    killed.chmod(0o755)
    monkeypatch.setattr(
        "scaffold.generate.formatting.find_ruff_bin", lambda: str(killed)
    )
    with pytest.raises(RenderError, match="ruff was ended: File size limit exceeded"):
        format_python(place)


def test_of_many_files_that_shutil_tells_of_one_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "file").touch()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "file")

    with pytest.raises(shutil.Error) as caught:
        shutil.copytree(tmp_path / "from", tmp_path / "to", copy_function=full)
    assert reason(caught.value) == "No space left on device"
