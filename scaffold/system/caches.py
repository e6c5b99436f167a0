"""Where a user keeps what can be made again."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def user_cache() -> Path | None:
    """The folder of this user for what can be made again; None where there is no home."""
    windows = sys.platform == "win32"
    base = os.environ.get("LOCALAPPDATA" if windows else "XDG_CACHE_HOME", "")
    # A relative one, an empty HOME too, would mean the current folder.
    if not os.path.isabs(base):
        base = os.path.join(_home(), ".cache")
    return Path(base, "scaffold") if os.path.isabs(base) else None


def _home() -> str:
    home = os.environ.get("HOME", "")
    if sys.platform == "win32":
        home = os.path.expanduser("~")
    elif not (os.path.isabs(home) and os.path.isdir(home)):
        import pwd

        with contextlib.suppress(KeyError):  # a user without an account
            home = pwd.getpwuid(os.getuid()).pw_dir
    return home
