"""Long texts, cut to the part that is worth to be looked at."""

from __future__ import annotations

import os

_LONGEST = 200
#: Characters before the first that differs.
_BEFORE = 40


def excerpts(one: str, other: str) -> tuple[str, str]:
    """Both in at most some 200 characters each, the first difference among them."""
    if max(len(one), len(other)) <= _LONGEST:
        return one, other
    common = len(os.path.commonprefix([one, other]))
    begin = max(0, common - _BEFORE)
    if begin + _LONGEST > max(len(one), len(other)):
        begin = max(0, max(len(one), len(other)) - _LONGEST)
    return _cut(one, begin), _cut(other, begin)


def own_part(body: bytes) -> bytes:
    """Of a page what begins with its ``<main>``: above it most pages are the same."""
    return body[max(0, body.find(b"<main")) :]


def _cut(text: str, begin: int) -> str:
    end = begin + _LONGEST
    before = "…" if begin else ""
    return f"{before}{text[begin:end]}{'…' if len(text) > end else ''}"
