"""The field grammar ``TYPE[(ARGUMENTS)][:MODIFIER]...``, read and printed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from scaffold.spec.faults import Key, SpecError
from scaffold.spec.field_words import (
    ARGUMENTS,
    FLAGS,
    PLAIN,
    TEXTS,
    VALUES,
    Written,
    is_denied,
    number_of,
    short_form,
)
from scaffold.spec.fields import Field
from scaffold.spec.kinds import DEFAULTABLE, NUMERIC, TRUE_OR_FALSE, Kind
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.traits import Argument
from scaffold.spec.toml_text import toml_value

#: No column holds as many, and Python prints no number of thousands of digits.
TOO_LONG = 10**400
_KINDS = frozenset(Kind)
_RULES = frozenset(OnDelete)
_ANY_ARGUMENT = {one.name: one for kind in Kind for one in kind.traits.arguments}
_HEAD = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*)"
    r'(?:\(((?:[^()"]|"(?:[^"\\]|\\.)*")*)\))?',
    re.DOTALL,
)
_WHOLE = re.compile(r"[+-]?[0-9]+")


class Unclosed(Exception):
    """A quote or a parenthesis, ``sign``, is not closed."""

    def __init__(self, sign: str) -> None:
        what = "a quote" if sign == '"' else "a parenthesis"
        super().__init__(f"{what} is not closed.")
        self.sign = sign


class _Refused(Exception):
    """What is wrong with one word of a field."""


def parse(name: str, text: str, *, at: Key = (), models: Sequence[str] = ()) -> Field:
    """The field that the short form ``text`` describes.

    ``at`` is its place in the spec; ``models`` are what it may refer to, for hints.
    Raises SpecError with all that is wrong with it.
    """
    try:
        return _parsed(name, text, at, models)
    except Unclosed as error:
        from scaffold.spec.hints import fields

        def is_right(text: str) -> bool:
            try:
                field = _parsed(name, text, (), ())
            except (SpecError, Unclosed):
                return False
            return field.target is None or field.target in models

        raise SpecError(
            fields.unclosed(text, error.sign, str(error), at, is_right)
        ) from None


def _parsed(name: str, text: str, at: Key, models: Sequence[str]) -> Field:
    head, *modifiers = split(text.strip(), ":")
    table = _head(head.strip())
    problems: list[str] = []
    for part in modifiers:
        word, equals, value = part.partition("=")
        word = word.strip()
        if not word:
            problems.append("there is nothing after a colon.")
        elif word in table:
            problems.append(f'"{word}" is there twice.')
        elif word in FLAGS and equals:
            problems.append(f'"{word}" takes no value.')
            table[word] = not is_denied(value)
        elif word in VALUES and not equals:
            problems.append(f'"{word}" needs a value.')
        elif equals and word in ARGUMENTS.get(table["type"], ()):
            problems.append(f"{word} stands in parentheses after the type.")
            table |= _named(table["type"], (word,), value)
        elif equals:
            table[word] = _value(table["type"], word, value.strip(), problems)
        else:
            table[word] = True
    written = Written(name=name, table=table, at=at, models=models, is_short=True)
    return _read(written, problems)


def from_table(
    name: str, table: dict[str, Any], *, at: Key = (), models: Sequence[str] = ()
) -> Field:
    """The field that the long form ``table`` describes."""
    if (table.get("type"), table.get("model")) == ("ref", "User"):
        table = {"type": str(Kind.USER)} | {
            word: value
            for word, value in table.items()
            if word not in ("type", "model")
        }
    written = Written(name=name, table=table, at=at, models=models, is_short=False)
    return _read(written, [])


def to_text(field: Field) -> str:
    """The short form; parsing it gives an equal field."""
    return short_form(to_table(field))


def to_table(field: Field) -> dict[str, Any]:
    """The words of the long form."""
    table: dict[str, Any] = {"type": str(field.kind)}
    for argument in field.kind.traits.arguments:
        table[argument.name] = getattr(field, argument.attribute)
    if field.labels:
        table["choices"] = dict(zip(field.choices, field.labels, strict=True))
    table |= {word: True for word in FLAGS if getattr(field, word)}
    for word in ("min", "max", "default", "on_delete", *TEXTS):
        if (value := getattr(field, word)) is not None:
            table[word] = value
    return table


def split(text: str, separators: str) -> list[str]:
    """Cut ``text`` at ``separators`` that stand outside quotes and parentheses.

    Raises Unclosed.
    """
    parts = [""]
    depth = 0
    quoted = escaped = False
    for char in text:
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char in separators and depth == 0:
            parts.append("")
            continue
        parts[-1] += char
    if quoted or depth:
        raise Unclosed('"' if quoted else ")")
    return parts


def _head(text: str) -> dict[str, Any]:
    """TYPE(ARGUMENTS) as the words of the long form, as far as it is that."""
    if "".join(text.split()) == Kind.USER:
        return {"type": str(Kind.USER)}
    found = _HEAD.fullmatch(text)
    if found is None or found[2] is None:
        return {"type": text}
    named = _named(found[1], ARGUMENTS.get(found[1], ()), found[2])
    return {"type": found[1], **named} if named else {"type": text}


def _named(kind: str, names: Sequence[str], inside: str) -> dict[str, Any]:
    """The arguments ``inside`` the parentheses, as the long form has them, if they fit."""
    values = [part.strip() for part in split(inside, ",")]
    if [_ANY_ARGUMENT[name].holds for name in names] == ["texts"]:
        return {names[0]: _labelled(values)} if inside.strip() else {}
    if len(values) != len(names) or "" in values:
        return {}
    return {
        name: int(value) if _is_whole(name, value) else value
        for name, value in zip(names, values, strict=True)
    }


def _labelled(values: Sequence[str]) -> list[str] | dict[str, str]:
    """``value`` or ``value=label``: a list where none has a label, else a table."""
    if not any("=" in value for value in values):
        return [*values]
    pairs = [value.partition("=") for value in values]
    choices = [value.strip() for value, _, _ in pairs]
    if len({*choices}) < len(choices):
        return choices  # of which the rules say that one is there twice
    labels = [_unquoted(label.strip()) for _, _, label in pairs]
    return dict(zip(choices, labels, strict=True))


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False)) if text.startswith('"') else text
    except ValueError:
        return text


def _is_whole(argument: str, text: str) -> bool:
    is_number = _ANY_ARGUMENT[argument].holds == "number"
    return is_number and bool(_WHOLE.fullmatch(text)) and len(text) < 12


def _value(kind: str, word: str, text: str, problems: list[str]) -> Any:
    """A modifier's value as TOML would give it in the long form."""
    if text.startswith('"'):
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            problems.append(f"the quotes of {word} are not closed or escaped.")
            return text.strip('"')
        return str(value)
    if word == "default" and kind not in DEFAULTABLE:
        return text
    if word in VALUES and not PLAIN.fullmatch(text):
        problems.append(f"the value of {word} needs quotes.")
    if word == "default" and kind in TRUE_OR_FALSE and text in ("true", "false"):
        return text == "true"
    return text


