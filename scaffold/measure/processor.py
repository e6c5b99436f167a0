"""Processor time of a server's processes, from /proc: only Linux has it."""

from __future__ import annotations

from pathlib import Path

from scaffold.measure.memory import family


def seconds(process: int) -> float | None:
    """What the threads of ``process`` and of all below it have computed so far.

    To the nanosecond, where ``times`` goes by hundredths. None where the system does not
    tell.
    """
    try:
        return sum(
            int((task / "schedstat").read_text().split()[0]) / 1e9
            for pid in family(process)
            for task in Path(f"/proc/{pid}/task").iterdir()
        )
    except (OSError, ValueError, IndexError):
        return None
