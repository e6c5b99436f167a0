"""The field grammar ``TYPE[(ARGUMENTS)][:MODIFIER]...``, read and printed."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from scaffold.spec.fields import NUMERIC, Field, Kind, Number, OnDelete
from scaffold.system.errors import SpecError, did_you_mean

ARGUMENTS: dict[Kind, tuple[str, ...]] = {
    Kind.STRING: ("length",),
    Kind.DECIMAL: ("digits", "places"),
    Kind.CHOICE: ("choices",),
    Kind.REF: ("model",),
    Kind.ONE: ("model",),
    Kind.REFS: ("model",),
}
FLAGS = ("optional", "unique", "index")
VALUES = ("default", "min", "max", "on_delete")
SHAPES = {
    Kind.STRING: "string(200)",
    Kind.DECIMAL: "decimal(10,2)",
    Kind.CHOICE: "choice(draft,live)",
    Kind.REF: "ref(Model)",
    Kind.ONE: "one(Model)",
    Kind.REFS: "refs(Model)",
}

#: No column holds as many, and Python prints no number of thousands of digits.
TOO_LONG = 10**400
_HEAD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\(([^()]*)\))?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
#: Text that needs no quotes.
_PLAIN = re.compile(r"[\w.+/@-]+")


def parse(name: str, text: str, *, key: str) -> Field:
    """The field that the short form ``text`` describes."""
    parts = split(text.strip(), ":", key=key)
    head = _HEAD.fullmatch(parts[0].strip())
    if head is None:
        raise SpecError(
            f'"{parts[0]}" is not TYPE or TYPE(ARGUMENTS).',
            key=key,
            hint='Write for example "string(200):unique".',
        )
    table: dict[str, Any] = {"type": head[1]}
    kind = kind_of(head[1], key=key)
    arguments = [a.strip() for a in head[2].split(",")] if head[2] is not None else []
    table |= _named_arguments(kind, arguments, key=key)
    for part in parts[1:]:
        word, equals, value = part.partition("=")
        word = word.strip()
        if word in table:
            raise SpecError(f'"{word}" is there twice.', key=key, hint="Keep one.")
        if word in FLAGS and not equals:
            table[word] = True
        elif word in VALUES and equals:
            table[word] = _value(kind, word, value.strip(), key=key)
        elif word in FLAGS:
            raise SpecError(
                f'"{word}" takes no value.', key=key, hint=f'Write ":{word}".'
            )
        elif word in VALUES:
            raise SpecError(
                f'"{word}" needs a value.', key=key, hint=f'Write ":{word}=…".'
            )
        else:
            raise SpecError(
                f'"{word}" is not a modifier.',
                key=key,
                hint=did_you_mean(word, FLAGS + VALUES),
            )
    return from_table(name, table, key=key)


def from_table(name: str, table: dict[str, Any], *, key: str) -> Field:
    """The field that the long form ``table`` describes."""
    rest = dict(table)
    if "type" not in rest:
        raise SpecError("the field has no type.", key=key, hint='Add type = "string".')
    type_name = rest.pop("type")
    if not isinstance(type_name, str):
        raise SpecError("type must be text.", key=key, hint='Write type = "string".')
    kind = kind_of(type_name, key=key)
    for word, value in rest.items():
        if isinstance(value, int) and abs(value) >= TOO_LONG:
            raise SpecError(f"{word} has too many digits.", key=key)
    facts: dict[str, Any] = {}
    for argument in ARGUMENTS.get(kind, ()):
        if argument not in rest:
            raise SpecError(
                f"{kind} needs {argument}.",
                key=key,
                hint=f'Write for example "{SHAPES[kind]}".',
            )
        value = rest.pop(argument)
        if argument == "choices":
            facts["choices"] = _texts(value, key=key)
        elif argument == "model":
            facts["target"] = _text(value, "model", key=key)
        else:
            facts[argument] = _whole(value, argument, key=key)
    for word in FLAGS:
        flag = rest.pop(word, False)
        if not isinstance(flag, bool):
            raise SpecError(f"{word} must be true or false.", key=key)
        facts[word] = flag
    for word in ("min", "max"):
        if word in rest:
            facts[word] = _number(kind, rest.pop(word), word, key=key)
    if "default" in rest:
        facts["default"] = _default(kind, rest.pop("default"), key=key)
    if "on_delete" in rest:
        rule = _text(rest.pop("on_delete"), "on_delete", key=key)
        if rule not in list(OnDelete):
            raise SpecError(
                f'on_delete cannot be "{rule}".',
                key=key,
                hint=did_you_mean(rule, list(OnDelete)),
            )
        facts["on_delete"] = OnDelete(rule)
    if rest:
        unknown = next(iter(rest))
        known = ("type", *ARGUMENTS.get(kind, ()), *FLAGS, *VALUES)
        raise SpecError(
            f'"{unknown}" is not a key of a {kind} field.',
            key=key,
            hint=did_you_mean(unknown, known),
        )
    return Field(name=name, kind=kind, **facts)


def to_text(field: Field) -> str:
    """The short form; parsing it gives an equal field."""
    match field.kind:
        case Kind.STRING:
            head = f"string({field.length})"
        case Kind.DECIMAL:
            head = f"decimal({field.digits},{field.places})"
        case Kind.CHOICE:
            head = f"choice({','.join(field.choices)})"
        case Kind.REF | Kind.ONE | Kind.REFS:
            head = f"{field.kind}({field.target})"
        case _:
            head = str(field.kind)
    parts = [head]
    parts += [word for word in FLAGS if getattr(field, word)]
    for word in ("min", "max", "default", "on_delete"):
        value = getattr(field, word)
        if value is not None:
            parts.append(f"{word}={_printed(value)}")
    return ":".join(parts)


def split(text: str, separators: str, *, key: str) -> list[str]:
    """Cut ``text`` at ``separators`` that stand outside quotes and parentheses."""
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
        missing = '"' if quoted else "parenthesis"
        raise SpecError(f'a {missing} is not closed in "{text}".', key=key)
    return parts


def kind_of(word: str, *, key: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise SpecError(
            f'"{word}" is not a type.', key=key, hint=did_you_mean(word, list(Kind))
        ) from None


def _named_arguments(kind: Kind, arguments: list[str], *, key: str) -> dict[str, Any]:
    names = ARGUMENTS.get(kind, ())
    if kind is Kind.CHOICE and arguments:
        return {"choices": arguments}
    if len(arguments) != len(names):
        wanted = SHAPES.get(kind)
        hint = f'Write "{wanted}".' if wanted else f'Write "{kind}" alone.'
        count = len(names) if kind is not Kind.CHOICE else "one or more"
        raise SpecError(
            f"{kind} takes {count} arguments in parentheses, not {len(arguments)}.",
            key=key,
            hint=hint,
        )
    return {
        name: _integer(value) if name in ("length", "digits", "places") else value
        for name, value in zip(names, arguments, strict=True)
    }


def _integer(text: str) -> int | str:
    return int(text) if _WHOLE.fullmatch(text) and len(text) < 12 else text


def _value(kind: Kind, word: str, text: str, *, key: str) -> Any:
    """A modifier's value as TOML would give it in the long form."""
    if text.startswith('"'):
        try:
            value = json.loads(text, strict=False)
        except ValueError:
            raise SpecError(
                f"the quotes of {word} are not closed or escaped.",
                key=key,
                hint=r"Inside quotes write \" and \\.",
            ) from None
        if not isinstance(value, str):
            raise SpecError(f"{word} is not text.", key=key)
        return value
    if not _PLAIN.fullmatch(text):
        raise SpecError(
            f"the value of {word} needs quotes.",
            key=key,
            hint=f"Write {word}={json.dumps(text, ensure_ascii=False)}.",
        )
    if word == "default" and kind is Kind.BOOLEAN and text in ("true", "false"):
        return text == "true"
    return text


