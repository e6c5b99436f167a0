"""Which lines of a file are code: blank ones, comments and docstrings are not."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache

_HAVING_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BLANK_OR_COMMENT = re.compile(r"\s*(#.*)?")
#: Comments and strings, so that neither is found within the other.
_LEXEMES = re.compile(
    r"""
    \#[^\n]*
    | (?P<long>"{3}(?:[^\\]|\\.)*?"{3} | '{3}(?:[^\\]|\\.)*?'{3})
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    """,
    re.VERBOSE | re.DOTALL,
)
#: Comments of whole passages, by the end of a file's name.
_COMMENTS = {
    ".html": r"<!--.*?-->|\{#.*?#\}|\{%-? *comment.*?endcomment *-?%\}",
    ".css": r"/\*.*?\*/",
    ".js": r"/\*.*?\*/|^\s*//[^\n]*",
    ".txt": r"\{#.*?#\}",
}
_HASH = r"^\s*#[^\n]*"


@cache
def parsed(text: str) -> ast.Module | None:
    """None of what is not Python, or not that of this version."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the code, which is not ours
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def statements(tree: ast.Module) -> Iterator[ast.stmt | ast.Module]:
    """The module and all statements in it, however deep."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt | ast.Module):
            yield node
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, part, ())
            if isinstance(inner, list):
                waiting += inner


@cache
def python_lines(text: str) -> frozenset[int]:
    """The numbers of the lines of code of a Python file; all of a string count.

    Of a file that cannot be parsed docstrings count too.
    """
    written = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if not _BLANK_OR_COMMENT.fullmatch(line)
    }
    tree = parsed(text)
    if tree is None:
        return frozenset(written)
    docstrings = frozenset(_lines_of_docstrings(tree))
    return frozenset(written | frozenset(_lines_of_long_strings(text))) - docstrings


@cache
def other_lines(text: str, suffix: str) -> int:
    """How many lines of code a template or a script has; ``suffix`` such as ".html"."""
    comment = re.compile(_COMMENTS.get(suffix, _HASH), re.DOTALL | re.MULTILINE)
    return sum(bool(line.strip()) for line in comment.sub("", text).splitlines())


def _lines_of_long_strings(text: str) -> Iterator[int]:
    number, at = 1, 0
    for lexeme in _LEXEMES.finditer(text):
        if lexeme["long"]:
            number += text.count("\n", at, lexeme.start())
            at = lexeme.start()
            yield from range(number, number + lexeme[0].count("\n") + 1)


def _lines_of_docstrings(tree: ast.Module) -> Iterator[int]:
    for node in statements(tree):
        if isinstance(node, _HAVING_DOCSTRINGS) and node.body:
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str())) as first:
                    yield from range(first.lineno, (first.end_lineno or 0) + 1)
