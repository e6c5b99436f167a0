"""Odd folders, disks, terminals and locales: correct work, or one clear line."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parsing import all_parse
from starters import CACHE, FRAMEWORKS, LIMIT, ROOT, Starter, environment_of, prepare

#: All that a process needs to find its programs; tests add what they are about.
BARE = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(CACHE)}
COMMAND = [sys.executable, "-m", "scaffold"]


def scaffold(
    *arguments: str | Path,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    **options,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), **(BARE if env is None else env)},
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=LIMIT,
        **options,
    )


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error: what, where, what to do."""
    assert "Traceback" not in done.stderr
    (line,) = [x for x in done.stderr.splitlines() if x.startswith("Error: ")]
    assert done.stderr.endswith(f"{line}\n")
    return line


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a file system with options of its own, where this is allowed."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        if os.geteuid() != 0 or not shutil.which("mount"):
            pytest.skip("only root can mount a small or a read-only disk")
        words = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("size", ["4k", "64k", "600k", "1200k"])
def test_a_full_disk_leaves_nothing(disk: Callable[[str], Path], size: str) -> None:
    """Wherever it fills up: at the first folder, in a starter, in the page."""
    folder = disk(f"size={size}")
    done = scaffold("both", "shop", "-o", folder)
    assert done.returncode == 1
    assert "No space left on device" in complaint(done)
    assert not any(folder.iterdir())


def test_a_disk_without_inodes_leaves_nothing(disk: Callable[[str], Path]) -> None:
    folder = disk("nr_inodes=90")
    done = scaffold("both", "shop", "-o", folder)
    assert done.returncode == 1
    assert "No space left on device" in complaint(done)
    assert not any(folder.iterdir())


def test_a_read_only_disk_is_one_line(disk: Callable[[str], Path]) -> None:
    folder = disk("ro")
    for target in (folder, folder / "new"):
        done = scaffold("both", "shop", "-o", target)
        assert done.returncode == 1
        assert "Read-only file system" in complaint(done)


def test_a_full_temporary_disk_and_cache_do_no_harm(
    disk: Callable[[str], Path], tmp_path: Path
) -> None:
    """The cache is only there for speed."""
    full = str(disk("size=4k"))
    env = {**BARE, "TMPDIR": full, "XDG_CACHE_HOME": full, "HOME": full}
    done = scaffold("both", "shop", "-o", tmp_path / "out", env=env)
    assert done.returncode == 0, done.stderr
    all_parse(tmp_path / "out/shop")


def test_missing_folders_are_made(tmp_path: Path) -> None:
    done = scaffold("both", "shop", "-o", tmp_path / "a" / "b" / "c")
    assert done.returncode == 0, done.stderr
    all_parse(tmp_path / "a/b/c/shop")


@pytest.mark.parametrize("kind", ["folder", "file", "nothing", "itself"])
def test_a_target_that_is_a_link_is_never_followed(tmp_path: Path, kind: str) -> None:
    """Wherever it leads to; what it leads to stays as it is."""
    inside, place = tmp_path / "inside", tmp_path / "place"
    inside.mkdir()
    place.mkdir()
    (inside / "file").write_text("mine")
    (place / "shop").symlink_to(
        {
            "folder": inside,
            "file": inside / "file",
            "nothing": tmp_path / "nowhere",
            "itself": place / "shop",
        }[kind]
    )
    done = scaffold("both", "shop", "-o", place)
    assert done.returncode == 3
    assert "exists" in complaint(done)
    assert [path.name for path in inside.iterdir()] == ["file"]
    assert (inside / "file").read_text() == "mine"
    assert [path.name for path in place.iterdir()] == ["shop"]


def test_a_parent_that_is_a_link_leads_where_it_leads(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    done = scaffold("both", "shop", "-o", tmp_path / "link")
    assert done.returncode == 0, done.stderr
    all_parse(real / "shop")
    done = scaffold("both", "shop", "-o", tmp_path / "dangling")
    assert done.returncode == 1
    assert "dangling" in complaint(done)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"HOME": ""},
        {"HOME": "/nowhere/at/all"},
        {"HOME": "relative"},
        {"TERM": ""},
        {"TERM": "no-such-terminal"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONUTF8": "0"},
        {"LC_ALL": "no_SUCH.locale"},
        {"PYTHONIOENCODING": "ascii"},
        {"XDG_CACHE_HOME": "/proc"},
        {"COLUMNS": "1"},
        {"TZ": "Nowhere/Nothing"},
        {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONOPTIMIZE": "2"},
    ],
    ids=lambda env: " ".join(f"{k}={v}" for k, v in env.items()) or "nothing set",
)
def test_an_odd_environment_does_not_matter(
    tmp_path: Path, env: dict[str, str]
) -> None:
    """Not even HOME need be there."""
    work = tmp_path / "work"
    work.mkdir()
    words = ("both", "shop", "--title", "Café 🛒", "-o", tmp_path / "out")
    done = scaffold(*words, cwd=work, env={"PATH": os.environ["PATH"], **env})
    assert done.returncode == 0, done.stderr
    all_parse(tmp_path / "out/shop")
    text = (tmp_path / "out/shop/scaffold.toml").read_text("utf-8")
    assert 'title = "Café 🛒"' in text
    assert not any(work.iterdir())
    assert not Path("/nowhere").exists()


@pytest.mark.parametrize("closed", ["1", "2", "0 1 2"])
def test_closed_streams_do_not_matter(tmp_path: Path, closed: str) -> None:
    shell = " ".join(f"{number}>&-" for number in closed.split())
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {shell}', "sh", *COMMAND, "both", "shop"]
        + ["-o", str(tmp_path / "out")],
        cwd=ROOT,
        env=BARE,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    all_parse(tmp_path / "out/shop")


def test_a_full_standard_output_is_one_line_and_the_project_is_there(
    tmp_path: Path,
) -> None:
    with open("/dev/full", "wb") as full:
        done = scaffold("both", "shop", "-o", tmp_path, stdout=full)
    assert done.returncode == 1
    assert "No space left on device" in complaint(done)
    all_parse(tmp_path / "shop")


ODD = "a b #?%'\"$x;&é{{7}}"


def test_a_project_in_an_odd_folder_works(
    tmp_path: Path, request: pytest.FixtureRequest, reached: Callable[[int, str], None]
) -> None:
    """Made there, and its tables, rows, server and own tests too."""
    place = tmp_path / ODD
    done = scaffold("both", "shop", "-o", place)
    assert done.returncode == 0, done.stderr
    for framework in FRAMEWORKS:
        folder = place / "shop" / framework
        starter = Starter(
            framework=framework,
            spec="default",
            folder=folder,
            environment=environment_of(folder),
        )
        # No DATABASE_URL: the default database lies in the odd folder.
        variables = {"PYTHONDONTWRITEBYTECODE": "1"}
        prepare(starter, **variables)
        assert [path for path in folder.iterdir() if path.suffix == ".sqlite3"]
        with starter.driven.serving(tmp_path / f"{framework}.log", **variables):
            pass
        words = ("python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
        starter.run(*words, "tests/test_service.py", "tests/test_models.py")
    done = scaffold("compare", place / "shop")
    assert done.returncode == 0, done.stderr
    # The last of them: all others went well before.
    here = [item for item in request.session.items if item.path == request.path]
    if request.session.testsfailed == 0:
        reached(12, f"{len(here)} odd places and surroundings, 0 surprises")
