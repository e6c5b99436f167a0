"""The servers of both starters, in debug mode, each until the other ends."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.run.sides import Side, fill_databases
from scaffold.run.starters import (
    Editor,
    telling_line,
    wait_for_answer,
)
from scaffold.system.errors import ScaffoldError, one_line

#: The host of the window in which both are shown, and of all that is below it.
WINDOW_HOST = "pair.localhost"
#: A browser keeps cookies by host, whatever the port: on one host a login to one starter
#: would end the login to the other.
_HOSTS = dict(zip(frameworks.ALL, ("127.0.0.1", "localhost"), strict=True))
#: A browser holds connections in reserve, and each occupies a thread for a while.
_THREADS = ("--threads", "16")
#: Seconds between two looks at whether both still run.
_LOOK = 0.2
#: Lines of a log that are kept, to say why a server ended.
_KEPT_LINES = 50
#: Seconds for the last lines of a server that has ended.
_PATIENCE = 5

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server; ``said`` is the end of its log."""

    side: Side
    url: str
    process: subprocess.Popen[bytes]
    said: deque[str]

    @property
    def title(self) -> str:
        return self.side.framework.title

    @property
    def address(self) -> str:
        """The same server, for a browser."""
        return self.url.replace("127.0.0.1", _HOSTS[self.side.framework])

    @property
    def framed_host(self) -> str:
        """Its host in the window: one site with the other's, cookies apart."""
        return framed_host(self.side.framework)

    def end_of_log(self) -> str:
        return "\n".join(self.said)


def prepare(sides: list[Side], editor: Editor) -> None:
    """Fill both databases. Raises ScaffoldError."""
    problems = fill_databases(sides, editor)
    for side in sides:
        if problem := problems.get(side.framework):
            raise ScaffoldError(one_line(f"{side.starter.folder}: {problem}"))


@contextlib.contextmanager
def running(side: Side, log: Say) -> Iterator[Running]:
    """A server in debug mode, whose every line goes to ``log`` behind its name."""
    said: deque[str] = deque(maxlen=_KEPT_LINES)
    reading, writing = os.pipe()
    with contextlib.ExitStack() as stack:
        lines = stack.enter_context(os.fdopen(reading, "rb"))
        follower = threading.Thread(
            target=_follow, args=(lines, side.framework, said, log), daemon=True
        )
        follower.start()
        stack.callback(follower.join, _PATIENCE)
        with os.fdopen(writing, "wb"):  # ours: when the server's is closed, it ended
            url, process = stack.enter_context(
                side.starter.launched(writing, *_THREADS, **_variables(side))
            )
        yield Running(side=side, url=url, process=process, said=said)


def framed_host(framework: Framework) -> str:
    return f"{framework.name}.{WINDOW_HOST}"


def _variables(side: Side) -> dict[str, str]:
    hosts = ("localhost", "127.0.0.1", framed_host(side.framework))
    return {**side.variables, "DEBUG": "true", "ALLOWED_HOSTS": ",".join(hosts)}


def _follow(lines: BinaryIO, framework: Framework, said: deque[str], log: Say) -> None:
    """Hand on every line until the server ends, even when nobody listens any more."""
    width = max(len(known.name) for known in frameworks.ALL)
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip()
        said.append(text)
        with contextlib.suppress(OSError):
            log(f"{framework.name:<{width}} | {text}")


def wait_until_healthy(server: Running) -> None:
    wait_for_answer(
        f"{server.url}/api/health",
        server.process,
        title=server.title,
        said=server.end_of_log,
    )


def addresses(server: Running) -> str:
    return "\n".join(
        (
            f"{server.title} is healthy",
            f"  pages     {server.address}/",
            f"  admin     {server.address}/admin/",
            f"  API docs  {server.address}/api/docs",
        )
    )


def watch(servers: list[Running]) -> None:
    """Return never: raise ScaffoldError when one of them ends."""
    while True:
        for server in servers:
            status = server.process.poll()
            if status is not None:
                raise ScaffoldError(
                    one_line(
                        f"the {server.title} server ended by itself ({_how(status)}), "
                        "so the other one was ended too. It last said: "
                        f"{telling_line(server.end_of_log())}"
                    )
                )
        time.sleep(_LOOK)


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit code {status}"
