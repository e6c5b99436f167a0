"""The words of a field, and a field as it is written: in the short form or the long."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scaffold.spec.faults import Key
from scaffold.spec.kinds import Kind
from scaffold.spec.kinds.traits import Number

ARGUMENTS: dict[str, tuple[str, ...]] = {
    kind: tuple(argument.name for argument in kind.traits.arguments) for kind in Kind
}
FLAGS = ("optional", "unique", "index", "readonly")
#: Values that are text, whatever the type is.
TEXTS = ("title", "help", "related", "column", "table")
VALUES = ("default", "min", "max", "on_delete", *TEXTS)
#: Every type with arguments that are usual.
SHAPES: dict[str, str] = {kind: kind.traits.example or kind.value for kind in Kind}

#: The type of what has none.
USUAL_TYPE = "string(200)"

#: Text that needs no quotes in the short form.
PLAIN = re.compile(r"[\w.+/@-]+")

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A field as its file has it: the words of the long form, whichever form it is.

    ``type`` holds all that stands before the first colon when that is not
    understood. ``models`` are the names that a relation can have.
    """

    name: str
    table: Table
    at: Key
    models: Sequence[str]
    is_short: bool

    def place(self, word: str) -> Key:
        """Where ``word`` is: in the short form the whole field is one text."""
        return self.at if self.is_short else (*self.at, word)


def short_form(table: Table) -> str:
    """``table`` as TYPE[(ARGUMENTS)][:MODIFIER]..., its words in the order they have."""
    names = ARGUMENTS.get(table["type"], ())
    inside = [_listed(table[name]) for name in names if name in table]
    parts = [f"{table['type']}({','.join(inside)})" if inside else table["type"]]
    for word, value in table.items():
        if word in VALUES:
            parts.append(f"{word}={_printed(value)}")
        elif word in FLAGS and value is True:
            parts.append(word)
        elif word not in ("type", *FLAGS, *names):
            parts.append(word if value is True else f"{word}={_printed(value)}")
    return ":".join(parts)


def _listed(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(
            f"{key}={_printed(label)}" if label else key for key, label in value.items()
        )
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and not PLAIN.fullmatch(value):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def number_of(kind: Kind, value: object) -> Number | None:
    """``value`` as a column of ``kind`` would hold it, if one could."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        return None
    return kind.traits.number_of(number)


def is_denied(value: object) -> bool:
    """Whether a flag with this value says the opposite."""
    return str(value).strip().lower() in ("false", "no", "0", "off", "none", "never")
