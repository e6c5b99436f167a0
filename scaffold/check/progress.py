"""How far a check is, and how long it may still take."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: What pytest writes behind each line of dots.
_SHARE = re.compile(r"\[ *(\d+)%\]")
#: Seconds between two lines about one step.
_PAUSE = 5


@dataclass(slots=True)
class Progress:
    """Tells each step, which of so many it is if that is known, and how far it is."""

    tell: Callable[[str], None]
    steps: int = 0
    number: int = 0

    def step(self, text: str) -> None:
        self.number += 1
        self.tell(f"{self.number} of {self.steps}: {text}" if self.steps else text)


def following_tests(
    progress: Progress, more: Callable[[], str] = lambda: ""
) -> Callable[[Sequence[str]], None]:
    """Give what tells now and then how far some runs of pytest are, by what they said.

    The estimate takes for granted that the rest of the tests are as fast as the first.
    ``more`` is said beside it.
    """
    begun = told = time.monotonic()
    last = 0

    def follow(outputs: Sequence[str]) -> None:
        nonlocal told, last
        shares = [max(map(int, _SHARE.findall(said)), default=0) for said in outputs]
        share, now = sum(shares) // len(shares), time.monotonic()
        if share <= last or share == 100 or now < told + _PAUSE:
            return
        told, last = now, share
        left = (now - begun) * (100 - share) / share
        progress.tell(f"  {share} %{more()}; about {left:.0f} s of this are left")

    return follow
