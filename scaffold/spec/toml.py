"""scaffold.toml and ``-m`` text to a Spec, and a Spec back to scaffold.toml."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from scaffold.spec import grammar, rules
from scaffold.spec.faults import Fault, Key, SpecError, certain, remove, write
from scaffold.spec.field_words import USUAL_TYPE
from scaffold.spec.fields import Field
from scaffold.spec.kinds import Kind
from scaffold.spec.model import (
    DEFAULT_APP,
    LIST_KEYS,
    MODEL_KEYS,
    NAME_KEYS,
    SET_KEYS,
    SPEC_KEYS,
    TEXT_KEYS,
    Model,
    Sample,
    Spec,
)
from scaffold.spec.rules.fields import mended
from scaffold.spec.toml_text import toml_text as toml_text
from scaffold.spec.toml_text import toml_value
from scaffold.system.errors import first_line, reason

FILE_LIMIT = 1024 * 1024

#: A value by our key, and where it is in the file: its key may be misspelt there.
_Entry = tuple[Any, Key]


def load(path: Path, hint: str = "") -> Spec:
    """The spec in the TOML file ``path``. Raises SpecError with all its faults.

    ``hint`` is what to do when there is no such file.
    """
    return from_toml(read(path, hint), str(path))


def read(path: Path, hint: str = "") -> str:
    """The text of a spec's file, without a byte order mark. Raises SpecError."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = reason(error) if isinstance(error, OSError) else first_line(str(error))
        raise _unreadable(path, f"cannot be read: {why}.", hint) from None
    if len(data) > FILE_LIMIT:
        raise _unreadable(path, "is over 1 MiB.", "A spec is a few kilobytes.")
    try:
        return _decoded(data)
    except ValueError as error:
        raise _unreadable(path, f"is {error}.", "Save it as UTF-8.") from None


def from_toml(text: str, source: str = "") -> Spec:
    """The spec that ``text`` describes; ``source`` is what to call it.

    Raises SpecError with all its faults.
    """
    broken: list[Fault] = []
    document: dict[str, Any] | None = None
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        from scaffold.spec import syntax

        text, broken, is_toml = syntax.mended(text)
        document = tomllib.loads(text) if is_toml else None
    spec, faults = from_document(document) if document is not None else (None, [])
    if spec is None or broken or faults:
        from scaffold.spec.positions import in_file

        raise SpecError(*in_file([*broken, *faults], text, source))
    return spec


def from_options(models: Sequence[str]) -> Spec:
    """The spec of repeated ``-m "Product name:string(200) price:decimal(10,2)"``."""
    tables: dict[str, Any] = {}
    found: list[tuple[int, Fault]] = []
    numbers: dict[str, int] = {}
    for number, text in enumerate(models, 1):
        name, fields, faults = option_model(text)
        if name in tables:
            faults = [
                Fault(
                    problem=f'"{name}" is there twice.',
                    at=("models", name),
                    hint="Put its fields into one option.",
                )
            ]
        elif name:
            tables[name] = {"fields": fields}
            numbers[name] = number
        found += [(number, fault) for fault in faults]
    spec, faults = from_document({"models": tables})
    found = [(number, accepted(fault, spec)) for number, fault in found]
    if tables:
        # What no option alone is to blame for is told of the first.
        found += [(numbers.get(".".join(map(str, f.at[1:2])), 1), f) for f in faults]
    if found:
        raise SpecError(*_in_options(found, len(models) > 1))
    return spec


def _in_options(found: list[tuple[int, Fault]], are_many: bool) -> Iterator[Fault]:
    """Faults in the order of the options, each with its number if it needs one."""
    for number, fault in sorted(found, key=lambda pair: pair[0]):
        at = tuple(key for place, key in enumerate(fault.at) if place not in (0, 2))
        source = f"--model {number}" if are_many else "--model"
        yield replace(fault, at=at, source=source)


def to_toml(spec: Spec) -> str:
    """The whole spec; loading it gives an equal one."""
    lines = [
        f"{key} = {toml_text(value)}"
        for key, value in (
            ("title", spec.title),
            ("description", spec.description),
            ("author", spec.author),
            ("app", spec.app),
        )
        if value
    ]
    for model in spec.models:
        lines += ["", f"[models.{model.name}]"]
        width = max(len(field.name) for field in model.fields)
        lines += [
            f"fields.{field.name:<{width}} = {toml_text(grammar.to_text(field))}"
            for field in model.fields
        ]
        for key in LIST_KEYS:
            names = getattr(model, key)
            if names is not None:
                lines.append(f"{key} = {_toml_list(names)}")
        for key in SET_KEYS:
            if sets := getattr(model, key):
                lines.append(f"{key} = [{', '.join(map(_toml_list, sets))}]")
        for key in NAME_KEYS:
            if (text := getattr(model, key)) is not None:
                lines.append(f"{key} = {toml_text(text)}")
        width = max((len(name) for name, _ in model.samples), default=0)
        lines += [
            f"samples.{name:<{width}} = {toml_value(values)}"
            for name, values in model.samples
        ]
    return "\n".join(lines).lstrip("\n") + "\n"


