"""`scaffold up` while it runs, as a person has it in a terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import httpx
import pytest

from starters import LIMIT


@dataclass
class Up:
    """The command while it runs, and what it has said so far."""

    process: subprocess.Popen[str]
    scratch: Path
    output: str = ""
    log: list[str] = field(default_factory=list)

    @property
    def urls(self) -> dict[str, str]:
        found = re.findall(r"^(\w+) is healthy\n  pages +(\S+)/$", self.output, re.M)
        return {name.lower(): url for name, url in found}

    @property
    def window(self) -> str:
        """The address of both in one window."""
        found = re.findall(r"^Both in one window: (\S+)/$", self.output, re.M)
        assert len(found) == 1, self.output
        return found[0]

    @property
    def ports(self) -> list[int]:
        return [httpx.URL(url).port or 0 for url in (*self.urls.values(), self.window)]

    @property
    def login(self) -> tuple[str, str]:
        found = re.findall(
            r"^Log in as (\S+) with the password (\S+)$", self.output, re.M
        )
        assert len(found) == 1, self.output
        return found[0]

    def ends(self, number: signal.Signals | None = None) -> int:
        if number:
            self.process.send_signal(number)
        return self.process.wait(LIMIT)


@contextmanager
def running(project: Path, scratch: Path) -> Iterator[Up]:
    """Run the command until it has printed the login."""
    with subprocess.Popen(
        [sys.executable, "-m", "scaffold", "up", project],
        env=os.environ | {"TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            up = Up(process, scratch)
            lines: Queue[str] = Queue()
            Thread(target=hand_on, args=(process.stdout, lines.put)).start()
            Thread(target=hand_on, args=(process.stderr, up.log.append)).start()
            while "Log in as" not in up.output:
                try:
                    up.output += lines.get(timeout=LIMIT)
                except Empty:
                    pytest.fail(up.output + "".join(up.log))
                assert process.poll() is None, "".join(up.log)
            yield up
        finally:
            process.kill()


def hand_on(lines: Iterator[str], to) -> None:
    for line in lines:
        to(line)
