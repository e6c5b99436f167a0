"""The statements of a SQL file, one after the other, however long the file is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from scaffold.importing.catalogue import Dialect

_TEXT = r"""
    (?<=\b[eE])'(?:[^'\\]++|\\.|'')*+'
  | '(?:[^']++|'')*+' | "(?:[^"]++|"")*+" | `(?:[^`]++|``)*+`
"""
_COMMENT = r"--[^\n]*|/\*.*?\*/"
#: What a statement may hold in which a semicolon ends nothing. ``opening`` begins what
#: has no end.
_PIECE = rf"""
    (?P<end>;)
  | (?P<hint>/\*!\d*(?P<hinted>.*?)\*/)
  | (?P<comment>{_COMMENT})
  | (?P<dollars>(?<![\w$])\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
  | (?P<command>^\\\w[^\n]*$)
  | (?P<go>^GO\s*$)
  | (?P<delimiter>^DELIMITER[ ]+(?P<mark>\S+)[^\n]*$)
  | (?P<run>(?:[^'"`;$/\-\#\\\n]++ | {_TEXT})++)
  | (?P<opening>['"`] | /\* | \$\w*\$)
  | (?P<other>.)
"""
_WORD = rf"(?P<comment>{_COMMENT}) | (?P<text>{_TEXT}) | (?P<other>\w+|.)"
_FLAGS = re.VERBOSE | re.DOTALL | re.IGNORECASE | re.MULTILINE
_COPY = re.compile(r"\s*COPY\b[^;]*\bFROM\s+STDIN\b", re.IGNORECASE)
#: Characters that are read at once.
_CHUNK = 1024 * 1024
_DEFINES = re.compile(
    r"\s*(CREATE\s+(?:GLOBAL\s+|LOCAL\s+|UNLOGGED\s+|OR\s+REPLACE\s+|UNIQUE\s+|"
    r"FULLTEXT\s+|SPATIAL\s+|MATERIALIZED\s+|CLUSTERED\s+|NONCLUSTERED\s+)*"
    r"(?:TABLE|TYPE|INDEX|VIEW|TRIGGER|DOMAIN)|ALTER\s+TABLE|COMMENT\s+ON)\b",
    re.IGNORECASE,
)
_MARKS = (
    # What the tools that write dumps begin with: their rows may hold any word.
    (Dialect.POSTGRESQL, r"\A--\n-- PostgreSQL database|^COPY .* FROM stdin;$"),
    (Dialect.MYSQL, r"\A(/\*M?!.*\n)?-- (MySQL|MariaDB) dump"),
    (Dialect.SQLITE, r"\A(PRAGMA foreign_keys|BEGIN TRANSACTION;\nCREATE)"),
    (Dialect.MYSQL, r"ENGINE\s*=|AUTO_INCREMENT|^\s*CREATE TABLE[^(]*`|\bTINYINT\(1\)"),
    (Dialect.TSQL, r"\[dbo\]|\bIDENTITY\s*\(|\bNVARCHAR\s*\(\s*MAX|^GO\s*$"),
    (Dialect.ORACLE, r"\bVARCHAR2\b|\bNUMBER\s*\("),
    (
        Dialect.POSTGRESQL,
        r"::\w|\bSERIAL\b|\bBIGSERIAL\b|CREATE TYPE \S+ AS ENUM|\bJSONB\b|\bBYTEA\b|"
        r"GENERATED (ALWAYS|BY DEFAULT) AS IDENTITY|\bTIMESTAMPTZ\b|ALTER TABLE ONLY|"
        r"character varying|with(out)? time zone|pg_catalog",
    ),
)


def dialect_of(text: str) -> Dialect:
    """Whose words the beginning of a file uses; SQLite's, where none tells."""
    for dialect, marks in _MARKS:
        if re.search(marks, text, re.IGNORECASE | re.MULTILINE):
            return dialect
    return Dialect.SQLITE


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Statement:
    """Without its comments. ``lines`` are the rows below ``COPY … FROM stdin``.

    They are there until the next statement is asked for.
    """

    text: str
    lines: Iterator[str]


def statements(file: TextIO, dialect: Dialect) -> Iterator[Statement]:
    """All that ``file`` says, of which no more than a statement is held in memory."""
    reading = _Reading(file)
    piece = _piece(dialect, ";")
    parts: list[str] = []
    while found := reading.next(piece):
        kind = found.lastgroup
        kind = {"hinted": "hint", "tag": "dollars", "mark": "delimiter"}.get(
            str(kind), kind
        )
        if kind == "delimiter" and dialect is Dialect.MYSQL:
            piece = _piece(dialect, found["mark"])
        elif kind in ("end", "go"):
            text = "".join(parts)
            if dialect is Dialect.SQLITE and _is_open(text):
                parts.append(";")
                continue
            parts = []
            lines = reading.lines() if _COPY.match(text) else iter(())
            yield Statement(text.strip(), lines)
            for _ in lines:
                pass
        elif kind == "hint":
            parts.append(f" {found['hinted']} ")
        elif kind in ("comment", "command"):
            parts.append("\n")
        else:
            parts.append(found[0])
    yield Statement("".join(parts).strip(), iter(()))


def _piece(dialect: Dialect, mark: str) -> re.Pattern[str]:
    """What a file consists of, where ``mark`` ends a statement.

    MySQL has one more comment, and a backslash in its texts is not itself.
    """
    pattern = _PIECE
    if dialect is Dialect.MYSQL:
        pattern = (
            pattern.replace(r"|/\*.*?\*/)", r"|/\*.*?\*/|\#[^\n]*)")
            .replace("| '(?:[^']++|", r"| '(?:[^'\\]++|\\.|")
            .replace('| "(?:[^"]++|', r'| "(?:[^"\\]++|\\.|')
        )
    if mark != ";":
        pattern = pattern.replace("<end>;", f"<end>{re.escape(mark)}")
        # What runs on stops where it might end.
        pattern = pattern.replace("""[^'"`;""", f"""[^'"`;{re.escape(mark[0])}""")
    return re.compile(pattern, _FLAGS)


def _is_open(text: str) -> bool:
    """Whether it is a trigger of SQLite whose END is still to come."""
    is_trigger = re.match(r"\s*CREATE\s+(TEMP\w*\s+)?TRIGGER\b", text, re.IGNORECASE)
    return bool(is_trigger) and not sqlite3.complete_statement(f"{legible(text)};")


class _Reading:
    """A file by pieces: of what may go on behind what was read, more is read first."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        #: Of what was read before, the last character stays, by which a line begins.
        self._text = "\n"
        self._at = 1
        self._is_end = False

    def next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        while True:
            found = pattern.match(self._text, self._at)
            is_sure = found is not None and (
                found.end() < len(self._text) and found.lastgroup != "opening"
            )
            if is_sure or not self._more():
                break
        if found is not None:
            self._at = found.end()
        return found

    def lines(self) -> Iterator[str]:
        r"""Those from the next line on, to the one that is ``\.``."""
        is_first = True
        while True:
            end = self._text.find("\n", self._at)
            if end < 0:
                if self._more():
                    continue
                end = len(self._text)
            line = self._text[self._at : end].rstrip("\r")
            is_last = self._at >= len(self._text)
            self._at = min(end + 1, len(self._text))
            if is_last or line == r"\.":
                return
            if not is_first:
                yield line
            is_first = False

    def _more(self) -> bool:
        """Whether there was more; the longer a piece is, the more is read of it."""
        left = self._text[self._at - 1 :]
        read = "" if self._is_end else self._file.read(max(_CHUNK, len(left)))
        self._is_end = not read
        self._text, self._at = left + read, 1
        return bool(read)


def definitions(file: TextIO, dialect: Dialect) -> Iterator[str]:
    """Each CREATE, ALTER and COMMENT."""
    for statement in statements(file, dialect):
        if is_definition(statement.text):
            yield statement.text


def legible(text: str) -> str:
    """With a mark for each byte that was no UTF-8, in place of its lone surrogate."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_definition(statement: str) -> bool:
    return bool(_DEFINES.match(statement))


def checks(text: str) -> Iterator[str]:
    """What stands in the parentheses after each CHECK of a table's definition."""
    inside: list[str] | None = None
    depth = 0
    is_check = False
    for piece in re.finditer(_WORD, text, _FLAGS):
        word = piece[0]
        if piece.lastgroup == "comment":
            continue
        if inside is None:
            if word == "(" and is_check:
                inside, depth = [], 1
            elif not word.isspace():
                is_check = word.upper() == "CHECK"
            continue
        depth += (word == "(") - (word == ")")
        if depth:
            inside.append(word)
        else:
            yield "".join(inside)
            inside, is_check = None, False
