"""What is in a folder, as far as we may look."""

from __future__ import annotations

import os
from pathlib import Path


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in ``folder``; one may be allowed to write there, but not to look."""
    try:
        return [*os.scandir(folder)]
    except (PermissionError, FileNotFoundError, NotADirectoryError):
        return []
