"""The numbers of lines beside a listing, which are no part of the text and no element.

They are one string of the style sheet for all listings of about one length; each shows as
much of it as it is high. So they cost a few kilobytes for a page of any number of lines,
are not copied along with the code, and no search finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_SMALLEST, _TIMES = 16, 4


def numbers_of(lines: int) -> str:
    """The class of a listing of so many lines: "n16", "n64", "n256" …"""
    return f"n{_step(lines)}"


def style_of_numbers(lengths: Iterable[int]) -> str:
    """The rules for listings of these numbers of lines."""
    return "".join(
        f'.n{step}::before {{ --n: "{_column(step)}"; }}\n'
        for step in sorted({_step(lines) for lines in lengths})
    )


def column(lines: int, gaps: Mapping[int, int]) -> str:
    """The numbers of one listing that has free lines: by what line, counted from 0."""
    return "\n".join(
        "\n" * gaps.get(number, 0) + str(number + 1) for number in range(lines)
    )


def _step(lines: int) -> int:
    step = _SMALLEST
    while step < lines:
        step *= _TIMES
    return step


def _column(last: int) -> str:
    """``1\\a 2\\a 3``: the line ends of CSS, and a space before a digit."""
    return "\\a ".join(map(str, range(1, last + 1)))
