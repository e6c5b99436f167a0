"""Another name for a model or a field, with every mention of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace

from scaffold.spec.edits.opened import (
    Cut,
    Opened,
    line_start,
    named_first,
    opened,
)
from scaffold.spec.faults import Fault, Key, SpecError
from scaffold.spec.model import LIST_KEYS, SET_KEYS, Model
from scaffold.spec.positions import Entry, Span
from scaffold.spec.rules.renaming import rename_hint
from scaffold.spec.toml_text import toml_key, toml_text


def rename_model(text: str, old: str, new: str, source: str = "") -> str:
    """``text`` with the model ``old`` called ``new``, where others refer to it too.

    Names of the way back stay. Raises SpecError.
    """
    file = opened(text, source)
    file.model(old)
    if new in file.spec.by_name:
        raise SpecError(_taken("model", (new,), old == new))
    cuts = [*_keys(file, ("models", old), new), *_references(file, old, new)]
    key = ("models", new)
    return named_first(
        lambda: file.closed(cuts, [key]), (new,), lambda f: _free(f, old)
    )


def rename_field(text: str, model: str, old: str, new: str, source: str = "") -> str:
    """``text`` with the field ``old`` called ``new``, in the keys of its model too.

    Raises SpecError.
    """
    file = opened(text, source)
    owner = file.model(model)
    file.has_field(owner, old)
    if new in owner.by_name:
        raise SpecError(_taken("field", (model, new), old == new))
    key = ("models", model, "fields")
    cuts = [*_keys(file, (*key, old), new), *_mentions(file, owner, old, new)]
    at = (model, new)
    return named_first(
        lambda: file.closed(cuts, [(*key, new)]), at, lambda f: _free(f, old)
    )


def _taken(what: str, at: Key, is_same: bool) -> Fault:
    problem = f"there is a {what} of this name already."
    if is_same:
        problem = f"this {what} has that name already."
    return Fault(problem=problem, at=at, hint="Choose another name.")


def _free(fault: Fault, old: str) -> Fault:
    """``fault`` without the places to change, which follow, and without the old name."""
    to = fault.suggestion.to if fault.suggestion else ()
    if not to:
        return fault
    better = str(to[-1])
    hint = "Choose another name." if better == old else rename_hint(better, ())
    return replace(fault, hint=hint)


def _keys(file: Opened, key: Key, new: str) -> Iterator[Cut]:
    for entry in file.layout.entries:
        place = len(key) - 1 - len(entry.table)
        if entry.key[: len(key)] == key and place >= 0:
            start, end = span = entry.names[place]
            quote = file.text[start] if file.text[start] in "'\"" else ""
            put = toml_key(new)
            put = f"{quote}{new}{quote}" if put == new else put
            yield span, put
            if entry.key == key and (sign := _sign_in_column(file, entry)):
                gap = sign - end + (end - start) - len(put)
                yield (end, sign), " " * gap if gap > 0 else file.text[end:sign]


def _sign_in_column(file: Opened, row: Entry) -> int:
    """Where the equals sign of ``row`` is, if it is below those of its neighbours.

    Where they stand in one column because their names are equally long, they do not
    stand in one on purpose.
    """
    rows = [e for e in file.layout.entries if e.table == row.table and e != row]
    others = [e for e in rows if e.key[:-1] == row.key[:-1] and not e.is_inline]
    lengths = {e.names[-1][1] - e.names[-1][0] for e in others}
    if row.is_inline or row.is_header or len(lengths) < 2:
        return 0
    signs = {e: file.text.index("=", e.names[-1][1]) for e in (row, *others)}
    columns = {sign - line_start(file.text, sign) for sign in signs.values()}
    return signs[row] if len(columns) == 1 else 0


def _references(file: Opened, old: str, new: str) -> Iterator[Cut]:
    """The relations to the model ``old``, in the short form and the long."""
    for model in file.spec.models:
        for field in model.relations:
            if field.target == old:
                at = ("models", model.name, "fields", field.name)
                long = file.layout.values.get((*at, "model"))
                pattern = _alone(old) if long else rf"(\(\s*){old}(?=\s*\))"
                # A text of people may have it too, further behind.
                yield _cut(file, long or file.layout.values[at], pattern, new, count=1)


def _mentions(file: Opened, model: Model, old: str, new: str) -> Iterator[Cut]:
    at = ("models", model.name)
    values = file.layout.values
    for word in LIST_KEYS:
        for place, name in enumerate(getattr(model, word) or ()):
            if name.removeprefix("-") == old:
                yield _cut(file, values[*at, word, place], _alone(old), new)
    for word in SET_KEYS:
        for number, names in enumerate(getattr(model, word)):
            for place, name in enumerate(names):
                if name == old:
                    span = values[*at, word, number, place]
                    yield _cut(file, span, _alone(old), new)
    yield from _keys(file, (*at, "samples", old), new)
    if model.label is not None and old in model.label_names:
        yield _cut(file, values[*at, "label"], rf"(\{{){old}(?=\}})", new)


def _alone(name: str) -> str:
    return rf"^([^\w]*){name}\b"


def _cut(file: Opened, span: Span, pattern: str, new: str, count: int = 0) -> Cut:
    """The text at ``span`` with the name in it that ``pattern`` finds changed."""
    written = file.text[span[0] : span[1]]

    def changed(text: str) -> str:
        return re.sub(pattern, lambda found: f"{found[1]}{new}", text, count=count)

    if changed(written) != written and toml_key(new) == new:
        return span, changed(written)
    # The name has an escape in it, or would need one.
    return span, toml_text(changed(tomllib.loads(f"x = {written}")["x"]))
