"""Bytes as lines, and back in the manner of the file that they come from."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from scaffold.merge.lines import Lines, Matcher

_END = re.compile("(\r?\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines without their ends, the end of each ("" of a last one), and the first mark."""

    lines: Lines
    ends: tuple[str, ...]
    bom: bool


def read(content: bytes) -> Text | None:
    """The lines of ``content``; None when it is no text in UTF-8."""
    bom = content.startswith(codecs.BOM_UTF8)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    # str.splitlines would split at a form feed too, which stands inside lines of code.
    parts = _END.split(text)
    if parts[-1]:
        parts.append("")
    else:
        parts.pop()
    return Text(lines=tuple(parts[::2]), ends=tuple(parts[1::2]), bom=bom)


def written(lines: Lines, yours: Text, new: Text) -> bytes:
    """``lines`` as a person would have written them: what stays keeps its own end."""
    usual = _usual(yours) or _usual(new) or "\n"
    ends = [usual] * len(lines)
    if len(set(yours.ends) - {""}) > 1:
        matcher = Matcher(None, yours.lines, lines)
        for before, after, size in matcher.get_matching_blocks():
            own = yours.ends[before : before + size]
            ends[after : after + size] = [end or usual for end in own]
    if lines:
        # Whose last line it is says whether it ends.
        whose = [text for text in (yours, new) if text.lines[-1:] == lines[-1:]]
        if whose and not whose[0].ends[-1]:
            ends[-1] = ""
    text = "".join(line + end for line, end in zip(lines, ends, strict=True))
    return (codecs.BOM_UTF8 if yours.bom else b"") + text.encode("utf-8")


def _usual(text: Text) -> str:
    """The end that most lines have, "" where none has any."""
    found = Counter(end for end in text.ends if end).most_common(1)
    return found[0][0] if found else ""