def _read(written: Written, problems: Sequence[str]) -> Field:
    """The field, if nothing is wrong with it but ``problems``, and they are none."""
    kind: Kind | None = None
    facts: dict[str, Any] = {}
    refused = [("", problem) for problem in problems]
    try:
        kind = _kind(written)
    except _Refused as error:
        refused.append(("type", str(error)))
    for word, value in written.table.items():
        try:
            facts |= _fact(kind, word, value)
        except _Refused as error:
            refused.append((word, str(error)))
    if kind is None or refused:
        from scaffold.spec.hints import fields

        raise SpecError(
            *(fields.fault(written, kind, word, why) for word, why in refused)
        )
    return Field(name=written.name, kind=kind, **facts)


def _kind(written: Written) -> Kind:
    """Refuses without a reason what is not a type: the hints know one."""
    word = written.table.get("type")
    if not isinstance(word, str) or word not in _KINDS:
        raise _Refused
    kind = Kind(word)
    for argument in ARGUMENTS.get(kind, ()):
        if argument not in written.table:
            raise _Refused
    return kind


def _fact(kind: Kind | None, word: str, value: Any) -> dict[str, Any]:
    """What ``word`` says of the field, as far as that can be told without a kind."""
    if isinstance(value, int) and abs(value) >= TOO_LONG:
        raise _Refused(f"{word} has too many digits.")
    match word:
        case "type":
            return {}
        case "optional" | "unique" | "index" | "readonly":
            if not isinstance(value, bool):
                raise _Refused(f"{word} must be true or false.")
            return {word: value}
        case "title" | "help" | "related" | "column" | "table":
            if not isinstance(value, str):
                raise _Refused(f"{word} must be text.")
            return {word: value}
        case "min" | "max" | "default" | "on_delete":
            return {word: _setting(kind, word, value)} if kind else {}
        case _ if kind and word in ARGUMENTS.get(kind, ()):
            return _argument(_ANY_ARGUMENT[word], value)
        case _ if kind or word not in _ANY_ARGUMENT:
            raise _Refused
    return {}


def _argument(argument: Argument, value: Any) -> dict[str, Any]:
    word = argument.name
    match argument.holds:
        case "texts" if isinstance(value, dict):
            if not all(isinstance(label, str) for label in value.values()):
                raise _Refused(f"the labels of {word} must be texts.")
            labels = tuple(value.values()) if any(value.values()) else ()
            return {argument.attribute: tuple(value), "labels": labels}
        case "texts":
            if not isinstance(value, list) or not all(
                isinstance(v, str) for v in value
            ):
                raise _Refused(f"{word} must be a list of texts.")
            value = tuple(value)
        case "text":
            if not isinstance(value, str):
                raise _Refused(f"{word} must be text.")
        case _:
            if isinstance(value, bool) or not isinstance(value, int):
                raise _Refused(
                    f"{word} must be a whole number, not {toml_value(value)}."
                )
    return {argument.attribute: value}


def _setting(kind: Kind, word: str, value: Any) -> Any:
    if word == "on_delete":
        if not isinstance(value, str) or value not in _RULES:
            raise _Refused(f"on_delete cannot be {toml_value(value)}.")
        return OnDelete(value)
    if kind in NUMERIC:
        number = number_of(kind, value)
        if number is None:
            raise _Refused(
                f"{word} is not a number that {kind} can hold: {toml_value(value)}."
            )
        return number
    if word in ("min", "max"):
        raise _Refused(f"{word} does not apply to {kind}: only numbers have bounds.")
    if kind in TRUE_OR_FALSE and not isinstance(value, bool):
        raise _Refused(f"the default of a {kind} is true or false.")
    if kind not in TRUE_OR_FALSE and not isinstance(value, str):
        if kind in DEFAULTABLE:
            raise _Refused(f"the default of {kind} must be text.")
        return toml_value(value)  # which the rules refuse: they know why
    return value
