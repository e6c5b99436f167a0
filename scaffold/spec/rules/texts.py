"""The texts of a spec: how long they may be, and of which characters."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.spec.faults import Fault, write

TEXT_LIMITS = {"title": 100, "description": 2_000, "author": 200}


def text_faults(word: str, text: str, *, source: str = "") -> Iterator[Fault]:
    """What is wrong with the ``text`` of a title, a description or an author."""
    limit = TEXT_LIMITS[word]
    at = () if source else (word,)
    sound = "".join(char for char in text if char in "\n\t" or not is_unprintable(char))
    edit = write(at, sound[:limit].strip())
    if len(text) > limit:
        yield Fault(
            problem=f"is longer than {limit} characters.",
            at=at,
            hint="Shorten it.",
            suggestion=edit,
            source=source,
        )
    for char in text:
        if char in "\n\t" or not is_unprintable(char):
            continue
        problem = f"holds the control character U+{ord(char):04X}."
        if _is_surrogate(char):
            problem = "is not valid text (a lone surrogate)."
        yield Fault(
            problem=problem, at=at, hint="Remove it.", suggestion=edit, source=source
        )
        break


def is_unprintable(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or _is_surrogate(char)


def _is_surrogate(char: str) -> bool:
    return 0xD800 <= ord(char) <= 0xDFFF
