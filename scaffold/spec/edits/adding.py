"""New models and fields, in the layout that the file has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scaffold.spec import grammar, toml
from scaffold.spec.edits.opened import (
    Cut,
    Opened,
    as_typed,
    line_end,
    line_start,
    newline_of,
    opened,
    spliced,
    unknown_model,
)
from scaffold.spec.faults import Fault, Key, SpecError, first
from scaffold.spec.field_words import USUAL_TYPE
from scaffold.spec.positions import Entry, layout
from scaffold.spec.rules.renaming import names_like
from scaffold.spec.toml_text import toml_key, toml_value

_BEHIND_A_PLACE = re.compile(r'[\s:("]')
_EQUALS = re.compile(r"([ \t]*)=([ \t]*)")


@dataclass(slots=True)
class _Added:
    """What the words say so far, and what is wrong with them."""

    models: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Of models that are there already.
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    #: Of models that could not be read whole, each with what stands for its word.
    misread: list[tuple[str, Fault]] = field(default_factory=list)

    @property
    def typed(self) -> list[Key]:
        fields = [("models", model, "fields", name) for model, name in self.fields]
        return [*fields, *(("models", name) for name in self.models)]


def add(text: str, words: Sequence[str], source: str = "") -> str:
    """``text`` with what ``words`` say: each a model, as after ``-m``, or a field.

    A model is "Review stars:integer", a field "Product.weight:decimal(8,3)". Raises
    SpecError with all faults of all words.
    """
    file = opened(text, source)
    words = [word.strip() for word in words if word.strip()]
    if not words:
        raise SpecError(_nothing(file))
    added = _Added()
    are_fields = ["." in _place_in(word) for word in words]
    # Models first: a field may be one of theirs, or refer to one.
    for word, is_field in zip(words, are_fields, strict=True):
        if not is_field:
            _read_model(file, word, added)
    for word, is_field in zip(words, are_fields, strict=True):
        if is_field:
            _read_field(file, word, added)
    new = file.text
    for name, fields in added.models.items():
        new = _with_model(new, name, fields)
    for (model, name), kind in added.fields.items():
        new = _with_field(new, model, name, kind)
    spec, faults = toml.from_document(tomllib.loads(new))
    misread = (
        as_typed(toml.accepted(fault, spec), [fault.at[:2]])
        if fault.at
        else replace(fault, at=(place,) if place else ())
        for place, fault in added.misread
    )
    ruled = (as_typed(fault, added.typed, source) for fault in faults)
    if faults := [*added.faults, *misread, *ruled]:
        raise SpecError(*faults)
    return file.mark + new


def _place_in(word: str) -> str:
    """The model, or the field of one, that ``word`` begins with."""
    return _BEHIND_A_PLACE.split(word, maxsplit=1)[0]


def _nothing(file: Opened) -> Fault:
    model = file.spec.models[0]
    names = {name for field in model.fields for name in field.names}
    free = first(names_like("note", "more"), lambda name: name not in names)
    return Fault(
        problem="there is nothing to add.",
        hint=f'Name a field, for example "{model.name}.{free}:text:optional", or a '
        "model with its fields as after --model.",
    )


def _read_model(file: Opened, word: str, added: _Added) -> None:
    name, fields, faults = toml.option_model(word)
    added.misread += [(_place_in(word), fault) for fault in faults]
    if name in added.models:
        added.faults.append(
            Fault(problem="is there twice.", at=(name,), hint="Keep one.")
        )
    elif name in file.spec.by_name:
        known = file.spec.by_name[name].by_name
        new = {n: kind for n, kind in fields.items() if n not in known}
        # So that what is wrong with them is told too, and the hint is to be trusted.
        added.fields |= {(name, n): kind for n, kind in new.items()}
        models = (*file.spec.by_name, *added.models)
        right = [n for n, kind in new.items() if _is_read(n, kind, models)]
        said = " ".join(f'"{name}.{n}:{new[n]}"' for n in right)
        hint = f"Add its fields by themselves: {said}." if said else "Leave it out."
        problem = "there is a model of this name already."
        added.faults.append(Fault(problem=problem, at=(name,), hint=hint))
    elif name:
        added.models[name] = fields


def _read_field(file: Opened, word: str, added: _Added) -> None:
    place = _place_in(word)
    rest = word[len(place) :].strip()
    model, _, name = place.partition(".")
    at = (model, name)
    known = file.spec.by_name
    fields = added.models.get(model)
    if not model or not name or "." in name:
        problem = f'"{place}" names no field of a model.'
        hint = 'Write it as "Product.weight:decimal(8,3)".'
        added.faults.append(Fault(problem=problem, hint=hint))
    elif fields is None and model not in known:
        added.faults.append(unknown_model(model, at, [*known, *added.models]))
    elif fields is None and name in known[model].by_name:
        where = file.source or "scaffold.toml"
        problem = "there is a field of this name already."
        hint = f"To change it, edit {where}."
        added.faults.append(Fault(problem=problem, at=at, hint=hint))
    elif at in added.fields or name in (fields or ()):
        added.faults.append(Fault(problem="is there twice.", at=at, hint="Keep one."))
    else:
        if not rest.startswith(":"):
            models = (*known, *added.models)
            right = rest if rest and _is_read(name, rest, models) else USUAL_TYPE
            problem = "there is no colon before its type." if rest else "has no type."
            hint = f'Write "{place}:{right}".'
            added.faults.append(Fault(problem=problem, at=at, hint=hint))
            rest = right
        kind = rest.removeprefix(":").strip()
        if fields is None:
            added.fields[model, name] = kind
        else:
            fields[name] = kind


def _is_read(name: str, kind: str, models: Sequence[str]) -> bool:
    try:
        field = grammar.parse(name, kind, models=models)
    except SpecError:
        return False
    return field.target is None or field.target in models


def _with_model(text: str, name: str, fields: dict[str, str]) -> str:
    """A model behind all others, as ``to_toml`` writes one."""
    inline = [e for e in layout(text).entries if e.is_inline and e.table == ("models",)]
    if inline:
        table = toml_value({name: {"fields": fields}})[2:-2]
        return _inserted(text, inline[-1].span[1], f", {table}")
    width = max((len(toml_key(field)) for field in fields), default=0)
    lines = ["", f"[models.{toml_key(name)}]"]
    lines += [
        f"fields.{toml_key(field):<{width}} = {toml_value(kind)}"
        for field, kind in fields.items()
    ]
    end = len(text.rstrip(" \t\r\n"))
    newline = newline_of(text)
    return _inserted(text, end, "".join(f"{newline}{line}" for line in lines))


def _with_field(text: str, model: str, name: str, kind: str) -> str:
    """A field behind the last of its model, written as that is."""
    rows = [*_rows(text, model)]
    last = rows[-1]
    newline = newline_of(text)
    if last.is_header or len(last.table) > 3:
        lines = ["", *_long_form(model, name, kind)]
        row = "".join(f"{newline}{line}" for line in lines)
        return _inserted(text, line_end(text, last.span[1]), row)
    start = last.span[0]
    if last.is_inline:
        row = f"{_before(text, last, start)}{toml_key(name)} = {toml_value(kind)}"
        return _inserted(text, last.span[1], f", {row}")
    before = _before(text, last, line_start(text, start))
    alike = [row for row in rows if row.table == last.table and not row.is_inline]
    alike = [row for row in alike if len(row.key) == 4]
    equals, cuts = _equals(text, alike, toml_key(name))
    row = f"{newline}{before}{toml_key(name)}{equals}{toml_value(kind)}"
    end = line_end(text, last.span[1])
    return spliced(text, [*cuts, ((end, end), row)])


def _inserted(text: str, at: int, more: str) -> str:
    return spliced(text, [((at, at), more)])


def _rows(text: str, model: str) -> Iterator[Entry]:
    """What says something of a field of ``model``, but not inside a field's braces."""
    at = ("models", model, "fields")
    for entry in layout(text).entries:
        is_inside = entry.is_inline and len(entry.table) > len(at)
        if entry.key[:3] == at and len(entry.key) > 3 and not is_inside:
            yield entry


