"""By lines first; where both changed the same ones, by what the file means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.merge import definitions, tables
from scaffold.merge.lines import Keep, Lines, both_by_lines

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A language. ``merged`` gives None where it cannot; ``sound`` tells a text that
    lines alone have broken.
    """

    readable: Callable[[Lines], bool]
    sound: Callable[[Lines, Lines, Lines, Lines], bool]
    merged: Callable[[Lines, Lines, Lines, Keep], Lines | None]


_FORMS = {
    ".py": _Form(
        readable=definitions.readable,
        sound=definitions.sound,
        merged=definitions.merged,
    ),
    ".toml": _Form(
        readable=tables.readable_toml,
        sound=tables.sound_toml,
        merged=tables.merged_toml,
    ),
    ".json": _Form(
        readable=tables.readable_json,
        sound=tables.sound_json,
        merged=tables.merged_json,
    ),
}


def both_ways(path: str, base: Lines, yours: Lines, new: Lines) -> tuple[Lines, Lines]:
    """The three merged, with each conflict settled as yours, and as new.

    The two are equal when there is none.
    """
    plain = both_by_lines(base, yours, new)
    form = _FORMS.get(PurePosixPath(path).suffix)
    if form is None or not all(map(form.readable, (base, yours, new))):
        return plain
    if plain[0] == plain[1] and form.sound(base, yours, new, plain[0]):
        return plain
    try:
        mine = form.merged(base, yours, new, "yours")
        theirs = form.merged(base, yours, new, "new")
    except RecursionError:  # deeply nested
        mine = theirs = None
    if mine is not None and theirs is not None:
        if mine != theirs:
            return mine, theirs
        kept = _keeps(base, yours, mine) and _keeps(base, new, mine)
        if kept and form.sound(base, yours, new, mine):
            return mine, theirs
    return plain if plain[0] != plain[1] else (yours, new)


def _keeps(base: Lines, side: Lines, merged: Lines) -> bool:
    """Whether every word that ``side`` added is still there, in a comment too."""
    before, added, after = (
        set(_WORD.findall("\n".join(lines))) for lines in (base, side, merged)
    )
    return added - before <= after
