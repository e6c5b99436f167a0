"""Write a file in one step: a reader sees the old one or the whole new one."""

from __future__ import annotations

import os
from pathlib import Path

from scaffold.system.folders import entries
from scaffold.system.running import is_running


def replace_file(file: Path, data: bytes) -> None:
    """Write ``file`` in one step: a reader sees the old one or the whole new one.

    Raises OSError, which names ``file``, and leaves nothing then.
    """
    begin = f".{file.name}.scaffold-"
    for left in entries(file.parent):
        process = left.name.removeprefix(begin)
        if (
            process != left.name
            and process.isdecimal()
            and not is_running(int(process))
        ):
            Path(left.path).unlink(missing_ok=True)
    beside = file.with_name(f"{begin}{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    finally:
        beside.unlink(missing_ok=True)
