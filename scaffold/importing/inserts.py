"""What INSERT and COPY say of rows: literals, in each database's own spelling. Pure.

sqlglot reads them too, but makes a node of each value, which takes twenty times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.importing.catalogue import Dialect
from scaffold.importing.statements import Statement, legible


@dataclass(frozen=True, slots=True)
class Expression:
    """What only the database could evaluate: a function, a default, a sum."""

    text: str


#: Numbers are text, too.
Literal = str | bytes | bool | Expression | None
#: A row that cannot be read at all is the reason why.
Row = list[Literal] | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """Rows for ``table``, whose name follows its schema; ``columns`` are all if none.

    Of these, rows ``may_be_short`` of the last.
    """

    table: tuple[str, ...]
    columns: tuple[str, ...]
    may_be_short: bool
    rows: Iterator[Row]


_NAME = r'(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$]+)'
_INTO = (
    rf"(?P<table>{_NAME}(?:\s*\.\s*{_NAME})*)"
    rf"\s*(?:\(\s*(?P<columns>{_NAME}(?:\s*,\s*{_NAME})*)\s*\))?\s*"
)
_INSERT = re.compile(
    r"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|"
    r"OR\s+\w+)\s+)*(?:INTO\s+)?" + _INTO,
    re.IGNORECASE,
)
_VALUES = re.compile(r"(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*(?=\()", re.IGNORECASE)
_COPY = re.compile(
    rf"COPY\s+{_INTO}FROM\s+STDIN\b(?P<options>.*)", re.IGNORECASE | re.DOTALL
)
_OTHER_FORMAT = re.compile(r"\b(CSV|BINARY|DELIMITERS?|NULL)\b", re.IGNORECASE)
_TEXT = r"'(?:[^']++|'')*+'"
_TEXT_WITH_BACKSLASHES = r"'(?:[^'\\]++|\\.|'')*+'"
_CAST = r"(?:::[\w .\"]+(?:\([\d, ]*\))?(?:\[\])*)*"
_VALUE = r"""\s*(?:
    (?P<text>{text})
  | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
  | (?P<word>NULL|TRUE|FALSE)\b
  | (?P<hex>0x[0-9a-f]*)\b | [xX]'(?P<quoted_hex>[0-9a-fA-F\s]*)'
  | (?P<bits>0b[01]+)\b | [bB]'(?P<quoted_bits>[01]*)'
  | [eE](?P<escaped>'(?:[^'\\]++|\\[^uU]|'')*+')
  | (?:N|_\w+\s*)(?P<prefixed>{text})
){cast}\s*(?=[,)])"""
_PIECE = r"\(|\)|,|{text}|\"(?:[^\"]|\"\")*\"|[^(),'\"]+"
_FLAGS = re.VERBOSE | re.IGNORECASE | re.DOTALL
_NEXT = re.compile(r"\s*,?\s*\(")
_IDENTIFIER = re.compile(_NAME)
_WORDS: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
#: What MySQL writes with a backslash; any other character is itself.
_MEANT = {"0": "\x00", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_ESCAPE_OF_POSTGRESQL = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL
)
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def insert_of(statement: Statement, dialect: Dialect) -> Insert | None:
    """The rows that ``statement`` makes; None where it makes none."""
    rows: Iterator[Row]
    is_copy = True
    if found := _COPY.match(statement.text):
        is_plain = not _OTHER_FORMAT.search(found["options"])
        rows = map(_line if is_plain else _line_of_other_format, statement.lines)
    elif found := _INSERT.match(statement.text):
        is_copy = False
        values = _VALUES.match(statement.text, found.end())
        rows = iter(["is made by a query, not by VALUES"])
        if values:
            rows = _Tuples(dialect).rows(statement.text, values.end())
    else:
        return None
    return Insert(
        table=tuple(_names(legible(found["table"]))),
        columns=tuple(_names(legible(found["columns"] or ""))),
        may_be_short=not is_copy and not found["columns"],
        rows=rows,
    )


def literal_of(text: str, dialect: Dialect) -> Literal:
    """A value alone, such as a column's default."""
    row = next(_Tuples(dialect).rows(f"({text})", 0))
    return row[0] if len(row) == 1 and not isinstance(row, str) else Expression(text)


