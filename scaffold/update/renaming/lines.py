"""A person's text with the tool's lines as they are under the new name.

Lines of the tool that nobody changed become the tool's new ones; lines of a person stay.
Both texts of the tool are the same line by line, but for names, and for lines that are
broken or sorted otherwise because of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from scaffold.merge.lines import Lines, Matcher
from scaffold.update.renaming import words
from scaffold.update.renaming.words import Forms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Lines ``start`` to ``end`` of the tool's old text, and what the new one has there."""

    start: int
    end: int
    new: Lines


def carried(
    base: Lines, yours: Lines, new: Lines, called: Lines, known: Forms
) -> Lines:
    """``called`` is ``yours``, line by line, with what it names called otherwise.

    A line of the tool that a person changed has its words replaced as the tool has.
    """
    kept = {
        start + step: begin + step
        for start, begin, size in Matcher(None, base, yours).get_matching_blocks()
        for step in range(size)
    }
    found: list[str] = []
    edited: list[_Piece] = []
    at = 0
    for piece in _pieces(base, new, known):
        if piece.start == piece.end:
            found += piece.new
            continue
        first = kept.get(piece.start)
        places = [kept.get(line) for line in range(piece.start, piece.end)]
        if first is None or places != [*range(first, first + len(places))]:
            edited.append(piece)
            continue
        found += _of_person(called[at:first], base, edited, known)
        found += piece.new
        edited, at = [], first + len(places)
    found += _of_person(called[at:], base, edited, known)
    return tuple(found)


def _pieces(base: Lines, new: Lines, known: Forms) -> Iterator[_Piece]:
    """All of ``base``, in as small pieces as ``new`` allows."""
    plain = words.neutral(known)
    before, after = [*map(plain, base)], [*map(plain, new)]
    for tag, start, end, begin, stop in Matcher(None, before, after).get_opcodes():
        if tag == "equal":
            for step in range(end - start):
                yield _Piece(
                    start=start + step,
                    end=start + step + 1,
                    new=(new[begin + step],),
                )
        else:
            yield _Piece(start=start, end=end, new=new[begin:stop])


def _of_person(
    lines: Lines, base: Lines, edited: list[_Piece], known: Forms
) -> Iterator[str]:
    """Lines that a person has changed like the tool's; those that they added as they are."""
    for line in lines:
        for piece in edited:
            before = base[piece.start : piece.end]
            if get_close_matches(line, before, 1):
                names = words.renamed(
                    words.words_of(before), words.words_of(piece.new), known
                )
                yield words.replaced(line, names)
                break
        else:
            yield line