def _long_form(model: str, name: str, kind: str) -> Iterator[str]:
    """The words of a field as a table, or the short form where it cannot be read."""
    yield f"[models.{toml_key(model)}.fields.{toml_key(name)}]"
    try:
        table = grammar.to_table(grammar.parse(name, kind))
    except SpecError:
        table = {"type": kind}
    for word, value in table.items():
        yield f"{word} = {toml_value(value)}"


def _before(text: str, row: Entry, start: int) -> str:
    """What stands in front of the field's own name: ``fields.`` and the indent."""
    return text[start : row.names[3 - len(row.table)][0]]


def _equals(text: str, rows: Sequence[Entry], name: str) -> tuple[str, list[Cut]]:
    """The sign behind ``name``, below those of ``rows`` if they are in one column.

    A name that is too long for a column makes that wider: the cuts say where.
    """
    signs = [(row.names[-1], _EQUALS.match(text, row.names[-1][1])) for row in rows]
    found = [(span, sign[1], sign[2]) for span, sign in signs if sign]
    if not found:
        return " = ", []
    gaps = {len(gap) for _, gap, _ in found}
    space, right = min(min(gaps), 1), found[-1][2]
    widths = [end - start + len(gap) for (start, end), gap, _ in found]
    # That of most rows: one that stands out is no column.
    width = max(widths, key=lambda each: (widths.count(each), each))
    if max(gaps) < 2 and (len(set(widths)) > 1 or len(found) < 2):
        return f"{' ' * space}={right}", []
    lack = len(name) + space - width
    if max(gaps) < 2 or lack < 0:
        # Names of one length are no column that somebody has made.
        return f"{' ' * max(width - len(name), space)}={right}", []
    cuts = [
        ((end, end), " " * lack)
        for ((_, end), _, _), each in zip(found, widths, strict=True)
        if each == width
    ]
    return f"{' ' * space}={right}", cuts
