"""ruff over generated Python, beside whatever else there is to do."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from ruff.__main__ import find_ruff_bin

from scaffold.system.errors import RenderError

LINE_LENGTH = 88


@contextmanager
def formatting() -> Iterator[Callable[[Path], None]]:
    """Give a function that begins to format a starter; the block's end waits for all.

    ruff is a process of its own, so the caller may go on rendering meanwhile: a thread
    waits for it. Raises RenderError at the end.
    """
    begun: list[_Formatting] = []

    def begin(starter: Path) -> None:
        one = _Formatting(starter.absolute())
        try:
            one.start()
        except RuntimeError as error:  # no thread can be started
            raise RenderError("formatting", str(error)) from error
        begun.append(one)

    try:
        yield begin
    finally:
        for one in begun:
            one.join()
    for one in begun:
        if one.error:
            raise one.error


class _Formatting(Thread):
    """``concurrent.futures`` would do this too, and takes 3 ms to import."""

    def __init__(self, starter: Path) -> None:
        super().__init__()
        self.starter = starter
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            tidy_imports(self.starter)
            format_python(self.starter)
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            self.error = error


def tidy_imports(starter: Path) -> None:
    """Drop the imports that one starter does not use, and sort the others.

    Templates import whatever some spec may need. Where a name goes depends on how it is
    spelt (``SKU`` is a constant to ruff), so no order that a template could give is
    right for every spec. ruff leaves the imports of ``__init__.py`` alone. Raises
    RenderError.
    """
    _ruff(
        "check",
        "--select=I,F401",
        # What was too long for a line with names that are gone by now may fit into one.
        "--config=lint.isort.split-on-trailing-comma=false",
        "--fix",
        "--quiet",
        ".",
        cwd=starter,
    )


def format_python(folder: Path) -> None:
    """Format every Python file under ``folder``. Raises RenderError.

    Nothing of the reader's own ruff settings or ignore files reaches in.
    """
    _ruff(
        "format",
        "--isolated",
        "--config=exclude=[]",
        f"--line-length={LINE_LENGTH}",
        "--target-version=py311",
        ".",
        cwd=folder,
    )


def restyle(folder: Path, rules: str = "I,F401") -> None:
    """Mend what breaks ``rules``, and format, as the settings of ruff in ``folder`` say.

    Raises RenderError.
    """
    if rules:
        select = f"--select={rules}"
        _ruff("check", select, "--fix", "--exit-zero", "--quiet", ".", cwd=folder)
    _ruff("format", "--quiet", ".", cwd=folder)


def _ruff(command: str, *options: str, cwd: Path) -> None:
    ruff = subprocess.run(  # noqa: S603 - our own dependency, our own folder
        [find_ruff_bin(), command, "--no-cache", "--no-respect-gitignore", *options],
        cwd=cwd,
        # The reader's own settings of ruff are for the reader's own code.
        env={k: v for k, v in os.environ.items() if not k.startswith("RUFF_")},
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if ruff.returncode < 0:
        ended = signal.strsignal(-ruff.returncode)
        raise RenderError("formatting", f"ruff was ended: {ended}")
    if ruff.returncode:
        raise RenderError("formatting", ruff.stderr or ruff.stdout)
