"""Merge TOML and JSON files by key, in the manner of the person's."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from scaffold.merge.lines import Keep, Lines, Matcher
from scaffold.merge.values import merged_tables


def merged_json(base: Lines, yours: Lines, new: Lines, keep: Keep) -> Lines | None:
    """With the indentation of ``yours``; None unless all three are objects."""
    before, mine, theirs = _json(base), _json(yours), _json(new)
    if before is None or mine is None or theirs is None:
        return None
    merged = merged_tables(before, mine, theirs, keep)
    if repr(merged) == repr(mine):
        return yours
    indent = next((m[1] for line in yours if (m := re.match(r"(\s+)\S", line))), None)
    # A file in one line stays one.
    text = json.dumps(merged, ensure_ascii=False, indent=indent)
    return tuple(text.split("\n"))


def merged_toml(base: Lines, yours: Lines, new: Lines, keep: Keep) -> Lines | None:
    """With comments and order of ``yours``; None when one of the three is no TOML."""
    before, mine, theirs = _toml(base), _toml(yours), _toml(new)
    if before is None or mine is None or theirs is None:
        return None
    merged = merged_tables(before, mine, theirs, keep)
    if repr(merged) == repr(mine):
        return yours
    try:
        document = tomlkit.parse(_text(yours))
        _change(document, merged, tomlkit.parse(_text(new)))
        text = tomlkit.dumps(document)
        written = tomllib.loads(text)
    # What of it the library cannot change is told in many ways.
    except (TOMLKitError, ValueError, TypeError, LookupError, AttributeError):
        return None
    # The library writes some rare forms of tables wrongly.
    return tuple(text.removesuffix("\n").split("\n")) if written == merged else None


def sound_json(base: Lines, yours: Lines, new: Lines, merged: Lines) -> bool:
    return _json(merged) is not None


def sound_toml(base: Lines, yours: Lines, new: Lines, merged: Lines) -> bool:
    return _toml(merged) is not None


def readable_json(lines: Lines) -> bool:
    return _json(lines) is not None


def readable_toml(lines: Lines) -> bool:
    return _toml(lines) is not None


def _change(
    table: MutableMapping[str, Any],
    wanted: dict[str, Any],
    new: Mapping[str, Any],
) -> None:
    """Make ``table`` hold what ``wanted`` does, touching only what differs.

    What is taken from ``new`` is written as it is there.
    """
    for name in [name for name in table if name not in wanted]:
        del table[name]
    for name, value in wanted.items():
        there = table.get(name)
        if name not in table or repr(_plain(there)) != repr(value):
            if isinstance(there, MutableMapping) and isinstance(value, dict):
                _change(there, value, _table(new, name))
            elif isinstance(there, Array) and _is_spread(there, value):
                _change_array(there, value)
            elif isinstance(there, AoT) and _are_tables(value, len(there)):
                for row, one in zip(there, value, strict=True):
                    _change(row, one, {})
            else:
                theirs = new.get(name)
                table[name] = theirs if repr(_plain(theirs)) == repr(value) else value


def _change_array(array: Array, wanted: list[Any]) -> None:
    before = [repr(_plain(item)) for item in array]
    after = [repr(item) for item in wanted]
    steps = Matcher(None, before, after).get_opcodes()
    for tag, start, end, begin, stop in reversed(steps):
        if tag != "equal":
            for place in reversed(range(start, end)):
                del array[place]
            for item in reversed(wanted[begin:stop]):
                array.insert(start, item)


def _table(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = table.get(name)
    return found if isinstance(found, Mapping) else {}


def _are_tables(value: Any, number: int) -> bool:
    rows = isinstance(value, list) and len(value) == number
    return rows and all(isinstance(row, dict) for row in value)


def _is_spread(array: Array, wanted: Any) -> bool:
    """Whether the elements have lines, and maybe comments, of their own."""
    return isinstance(wanted, list) and "\n" in array.as_string()


def _plain(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _text(lines: Lines) -> str:
    return "".join(f"{line}\n" for line in lines)


def _toml(lines: Lines) -> dict[str, Any] | None:
    try:
        return tomllib.loads(_text(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _json(lines: Lines) -> dict[str, Any] | None:
    try:
        found = json.loads(_text(lines), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError when a key stands there twice, which json takes."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found
