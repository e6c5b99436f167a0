"""What is wrong with a spec: where, and the edit that would mend it, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scaffold.spec.toml_text import toml_key, toml_value
from scaffold.system.errors import ScaffoldError, one_line

#: The way to a value: keys from the top of the file, and numbers of list items.
Key = tuple[str | int, ...]

#: So many faults of a hopeless spec are told.
MOST_TOLD = 20

_LONG = re.compile(r'"([^"]{50})[^"]{11,}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One edit: what is at ``at`` moves ``to`` a key, or becomes ``value``, or goes.

    Where the text is no TOML, and so has no keys, the ``lines`` from ``line`` on become
    ``value``.
    """

    at: Key = ()
    to: Key = ()
    value: Any = None
    line: int = 0
    lines: int = 1

    def said(self) -> str:
        if self.value is None:
            return "Leave it out."
        return f"Write {self.value if self.line else toml_value(self.value)}."


def move(at: Key, to: Key) -> Suggestion:
    return Suggestion(at=at, to=to)


def write(at: Key, value: Any) -> Suggestion:
    return Suggestion(at=at, value=value)


def remove(at: Key) -> Suggestion:
    return Suggestion(at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, ``at`` a key that need not be in the file.

    ``hint`` says what to do about it, ``suggestion`` the same to a program; where it is
    enough to say what to write, there is no need of a hint. The fault is only
    certain while nothing is wrong with the keys that it ``needs``. ``source`` is the
    file or the option that the key is in.
    """

    problem: str
    at: Key = ()
    hint: str = ""
    suggestion: Suggestion | None = None
    needs: tuple[Key, ...] = ()
    source: str = ""
    line: int = 0

    @property
    def advice(self) -> str:
        """What to do about it, "" where nobody can say."""
        return self.hint or (self.suggestion.said() if self.suggestion else "")

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(filter(None, (self.source, line, dotted(self.at))))
        problem = _LONG.sub(r'"\1…"', self.problem)
        said = f"{where}: {problem}" if where else problem
        return one_line(f"{said} {self.advice}" if self.advice else said)


class SpecError(ScaffoldError):
    """The spec or a name in it is not usable; exit code 2.

    It tells every fault that was found, a line each.
    """

    exit_code = 2

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        """One for each fault that a person may still want to read, then their number."""
        said = [str(fault) for fault in self.faults[:MOST_TOLD]]
        number = len(self.faults)
        if number > MOST_TOLD:
            said.append(f"{number} faults; the first {MOST_TOLD} are above.")
        elif number > 1:
            said.append(f"{number} faults.")
        return said

    @property
    def data(self) -> dict[str, Any]:
        return {
            "faults": [
                {
                    "file": fault.source,
                    "line": fault.line,
                    "key": dotted(fault.at),
                    "problem": fault.problem,
                    "hint": fault.advice,
                }
                for fault in self.faults
            ]
        }


def certain(read: Sequence[Fault], ruled: Iterable[Fault]) -> list[Fault]:
    """All but those of ``ruled`` that may only follow from others.

    ``read`` are faults of values that could not be read: nothing is known of what they
    hold, but of a key that is to move, which was read as the one that it is to be.
    """
    ruled = list(ruled)
    unread = (f.at for f in read if not (f.suggestion and f.suggestion.to))
    doubtful = {*unread, *_moves(ruled)}
    above = {key[:end] for key in doubtful for end in range(1, len(key) + 1)}
    moves = _moves(read)

    def is_doubtful(key: Key) -> bool:
        begins = (key[:end] for end in range(1, len(key)))
        return key in above or any(begin in doubtful for begin in begins)

    return [*read] + [
        _as_written(fault, moves)
        for fault in ruled
        if not any(map(is_doubtful, fault.needs))
    ]


def _moves(faults: Iterable[Fault]) -> dict[Key, Key]:
    edits = (fault.suggestion for fault in faults)
    return {edit.to: edit.at for edit in edits if edit and edit.to}


def _as_written(fault: Fault, moves: dict[Key, Key]) -> Fault:
    """``fault`` with the keys that the file has."""
    edit = fault.suggestion
    return replace(
        fault,
        at=_moved(fault.at, moves),
        suggestion=edit and replace(edit, at=_moved(edit.at, moves)),
    )


def _moved(key: Key, moves: dict[Key, Key]) -> Key:
    ends = (end for end in range(len(key), 0, -1) if key[:end] in moves)
    end = next(ends, 0)
    return (*moves[key[:end]], *key[end:]) if end else key


def dotted(key: Key) -> str:
    """``key`` as TOML writes it, without the numbers of list items."""
    names = [part for part in key if isinstance(part, str)]
    return ".".join(toml_key(n if len(n) <= 60 else f"{n[:50]}…") for n in names)


def first(candidates: Iterable[str], is_fine: Callable[[str], bool]) -> str:
    """The first candidate that is fine, if there is one: a hint must not mislead."""
    return next(filter(is_fine, candidates), "")
