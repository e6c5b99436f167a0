"""The words of a text, and what becomes of one where a model or field has another name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from scaffold.spec import inflection
from scaffold.spec.changes import Place

WORD = re.compile(r"\w+")

Forms = tuple[tuple[str, str], ...]


def forms(places: Mapping[Place, str]) -> Forms:
    """How the old and the new name are written in code and in sentences, longest first."""
    return tuple(_forms(places))


def _forms(places: Mapping[Place, str]) -> Iterator[tuple[str, str]]:
    for (model, field), name in places.items():
        if field is not None:
            yield from field_forms(field, name)
            yield inflection.camel(field), inflection.camel(name)
            yield inflection.title(field), inflection.title(name)
            continue
        old, new = inflection.snake(model), inflection.snake(name)
        for before, after in (
            (inflection.plural(old), inflection.plural(new)),
            (old, new),
        ):
            yield inflection.camel(before), inflection.camel(after)
            yield before, after
            yield before.upper(), after.upper()
            yield inflection.title(before), inflection.title(after)
            yield before.replace("_", ""), after.replace("_", "")


def field_forms(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What a row calls a field: itself, its id, the ids behind it."""
    yield old, new
    for ending in ("_id", "_ids"):
        yield old + ending, new + ending
    yield f"{inflection.singular(old)}_ids", f"{inflection.singular(new)}_ids"


def renamed(
    before: frozenset[str], after: frozenset[str], known: Forms
) -> dict[str, str]:
    """What stands no more in ``before``, by what stands in ``after`` in its place."""
    found = {}
    for word in before - after:
        other = next((o for o in _others(word, known) if o in after), None)
        if other is not None:
            found[word] = other
    return found


def _others(word: str, known: Forms) -> Iterator[str]:
    """What ``word`` may be called: with one form replaced, or, last, with all of them."""
    other = word
    for old, new in known:
        if (one := _within(word, old, new)) != word:
            yield one
            other = _within(other, old, new)
    yield other


def _within(word: str, old: str, new: str) -> str:
    """``word`` with ``old`` in it replaced, where that is a word of its own there."""
    if word == old:
        return new
    if not WORD.fullmatch(new):
        return word
    ends = (
        r"(?=_|[A-Z]|\W|$)"
        if old[:1].isupper() and not old.isupper()
        else r"(?=_|\W|$)"
    )
    begins = r"(?<![A-Za-z0-9])" if not old[:1].isupper() or old.isupper() else ""
    return re.sub(begins + re.escape(old) + ends, new, word)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in WORD.findall(text))


def replaced(text: str, names: Mapping[str, str]) -> str:
    return WORD.sub(lambda found: names.get(found[0], found[0]), text)


def neutral(known: Forms) -> Callable[[str], str]:
    """A function that makes one of a line under the old name and under the new one."""
    by_word: dict[str, str] = {}
    for old, new in known:
        by_word[old] = by_word[new] = "\0"
    parts = re.compile(
        r"(?<![A-Za-z0-9])(?:"
        + "|".join(map(re.escape, sorted(by_word, key=len, reverse=True)))
        + r")(?=_|[A-Z]|\W|$)"
    )
    return lambda line: parts.sub("\0", line)
