"""Build starters, give each framework its environment, and serve them for real."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scaffold import frameworks
from scaffold.run import starters as drive
from scaffold.run.environments import environment
from scaffold.run.sides import PRELOAD
from scaffold.run.starters import Editor, Server

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache"
FRAMEWORKS = ("django", "flask")
#: The specs that every promise is shown for; the default one needs no file.
SPECS = {
    "default": None,
    "shop": ROOT / "tests" / "specs" / "shop.toml",
    "everything": ROOT / "tests" / "specs" / "everything.toml",
    "large": ROOT / "tests" / "specs" / "large.toml",
}
PROJECT = "myproject"
EDITOR = ("admin", "correct-horse-battery-staple")
#: Seconds: longer than the slowest step on a busy machine. It only ends what hangs.
LIMIT = 400
#: The same for all tests of a starter, of which a big spec has thousands.
LIMIT_OF_TESTS = 3600


class Failed(AssertionError):
    """A command that should have succeeded did not; the message is its output."""

    def __init__(self, command: list[str], output: str) -> None:
        super().__init__(f"{' '.join(command)}\n{output[-12000:]}")


def run(
    *command: str | Path,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    timeout: float = LIMIT,
    status: int = 0,
) -> str:
    """Run a command to its end and return all its output; raise Failed."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=cwd,
        env=env,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != status:
        raise Failed(words, f"exit {done.returncode}\n{done.stdout}")
    return done.stdout


def scaffold(*arguments: str | Path, status: int = 0) -> str:
    return run(sys.executable, "-m", "scaffold", *arguments, status=status)


def environment_of(project: Path) -> Path:
    """The environment of a starter's own lock file, made once and kept in .cache."""
    return environment(project, tell=lambda text: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A generated project, whose commands give their output or fail the test."""

    framework: str
    spec: str
    folder: Path
    environment: Path

    @property
    def driven(self) -> drive.Starter:
        """As the tool itself drives it."""
        return drive.Starter(
            framework=next(f for f in frameworks.ALL if f.name == self.framework),
            folder=self.folder,
            environment=self.environment,
        )

    @property
    def python(self) -> Path:
        return self.driven.python

    def settings(self, **variables: str) -> dict[str, str]:
        """Return the environment variables of a production process."""
        return self.driven.variables(**variables)

    def run(
        self,
        *command: str,
        warnings: bool = False,
        timeout: float = LIMIT,
        **variables: str,
    ) -> str:
        """Run one of the starter's commands; a warning is an error."""
        strict = {} if warnings else {"PYTHONWARNINGS": "error"}
        env = self.settings(**strict, **variables)
        return run(*command, cwd=self.folder, env=env, timeout=timeout)

    def manage(self, *command: str, **variables: str) -> str:
        """Run `manage.py` or `flask`, whichever this framework has."""
        return self.run("python", *self.driven.framework.manage, *command, **variables)

    def test(
        self,
        *arguments: str,
        few: bool = False,
        timeout: float = LIMIT_OF_TESTS,
        **variables: str,
    ) -> str:
        """Run its own tests as its README says.

        At will ``few`` of the cases of each, and with hashes that cost next to nothing.
        """
        places = (ROOT / "tests" / "plugins", PRELOAD)
        sampling = {"PYTHONPATH": os.pathsep.join(map(str, places))} if few else {}
        plugins = ("-p", "sampling") if few else ()
        return self.run(
            *("python", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *plugins,
            *arguments,
            warnings=True,
            timeout=timeout,
            **sampling,
            **variables,
        )

    def create_tables(self, **variables: str) -> None:
        self.manage(*self.driven.framework.create_tables, **variables)

    def create_editor(self, **variables: str) -> None:
        _, create_editor, _ = self.driven.preparing(
            Editor(name=EDITOR[0], password=EDITOR[1]),
            PYTHONWARNINGS="error",
            **variables,
        )
        run(*create_editor.command, cwd=self.folder, env=dict(create_editor.env or {}))


def build(framework: str, spec: str, folder: Path) -> Starter:
    """Generate the starter of one spec into `folder`."""
    models = SPECS[spec]
    options = ["--models", models] if models else []
    scaffold(framework, PROJECT, *options, "--output-dir", folder)
    return starter_in(folder / PROJECT, framework, spec)


def starter_in(folder: Path, framework: str, spec: str) -> Starter:
    """The starter that is there, in the environment for its lock."""
    return Starter(
        framework=framework,
        spec=spec,
        folder=folder,
        environment=environment_of(folder),
    )


@contextmanager
def served(starter: Starter, log: Path, **variables: str) -> Iterator[Server]:
    """Serve a starter with gunicorn, tables and an editor there, until the block ends."""
    prepare(starter, **variables)
    with starter.driven.serving(log, **variables) as server:
        yield server


def prepare(starter: Starter, **variables: str) -> None:
    """Do what comes before the first request, the static files of production included."""
    staff = Editor(name=EDITOR[0], password=EDITOR[1])
    strict = {"PYTHONWARNINGS": "error"} | variables
    starter.driven.run_all(starter.driven.preparing(staff, **strict))
    if starter.framework == "django":
        starter.manage("collectstatic", "--noinput", **variables)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(url: str) -> bool:
    try:
        headers = {"Host": "localhost"}
        probe = httpx.get(f"{url}/api/live", headers=headers, timeout=5, verify=False)
    except httpx.TransportError:
        return False
    return probe.status_code == 200


def wait_for(
    condition, what: str, process=None, log=None, seconds: float = LIMIT
) -> None:
    """Wait until `condition()` holds; say what did not happen when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        if process is not None and process.poll() is not None:
            raise Failed([what], f"ended with {process.returncode}\n{log.read_text()}")
        if time.monotonic() > end:
            raise Failed([what], log.read_text() if log else "never happened")
        time.sleep(0.1)
