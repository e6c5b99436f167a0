"""Memory of a server's processes, from /proc: only Linux has it."""

from __future__ import annotations

import re
from pathlib import Path


def proportional(process: int) -> int | None:
    """Bytes of ``process`` and all below it; each page is shared among those who map it.

    This is PSS: the sum over all processes counts every page once. None where the
    system does not tell.
    """
    try:
        return sum(of(pid, "Pss") for pid in family(process))
    except (OSError, ValueError):
        return None


def family(process: int) -> list[int]:
    """``process``, its children and theirs. Raises OSError."""
    found = [process]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def of(process: int, *names: str) -> int:
    """Bytes of what the kernel calls so ("Pss", "Private_Dirty"). Raises OSError."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    kinds = "|".join(map(re.escape, names))
    found = re.findall(rf"^(?:{kinds}):\s+(\d+) kB$", text, re.MULTILINE)
    if len(found) != len(names):
        raise ValueError(f"/proc/{process}/smaps_rollup names no {kinds}")
    return sum(map(int, found)) * 1024
