"""The errors a person may see: one family, one exit code each, one line each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

INTERRUPTED = 130
_MOST_LISTED = 25


class ScaffoldError(click.ClickException):
    """Generation failed; exit code 1."""

    exit_code = 1

    @property
    def lines(self) -> list[str]:
        """What a person is told, the most important last."""
        return [self.format_message()]

    @property
    def data(self) -> dict[str, Any]:
        """What a program is told besides, as JSON can say it."""
        return {}


class TargetExists(ScaffoldError):
    """Something is already where the project would go; exit code 3."""

    exit_code = 3

    def __init__(
        self,
        target: Path,
        hint: str = "Choose another name or another --output-dir.",
    ) -> None:
        super().__init__(
            one_line(f"{target} already exists and was not touched. {hint}")
        )


class NotAPair(ScaffoldError):
    """A folder is not what ``scaffold both`` makes; exit code 2."""

    exit_code = 2

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(
            one_line(
                f"{folder} is not a project of scaffold both: it has no {missing}. "
                "Name the folder that holds scaffold.toml, django and flask."
            )
        )


class Interrupted(ScaffoldError):
    """Ctrl-C or SIGTERM ended what runs until then, and ``ended`` with it; exit code 130."""

    exit_code = INTERRUPTED

    def __init__(self, ended: str) -> None:
        super().__init__(f"interrupted, {ended}.")


class RenderError(ScaffoldError):
    """A template, the formatter or the disk failed; nothing was written."""

    def __init__(self, doing: str, reason: str) -> None:
        super().__init__(
            one_line(f"{doing} failed, nothing was written: {first_line(reason)}")
        )


def reason(error: OSError) -> str:
    """What the system says: one thing, also where shutil tells it of many files."""
    if error.strerror or not (error.args and isinstance(error.args[0], list)):
        return error.strerror or first_line(str(error))
    told = first_line(str(error.args[0][0][-1]))
    return told.partition("] ")[2].partition(": ")[0] or told


def first_line(text: str) -> str:
    """The first line of a foreign message that says anything."""
    return next((line for line in text.splitlines() if line.strip()), "no reason given")


def one_line(text: str) -> str:
    """``text`` with everything that could break a terminal line made visible."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of ``known`` that ``word`` misspells, if one is close enough to be meant."""
    from difflib import get_close_matches  # 5 ms that only a mistake should cost

    by_lower = {name.lower(): name for name in known}
    low = word.lower()
    swapped = [name for name in by_lower if sorted(name) == sorted(low)]
    found = swapped or get_close_matches(low, by_lower, n=1, cutoff=0.8)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A closing sentence: the nearest known word, or what there is."""
    if near := nearest(word, known):
        return f'Did you mean "{near}"?'
    listed = ", ".join([*known][:_MOST_LISTED])
    more = len(known) - _MOST_LISTED
    return f"Known: {listed}{f' and {more} more' if more > 0 else ''}." if known else ""
