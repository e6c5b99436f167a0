"""What the tool has written of one module: what it defines, and how its functions changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffold.merge import syntax
from scaffold.update.renaming import words
from scaffold.update.renaming.names import Names, defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Old to new, of what a function calls its variables, and of the texts in it."""

    names: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """``functions`` are by their dotted name."""

    defined: frozenset[str]
    functions: Mapping[str, Function]


def written(old: str, new: str, names: Names) -> Written:
    """Of a module under the old names and under the new ones. Raises SyntaxError."""
    tree = syntax.tree(old)
    before, after = dict(_functions(tree)), dict(_functions(syntax.tree(new)))
    return Written(
        defined=frozenset([*defined(tree), *_imported(tree)]),
        functions={
            path: _function(node, after[names.dotted(path)], names)
            for path, node in before.items()
            if names.dotted(path) in after
        },
    )


def _function(old: ast.AST, new: ast.AST, names: Names) -> Function:
    variables, texts = (
        words.renamed(find(old), find(new), names.forms)
        for find in (_names_in, _texts_in)
    )
    return Function(names=variables, texts=texts)


def _functions(
    node: ast.Module | ast.ClassDef, above: str = ""
) -> Iterator[tuple[str, ast.AST]]:
    for each in node.body:
        if isinstance(each, ast.ClassDef):
            yield from _functions(each, f"{above}{each.name}.")
        elif isinstance(each, ast.FunctionDef):
            yield above + each.name, each


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def _names_in(node: ast.AST) -> frozenset[str]:
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.arg):
            found.add(each.arg)
    return frozenset(found)


def _texts_in(node: ast.AST) -> frozenset[str]:
    return frozenset(
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
