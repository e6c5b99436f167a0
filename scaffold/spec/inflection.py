"""Words to names: snake case, plurals, labels, and names that never collide."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from hashlib import sha256

from pluralizer import Pluralizer

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(camel: str) -> str:
    """``OrderLine`` to ``order_line``, ``HTTPServer`` to ``http_server``."""
    return _WORD_START.sub("_", camel).lower()


def camel(name: str) -> str:
    """``order_lines`` to ``OrderLines``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def label(name: str) -> str:
    """``order_line`` to ``order line``."""
    return name.replace("_", " ").strip()


def title(name: str) -> str:
    """``order_line`` to ``Order line``."""
    words = label(name) or name
    return words[:1].upper() + words[1:]


@cache
def _pluralizer() -> Pluralizer:
    return Pluralizer()


def plural(name: str) -> str:
    """``order_line`` to ``order_lines``: the last word decides."""
    head, cut, last = name.rpartition("_")
    return head + cut + str(_pluralizer().plural(last))


def singular(name: str) -> str:
    """``sub_categories`` to ``sub_category``."""
    head, cut, last = name.rpartition("_")
    return head + cut + (str(_pluralizer().singular(last)) or last)


def numbered(name: str, is_taken: Callable[[str], bool]) -> str:
    """``name``, or ``name_2``, ``name_3`` …: the first that is free."""
    free, count = name, 2
    while is_taken(free):
        free, count = f"{name}_{count}", count + 1
    return free


class Names:
    """Hands out identifiers that are short enough and unique in one project.

    PostgreSQL cuts identifiers at 63 bytes and Django refuses index names
    over 30 characters; a name that would be longer keeps its beginning and
    ends in a digest of the whole, so that it is the same in every run.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def reserve(self, *names: str) -> None:
        """Hand out none of these."""
        self._taken.update(names)

    def take(self, *parts: str, limit: int = 60, besides: Collection[str] = ()) -> str:
        whole = "_".join(parts)
        name = whole
        attempt = 0
        while len(name) > limit or name in self._taken or name in besides:
            digest = sha256(f"{whole}{attempt}".encode()).hexdigest()[:7]
            name = f"{whole[: limit - 8].rstrip('_')}_{digest}"
            attempt += 1
        self._taken.add(name)
        return name
