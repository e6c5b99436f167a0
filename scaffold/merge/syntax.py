"""Python read as a tree, without a word about what is only bad style in it."""

from __future__ import annotations

import ast
import warnings

#: Of a line, as the starters have it formatted.
WIDTH = 88


def tree(source: str) -> ast.Module:
    """Raises SyntaxError or ValueError, and for very deep code RecursionError."""
    with warnings.catch_warnings():
        # "\d" in a person's file is nothing that a merge has to tell.
        warnings.simplefilter("ignore")
        return ast.parse(source)


def compiles(source: str) -> bool:
    """Whether it is right in the order of its statements too, which a tree is not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
