"""How much else this machine has to do: figures of time would tell more of that."""

from __future__ import annotations

import sys
from pathlib import Path

from scaffold.measure import machine
from scaffold.run import processes
from scaffold.run.processes import Job

#: A server and its client: more processors than these are not needed.
_NEEDED = 2
_SECONDS = 2.0
_PATIENCE = 60
#: Wants a whole processor for a while, and prints the share of one that it got.
_SPIN = """
import sys, time
seconds = float(sys.argv[1])
used, begin = time.process_time(), time.perf_counter()
while time.perf_counter() - begin < seconds:
    pass
print((time.process_time() - used) / (time.perf_counter() - begin))
"""


def busy(folder: Path, seconds: float = _SECONDS) -> float | None:
    """The share of the processors that measuring needs and that others take now.

    Tried rather than read: as many processes as measuring needs processors want all of
    them, and tell what they got. So it is the same on every system, a limit of a
    container counts, and other work on processors that are not needed does not. None
    where it cannot be found out. ``folder`` is any that is there.
    """
    spinners = min(_NEEDED, machine.cores())
    command = (sys.executable, "-I", "-c", _SPIN, str(seconds))
    jobs = [Job(command=command, cwd=folder)] * spinners
    try:
        finished = processes.run_together(jobs, timeout=seconds + _PATIENCE)
        got = sum(float(done.output) for done in finished)
    except (OSError, ValueError):
        return None
    return min(max(1 - got / spinners, 0.0), 1.0)
