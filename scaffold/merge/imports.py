"""Merge imports as the set of names that each module gives."""

from __future__ import annotations

import ast
import re
import textwrap

from scaffold.merge import literals, syntax
from scaffold.merge.lines import Keep, Lines
from scaffold.merge.parts import three_ways


def imported(tree: ast.Module | None) -> set[str]:
    """Every name that an import binds, at any depth."""
    found = [*ast.walk(tree)] if tree else []
    statements = [n for n in found if isinstance(n, ast.Import | ast.ImportFrom)]
    return {_bound(alias) for node in statements for alias in node.names}


def merged(
    base: Lines | None,
    yours: Lines | None,
    new: Lines | None,
    keep: Keep,
    needed: frozenset[str],
) -> Lines | None:
    """One statement; ``needed`` names stay though ``new`` drops them."""
    before, mine, theirs = _names(base), _names(yours), _names(new)
    if before is None or mine is None or theirs is None:
        # All that a plain import has is in its key.
        dropped = yours is not None and bool(needed & imported(_parsed(yours)))
        if new is None and dropped:
            return yours
        return three_ways(base, yours, new, keep, lambda mine, _: mine)
    kept = {name for name, bound in (before | mine).items() if bound in needed}
    gone = before.keys() - theirs.keys() - kept
    names = [name for name in mine if name not in gone]
    names += [n for n in theirs if n not in before and n not in mine]
    if not names:
        return None
    if yours is None or new is None:
        lines, there = (new or (), theirs) if yours is None else (yours, mine)
        return lines if names == list(there) else _rebuilt(lines, names)
    if yours == base and names == list(theirs):
        return new
    if new == base and names == list(mine):
        return yours
    if any("#" in line for line in yours + new):
        listed = literals.merged(base or (), yours, new, keep)
        return listed or (yours if keep == "yours" else new)
    return _rebuilt(yours, names)


def _names(lines: Lines | None) -> dict[str, str] | None:
    """What each name of ``from … import`` binds; None of another statement."""
    if lines is None:
        return {}
    node = _parsed(lines).body[0]
    if not isinstance(node, ast.ImportFrom):
        return None
    return {ast.unparse(alias): _bound(alias) for alias in node.names}


def _parsed(lines: Lines) -> ast.Module:
    return syntax.tree(textwrap.dedent("\n".join(lines)))


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _rebuilt(lines: Lines, names: list[str]) -> Lines:
    """The statement in ``lines`` with ``names``, as the formatter would write it."""
    text = "\n".join(lines)
    match = re.match(r"(?s)(.*?^(\s*)from\s+\S+\s+import\b)", text, re.MULTILINE)
    assert match is not None
    start, indent = match[1], match[2].rpartition("\n")[2]
    names = sorted(names, key=_order)
    line = f"{start} {', '.join(names)}"
    if len(line.rpartition("\n")[2]) > syntax.WIDTH:
        line = f"{start} (\n" + "".join(f"{indent}    {n},\n" for n in names)
        line += f"{indent})"
    return tuple(line.split("\n"))


def _order(name: str) -> tuple[int, str]:
    """As isort does: constants, classes, then the rest."""
    word = name.partition(" ")[0]
    kind = 0 if word.isupper() and len(word) > 1 else 1 if word[:1].isupper() else 2
    return kind, name.lower()
