"""Ctrl-C, SIGTERM and SIGHUP: one way to end early, and time to tidy up."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
)


#: Whether one of the signals came since the body of ``interruptible`` began.
_came = False


@contextlib.contextmanager
def interruptible(*, to_the_end: bool = False) -> Iterator[None]:
    """SIGTERM and SIGHUP end the body as Ctrl-C does, and only once.

    After ``quiet_signals``, or after the first of them, further signals are ignored
    until the body ends (``to_the_end``: until the process does), so that nothing cuts
    the tidying up short and no interrupt is reported for finished work.
    """
    global _came
    _came = False
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        for number in _SIGNALS:
            if before[number] is not signal.SIG_IGN:
                signal.signal(number, _interrupt)
        yield
    finally:
        if not to_the_end:
            for number, handler in before.items():
                signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _came
    _came = True
    quiet_signals()
    raise KeyboardInterrupt


def checkpoint() -> None:
    """Raise an interrupt again that got lost; long work calls this between its steps.

    What is raised while Python finalizes an object, a file or an HTTP response say,
    goes no further, and some of them drop it without a word.
    """
    if _came:
        raise KeyboardInterrupt


def quiet_signals() -> None:
    """The work is done or being undone: let nothing that we handle cut it short."""
    for number in _SIGNALS:
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, signal.SIG_IGN)
