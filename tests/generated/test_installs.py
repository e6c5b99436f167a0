"""A lock installs for ever: with old pips, and whatever is released later."""

import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from starters import CACHE, FRAMEWORKS, PROJECT, ROOT, run, scaffold

#: The oldest that a supported Debian has; Python 3.11 bundles one that is newer.
OLD_PIP = "23.0.1"
LOCKED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
#: The Python that a virtual environment was made from: it has the pip of its release.
BASE_PYTHON = Path(os.path.realpath(sys.executable))
#: Seconds for an index without a cache on a slow line.
PATIENCE = 900


class QuietHandler(SimpleHTTPRequestHandler):
    """A listing of a folder is all that pip asks of an index."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installs")
    scaffold("both", PROJECT, "--output-dir", folder)
    return folder / PROJECT


@pytest.fixture(scope="session")
def index(together: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an index with all that is locked, and with a newer release of it."""
    folder = tmp_path_factory.mktemp("index")
    wheels = CACHE / "wheels"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    download = (*pip, "download", "--quiet", "--no-deps", "--dest", wheels)
    for framework in FRAMEWORKS:
        lock = together / framework / "requirements-dev.txt"
        run(*download, "--require-hashes", "--requirement", lock, timeout=PATIENCE)
        for name, _ in LOCKED.findall(lock.read_text()):
            newer_release(name, folder)
    run(*download, f"pip=={OLD_PIP}", timeout=PATIENCE)
    for file in wheels.iterdir():
        place = folder / normal(file.name.split("-")[0])
        place.mkdir(exist_ok=True)
        (place / file.name).symlink_to(file)
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def newer_release(name: str, index: Path) -> None:
    """What its authors may publish tomorrow: nobody has locked it."""
    folder = index / normal(name)
    folder.mkdir(exist_ok=True)
    stem = f"{normal(name).replace('-', '_')}-9999.0"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 9999.0\n"
    metadata += "Provides-Extra: email\nProvides-Extra: binary\nProvides-Extra: async\n"
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", metadata)
        wheel.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{stem}.dist-info/RECORD", "")


def environment(index: str, *first: Path) -> dict[str, str]:
    """A user's environment: no uv, no settings of pip but this index."""
    path = [
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not (Path(folder) / "uv").exists()
    ]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_"))
    }
    return kept | {
        "PATH": os.pathsep.join([*map(str, first), *path]),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_NO_CACHE_DIR": "1",
    }


@pytest.fixture
def python_with(tmp_path: Path) -> Callable[[str], Path]:
    """Give a Python whose new environments have a pip of this version."""

    def made(pip: str) -> Path:
        if pip == "bundled":
            return BASE_PYTHON
        script = tmp_path / "python"
        script.write_text(
            f"""#!/bin/sh
{BASE_PYTHON} "$@" || exit
case "$*" in
"-m venv "*) "$3/bin/python" -m pip install --quiet pip=={pip} ;;
esac
"""
        )
        script.chmod(0o755)
        return script

    return made


@pytest.mark.parametrize(
    "pip", ["bundled", pytest.param(OLD_PIP, marks=pytest.mark.soak)]
)
def test_make_setup_installs_the_lock_and_nothing_newer(
    framework: str,
    pip: str,
    together: Path,
    index: str,
    python_with: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    project = tmp_path / PROJECT
    shutil.copytree(together / framework, project)
    python = python_with(pip)
    make = ("make", "setup", f"PYTHON={python}")
    run(*make, cwd=project, env=environment(index), timeout=PATIENCE)
    own = project / ".venv" / "bin" / "python"
    listed = run(own, "-m", "pip", "list", "--format=freeze", cwd=project)
    installed = {(normal(n), version) for n, version in LOCKED.findall(listed)}
    if pip != "bundled":
        assert ("pip", pip) in installed
    lock = (project / "requirements-dev.txt").read_text()
    locked = {(normal(n), version) for n, version in LOCKED.findall(lock)}
    tools = {"pip", "setuptools"}
    assert {pair for pair in installed if pair[0] not in tools} <= locked
    assert "No broken requirements" in run(own, "-m", "pip", "check", cwd=project)


@pytest.mark.ci
def test_an_installed_wheel_serves_both_without_uv(
    together: Path, index: str, tmp_path: Path
) -> None:
    """`scaffold up` from a wheel, with the bundled pip, makes both environments."""
    wheel = installed_wheel(tmp_path)
    env = environment(index, wheel / "bin") | {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [wheel / "bin" / "scaffold", "up", together]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        said = ""
        try:
            for line in process.stdout:
                said += line
                if "Log in as" in line:
                    break
            urls = re.findall(r"pages +(\S+)/$", said, re.MULTILINE)
            assert len(urls) == len(FRAMEWORKS), said
            for url in urls:
                assert httpx.get(f"{url}/api/health").json()["status"] == "healthy"
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        finally:
            process.kill()


@pytest.mark.soak
def test_an_installed_wheel_checks_both_without_uv(
    together: Path, index: str, tmp_path: Path
) -> None:
    wheel = installed_wheel(tmp_path)
    env = environment(index, wheel / "bin")
    env["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    command = (wheel / "bin" / "scaffold", "check", together)
    said = run(*command, cwd=tmp_path, env=env, timeout=PATIENCE)
    assert "requests the same on both" in said


def installed_wheel(folder: Path) -> Path:
    """The environment of somebody who has installed scaffold, and nothing else."""
    run(
        *(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist"),
        timeout=PATIENCE,
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    run(BASE_PYTHON, "-m", "venv", folder / "venv")
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet")
    run(*pip, wheel, cwd=folder, timeout=PATIENCE)
    assert ROOT not in Path(folder / "venv").parents
    return folder / "venv"
