"""Whether a process still runs, so that what it left behind can be told from its work."""

from __future__ import annotations

import os


def is_running(process: int) -> bool:
    """Whether there is a process of this number on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
