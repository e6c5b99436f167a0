"""Become a command that ends with the process that asked for it, even by kill -9.

``python tether.py PARENT COMMAND…``: a file to run, which imports nothing of ours.
Linux only knows the wish; elsewhere the command just runs.
"""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1


def main() -> None:
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != int(parent):
            sys.exit(1)  # it went while we started
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