def _text(value: object, word: str, *, key: str) -> str:
    if not isinstance(value, str):
        raise SpecError(f"{word} must be text.", key=key, hint="Put it in quotes.")
    return value


def _texts(value: object, *, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise SpecError(
            "choices must be a list of texts.",
            key=key,
            hint='Write choices = ["draft", "live"].',
        )
    return tuple(value)


def _whole(value: object, word: str, *, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise SpecError(
            f'{word} must be a whole number, not "{value}".',
            key=key,
            hint=f"Write for example {word} = 10 in the long form.",
        )
    return value


def _number(kind: Kind, value: object, word: str, *, key: str) -> Number:
    """A bound or default of a number field, in the type of its column."""
    if kind not in NUMERIC:
        raise SpecError(
            f"{word} does not apply to {kind}: only numbers have bounds.",
            key=key,
            hint=f"Remove {word}.",
        )
    refused = SpecError(
        f'{word} is not a number that {kind} can hold: "{value}".', key=key
    )
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise refused
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise refused from None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        raise refused
    if kind is Kind.DECIMAL:
        return number
    if kind is Kind.FLOAT:
        return float(number)
    if number != number.to_integral_value():
        raise refused
    return int(number)


def _default(kind: Kind, value: object, *, key: str) -> Any:
    if kind in NUMERIC:
        return _number(kind, value, "default", key=key)
    if kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise SpecError(
                "the default of a boolean is true or false.",
                key=key,
                hint="Write default=true or default=false.",
            )
        return value
    if not isinstance(value, str):
        raise SpecError(f"the default of {kind} must be text.", key=key)
    return value


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
