"""Where each key and value of a TOML text stands: tomllib does not say.

Only for a text that tomllib has read without an error, so that what is not TOML need
not be told from what is.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scaffold.spec.faults import Fault, Key

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_NAME = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
#: A closing """ may have up to two quotes of the text before it.
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:"{0,2})'
    r"|'''(?:[^']|'(?!''))*'''(?:'{0,2})"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\s]+(?: +[^,\]}#\s]+)*")

#: From the first character to the one behind the last.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A header, or a key with its value, wherever it stands.

    ``names`` are the parts of its own dotted key: the last parts of ``key``, of which
    the first come from the ``table`` that it stands in.
    """

    key: Key
    table: Key
    names: tuple[Span, ...]
    span: Span
    is_header: bool = False
    #: Between the braces of a table on one line.
    is_inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All that is written in a TOML text, in its order."""

    entries: tuple[Entry, ...]
    #: Of each value and list item, by its way from the top.
    values: dict[Key, Span]


def in_file(faults: Sequence[Fault], text: str, source: str) -> list[Fault]:
    """``faults`` in the order of the file ``source``, each with its line.

    A key that is not there is where the table is that should have it.
    """
    at = positions(text) if any(fault.at for fault in faults) else {}
    newlines = [match.start() for match in re.finditer("\n", text)]

    def line(fault: Fault) -> int:
        ends = (fault.at[:end] for end in range(len(fault.at), 0, -1))
        found = next((at[key] for key in ends if key in at), None)
        return fault.line if found is None else bisect_left(newlines, found) + 1

    located = [replace(fault, source=source, line=line(fault)) for fault in faults]
    return sorted(located, key=lambda fault: fault.line)


def positions(text: str) -> dict[Key, int]:
    """The offset of each key, table and list item in ``text``, by its way from the top.

    Of a table that is named more than once, of the first time that it is named.
    """
    reader = _Reader(text)
    reader.document()
    return reader.found


def layout(text: str) -> Layout:
    """Where all that ``text`` says is, to the character."""
    reader = _Reader(text)
    reader.document()
    entries = sorted(reader.entries, key=lambda entry: entry.span)
    return Layout(entries=tuple(entries), values=reader.values)


@dataclass
class _Reader:
    text: str
    at: int = 0
    found: dict[Key, int] = field(default_factory=dict)
    #: How many tables each ``[[list]]`` has so far.
    lengths: dict[Key, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    values: dict[Key, Span] = field(default_factory=dict)

    def document(self) -> None:
        table: Key = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_GAP)

    def header(self) -> Key:
        start = self.at
        is_list = self.text.startswith("[[", start)
        self.at += 2 if is_list else 1
        (*above, last), spans = self.names()
        self.at += 2 if is_list else 1
        table: Key = ()
        for name in above:
            table = self.inside((*table, name), start)
        table = (*table, last)
        self.found.setdefault(table, start)
        if is_list:
            number = self.lengths.get(table, 0)
            self.lengths[table] = number + 1
            table = (*table, number)
            self.found[table] = start
        self.entries.append(
            Entry(
                key=table,
                table=(),
                names=spans,
                span=(start, self.at),
                is_header=True,
            )
        )
        return table

    def inside(self, key: Key, start: int) -> Key:
        """``key``, or the latest table of the list that it names."""
        self.found.setdefault(key, start)
        return (*key, self.lengths[key] - 1) if key in self.lengths else key

    def pair(self, table: Key, is_inline: bool = False) -> None:
        start = self.at
        key = table
        names, spans = self.names()
        for name in names:
            key = (*key, name)
            self.found.setdefault(key, start)
        self.at = self.text.index("=", self.at) + 1
        self.value(key)
        self.entries.append(
            Entry(
                key=key,
                table=table,
                names=spans,
                span=(start, self.at),
                is_inline=is_inline,
            )
        )

    def value(self, key: Key) -> None:
        self.skip(_GAP)
        start = self.at
        match self.text[self.at]:
            case "[":
                self.items("]", key)
            case "{":
                self.items("}", key)
            case '"' | "'":
                self.skip(_TEXT)
            case _:
                self.skip(_PLAIN)
        self.values[key] = (start, self.at)

    def items(self, end: str, key: Key) -> None:
        """What stands between brackets: values, or pairs between braces."""
        self.at += 1
        number = 0
        self.skip(_GAP)
        while self.text[self.at] != end:
            if end == "}":
                self.pair(key, is_inline=True)
            else:
                self.found[*key, number] = self.at
                self.value((*key, number))
                number += 1
            self.skip(_GAP)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_GAP)
        self.at += 1

    def names(self) -> tuple[list[str], tuple[Span, ...]]:
        """A dotted key, and where each part of it is."""
        names: list[str] = []
        spans: list[Span] = []
        self.skip(_GAP)
        while True:
            start = self.at
            name = self.skip(_NAME)
            quoted = name[:1] in ("'", '"')
            names.append(tomllib.loads(f"x = {name}")["x"] if quoted else name)
            spans.append((start, self.at))
            if not self.skip(_DOT):
                self.skip(_GAP)
                return names, tuple(spans)

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]
