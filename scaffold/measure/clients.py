"""What makes the load: wrk where it is installed, else threads of our own."""

from __future__ import annotations

import http.client
import json
import math
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from scaffold.run import processes
from scaffold.system.errors import ScaffoldError, first_line, one_line

_SCRIPT = Path(__file__).with_name("load.lua")
#: Seconds after which a request counts as not answered.
_TIMEOUT = 10
#: Seconds after its time is up that wrk gets to say what it found.
_PATIENCE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that is made many times; with bodies, each time with the next one."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    bodies: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of it. ``throughput`` is in answers per second, the quantiles of the
    latency are in seconds, ``errors`` is the share of requests that failed: no answer,
    or a status from 400 on. ``processor`` is how many seconds the server computed for
    each, None where nobody looked."""

    requests: int
    throughput: float
    p50: float
    p95: float
    p99: float
    errors: float
    processor: float | None = None


class NothingAnswered(ScaffoldError):
    """The time was too short for this server, or it answers nothing at all."""

    def __init__(self) -> None:
        super().__init__("The server answered not one request under load.")


class Client(Protocol):
    """``name`` is what the page calls it."""

    name: str

    def load(self, call: Call, connections: int, seconds: float) -> Load:
        """Make ``call`` over and over on so many kept-alive connections.

        Raises NothingAnswered.
        """


def best(scratch: Path) -> Client:
    """wrk if this machine has it; ``scratch`` is a folder for its input."""
    program = shutil.which("wrk")
    return Wrk(Path(program), scratch) if program else Threads()


def load(client: Client, call: Call, connections: int, seconds: float) -> Load:
    """The same, for longer where a slow machine answers nothing in so short a time."""
    while True:
        try:
            return client.load(call, connections, seconds)
        except NothingAnswered:
            seconds *= 4
            if seconds > _PATIENCE:
                raise
            # The first of them may have created their rows, only too late to say so.
            unsent = call.bodies[connections + 1 :]
            call = replace(call, bodies=unsent or call.bodies)


class Wrk:
    """wrk, which costs less processor time than what it measures."""

    def __init__(self, program: Path, scratch: Path) -> None:
        self._program = program
        self._bodies = scratch / "bodies"
        said = processes.run([program, "-v"], cwd=scratch, timeout=_PATIENCE).output
        # "wrk 4.2.0 [epoll] …", or as distributions have it "wrk debian/4.1.0-3 …".
        self.name = " ".join(first_line(said).split()[:2]).replace("debian/", "")

    def load(self, call: Call, connections: int, seconds: float) -> Load:
        bodies = "-"
        if call.bodies:
            self._bodies.write_bytes(b"\n".join(call.bodies) + b"\n")
            bodies = str(self._bodies)
        command: tuple[str | Path, ...] = (
            *(self._program, "--threads", "1", "--connections", str(connections)),
            # It takes whole seconds, and ends earlier when it is interrupted.
            *("--duration", f"{math.ceil(seconds) + 1}s", "--latency"),
            *("--timeout", f"{_TIMEOUT}s", "--script", _SCRIPT, call.url),
            *("--", call.method, bodies),
            *(f"{name}: {value}" for name, value in call.headers.items()),
        )
        with processes.started(command, cwd=self._bodies.parent) as process:
            assert process.stdout
            begun = process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            try:
                output, _ = process.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                output = b"it does not end"
        return parsed((begun + output).decode("utf-8", "replace"))


def parsed(output: str) -> Load:
    """What load.lua printed at the end of wrk's own report. Raises ScaffoldError."""
    try:
        line = next(x for x in output.splitlines() if x.startswith('{"requests"'))
        found = json.loads(line)
    except (StopIteration, ValueError):
        raise ScaffoldError(
            one_line(
                f"wrk failed: {first_line(output)} Without it on the PATH, a "
                "client in Python is used."
            )
        ) from None
    return _load(
        answered=found["requests"],
        seconds=found["microseconds"] / 1e6,
        failed=found["bad_status"] + found["unanswered"],
        unanswered=found["unanswered"],
        quantiles=[found[name] / 1e6 for name in ("p50", "p95", "p99")],
    )


class Threads:
    """A client in Python for machines without wrk: fair, but it needs a core itself."""

    name = "Python"

    def load(self, call: Call, connections: int, seconds: float) -> Load:
        bodies = cycle(call.bodies or [None])
        begin = time.perf_counter()
        workers = [_Worker(call, bodies, begin + seconds) for _ in range(connections)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        taken = sorted(latency for each in workers for latency in each.latencies)
        return _load(
            answered=len(taken),
            seconds=time.perf_counter() - begin,
            failed=sum(each.failed for each in workers),
            unanswered=sum(each.unanswered for each in workers),
            quantiles=[quantile(taken, share) for share in (0.50, 0.95, 0.99)],
        )


class _Worker(threading.Thread):
    """One connection, on which one request follows another."""

    def __init__(self, call: Call, bodies: cycle[bytes | None], until: float) -> None:
        super().__init__(daemon=True)
        self._call, self._bodies, self._until = call, bodies, until
        self.latencies: list[float] = []
        self.failed = self.unanswered = 0

    def run(self) -> None:
        parts = urlsplit(self._call.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection = http.client.HTTPConnection(parts.netloc, timeout=_TIMEOUT)
        while (begin := time.perf_counter()) < self._until:
            try:
                connection.request(
                    self._call.method,
                    target,
                    # One after the other, also when all threads ask at once: a C
                    # iterator is never left half way.
                    body=next(self._bodies),
                    headers=dict(self._call.headers),
                )
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                self.failed += 1
                self.unanswered += 1
                connection.close()
            else:
                self.latencies.append(time.perf_counter() - begin)
                self.failed += answer.status >= 400
        connection.close()


def quantile(ascending: Sequence[float], share: float) -> float:
    """The value that ``share`` of all do not exceed (nearest rank); 0 of none."""
    if not ascending:
        return 0.0
    return ascending[max(math.ceil(share * len(ascending)), 1) - 1]


def _load(
    *,
    answered: int,
    seconds: float,
    failed: int,
    unanswered: int,
    quantiles: Sequence[float],
) -> Load:
    if not answered:
        raise NothingAnswered
    p50, p95, p99 = quantiles
    return Load(
        requests=answered + unanswered,
        throughput=answered / seconds,
        p50=p50,
        p95=p95,
        p99=p99,
        errors=failed / (answered + unanswered),
    )
