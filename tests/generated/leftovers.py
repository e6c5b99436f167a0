"""What a command leaves running behind: processes and the ports they listen on."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from starters import LIMIT

PROC = Path("/proc")


def processes_of(*places: Path) -> dict[int, str]:
    """The processes that work in one of these folders, or were told of one."""
    found = {}
    for process in PROC.iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if any(map(place_of(process).__contains__, map(str, places))):
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(process.name)] = command.decode(errors="replace")
    return found


def place_of(process: Path) -> str:
    """Where a process works, what it runs and its environment, as one text.

    A process that has ended and only waits to be noticed is nowhere.
    """
    environment = (process / "environ").read_bytes().decode(errors="replace")
    command = (process / "cmdline").read_bytes().decode(errors="replace")
    return "\n".join((str((process / "cwd").readlink()), command, environment))


def gone(*places: Path) -> dict[int, str]:
    """The processes that are still there after a while: none, if all is well."""
    end = time.monotonic() + LIMIT
    while (found := processes_of(*places)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def listens(port: int) -> bool:
    """Whether anybody listens on this port of this machine."""
    wanted, listening = f":{port:04X}", "0A"
    return any(
        local.endswith(wanted) and state == listening
        for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]
        for _, local, _, state, *_ in [line.split()]
    )
