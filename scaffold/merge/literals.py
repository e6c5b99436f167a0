"""Merge the lists in a statement by element, when nothing else of it differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge import syntax
from scaffold.merge.lines import Keep, Lines, by_lines
from scaffold.merge.parts import NAMELESS, Key, merged_parts, numbered, three_ways

#: What may stand between two elements when no comment does.
_GAP = re.compile(r"\s*,?\s*")
_LINE_END = re.compile(r",?[^\S\n]*(#[^\n]*)?(?=\n|$)")
_LITERALS = (ast.List, ast.Tuple, ast.Set, ast.Dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """``text[start:stop]`` is what stands between two brackets.

    ``spread``: each element has lines of its own. ``elements`` has these, written so
    for a list in one line too, and the comments below the last under ("end",).
    """

    start: int
    stop: int
    elements: dict[Key, Lines]
    spread: bool
    comma: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    text: str
    #: What stands around the lists.
    rest: tuple[str, ...]
    lists: tuple[_List, ...]


def merged(base: Lines, yours: Lines, new: Lines, keep: Keep) -> Lines | None:
    """``yours`` with each list merged; None when more differs, or one cannot be read."""
    before, mine, theirs = _read(base), _read(yours), _read(new)
    if before is None or mine is None or theirs is None:
        return None
    if not before.rest == mine.rest == theirs.rest:
        return None
    text = mine.text
    triples = list(zip(before.lists, mine.lists, theirs.lists, strict=True))
    # From the end, so that the places before stay true.
    for one, other, another in reversed(triples):
        elements = _elements(one, other, another, keep)
        if list(elements.items()) != list(other.elements.items()):
            text = _written(text, other, elements)
    return tuple(text.split("\n"))


def _elements(base: _List, yours: _List, new: _List, keep: Keep) -> dict[Key, Lines]:
    def one(key: Key) -> Lines | None:
        before = base.elements.get(key)
        return three_ways(
            before,
            yours.elements.get(key),
            new.elements.get(key),
            keep,
            lambda mine, theirs: by_lines(before or (), mine, theirs, keep),
        )

    found = merged_parts(base.elements, yours.elements, new.elements, keep, one)
    end = {key: found.pop(key) for key in [("end",)] if key in found}
    return found | end


def _written(text: str, place: _List, elements: dict[Key, Lines]) -> str:
    before, after = text[: place.start], text[place.stop :]
    line = before.rpartition("\n")[2]
    flat = [part[0].strip() for part in elements.values() if len(part) == 1]
    joined = " ".join(flat).removesuffix(
        "," if not place.comma or len(flat) > 1 else ""
    )
    width = len(line) + len(joined) + len(after.partition("\n")[0])
    simple = len(flat) == len(elements) and "#" not in joined
    if not elements or (not place.spread and simple and width <= syntax.WIDTH):
        return before + joined + after
    lines = [line for part in elements.values() for line in part]
    return before + "\n".join(["", *lines, _indent(line)]) + after


def _read(lines: Lines) -> _Statement | None:
    """A statement, at any depth of its file, and the outermost lists in it."""
    text = "\n".join(lines)
    tree, begin = _tree(text)
    if tree is None:
        return None
    places = _Places(text, begin)
    finder = _Finder(places)
    try:
        finder.visit(tree)
    except ValueError:
        return None
    found = sorted(finder.found, key=lambda one: one.start)
    starts, stops = [one.start for one in found], [one.stop for one in found]
    pieces = zip([0, *stops], [*starts, len(text)], strict=True)
    # As text, not as a tree: comments belong to it.
    rest = tuple(text[start:stop] for start, stop in pieces)
    return _Statement(text=text, rest=rest, lists=tuple(found))


def _tree(text: str) -> tuple[ast.Module | None, int]:
    """The tree, and how many lines were put above ``text`` to have one."""
    for above in ("", "if 1:\n"):
        try:
            return syntax.tree(above + text), above.count("\n")
        except (SyntaxError, ValueError):
            continue
    return None, 0


class _Places:
    """Where nodes are in a text; ast counts lines, and bytes in them."""

    def __init__(self, text: str, above: int) -> None:
        self.text, self.above = text, above
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def at(self, line: int, column: int) -> int:
        row = line - 1 - self.above
        before = self.lines[row].encode()[:column]
        return self.starts[row] + len(before.decode())

    def span(self, node: ast.expr | ast.alias) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self.at(node.lineno, node.col_offset),
            self.at(node.end_lineno, node.end_col_offset),
        )


class _Finder(ast.NodeVisitor):
    """Finds each outermost list. Raises ValueError on an odd one."""

    def __init__(self, places: _Places) -> None:
        self.places = places
        self.found: list[_List] = []

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.JoinedStr):
            return  # before 3.12 what is in it has no true place
        if isinstance(node, ast.ImportFrom):
            self.found.append(_names(node, self.places))
        elif isinstance(node, _LITERALS):
            if not isinstance(getattr(node, "ctx", None), ast.Store):
                self.found.append(_list(node, self.places))
        else:
            self.generic_visit(node)


def _list(node: ast.List | ast.Tuple | ast.Set | ast.Dict, places: _Places) -> _List:
    start, stop = places.span(node)
    text = places.text
    if isinstance(node, ast.Dict):
        parts = list(_items(node, places))
    else:
        parts = [(NAMELESS, ast.dump(item), *places.span(item)) for item in node.elts]
    if text[start] in "([{" and not (parts and parts[0][2] == start):
        return _between(text, start + 1, stop - 1, parts, isinstance(node, ast.Tuple))
    # A tuple within the brackets of a subscript, as in Literal["a", "b"].
    left, right = text[:start].rstrip(), re.match(r"\s*,?\s*\]", text[stop:])
    if not left.endswith("[") or right is None:
        raise ValueError("a tuple without brackets")
    return _between(text, len(left), stop + right.end() - 1, parts, False)


def _items(node: ast.Dict, places: _Places) -> Iterator[tuple[str, str, int, int]]:
    for key, value in zip(node.keys, node.values, strict=True):
        start, stop = places.span(value)
        if key is None:
            yield NAMELESS, ast.dump(value), places.text.rindex("**", 0, start), stop
        else:
            yield "name", ast.dump(key), places.span(key)[0], stop


def _names(node: ast.ImportFrom, places: _Places) -> _List:
    parts = [("name", ast.unparse(item), *places.span(item)) for item in node.names]
    left = places.text[: parts[0][2]].rstrip()
    right = re.match(r"(\s|,|#[^\n]*)*\)", places.text[parts[-1][3] :])
    if not re.search(r"\((\s|#[^\n]*)*$", left + "\n") or right is None:
        raise ValueError("names without brackets")
    start = places.text.rindex("(", 0, parts[0][2])
    return _between(
        places.text, start + 1, parts[-1][3] + right.end() - 1, parts, False
    )


def _between(
    text: str,
    start: int,
    stop: int,
    parts: list[tuple[str, str, int, int]],
    comma: bool,
) -> _List:
    spread = _spread(text, start, stop, parts)
    elements = spread
    if elements is None:
        indent = _indent(text[:start].rpartition("\n")[2]) + " " * 4
        elements, end = {}, start
        for kind, name, begin, after in parts:
            if not _GAP.fullmatch(text, end, begin):
                raise ValueError("a comment, or brackets around an element")
            line = f"{indent}{text[begin:after]},"
            elements[numbered(kind, name, elements)] = tuple(line.split("\n"))
            end = after
        if not _GAP.fullmatch(text, end, stop):
            raise ValueError("a comment, or brackets around an element")
    return _List(
        start=start,
        stop=stop,
        elements=elements,
        spread=spread is not None,
        comma=comma,
    )


def _spread(
    text: str, start: int, stop: int, parts: list[tuple[str, str, int, int]]
) -> dict[Key, Lines] | None:
    """The lines of each element with the comments above it; None if it shares a line."""
    if not parts or not text.startswith("\n", start):
        return None
    elements: dict[Key, Lines] = {}
    top = start + 1
    for kind, name, begin, after in parts:
        line = text.rfind("\n", 0, begin) + 1
        rest = _LINE_END.match(text, after, stop)
        if line < top or text[line:begin].strip() or rest is None:
            return None
        comment = rest[0].removeprefix(",")
        lines = f"{text[top:after]},{comment}"
        elements[numbered(kind, name, elements)] = tuple(lines.split("\n"))
        top = rest.end() + 1
    if text[top:stop].strip():
        elements[("end",)] = tuple(text[top:stop].rstrip().split("\n"))
    return elements


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
