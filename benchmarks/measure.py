"""Interleaved rounds, told as ratios to a baseline of the same run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Does its work once and returns what it cost: seconds, or bytes.
Contender = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured name: every round's value, in the order of the rounds."""

    name: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)


def rounds(contenders: Mapping[str, Contender], count: int) -> dict[str, Figure]:
    """What each contender cost in `count` rounds, shuffled anew in every round.

    One round before them warms up and is dropped. Interleaving makes a drift of the
    machine hit all contenders alike.
    """
    order = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in order}
    for number in range(count + 1):
        random.shuffle(order)
        for name in order:
            cost = contenders[name]()
            if number:
                taken[name].append(cost)
    return {name: Figure(name=name, values=tuple(v)) for name, v in taken.items()}


def ratio(figure: Figure, baseline: Figure) -> float:
    """Median of the ratios round by round."""
    pairs = zip(figure.values, baseline.values, strict=True)
    return statistics.median(a / b for a, b in pairs)


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def execute(
    argv: Sequence[str | Path], *, cwd: Path | None = None, **variables: str
) -> str:
    """Run `argv` to its end, insist that it succeeds and return its output.

    Python keeps what it compiled, as it does on a reader's machine, even where the
    environment says otherwise.
    """
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [str(word) for word in argv],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{argv[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def row(
    label: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> str:
    """One line of the report: what, how much, what was aimed at and whether it holds."""
    line = f"  {label:<62} {value:9.2f} {unit}"
    for aim, word, met in (
        (at_most, "at most", at_most is not None and value <= at_most),
        (at_least, "at least", at_least is not None and value >= at_least),
    ):
        if aim is not None:
            line += f"   ({word} {aim:g}: {'met' if met else 'MISSED'})"
    return line
