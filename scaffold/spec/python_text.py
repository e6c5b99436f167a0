"""Text as Python writes it."""

from __future__ import annotations


def python_text(text: str) -> str:
    """A str literal in double quotes; what cannot be seen is escaped."""
    body = "".join(
        char
        if char.isprintable() and char not in '\\"'
        else f"\\{char}"
        if char in '\\"'
        else char.encode("unicode_escape").decode()
        for char in text
    )
    return f'"{body}"'
