"""Source text to coloured HTML: escape it, then one regular expression per language.

Pygments is the better library and too slow here: for 127 KB of generated Python it
took 70 ms to import and 315 ms to run, and the page is part of ``scaffold both``,
which may take about 245 ms as a whole process. A wrong guess costs a colour, never
a character. Groups are named as Pygments names its classes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import accumulate, groupby, repeat
from operator import itemgetter
from types import MappingProxyType

from scaffold.compare.symbols import Mark

# Where a mark begins and ends, and where lines are left free, while the text is coloured:
# no text may hold these characters of Unicode, which are for a program's own use.
_BEGIN, _END, _FREE = "\ufdd0", "\ufdd1", "\ufdd2"
_OWN = re.compile(f"[{_BEGIN}{_END}{_FREE}]")
_LINE_END = "\n"
_NONE: Mapping[int, int] = MappingProxyType({})
# Every colour is an element of the page: constants and numbers do without, and words that
# stand together share one.
_WORDS = [word for word in keyword.kwlist if word.islower()]
_KEYWORDS = "|".join(
    f"{first}(?:{'|'.join(word[1:] for word in words)})"
    for first, words in groupby(sorted(_WORDS), itemgetter(0))
)
# A definition at the beginning of a line, as it is coloured: its name may be marked.
_TOP_LEVEL = re.compile(
    r"""
    (?:^|(?<=</i>))(?P<before> <b>(?:async\ def|def|class)</b>\ (?:<span\ data-f[^>]*>)? )
    <var>(?P<name>\w+)
    """,
    re.VERBOSE | re.MULTILINE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# What is common comes first, and no alternative can be tried twice at one place: the
# page waits for this expression longer than for anything else.
_PYTHON = re.compile(
    rf"""
    (?: \b(?=\w) | (?=["'\#@]) )  # a token begins here: this halves the time
    (?:
      (?P<k>(?:from\ [\w.]+\ import|(?:{_KEYWORDS})\b(?:\ (?:{_KEYWORDS}))*)\b)
    | (?P<s>(?:[rbfuRBFU]{{1,2}})?(?:
          \"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"\"\"
        | '''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''
        | "[^"\\\n]*(?:\\.[^"\\\n]*)*" | '[^'\\\n]*(?:\\.[^'\\\n]*)*'
      ))
    | (?P<c>\#[^\n]*)
    | (?P<nd>@\w[\w.]*)
    | (?:(?<=\bdef\ ) | (?<=\bdef\ {_BEGIN}))(?P<nf>\w+)
    | (?:(?<=\bclass\ ) | (?<=\bclass\ {_BEGIN}))(?P<nc>\w+)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
# These see text that is already escaped: "<" is "&lt;".
_MARKUP = re.compile(
    r"""
      (?P<c>\{\#.*?\#\} | &lt;!--.*?--&gt;)
    | (?P<k>\{%.*?%\})
    | (?P<nd>\{\{.*?\}\})
    | (?P<nt>&lt;/?[\w-]+ | &lt;!doctype)
    | (?<==)(?P<s>"[^"{]*")
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONFIG = re.compile(
    r"""
      (?P<c>(?:^|(?<=\s))\#[^\n]*)
    | (?P<s>"(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    | (?P<k>^\[+[^]\n]*\]+)
    | (?P<nf>^[ ]*(?:-[ ])?[\w.-]+(?=[ ]*[:=]))
    """,
    re.VERBOSE | re.MULTILINE,
)
#: The elements of what is coloured: a page has thousands, so none has a class.
_ELEMENTS = {
    "k": "b",
    "nt": "b",
    "s": "i",
    "nf": "var",
    "nc": "var",
    "nd": "u",
    "c": "em",
}
#: What is coloured where colours are spared.
_SPARED = frozenset({"nf", "nc"})
_BY_SUFFIX = {
    "py": _PYTHON,
    "html": _MARKUP,
    "svg": _MARKUP,
    "xml": _MARKUP,
    "json": _CONFIG,
    "toml": _CONFIG,
    "ini": _CONFIG,
    "cfg": _CONFIG,
    "yml": _CONFIG,
    "yaml": _CONFIG,
    "example": _CONFIG,
    "Makefile": _CONFIG,
    "Dockerfile": _CONFIG,
    "gitignore": _CONFIG,
    "dockerignore": _CONFIG,
}


def highlight(text: str, name: str, *, is_sparing: bool = False) -> str:
    """``text`` as HTML for inside ``<pre>``; ``name`` is the file's name.

    ``is_sparing`` colours the names of functions and classes alone: each colour is an
    element of the page, and strings and keywords are the most.
    """
    html = escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)
    language = _BY_SUFFIX.get(name.rpartition(".")[2])
    return (
        language.sub(_sparing if is_sparing else _coloured, html) if language else html
    )


def highlight_marked(
    text: str,
    name: str,
    marks: Sequence[Mark],
    *,
    gaps: Mapping[int, int] = _NONE,
    is_sparing: bool = False,
) -> str:
    """As ``highlight``; each mark is an element that names its symbol.

    Before each line of ``gaps``, counted from 0, so many lines are free: an empty element
    holds them, for the text stays as it is.
    Those over several lines have a class of their own: a frame would cut them in strips.
    ``marks`` are sorted and one inside the other or apart; what lies beyond the end of
    ``text`` is left out.
    """
    marks = [mark for mark in marks if mark.end <= len(text)]
    if not (marks or gaps) or _OWN.search(text):
        return highlight(text, name, is_sparing=is_sparing)
    kinds = (' class="whole"' if "\n" in text[m.start : m.end] else "" for m in marks)
    edges = sorted(
        [(mark.start, 1, -mark.end, _BEGIN) for mark in marks]
        + [(mark.end, 0, 0, _END) for mark in marks]
        + [(start, 0, 1, _FREE) for start in _starts(text, gaps)]
    )
    parts, done = [], 0
    for place, _, _, edge in edges:
        parts += [text[done:place], edge]
        done = place
    html = highlight("".join([*parts, text[done:]]), name, is_sparing=is_sparing)
    starts = iter(
        f'<span data-f="{mark.symbol}"{kind}>'
        for mark, kind in zip(marks, kinds, strict=True)
    )
    free = (
        f'<i data-g="{_LINE_END * lines}"></i>' for _, lines in sorted(gaps.items())
    )
    put = {_BEGIN: starts, _END: repeat("</span>"), _FREE: free}
    return _OWN.sub(lambda own: next(put[own[0]]), html)


def _starts(text: str, gaps: Mapping[int, int]) -> list[int]:
    """Where the lines begin before which lines are free."""
    lines = text.split("\n") if gaps else []
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return [start for number, start in enumerate(starts) if number in gaps]


def addressed(html: str, place: str) -> str:
    """``html`` of Python, with ``place:name`` as the id of each function and class.

    Of those with one name the first has it: an id is there once. What is defined inside
    of another has none.
    """
    named: set[str] = set()

    def with_id(definition: re.Match[str]) -> str:
        name = definition["name"]
        if name in named:
            return definition[0]
        named.add(name)
        return f'{definition["before"]}<var id="{place}:{name}">{name}'

    return _TOP_LEVEL.sub(with_id, html)


def _coloured(token: re.Match[str]) -> str:
    element = _ELEMENTS[token.lastgroup or ""]
    return f"<{element}>{token[0]}</{element}>"


def _sparing(token: re.Match[str]) -> str:
    return _coloured(token) if token.lastgroup in _SPARED else token[0]
