"""The errors a person may see: one family, one exit code each, one line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

INTERRUPTED = 130


class ScaffoldError(click.ClickException):
    """Generation failed; exit code 1."""

    exit_code = 1


class SpecError(ScaffoldError):
    """The spec or a name in it is not usable; exit code 2.

    ``key`` is the dotted place inside the spec, ``source`` the file (or the
    option) that it came from, ``hint`` what to do about it.
    """

    exit_code = 2

    def __init__(
        self, problem: str, *, key: str = "", source: str = "", hint: str = ""
    ) -> None:
        self.problem = problem
        self.key = key
        self.source = source
        self.hint = hint
        where = ", ".join(part for part in (source, key) if part)
        sentence = f"{where}: {problem}" if where else problem
        super().__init__(one_line(f"{sentence} {hint}" if hint else sentence))

    def found_in(self, source: str) -> SpecError:
        """The same error, naming the file or option that holds the key."""
        return type(self)(
            self.problem, key=self.key, source=source or self.source, hint=self.hint
        )


class TargetExists(ScaffoldError):
    """Something is already where the project would go; exit code 3."""

    exit_code = 3

    def __init__(self, target: Path) -> None:
        super().__init__(
            one_line(
                f"{target} already exists and was not touched. "
                "Choose another name or another --output-dir."
            )
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


def first_line(text: str) -> str:
    """The first line of a foreign message that says anything."""
    return next((line for line in text.splitlines() if line.strip()), "no reason given")


def one_line(text: str) -> str:
    """``text`` with everything that could break a terminal line made visible."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing sentence: the nearest known word, or all of them."""
    from difflib import get_close_matches  # 5 ms that only a mistake should cost

    known = list(known)
    near = get_close_matches(word.lower(), [name.lower() for name in known], n=1)
    if near:
        match = next(name for name in known if name.lower() == near[0])
        return f'Did you mean "{match}"?'
    return f"Known: {', '.join(known)}." if known else ""