def _names(text: str) -> Iterator[str]:
    for name in _IDENTIFIER.findall(text):
        quote = name[0]
        if quote in '"`':
            yield name[1:-1].replace(quote * 2, quote)
        else:
            yield name[1:-1] if quote == "[" else name


class _Tuples:
    """Reads what stands behind VALUES in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_mysql = dialect is Dialect.MYSQL
        self._value, self._piece = _OF_MYSQL if self._is_mysql else _PLAIN
        self._text = _of_mysql if self._is_mysql else _plain

    def rows(self, text: str, at: int) -> Iterator[Row]:
        while begin := _NEXT.match(text, at):
            row, at = self._row(text, begin.end())
            yield row

    def _row(self, text: str, at: int) -> tuple[Row, int]:
        row: list[Literal] = []
        match = self._value.match
        while True:
            found = match(text, at)
            if found is None:
                end = self._end(text, at)
                if end == len(text):
                    return "is cut off", end
                row.append(Expression(text[at:end].strip()))
            else:
                row.append(self._literal(found))
                end = found.end()
            at = end + 1
            if text[end] == ")":
                return row, at

    def _literal(self, found: re.Match[str]) -> Literal:
        kind = found.lastgroup
        said = found[found.lastindex or 0]
        if kind in ("text", "prefixed"):
            return self._text(said)
        if kind == "number":
            return said
        if kind == "word":
            return _WORDS[said.upper()]
        if kind == "escaped":
            return _escaped(said[1:-1].replace("''", "'"))
        if kind in ("bits", "quoted_bits"):
            return _of_bits(said) if self._is_mysql else said
        digits = said[2:] if kind == "hex" else "".join(said.split())
        return bytes.fromhex(digits if len(digits) % 2 == 0 else f"0{digits}")

    def _end(self, text: str, at: int) -> int:
        """Where an expression ends: at a comma or parenthesis that is not its own."""
        depth = 0
        while at < len(text):
            piece = self._piece.match(text, at)
            word = piece[0] if piece else text[at]
            if not depth and word in ",)":
                return at
            depth += (word == "(") - (word == ")")
            at += len(word)
        return at


def _patterns(text: str, cast: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    value = _VALUE.format(text=text, cast=cast)
    return re.compile(value, _FLAGS), re.compile(_PIECE.format(text=text), re.DOTALL)


_PLAIN = _patterns(_TEXT, _CAST)
_OF_MYSQL = _patterns(_TEXT_WITH_BACKSLASHES, "")


def _plain(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")


def _of_mysql(quoted: str) -> str:
    def meant(found: re.Match[str]) -> str:
        return _MEANT.get(found[1], found[1]) if found[1] else "'"

    text = quoted[1:-1]
    return _ESCAPE.sub(meant, text) if "\\" in text else text.replace("''", "'")


def _escaped(text: str) -> str:
    """What backslashes of PostgreSQL mean, in E'…' and in COPY.

    Bytes by their numbers may be parts of one character.
    """

    def meant(found: re.Match[str]) -> str:
        octal, hexadecimal, other = found.groups()
        if other:
            return _CONTROLS.get(other, other)
        number = int(octal, 8) & 255 if octal else int(hexadecimal, 16)
        return bytes([number]).decode("utf-8", "surrogateescape")

    text = _ESCAPE_OF_POSTGRESQL.sub(meant, text)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _of_bits(text: str) -> bytes:
    """Of ``0b101`` or ``101``."""
    bits = text.removeprefix("0b") or "0"
    return int(bits, 2).to_bytes(-(-len(bits) // 8))


def _line(line: str) -> Row:
    r"""The values of a line of COPY: between tabs, ``\N`` is null."""
    if "\\" not in line:
        return [*line.split("\t")]
    return [
        None if text == r"\N" else _escaped(text) if "\\" in text else text
        for text in line.split("\t")
    ]


def _line_of_other_format(line: str) -> Row:
    return "is not in the format that COPY has unless told otherwise"
