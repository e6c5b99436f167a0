"""Processes that end when they should: in time, with the block, with us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TETHER = str(Path(__file__).with_name("tether.py"))
#: Seconds that a process gets to end by itself.
_PATIENCE = 10
#: Between two looks at what runs.
_WATCH = 1
#: The status of a process that took too long, as ``timeout`` has it.
_TIMED_OUT = 124


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A command that ran to its end; ``output`` is all it said on both streams."""

    command: tuple[str, ...]
    status: int
    output: str

    @property
    def ok(self) -> bool:
        return self.status == 0


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout: float,
) -> Finished:
    """Run ``command`` to its end, at most ``timeout`` seconds; then its status is 124."""
    with started(command, cwd=cwd, env=env) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
            status = process.returncode
        except subprocess.TimeoutExpired:
            end(process)
            output, _ = process.communicate()
            output += _ended_after(timeout)
            status = _TIMED_OUT
    return _finished(command, status, output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command still to be run."""

    command: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str] | None = None


def run_together(
    jobs: Sequence[Job],
    *,
    timeout: float,
    watch: Callable[[Sequence[str]], None] | None = None,
) -> list[Finished]:
    """Run all of them at once, to the end of the last; else as ``run``.

    ``watch`` is told every second what each has said so far. By one thread: what starts a process must not end before it, and Ctrl-C reaches the
    main thread only.
    """
    deadline = time.monotonic() + timeout
    finished = []
    with contextlib.ExitStack() as stack:
        running = []
        for job in jobs:
            # A pipe that nobody empties while we wait for another would fill up.
            output = stack.enter_context(tempfile.TemporaryFile())
            process = stack.enter_context(
                started(job.command, cwd=job.cwd, env=job.env, output=output.fileno())
            )
            running.append((job, process, output))
        while watch and _are_running([process for _, process, _ in running], deadline):
            watch([_said_so_far(output.fileno()) for _, _, output in running])
        for job, process, output in running:
            late = b""
            try:
                status = process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                end(process)
                status, late = _TIMED_OUT, _ended_after(timeout)
            output.seek(0)
            finished.append(_finished(job.command, status, output.read() + late))
    return finished


def _are_running(processes: Sequence[subprocess.Popen[bytes]], deadline: float) -> bool:
    """Whether one of them is, after a second or when it ends."""
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, min(_WATCH, deadline - time.monotonic())))
            continue
        return time.monotonic() < deadline
    return False


def _said_so_far(output: int) -> str:
    """Read without moving the place at which the process writes on."""
    size = os.fstat(output).st_size
    return os.pread(output, size, 0).decode("utf-8", "replace")


def _ended_after(timeout: float) -> bytes:
    return f"\nIt was ended after {timeout:g} seconds.".encode()


def _finished(command: Sequence[str | Path], status: int, output: bytes) -> Finished:
    return Finished(
        command=tuple(map(str, command)),
        status=status,
        output=output.decode("utf-8", "replace"),
    )


@contextlib.contextmanager
def started(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    output: int = subprocess.PIPE,
    pass_fds: Sequence[int] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` beside the block, at whose end it and its children are gone.

    It is in a process group of its own, so that Ctrl-C reaches only us, who then end
    everything in order. It is tied to the *thread* that starts it: when that one ends,
    or all of us by ``kill -9``, it gets a SIGTERM.
    """
    process = subprocess.Popen(  # noqa: S603 - commands of our own making
        [sys.executable, "-IS", _TETHER, str(os.getpid()), *map(str, command)],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        process_group=0,
        pass_fds=pass_fds,
    )
    try:
        yield process
    finally:
        end(process)
        if process.stdout:
            process.stdout.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, and after a while insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
