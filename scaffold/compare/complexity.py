"""How branched the functions of a starter are: McCabe's number, as ruff counts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from ruff.__main__ import find_ruff_bin

from scaffold.system.errors import ScaffoldError, first_line, one_line, reason

#: Tests and migrations are long and flat: they would hide what the code is like.
_LEFT_OUT = ("tests", "migrations")
_COUNT = re.compile(r"`(.+)` is too complex \((\d+) > 0\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complexity:
    """1 is a function without a branch. ``most_in`` is a path within the starter."""

    functions: int
    mean: float
    most: int
    most_name: str
    most_in: str


def complexity(starter: Path) -> Complexity:
    """Count every function of ``starter`` but those of its tests. Raises ScaffoldError."""
    counted = [
        (int(count[2]), path, count[1])
        for path, message in _complaints(starter)
        if (count := _COUNT.match(message))
    ]
    if not counted:
        return Complexity(functions=0, mean=0, most=0, most_name="", most_in="")
    most, most_in, most_name = min(counted, key=lambda found: (-found[0], found))
    return Complexity(
        functions=len(counted),
        mean=mean(count for count, _, _ in counted),
        most=most,
        most_name=most_name,
        most_in=most_in,
    )


def _complaints(starter: Path) -> list[tuple[str, str]]:
    """Path and message of every function, each of which is too complex for 0."""
    command = (
        *(find_ruff_bin(), "check", "--isolated", "--no-cache", "--exit-zero"),
        "--no-respect-gitignore",
        *("--select", "C901", "--config", "lint.mccabe.max-complexity=0"),
        *("--extend-exclude", ",".join(_LEFT_OUT), "--output-format", "json", "."),
    )
    try:
        answer = subprocess.run(  # noqa: S603 - our own ruff
            command,
            cwd=starter,
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="replace",
        )
        found = json.loads(answer.stdout)
    except subprocess.CalledProcessError as error:
        why = first_line(error.stderr)
        raise ScaffoldError(
            one_line(f"ruff could not read {starter}: {why}")
        ) from error
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise ScaffoldError(
            one_line(f"ruff could not read {starter}: {why}.")
        ) from error
    root = starter.resolve()
    return [
        (Path(os.path.relpath(entry["filename"], root)).as_posix(), entry["message"])
        for entry in found
    ]
