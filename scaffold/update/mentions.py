"""Where files still speak of a model or a field by its name.

Names are found as code and templates use them, not as parts of longer words, and not as a
name that merely a local variable has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from scaffold.spec import Spec, inflection
from scaffold.spec.changes import Place

#: History and data, which are true as they stand.
_PAST = ("migrations", ".scaffold", ".git", "__pycache__", ".venv", "node_modules")

#: What stands in no line of SQL, but for its own words.
_SQL = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|UPDATE|INSERT|DELETE|ORDER BY|GROUP BY)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """``line`` counts from 1; ``text`` is that line without the blanks around it."""

    path: str
    line: int
    text: str


def lines_of(data: bytes) -> list[str]:
    """Every line as in ``Mention.text``; as editors count, to whom a form feed is none."""
    return [line.strip() for line in data.decode(errors="replace").split("\n")]


def names_in_code(spec: Spec, place: Place) -> set[str]:
    """What code, addresses and queries call a model or a field of ``spec``."""
    owner, name = place
    model = spec.by_name[owner]
    if name is None:
        snake = model.snake
        derived = {f"{snake}_id", f"{snake}_set", inflection.plural(snake)}
        if model.table is None:
            derived.add(f"{spec.app}_{model.name.lower()}")  # as Django calls it
        return {model.name, snake, model.plural_name} | derived
    field = model.by_name[name]
    return {field.name, field.attribute, field.api, f"get_{field.name}_display"}


def mentions(files: Mapping[str, bytes], names: Iterable[str]) -> Iterator[Mention]:
    """Every line that uses one of ``names``, in the order of ``files``.

    A name with a capital is one wherever it is a word of its own. Any other is one as an
    attribute (``.price``), in quotes (``"price"``, ``"-price"``), as a keyword
    (``price=``), in a lookup (``price__gt``), in an address (``/products/``) and in SQL.
    Migrations and what is no text are passed over.
    """
    words = sorted(set(names), key=len, reverse=True)
    if not words:
        return
    in_code, in_sql = _use_of(words), _word(words)
    for path, data in files.items():
        if set(PurePosixPath(path).parts) & set(_PAST):
            continue
        try:
            # As editors count: str.splitlines would split at a form feed too.
            lines = data.decode().split("\n")
        except UnicodeDecodeError:
            continue
        for number, text in enumerate(lines, 1):
            is_sql = _SQL.search(text) and in_sql.search(text)
            if is_sql or in_code.search(text):
                yield Mention(path=path, line=number, text=text.strip())


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"


def _word(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(words)})(?!\w)")


def _use_of(words: list[str]) -> re.Pattern[str]:
    classes = _any(word for word in words if not word.islower())
    others = _any(word for word in words if word.islower())
    # An attribute, an address, the name of a view; the end of a lookup; text; a keyword.
    begun = r"(?<=[./:])|(?<=__)|(?<=[\"'`{])|(?<=[\"'`][-=^@])"
    return re.compile(
        rf"(?<!\w)(?:{classes})(?!\w)"
        rf"|(?:{begun})(?:{others})(?!\w)"
        rf"|(?:{begun}|(?<!\w))(?:{others})(?:__\w|=(?![=\s]))"
    )
