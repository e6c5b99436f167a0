"""An environment for each starter: what its own lock file names, made once and kept.

They lie in the user's cache folder, named by a digest of the lock file and of the
Python, so that all projects with the same lock share one and an edited lock gets a new
one. One that was interrupted in the making is made again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from scaffold.run import processes
from scaffold.system.caches import user_cache
from scaffold.system.errors import ScaffoldError, one_line
from scaffold.system.locks import alone

LOCK = "requirements-dev.txt"
#: Seconds for downloading and installing on a slow line.
_LIMIT = 1_800


def environment(project: Path, tell: Callable[[str], None]) -> Path:
    """The environment of the starter at ``project``, made if it is not there yet.

    Returns a folder with ``bin/python``. Raises ScaffoldError.
    """
    try:
        key = sha256((project / LOCK).read_bytes() + sys.version.encode())
    except OSError as error:
        raise _failed(project, f"{error.filename}: {error.strerror}") from error
    cache = user_cache()
    if cache is None:
        raise _failed(
            project, "there is neither a home folder nor XDG_CACHE_HOME to keep it in"
        )
    folder = cache / "environments" / key.hexdigest()[:16]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = folder.with_suffix(".lock")
        lock.touch()
        with alone(lock):
            if not (folder / "complete").exists():
                tell(f"Installing what {project.name} needs (kept for the next time)")
                shutil.rmtree(folder, ignore_errors=True)
                _install(project, folder)
                (folder / "complete").touch()
    except OSError as error:
        raise _failed(project, f"{error.filename}: {error.strerror}") from error
    return folder


def _install(project: Path, folder: Path) -> None:
    """Install the whole lock and nothing else, then ask whether it fits together.

    ``--no-deps``: a lock names everything. Old pips that resolve as well take the newest
    release of what is asked for with an extra, and refuse it for want of a hash.
    """
    python = folder / "bin" / "python"
    install = ["install", "--quiet", "--require-hashes", "--no-deps"]
    install += ["--requirement", LOCK]
    if uv := _uv():
        steps = [
            [uv, "venv", "--quiet", "--python", sys.executable, str(folder)],
            # Where a process may write no bytecode, each would compile it all anew.
            [uv, "pip", *install, "--compile-bytecode", "--python", str(python)],
            [uv, "pip", "check", "--quiet", "--python", str(python)],
        ]
    else:
        pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
        steps = [
            [sys.executable, "-m", "venv", str(folder)],
            [*pip, *install],
            [*pip, "check"],
        ]
    for step in steps:
        done = processes.run(step, cwd=project, timeout=_LIMIT)
        if not done.ok:
            lines = [line for line in done.output.splitlines() if line.strip()]
            raise _failed(project, lines[-1] if lines else f"exit {done.status}")


def _uv() -> str | None:
    """uv, where it is installed, beside our own Python too: pip takes 15 times as long."""
    beside = str(Path(sys.executable).parent)
    return shutil.which(
        "uv", path=os.pathsep.join((beside, os.environ.get("PATH", "")))
    )


def _failed(project: Path, reason: str) -> ScaffoldError:
    return ScaffoldError(
        one_line(
            f"The environment of {project} could not be made: {reason}. "
            f"It installs {project / LOCK}; run the command again to try again."
        )
    )
