"""Read a request body strictly: what is not JSON by RFC 8259 is refused here."""

import json

MAX_DEPTH = 32


class Malformed(ValueError):
    """The bytes are not UTF-8, not JSON, or nested deeper than MAX_DEPTH."""


def load(body: bytes) -> object:
    """Return the value in `body`; raise Malformed for anything but plain JSON."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if _deeper_than(value, MAX_DEPTH):
        raise Malformed
    return value


def _refuse(constant: str) -> None:
    """Python's parser takes NaN and Infinity, which JSON does not have."""
    raise ValueError(constant)


def _deeper_than(value: object, levels: int) -> bool:
    layer = [value]
    while layer := [child for parent in layer for child in _children(parent)]:
        levels -= 1
        if levels < 0:
            return True
    return False


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
