"""Plain data as the text of a TOML value."""

from __future__ import annotations

import json
import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(text: str) -> str:
    """A TOML basic string: JSON's escapes, and DEL, which only TOML escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_text(name)


def toml_value(value: object) -> str:
    """Text, numbers, booleans, lists, and tables on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            pairs = [f"{toml_key(key)} = {toml_value(v)}" for key, v in value.items()]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case str() if '"' in value and "'" not in value and value.isprintable():
            return f"'{value}'"
        case str():
            return toml_text(value)
        case int():
            return str(value) if abs(value) < 10**400 else hex(value)
        case _:
            return str(value)
