"""One generated project at work: its commands and its server, the same for both."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scaffold.frameworks import Framework
from scaffold.project import sources
from scaffold.run import processes
from scaffold.run.environments import environment
from scaffold.run.http import Header, Request, send
from scaffold.run.processes import Finished, Job
from scaffold.system.errors import ScaffoldError, first_line, one_line

#: For a server that only this machine reaches and that lives for minutes.
SECRET_KEY = "not-a-secret-" * 4
#: Seconds; the slowest step of a big project on a busy machine takes half of it.
LIMIT = 900
_START = 60
#: Between two questions to a server that does not answer yet.
_PAUSE = 0.02
#: How Python ends a traceback.
_ERROR = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception|Exit)\b: .")
_INHERITED = ("HOME", "LANG", "LC_ALL", "TMPDIR", "PATH", "CI", "SYSTEMROOT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The name and password of a user who may do everything."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """``url`` has no path; ``started`` is how many seconds the first answer took."""

    url: str
    process: int
    log: Path
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A generated project and the environment that it runs in."""

    framework: Framework
    folder: Path
    environment: Path

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def variables(self, **own: str) -> dict[str, str]:
        """The environment variables of a production process.

        They win over the project's ``.env``, so that its own database stays untouched.
        """
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": SECRET_KEY,
            "DEBUG": "false",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "CACHE_URL": "",
            "LOG_LEVEL": "INFO",
            **own,
        }

    def run(self, *command: str, **variables: str) -> Finished:
        """Run a program of the environment in the project's folder."""
        env = self.variables(**variables)
        return processes.run(command, cwd=self.folder, env=env, timeout=LIMIT)

    def run_script(self, script: Path, *arguments: str, **variables: str) -> str:
        """Run a script of ours with the starter's Python; what it said.

        It is told the framework and the package, and finds the project's modules; the
        files beside it it does not: a project may have modules of the same names.
        Raises ScaffoldError.
        """
        places = (str(self.folder), variables.pop("PYTHONPATH", ""))
        done = self.run(
            *("python", str(script)),
            *(self.framework.name, sources.package(self.folder), *arguments),
            **variables,
            PYTHONPATH=os.pathsep.join(filter(None, places)),
            PYTHONSAFEPATH="1",
        )
        if not done.ok:
            where = _place(done.output, self.folder) or self.folder
            raise ScaffoldError(
                one_line(f"{where}: {script.name} failed: {last_line(done.output)}")
            )
        return done.output

    def manage(self, *command: str, **variables: str) -> Finished:
        """Run ``manage.py`` or ``flask``, whichever this framework has."""
        return self.run("python", *self.framework.manage, *command, **variables)

    def job(self, *command: str, **variables: str) -> Job:
        """The same as ``run`` takes, to be run beside others."""
        return Job(command=command, cwd=self.folder, env=self.variables(**variables))

    def managing(self, *command: str, **variables: str) -> Job:
        """The same as ``manage`` takes, to be run beside others."""
        return self.job("python", *self.framework.manage, *command, **variables)

    def setting_up(self, editor: Editor, **variables: str) -> tuple[Job, ...]:
        """What creates the tables and an editor, in this order."""
        # Not on the command line, where every user of the machine sees it.
        passwords = {
            "DJANGO_SUPERUSER_PASSWORD": editor.password,
            "ADMIN_PASSWORD": editor.password,
        }
        create_editor = (
            word.format(name=editor.name) for word in self.framework.create_editor
        )
        return (
            self.managing(*self.framework.create_tables, **variables),
            self.managing(*create_editor, **variables, **passwords),
        )

    def preparing(self, editor: Editor, **variables: str) -> tuple[Job, ...]:
        """The same, and then the sample rows."""
        seed = self.managing("seed", **variables)
        return (*self.setting_up(editor, **variables), seed)

    def run_all(self, jobs: Iterable[Job]) -> None:
        """Run these one after the other. Raises ScaffoldError for the first that fails."""
        for job in jobs:
            done = processes.run(job.command, cwd=job.cwd, env=job.env, timeout=LIMIT)
            if not done.ok:
                raise ScaffoldError(one_line(f"{self.folder}: {failure(done)}"))

    @contextlib.contextmanager
    def serving(
        self, log: Path, *options: str | Path, target: str = "", **variables: str
    ) -> Iterator[Server]:
        """Serve with gunicorn on a free port of 127.0.0.1 until the block ends.

        ``target`` is what gunicorn imports, by default the project's application.
        Raises ScaffoldError when the server does not answer.
        """
        begin = time.perf_counter()
        with (
            log.open("wb") as output,
            self.launched(
                output.fileno(), *options, target=target, **variables
            ) as launched,
        ):
            url, process = launched
            wait_for_answer(
                f"{url}/api/health",
                process,
                title=self.framework.title,
                said=lambda: log.read_text("utf-8", "replace"),
            )
            yield Server(
                url=url,
                process=process.pid,
                log=log,
                started=time.perf_counter() - begin,
            )

    @contextlib.contextmanager
    def launched(
        self, output: int, *options: str | Path, target: str = "", **variables: str
    ) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """Start gunicorn as ``serving`` does, but do not wait for an answer.

        Gives its URL. It writes its log to the file descriptor ``output``. The port is
        bound here and handed over, so that nobody can take it in between.
        """
        target = target or self.framework.wsgi.format(
            package=sources.package(self.folder)
        )
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(512)
            port = listener.getsockname()[1]
            bind = ("--bind", f"fd://{listener.fileno()}")
            command = (self.python, "-m", "gunicorn", *bind, *options, target)
            with processes.started(
                command,
                cwd=self.folder,
                env=self.variables(**variables),
                output=output,
                pass_fds=(listener.fileno(),),
            ) as process:
                listener.close()
                yield f"http://127.0.0.1:{port}", process


