"""Another name, as near as possible to the one that was written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from scaffold.spec import inflection


def in_snake_case(text: str) -> str:
    """``text`` in the letters of a name, as near as possible; perhaps nothing."""
    words = re.sub(r"[^a-z0-9]+", "_", inflection.snake(_folded(text)))
    return words.strip("_").lstrip("0123456789_")


def in_camel_case(text: str) -> str:
    """``text`` in the letters of a model's name."""
    name = inflection.camel(re.sub(r"[^A-Za-z0-9]+", "_", _folded(text)))
    return inflection.camel(name.lstrip("0123456789"))


def _folded(text: str) -> str:
    from unicodedata import normalize

    return normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()


def names_like(name: str, *patterns: str) -> Iterator[str]:
    """``name``, then others that hold as much of it as 40 characters do."""
    yield name[:40].rstrip("_")
    for pattern in (*patterns, *(f"{{}}_{n}" for n in range(2, 100))):
        room = 40 - len(pattern) + 2
        yield pattern.format(name[:room].rstrip("_"))


def rename_hint(better: str, named: Collection[str], case: str = "") -> str:
    """A hint; who follows it must not forget where else the old name is written."""
    where = f", and change it in {', '.join(sorted(named)[:5])} too" if named else ""
    how = f"Write it in {case}:" if case else "Choose another, for example"
    return f'{how} "{better}"{where}.'
