"""Which functions and classes of two files do the same, and the gaps that align them.

They are found by name: the same one; the name of the same route, which Django gives in
urls.py and Flask by the function itself; or the same model's class, whatever each framework
calls its kind. Files are read line by line: a comment right above a definition belongs to
it, of which a syntax tree says nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scaffold.project.sources import Source
from scaffold.spec import inflection

_DEFINITION = re.compile(r"^(?:async def|def|class) (\w+)", re.MULTILINE)
#: Where Django says by which name a route calls a view.
_ROUTE = re.compile(r'\bviews\.(\w+)(?:\.as_view\([^)]*\))?,\s*name="(\w+)"')
#: What a class of a model is for: each framework has its own words.
_KINDS = ("_view", "_admin", "_query_set", "_form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A function or class at the top of a file; ``line`` is its first, counted from 0.

    Decorators and comments right above it belong to it.
    """

    name: str
    line: int


def definitions(text: str) -> tuple[Definition, ...]:
    """In their order. What a string holds may look like one, which costs only space."""
    lines = text.split("\n")
    found = []
    number = done = 0
    for each in _DEFINITION.finditer(text):
        number += text.count("\n", done, each.start())
        done = each.start()
        found.append(Definition(name=each[1], line=_first(lines, number)))
    return tuple(found)


def _first(lines: Sequence[str], number: int) -> int:
    """Up to the blank line, from the first decorator or comment on."""
    top = number
    while top and lines[top - 1].strip():
        top -= 1
    starts = (at for at in range(top, number) if lines[at].startswith(("@", "#")))
    return next(starts, number)


def routes(files: Iterable[Source], views: Source) -> dict[str, str]:
    """By the name of a view in this file of Django: that of its route."""
    urls = f"{views.path.removesuffix(views.name)}urls.py"
    return {
        view: name
        for source in files
        if source.path == urls
        for view, name in _ROUTE.findall(source.text)
    }


def gaps(
    left: str, right: str, names: Mapping[str, str]
) -> tuple[dict[int, int], dict[int, int]] | None:
    """For each side, how many lines are left free before which line (counted from 0).

    With them, each two definitions that do the same start in one row. ``names`` are
    other names of those on the left. None if no two do the same.
    """
    free: tuple[dict[int, int], dict[int, int]] = ({}, {})
    moved = [0, 0]
    pairs = _pairs(definitions(left), definitions(right), names)
    for pair in pairs:
        rows = [each.line + by for each, by in zip(pair, moved, strict=True)]
        for side, each in enumerate(pair):
            if missing := max(rows) - rows[side]:
                free[side][each.line] = missing
                moved[side] += missing
    return free if pairs else None


def _pairs(
    left: Sequence[Definition], right: Sequence[Definition], names: Mapping[str, str]
) -> list[tuple[Definition, Definition]]:
    """Those that do the same, as far as both files have them in one order.

    A name that is the same is stronger than one that is alike.
    """

    def own(name: str) -> str:
        return name

    def said(name: str) -> str:
        return inflection.snake(names.get(name, name)).strip("_")

    def alike(name: str) -> str:
        snake = inflection.snake(name)
        return next((snake.removesuffix(k) for k in _KINDS if snake.endswith(k)), snake)

    found: dict[int, int] = {}
    for key in (own, said, alike):
        _match(left, right, key, found)
    return [(left[one], right[other]) for one, other in _in_one_order(found)]


def _match(
    left: Sequence[Definition],
    right: Sequence[Definition],
    key: Callable[[str], str],
    found: dict[int, int],
) -> None:
    """Add to ``found`` what has one key and no twin yet."""
    taken = set(found.values())
    by_key: dict[str, int] = {}
    for at, each in enumerate(right):
        if at not in taken:
            by_key.setdefault(key(each.name), at)
    for at, each in enumerate(left):
        if at not in found and (twin := by_key.pop(key(each.name), None)) is not None:
            found[at] = twin


def _in_one_order(found: Mapping[int, int]) -> list[tuple[int, int]]:
    """The most pairs of which none crosses another."""
    pairs = sorted(found.items())
    lasts: list[int] = []  # of the best row of each length: its last twin
    chosen: list[list[tuple[int, int]]] = []  # … and the row
    for one, other in pairs:
        length = bisect_left(lasts, other)
        row = [*(chosen[length - 1] if length else []), (one, other)]
        lasts[length : length + 1] = [other]
        chosen[length : length + 1] = [row]
    return chosen[-1] if chosen else []