def starter(framework: Framework, folder: Path, tell: Callable[[str], None]) -> Starter:
    """The project at ``folder``, its environment made if need be. Raises ScaffoldError."""
    return Starter(
        framework=framework,
        folder=folder.absolute(),  # commands run in other folders too
        environment=environment(folder, tell),
    )


def wait_for_answer(
    url: str,
    process: subprocess.Popen[bytes],
    *,
    title: str,
    said: Callable[[], str],
) -> None:
    """Wait for the first good answer of a server that was just started.

    The listening socket is there before the server is, so the first request simply
    waits in its queue: the wait ends with the answer, not with a poll. ``said`` gives
    what it logged. Raises ScaffoldError.
    """
    parts = urlsplit(url)
    asked = Request(
        method="GET", path=parts.path or "/", headers=(Header("Host", parts.netloc),)
    )
    end = time.monotonic() + _START
    while True:
        answer = send(parts.netloc, asked, patience=1)
        if answer.is_good:
            return
        reason = (
            f"it answers {answer.status} at {url}"
            if answer.status
            else answer.body.decode()
        )
        if process.poll() is not None:
            reason = telling_line(said())
        elif time.monotonic() < end:
            time.sleep(_PAUSE)
            continue
        raise ScaffoldError(one_line(f"The {title} server does not start: {reason}"))


def failure(done: Finished) -> str:
    """What became of a command of ours that failed, in one phrase."""
    words = " ".join(word for word in done.command if word not in ("python", "-m"))
    return f"{words} failed: {telling_line(done.output)}"


def _place(output: str, folder: Path) -> str:
    """The file and line below ``folder`` where a traceback comes to its error, or ""."""
    code = rf'^ *File "({re.escape(str(folder))}/(?!\.venv/).+)", line (\d+)'
    found = re.findall(code, output, re.MULTILINE)
    return "{}, line {}".format(*found[-1]) if found else ""


def telling_line(output: str) -> str:
    """The line of a failed program's output that says most: the last error, else the last.

    Servers log more after the error that ends them.
    """
    lines = output.splitlines()
    errors = [line for line in lines if _ERROR.match(line)]
    return errors[-1] if errors else last_line(output)


def last_line(output: str) -> str:
    return first_line("\n".join(reversed(output.splitlines())))
