"""Merge Python by definition: what is called the same is the same, wherever it stands."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass

from scaffold.merge import imports, literals
from scaffold.merge.lines import Keep, Lines, by_lines, clean_by_lines
from scaffold.merge.parts import Key, merged_parts, three_ways
from scaffold.merge.units import KINDS, Block, Unit, file_units, members, names, parsed

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """How one file is merged; ``needed`` are words that only the person's lines have."""

    keep: Keep
    needed: frozenset[str]


def readable(lines: Lines) -> bool:
    return file_units(lines) is not None


def sound(base: Lines, yours: Lines, new: Lines, merged: Lines) -> bool:
    """Whether it compiles, defines nothing twice and imports what the person uses."""
    units, mine, theirs = file_units(merged), file_units(yours), file_units(new)
    if units is None or mine is None or theirs is None:
        return False
    if set(names(units)) - set(names(mine)) - set(names(theirs)):
        return False
    lost = imports.imported(parsed(yours)) - imports.imported(parsed(merged))
    bound = {name.rpartition(".")[2] for name, _ in names(units)}
    return not (lost - bound) & _needed(base, yours)


def twice(lines: Lines) -> frozenset[str]:
    """What is defined more than once in a file or in one of its classes, dotted."""
    found = Counter(name for name, _ in names(file_units(lines) or {}))
    return frozenset(name for name, times in found.items() if times > 1)


def merged(base: Lines, yours: Lines, new: Lines, keep: Keep) -> Lines | None:
    """The three merged by definition; None when one of them is not plain Python."""
    before, mine, theirs = file_units(base), file_units(yours), file_units(new)
    if before is None or mine is None or theirs is None:
        return None
    how = _How(keep=keep, needed=_needed(base, yours))
    return _merged_block(before, mine, theirs, how, top=True)


def _needed(base: Lines, yours: Lines) -> frozenset[str]:
    """Words of what the person wrote; an import of one of them must not go."""
    own = set(yours) - set(base)
    plain = (line for line in own if not re.match(r"\s*(from|import)\s", line))
    return frozenset(word for line in plain for word in _WORD.findall(line))


def _merged_block(
    base: Block, yours: Block, new: Block, how: _How, *, top: bool = False
) -> Lines:
    def one(key: Key) -> Lines | None:
        return _merged_unit(key, base.get(key), yours.get(key), new.get(key), how)

    found = merged_parts(base, yours, new, how.keep, one)
    if _ranked(list(yours)):
        found = {key: found[key] for key in sorted(found, key=_rank)}
    lines: list[str] = []
    above: Key | None = None
    for key, text in found.items():
        lines += [""] * _blanks(above, key, yours, new, top=top) + [*text]
        above = key
    return tuple(lines)


def _rank(key: Key) -> int:
    # What is named or not may stand in any order.
    return KINDS.index("name" if key[0] == "text" else key[0])


def _ranked(keys: list[Key]) -> bool:
    return sorted(keys, key=_rank) == keys


def _blanks(above: Key | None, key: Key, yours: Block, new: Block, *, top: bool) -> int:
    """As many as where the two stood together, else what the formatter asks for."""
    for block in (yours, new):
        keys = list(block)
        if key in block:
            place = keys.index(key)
            if above == (keys[place - 1] if place else None):
                return block[key].blanks
    if above is None:
        return 0
    if above[0] == "header":
        # As many as stood below it, whatever stands there now.
        units = list((yours if above in yours else new).values())
        return units[1].blanks
    known = {**new, **yours}
    own, most = known[key].blanks, 2 if top else 1
    pair = (known[above].node, known[key].node)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if any(isinstance(node, definitions) for node in pair):
        return most
    apart = above[0] == "doc" or (
        isinstance(pair[0], ast.Import | ast.ImportFrom)
        and not isinstance(pair[1], ast.Import | ast.ImportFrom)
    )
    return min(max(own, int(apart)), most)


def _merged_unit(
    key: Key, base: Unit | None, yours: Unit | None, new: Unit | None, how: _How
) -> Lines | None:
    units = (base, yours, new)
    if key[0] in ("import", "future"):
        before, ours, theirs = (unit.code if unit else None for unit in units)
        code = imports.merged(before, ours, theirs, how.keep, how.needed)
        return None if code is None else _merged_comments(*units, how.keep) + code

    def both(ours: Lines, theirs: Lines) -> Lines | None:
        if base is None or yours is None or new is None:
            return ours if how.keep == "yours" else theirs
        above = _merged_comments(base, yours, new, how.keep)
        return above + _merged_code(base, yours, new, how)

    texts = [None if unit is None else unit.lines for unit in units]
    return three_ways(texts[0], texts[1], texts[2], how.keep, both)


def _merged_comments(
    base: Unit | None, yours: Unit | None, new: Unit | None, keep: Keep
) -> Lines:
    texts = [unit.comments if unit else () for unit in (base, yours, new)]
    return by_lines(texts[0], texts[1], texts[2], keep)


def _merged_code(base: Unit, yours: Unit, new: Unit, how: _How) -> Lines:
    """Of what both changed: by members, else by lines, else by elements of its lists."""
    if base.code == new.code:
        return yours.code
    if base.code == yours.code:
        return new.code
    before, mine, theirs = members(base), members(yours), members(new)
    if before and mine and theirs and type(yours.node) is type(new.node):
        head = by_lines(before[0], mine[0], theirs[0], how.keep)
        return head + _merged_block(before[1], mine[1], theirs[1], how)
    lines = clean_by_lines(base.code, yours.code, new.code)
    if lines is None:
        lines = literals.merged(base.code, yours.code, new.code, how.keep)
    if lines is None:
        lines = yours.code if how.keep == "yours" else new.code
    return lines
