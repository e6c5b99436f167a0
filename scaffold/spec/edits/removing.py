"""A model or a field taken out, with what belongs to it and what mentions it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from scaffold.spec.edits.opened import (
    Cut,
    Opened,
    line_end,
    line_start,
    next_line,
    opened,
)
from scaffold.spec.faults import Fault, Key, SpecError
from scaffold.spec.model import LIST_KEYS, SET_KEYS, TABLE_KEYS, Model
from scaffold.spec.positions import Span

_BEHIND_AN_ITEM = re.compile(r"[ \t]*(,?)[ \t]*(?:#.*)?")


def remove_model(text: str, name: str, source: str = "") -> str:
    """``text`` without the model ``name``. Raises SpecError if others refer to it."""
    file = opened(text, source)
    file.model(name)
    faults = [
        Fault(
            problem=f"{other.name}.{field.name} refers to it.",
            at=(name,),
            hint="Remove that first."
            if len(other.fields) > 1
            else f"Remove {other.name} first.",
        )
        for other in file.spec.models
        for field in other.relations
        if field.target == name and other.name != name
    ]
    if len(file.spec.models) == 1:
        problem, hint = "is the only model.", "Add another one first."
        faults.append(Fault(problem=problem, at=(name,), hint=hint))
    if faults:
        raise SpecError(*faults)
    return file.closed(_without(file, [("models", name)]), ())


def remove_field(text: str, model: str, field: str, source: str = "") -> str:
    """``text`` without ``field``, in the keys of its model too.

    A list that would be empty goes itself, and a set that is none any more. Raises
    SpecError, also if the label of the model mentions it.
    """
    file = opened(text, source)
    owner = file.model(model)
    file.has_field(owner, field)
    at = (model, field)
    faults = []
    if len(owner.fields) == 1:
        problem = f"is the only field of {model}."
        faults.append(Fault(problem=problem, at=at, hint="Add another one first."))
    if owner.label is not None and field in owner.label_names:
        problem = f"the label of {model} mentions it."
        hint = f"Change label in {source or 'scaffold.toml'} first."
        faults.append(Fault(problem=problem, at=at, hint=hint))
    if faults:
        raise SpecError(*faults)
    key = ("models", model)
    gone: list[Key] = [(*key, word, field) for word in TABLE_KEYS]
    gone += _left_empty(owner, field)
    cuts = [*_without(file, gone), *_mentions(file, owner, field, gone)]
    return file.closed(cuts, [key])


def _left_empty(model: Model, field: str) -> Iterator[Key]:
    """The keys that say nothing without ``field``."""
    at = ("models", model.name)
    for word in LIST_KEYS:
        names = getattr(model, word)
        if names and all(name.removeprefix("-") == field for name in names):
            yield *at, word
    for word in SET_KEYS:
        sets = getattr(model, word)
        if sets and len(_sets_that_go(word, sets, field)) == len(sets):
            yield *at, word


def _sets_that_go(word: str, sets: Sequence[Sequence[str]], field: str) -> set[int]:
    """Without ``field``, they are of one field, or what another set is."""
    seen = {_as_set(word, names) for names in sets if field not in names}
    gone = set()
    for number, names in enumerate(sets):
        if field in names:
            left = _as_set(word, [name for name in names if name != field])
            if len(left) < 2 or left in seen:
                gone.add(number)
            seen.add(left)
    return gone


def _as_set(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """The order matters to an index alone."""
    return tuple(sorted(names) if word == "unique" else names)


def _mentions(
    file: Opened, model: Model, field: str, gone: Collection[Key]
) -> Iterator[Cut]:
    at = ("models", model.name)
    for word in LIST_KEYS:
        if (*at, word) not in gone:
            names = [n.removeprefix("-") for n in getattr(model, word) or ()]
            yield from _without_items(file, (*at, word), _places(names, field))
    for word in SET_KEYS:
        if (*at, word) not in gone:
            sets = getattr(model, word)
            numbers = _sets_that_go(word, sets, field)
            yield from _without_items(file, (*at, word), numbers)
            for number, names in enumerate(sets):
                if number not in numbers:
                    places = _places(names, field)
                    yield from _without_items(file, (*at, word, number), places)


def _places(names: Sequence[str], field: str) -> set[int]:
    return {place for place, name in enumerate(names) if name == field}


def _without_items(file: Opened, key: Key, gone: Collection[int]) -> Iterator[Cut]:
    """A list without some of its items, others of which stay."""
    spans: list[Span] = []
    while span := file.layout.values.get((*key, len(spans))):
        spans.append(span)
    for place in gone:
        yield _own_line(file.text, spans, place) or _between(spans, place, gone), ""


def _own_line(text: str, spans: Sequence[Span], place: int) -> Span | None:
    """The line of an item that has it for itself, its comma and its comment."""
    start, end = spans[place]
    above = line_start(text, start)
    behind = _BEHIND_AN_ITEM.fullmatch(text, end, line_end(text, end))
    is_last = place == len(spans) - 1
    if text[above:start].strip() or not behind or not (behind[1] or is_last):
        return None
    return above, next_line(text, end)


def _between(spans: Sequence[Span], place: int, gone: Collection[int]) -> Span:
    """An item with the comma before it, or behind it if it is the first that stays."""
    if all(before in gone for before in range(place)):
        return spans[place][0], spans[place + 1][0]
    return spans[place - 1][1], spans[place][1]


def _without(file: Opened, keys: Collection[Key]) -> Iterator[Cut]:
    """All that says something of ``keys``."""

    def owner(key: Key) -> Key:
        return next((k for k in keys if key[: len(k)] == k), ())

    lines = [entry for entry in file.layout.entries if not entry.is_inline]
    end = 0
    for key, group in groupby(lines, lambda entry: owner(entry.key)):
        entries = [*group]
        start, before, end = entries[0].span[0], end, entries[-1].span[1]
        if key:
            yield _lines(file.text, (start, end), before, entries[0].is_header), ""
    tables = {e.table for e in file.layout.entries if e.is_inline and owner(e.key)}
    for table in tables:
        if not owner(table):
            pairs = [e for e in file.layout.entries if e.is_inline and e.table == table]
            gone = {place for place, e in enumerate(pairs) if owner(e.key)}
            spans = [pair.span for pair in pairs]
            for place in gone:
                yield _between(spans, place, gone), ""


def _lines(text: str, span: Span, before: int, is_header: bool) -> Span:
    """The lines of ``span``, the comment directly above and a blank line too many.

    ``before`` is where the value before it ends: what begins the file is the file's.
    """
    start, end = line_start(text, span[0]), next_line(text, span[1])
    above = start
    while above and _line_above(text, above).startswith("#"):
        if line_start(text, above - 1) < before:
            break  # the end of a text of many lines
        above = line_start(text, above - 1)
    start = above or start
    is_blank_above = start > 0 and not _line_above(text, start)
    is_blank_below = end == len(text) or not text[end : next_line(text, end)].strip()
    if is_blank_above and (is_header or is_blank_below):
        start = line_start(text, start - 1)
    elif is_header and not start and is_blank_below:
        end = next_line(text, end)
    if end == len(text) and not text.endswith("\n"):
        # The file had no end of its last line: it has none now.
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return start, end


def _line_above(text: str, start: int) -> str:
    return text[line_start(text, start - 1) : start].strip()
