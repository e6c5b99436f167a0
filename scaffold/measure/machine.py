"""What the figures were measured on, without anybody's names."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """Such as "Intel Xeon, 2 cores, 24 GiB, Linux 6.1 x86_64"; what is unknown is left out."""
    processors = cores()
    parts = (
        _processor(),
        f"{processors} core{'s' * (processors != 1)}",
        _memory(),
        f"{platform.system()} {platform.release()} {platform.machine()}",
    )
    return ", ".join(part for part in parts if part)


def cores() -> int:
    """Those that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return " ".join(found[1].split()) if found else platform.processor()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return ""
    return f"{size / 2**30:.0f} GiB"