def _toml_list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(toml_text(text) for text in texts) + "]"


def _unreadable(path: Path, problem: str, hint: str) -> SpecError:
    return SpecError(Fault(problem=problem, hint=hint, source=str(path)))


def _decoded(data: bytes) -> str:
    """``data`` as text. Raises ValueError, which says what it is instead of UTF-8."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise ValueError("UTF-32, not UTF-8")
    has_every_other_nul = data.count(0) * 3 > len(data) > 3
    if (
        data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or has_every_other_nul
    ):
        raise ValueError("UTF-16, not UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"not UTF-8 in line {line}") from None
    return text if "\n" in text else text.replace("\r", "\n")


def from_document(document: dict[str, Any]) -> tuple[Spec, list[Fault]]:
    """What could be read, and all that is wrong with it."""
    faults: list[Fault] = []
    spec = _spec(document, faults)
    read = [accepted(fault, spec) for fault in faults]
    return spec, certain(read, rules.faults(spec))


def accepted(fault: Fault, spec: Spec) -> Fault:
    """``fault`` with a suggestion that the rules accept as well, for a field or several."""
    edit = fault.suggestion
    if edit is None or edit.value is None:
        return fault
    match edit.at:
        case ("models", str(owner), "fields") if owner in spec.by_name:
            from scaffold.spec.hints import keys

            model = spec.by_name[owner]
            fields = {
                n: _accepted_value(spec, model, n, v) for n, v in edit.value.items()
            }
            return keys.no_fields(fields, edit.at)
        # A field may stand one level too high.
        case ("models", str(owner), *_, str(name)) if (
            owner in spec.by_name and name in spec.by_name[owner].by_name
        ):
            model = spec.by_name[owner]
            value = _accepted_value(spec, model, name, edit.value)
            return replace(fault, suggestion=write(edit.at, value))
    return fault


def _accepted_value(spec: Spec, model: Model, name: str, value: Any) -> Any:
    is_short = isinstance(value, str)
    read = grammar.parse if is_short else grammar.from_table
    try:
        field = read(name, value, models=tuple(spec.by_name))
    except SpecError as error:
        edits = (fault.suggestion for fault in error.faults)
        better = next((e.value for e in edits if e and e.value is not None), USUAL_TYPE)
        return _accepted_value(spec, model, name, better)
    if (mend := mended(spec, model, field)) is None:
        return value
    return grammar.to_text(mend) if is_short else grammar.to_table(mend)


def _spec(document: dict[str, Any], faults: list[Fault]) -> Spec:
    entries, tables = _entries(document, SPEC_KEYS, (), faults)
    texts = {key: _text(key, entries, faults) or "" for key in TEXT_KEYS}
    app = _text("app", entries, faults)
    value, at = entries.get("models", ({}, ("models",)))
    if isinstance(value, dict):
        tables = {n: (table, (*at, n)) for n, table in value.items()} | tables
    else:
        from scaffold.spec.hints import keys

        faults.append(keys.no_table(at))
    names = tuple(tables)
    return Spec(
        models=tuple(
            _model(name, table, at, names, faults)
            for name, (table, at) in tables.items()
        ),
        app=DEFAULT_APP if app is None else app,
        **texts,
    )


def _entries(
    table: dict[str, Any], known: Sequence[str], at: Key, faults: list[Fault]
) -> tuple[dict[str, _Entry], dict[str, _Entry]]:
    """What ``table`` holds by our keys, and what it holds one level too high.

    A key that is not known is read as the one that it is taken for, so that what is
    wrong below it is found too.
    """
    found = {w: (value, (*at, w)) for w, value in table.items() if w in known}
    higher: dict[str, _Entry] = {}
    for word, value in table.items():
        if word not in known:
            from scaffold.spec.hints import keys

            fault = keys.unknown_key(table, word, known, at)
            faults.append(fault)
            if fault.suggestion and fault.suggestion.to:
                place, to = fault.suggestion.at, fault.suggestion.to
                into = found if len(to) == len(at) + 1 else higher
                # Perhaps not all of it moves, but a key in it.
                moved = value if len(place) == len(at) + 1 else value[place[-1]]
                into.setdefault(str(to[-1]), (moved, place))
    return found, higher


def _model(
    name: str, table: object, at: Key, models: Sequence[str], faults: list[Fault]
) -> Model:
    if not isinstance(table, dict):
        from scaffold.spec.hints import keys

        faults.append(keys.no_table(at))
        return Model(name=name, fields=(_unread("name"),))
    entries, fields = _entries(table, MODEL_KEYS, at, faults)
    value, place = entries.get("fields", ({}, (*at, "fields")))
    if isinstance(value, dict):
        fields = {n: (field, (*place, n)) for n, field in value.items()} | fields
    else:
        from scaffold.spec.hints import keys

        faults.append(keys.no_fields(keys.fields_in(value), place))
    said: dict[str, Any] = {
        key: _texts(*entries[key], faults) for key in LIST_KEYS if key in entries
    }
    said |= {key: _sets(*entries[key], faults) for key in SET_KEYS if key in entries}
    said |= {key: _text(key, entries, faults) for key in NAME_KEYS}
    if "samples" in entries:
        said["samples"] = _samples(*entries["samples"], faults)
    return Model(
        name=name,
        fields=tuple(
            _field(n, field, place, models, faults)
            for n, (field, place) in fields.items()
        ),
        **said,
    )


def _samples(
    value: object, at: Key, faults: list[Fault]
) -> tuple[tuple[str, tuple[Sample, ...]], ...]:
    """The lists by field, of values that TOML can say and people write in a list."""
    if not isinstance(value, dict):
        hint = 'Write samples.name = ["Oak desk", "Reading lamp"].'
        edit = remove(at)
        problem = "must be a table of lists."
        faults.append(Fault(problem=problem, at=at, hint=hint, suggestion=edit))
        return ()
    found = []
    for name, values in value.items():
        plain = [_sample(v) for v in values] if isinstance(values, list) else [None]
        read = tuple(v for v in plain if v is not None)
        if len(read) == len(plain):
            found.append((name, read))
        else:
            problem = "must be a list of texts, numbers, dates or true and false."
            hint = "Write a value for each row."
            edit = remove((*at, name))
            faults.append(
                Fault(problem=problem, at=(*at, name), hint=hint, suggestion=edit)
            )
    return tuple(found)


def _sample(value: object) -> Sample | None:
    match value:
        case str() | bool() | float():
            return value
        case int() if abs(value) < grammar.TOO_LONG:
            return value
        case date() | datetime() | time():
            return value.isoformat()
        case list():
            return tuple(value) if all(isinstance(v, str) for v in value) else None
    return None


def _field(
    name: str, value: object, at: Key, models: Sequence[str], faults: list[Fault]
) -> Field:
    try:
        if isinstance(value, str):
            return grammar.parse(name, value, at=at, models=models)
        if isinstance(value, dict):
            return grammar.from_table(name, value, at=at, models=models)
    except SpecError as error:
        faults += error.faults
        return _unread(name)
    from scaffold.spec.hints import keys

    faults.append(keys.no_field(value, at))
    return _unread(name)


def _unread(name: str) -> Field:
    """In place of a field that could not be read: its name can be checked all the same."""
    return Field(name=name, kind=Kind.STRING, length=1, optional=True)


def option_model(text: str) -> tuple[str, dict[str, str], list[Fault]]:
    """Name and fields of one ``-m``, and what is wrong with how it is put together."""
    try:
        name, *words = grammar.split(text, " \t\r\n")
    except grammar.Unclosed as error:
        problem = f"{error}"
        return "", {}, [Fault(problem=problem, hint="Close it before the next field.")]
    name, *words = [word for word in (name, *words) if word] or [""]
    example = f'Write "Product {" ".join((name, *words)) or "name:string(200)"}".'
    if not name:
        return "", {}, [Fault(problem="is empty.", hint=example)]
    if ":" in name.rstrip(":"):
        return "", {}, [Fault(problem="a model's name comes first.", hint=example)]
    fields: dict[str, str] = {}
    faults: list[Fault] = []
    typed: list[str] = []
    for word, following in pairwise([*words, ""]):
        field, colon, kind = word.partition(":")
        at = ("models", name, "fields", field)
        if word in typed:
            continue
        if word.lower() == "not" and following.lower() in ("null", "nullable", "none"):
            typed.append(following)
        if not colon:
            from scaffold.spec.hints import keys

            if ":" not in following and keys.is_type(following):
                faults.append(keys.no_colon(word, following, at))
                fields.setdefault(field, keys.EXAMPLE["name"])
                typed.append(following)
                continue
            faults.append(keys.no_type(word, at, fields))
            if faults[-1].at == at:
                fields.setdefault(field, keys.EXAMPLE["name"])
        elif field in fields:
            faults.append(Fault(problem="is there twice.", at=at, hint="Keep one."))
        else:
            fields[field] = kind
    return name, fields, faults


def _text(key: str, entries: dict[str, _Entry], faults: list[Fault]) -> str | None:
    """The text of ``key``, if it has one."""
    value, at = entries.get(key, (None, ()))
    if value is None or isinstance(value, str):
        return value
    from scaffold.spec.hints import keys

    faults.append(keys.no_text(value, key, at))
    return None


def _texts(value: object, at: Key, faults: list[Fault]) -> tuple[str, ...] | None:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    from scaffold.spec.hints import keys

    faults.append(keys.no_names(value, at))
    names = _suggested(faults[-1])
    return None if names is None else tuple(names)


def _sets(value: object, at: Key, faults: list[Fault]) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, list) and all(
        isinstance(names, list) and all(isinstance(name, str) for name in names)
        for names in value
    ):
        return tuple(map(tuple, value))
    from scaffold.spec.hints import keys

    faults.append(keys.no_sets(value, at))
    return tuple(map(tuple, _suggested(faults[-1]) or ()))


def _suggested(fault: Fault) -> Any:
    """To be read instead, so that what is wrong inside is found too."""
    return fault.suggestion.value if fault.suggestion else None
