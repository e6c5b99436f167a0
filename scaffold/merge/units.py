"""A Python block as its statements, each with the comments and blank lines above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scaffold.merge import syntax
from scaffold.merge.lines import Lines
from scaffold.merge.parts import NAMELESS, Key, numbered

#: In a file, kinds stand in this order, unless a person has another one.
KINDS = ("header", "doc", "future", "import", "types", "name", NAMELESS, "main", "end")
#: One that is to be found again by its first line.
_CONDITIONS = {"TYPE_CHECKING": "types", "__name__ == '__main__'": "main"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Blank lines, then comments, then code; ``node`` and ``at`` where code is."""

    blanks: int
    comments: Lines
    code: Lines
    node: ast.stmt | None
    #: The index of the first line of ``code`` in the file.
    at: int

    @property
    def lines(self) -> Lines:
        return self.comments + self.code


Block = dict[Key, Unit]


# The same three texts are asked for many times.
@lru_cache(maxsize=32)
def parsed(lines: Lines) -> ast.Module | None:
    """The tree of a whole file; None if it is not Python that compiles."""
    # ast would start a new line at a carriage return of its own, and count otherwise.
    if any("\r" in line for line in lines):
        return None
    source = "\n".join(lines) + "\n"
    return syntax.tree(source) if syntax.compiles(source) else None


def file_units(lines: Lines) -> Block | None:
    """The statements of a file by kind and name; None if it is not plain Python."""
    tree = parsed(lines)
    if tree is None:
        return None
    found = block(lines, tree.body, 0, len(lines), 0)
    return found and _with_header(found)


def block(
    lines: Lines, body: list[ast.stmt], start: int, stop: int, column: int
) -> Block | None:
    """The statements ``body`` in ``lines[start:stop]``; None if two share a line."""
    units: Block = {}
    begins = [*(_first(node) for node in body), stop]
    for position, node in enumerate(body):
        if begins[position] < start or node.end_lineno is None:
            return None
        end = _reach(lines, node.end_lineno, begins[position + 1], column)
        units[_key(node, units)] = _unit(lines, start, begins[position], end, node)
        start = end
    if start < stop:
        units[("end",)] = _unit(lines, start, stop, stop, None)
    return units


def members(unit: Unit) -> tuple[Lines, Block] | None:
    """The head of a class or of an ``if`` and what is in it; None if it has no such."""
    node = unit.node
    if not isinstance(node, ast.ClassDef | ast.If):
        return None
    if isinstance(node, ast.If) and node.orelse:
        return None
    first = node.body[0]
    head = _first(first) - unit.at
    column = first.col_offset
    if head <= 0:
        return None  # all in one line
    while unit.code[head - 1].lstrip()[:1] in ("", "#"):
        head -= 1
    # Of the file's lines only those of the unit are looked at.
    lines = ("",) * unit.at + unit.code
    found = block(lines, node.body, unit.at + head, len(lines), column)
    return None if found is None else (unit.code[:head], found)


def names(units: Block, above: str = "") -> Iterator[tuple[str, str]]:
    """What is named in a file and in its classes, as a dotted name and a number."""
    for key, unit in units.items():
        if key[0] in ("name", "import", "future"):
            yield f"{above}{key[1]}", key[2]
        inner = members(unit) if isinstance(unit.node, ast.ClassDef) else None
        if inner:
            yield from names(inner[1], f"{above}{key[1]}.")


def _unit(
    lines: Lines, start: int, begin: int, end: int, node: ast.stmt | None
) -> Unit:
    top = start
    while top < begin and not lines[top].strip():
        top += 1
    return Unit(
        blanks=top - start,
        comments=lines[top:begin],
        code=lines[begin:end],
        node=node,
        at=begin,
    )


def _with_header(units: Block) -> Block:
    """With what stands above the first statement and a blank line as a unit of its own."""
    key, unit = next(iter(units.items()))
    blank = [i for i, line in enumerate(unit.comments) if not line.strip()]
    first = bool(unit.comments) and unit.comments[0].startswith("#!")
    cut = blank[-1] + 1 if blank else int(first)
    if unit.node is None or not cut:
        return units
    above = unit.comments[:cut]
    blanks = 0
    while not above[-1].strip():
        above, blanks = above[:-1], blanks + 1
    header = Unit(blanks=unit.blanks, comments=above, code=(), node=None, at=0)
    rest = Unit(
        blanks=blanks,
        comments=unit.comments[cut:],
        code=unit.code,
        node=unit.node,
        at=unit.at,
    )
    return {("header",): header, **units, key: rest}


def _first(node: ast.stmt) -> int:
    """The index of its first line, which may be that of a decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(node.lineno, *(item.lineno for item in decorators), node.lineno) - 1


def _reach(lines: Lines, end: int, stop: int, column: int) -> int:
    """Where a statement ends: comments that stand deeper than it are in it."""
    for place in range(stop, end, -1):
        line = lines[place - 1]
        if line.strip() and len(line) - len(line.lstrip()) > column:
            return place
    return end


def _key(node: ast.stmt, taken: Block) -> Key:
    match node:
        case ast.Expr(value=ast.Constant(value=str())) if not taken:
            return ("doc",)
        case ast.ImportFrom(module=module, level=level):
            kind = "future" if module == "__future__" else "import"
            return numbered(kind, "." * level + (module or ""), taken)
        case ast.Import():
            return numbered("import", ast.unparse(node), taken)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return numbered("name", node.name, taken)
        case ast.Assign(targets=targets):
            return numbered("name", " = ".join(map(ast.unparse, targets)), taken)
        case ast.AnnAssign(target=target):
            return numbered("name", ast.unparse(target), taken)
        case ast.AugAssign(target=target, op=op):
            name = f"{ast.unparse(target)} {type(op).__name__}"
            return numbered("name", name, taken)
        case ast.If(test=test):
            condition = ast.unparse(test)
            kind = _CONDITIONS.get(condition, "name")
            return numbered(kind, f"if {condition}", taken)
    return numbered(NAMELESS, ast.unparse(node), taken)
