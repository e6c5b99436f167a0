"""The statements of a SQL file that define something; rows are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.importing.catalogue import Dialect

#: What a statement may hold in which a semicolon ends nothing.
_PIECE = r"""
    (?P<semicolon>;)
  | (?P<hint>/\*!\d*(?P<hinted>.*?)\*/)
  | (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`)
  | (?P<dollars>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
  | (?P<copy>\bCOPY\b[^;]*?\bFROM\s+stdin\b[^;]*;.*?^\\\.$)
  | (?P<command>^\\\w[^\n]*$)
  | (?P<go>^GO\s*$)
  | (?P<other>\w+|.)
"""
#: MySQL has one more comment, and a backslash in its texts is not itself.
_PIECE_OF_MYSQL = (
    _PIECE.replace(r"|/\*.*?\*/)", r"|/\*.*?\*/|\#[^\n]*)")
    .replace("[^']|", r"[^'\\]|\\.|")
    .replace('[^"]|', r'[^"\\]|\\.|')
)
_FLAGS = re.VERBOSE | re.DOTALL | re.IGNORECASE | re.MULTILINE
_DEFINES = re.compile(
    r"\s*(CREATE\s+(?:GLOBAL\s+|LOCAL\s+|UNLOGGED\s+|OR\s+REPLACE\s+|UNIQUE\s+|"
    r"FULLTEXT\s+|SPATIAL\s+|MATERIALIZED\s+|CLUSTERED\s+|NONCLUSTERED\s+)*"
    r"(?:TABLE|TYPE|INDEX|VIEW|TRIGGER|DOMAIN)|ALTER\s+TABLE|COMMENT\s+ON)\b",
    re.IGNORECASE,
)
_MARKS = (
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
    """Whose words the file uses; SQLite's, where none tells."""
    begin = text[:2_000_000]
    for dialect, marks in _MARKS:
        if re.search(marks, begin, re.IGNORECASE | re.MULTILINE):
            return dialect
    return Dialect.SQLITE


def definitions(text: str, dialect: Dialect) -> Iterator[str]:
    """Each CREATE, ALTER and COMMENT, without its comments."""
    piece_of = _PIECE_OF_MYSQL if dialect is Dialect.MYSQL else _PIECE
    parts: list[str] = []
    for piece in re.finditer(piece_of, text, _FLAGS):
        kind = piece.lastgroup
        kind = {"hinted": "hint", "tag": "dollars"}.get(str(kind), kind)
        if kind in ("semicolon", "go", "copy"):
            yield from _if_defining("".join(parts))
            parts = []
        elif kind == "hint":
            parts.append(f" {piece['hinted']} ")
        elif kind in ("comment", "command"):
            parts.append("\n")
        else:
            parts.append(piece[0])
    yield from _if_defining("".join(parts))


def checks(text: str) -> Iterator[str]:
    """What stands in the parentheses after each CHECK of a table's definition."""
    inside: list[str] | None = None
    depth = 0
    is_check = False
    for piece in re.finditer(_PIECE, text, _FLAGS):
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


def _if_defining(statement: str) -> Iterator[str]:
    if _DEFINES.match(statement):
        yield statement.strip()
