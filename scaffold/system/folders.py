"""What is in a folder, as far as we may look, and files put into one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in ``folder``; one may be allowed to write there, but not to look."""
    try:
        return [*os.scandir(folder)]
    except (PermissionError, FileNotFoundError, NotADirectoryError):
        return []


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files``, by paths with slashes, below ``folder``. Raises OSError."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
