"""What people read in the starters: titles, labels and help, and how rows are called."""

from __future__ import annotations

import re
import unicodedata
from string import Formatter

TITLE_LIMIT = 100
HELP_LIMIT = 300

#: It would have to be escaped in Python, in HTML or in the templates of the starters.
_MARKUP = frozenset('"\\{}<>')
#: What is not seen, but words are spelt with: joiners of Persian, of Indic scripts, emoji.
_JOINERS = frozenset("\u200c\u200d")
_SPACES = re.compile(" +")


def _is_refused(char: str) -> bool:
    """Markup, and what is not seen: browsers show a space for it, or nothing."""
    if char == " " or char in _JOINERS:
        return False
    return char in _MARKUP or unicodedata.category(char)[0] in "CZ"


def problem_of(text: str, limit: int = TITLE_LIMIT) -> str:
    """Why ``text`` cannot be shown; empty where it can."""
    if not text or text != text.strip():
        return "is blank, or has space around it"
    if len(text) > limit:
        return f"is longer than {limit} characters"
    for char in filter(_is_refused, text):
        sign = char if char in _MARKUP else f"U+{ord(char):04X}"
        return (
            f"holds {sign}: it has no double quotes, backslashes, braces, < and >, "
            "and nothing that is not seen"
        )
    return "has two spaces in a row" if "  " in text else ""


def problem_of_title(text: str) -> str:
    """The same, for what begins a sentence, as Django's pages begin it in any case."""
    return problem_of(text) or (
        "begins with a small letter" if text[0].islower() else ""
    )


def mended(text: str, limit: int = TITLE_LIMIT) -> str | None:
    """What is left of ``text`` and can be shown."""
    seen = "".join(" " if _is_refused(char) else char for char in text)
    return _SPACES.sub(" ", seen).strip()[:limit].strip() or None


def mended_title(text: str) -> str | None:
    found = mended(text)
    return found[0].upper() + found[1:] if found else None


def in_a_sentence(title: str) -> str:
    """``title`` behind other words: ``Due date`` is "due date", ``VAT rate`` stays."""
    second = title[1:2]
    is_word = not second or second.islower() or second.isspace()
    return title[0].lower() + title[1:] if is_word else title


def parts_of(label: str) -> list[tuple[str, str]]:
    """``label`` as pairs of text and the field behind it; the last may have none.

    Raises ValueError, which says what is wrong with its braces.
    """
    parts = []
    for text, name, form, conversion in Formatter().parse(label):
        if form or conversion:
            raise ValueError("has more than names in its braces")
        if name is not None and not name.isidentifier():
            raise ValueError(f'has "{{{name}}}", which names no field')
        parts.append((text, name or ""))
    return parts
