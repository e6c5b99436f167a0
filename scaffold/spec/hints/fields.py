"""How a field that cannot be read would be right: imported only when there is one.

Whatever is wrong with it, the suggestion is the whole field with all of it mended, so
that it is accepted when it is taken. Where nothing near to it is known there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scaffold.spec import inflection, reserved
from scaffold.spec.faults import Fault, Key, first, remove, write
from scaffold.spec.field_words import (
    ARGUMENTS,
    FLAGS,
    SHAPES,
    TEXTS,
    VALUES,
    Table,
    Written,
    is_denied,
    number_of,
    short_form,
)
from scaffold.spec.hints import dialects
from scaffold.spec.hints.dialects import squashed
from scaffold.spec.kinds import AUTOMATIC, FOREIGN_KEYS, NUMERIC, RELATIONS, Kind
from scaffold.spec.kinds.choice import cleaned_choices
from scaffold.spec.kinds.decimal import DIGITS_LIMIT
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.kinds.text import STRING_LIMIT
from scaffold.spec.kinds.users import CURRENT
from scaffold.spec.toml_text import toml_value
from scaffold.system.errors import did_you_mean, nearest

#: A type as others write it: ``models.CharField(max_length=80)``, ``decimal{10,2}``,
#: ``varchar(80) not null``, ``string[]``.
_FOREIGN = re.compile(
    r"(?:[A-Za-z_]\w*\.)*(?P<words>[A-Za-z_][\w -]*)"
    r"(?P<inside>[({\[<].*[)}\]>])?(?P<more>.*)",
    re.DOTALL,
)
_MORE = re.compile(
    r"not null|primary key|set null|on delete (?:set null|no action|\w+)"
    r"|default [^\s,]+|\w+|\?",
    re.IGNORECASE,
)
_MODEL = re.compile(r"(?!(?:true|false|none|null)$)[a-z]\w*", re.IGNORECASE)
_NOTHING = ("null", "none", "nil", "")
#: Of the places where a sign that is missing may be meant.
_MOST_TRIED = 60
_NUMBERS = {
    argument.name
    for kind in Kind
    for argument in kind.traits.arguments
    if argument.holds == "number"
}
_SAID = {
    argument.name: argument.said for kind in Kind for argument in kind.traits.arguments
}


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the modifiers: one of our types, and what came with it."""

    kind: Kind
    inside: str = ""
    more: tuple[str, ...] = ()
    usual: str = ""


def fault(written: Written, kind: Kind | None, word: str, problem: str) -> Fault:
    """``problem`` with ``word``; without one, that it is no type or no modifier."""
    mended = _mended(written)
    hint = ""
    suggestion = None
    missing = _missing(mended, written) if mended else ""
    if mended and not missing:
        value = short_form(mended) if written.is_short else dict(mended)
        suggestion = write(written.at, value)
    if word == "type" and not problem:
        problem, hint = _type_problem(written)
        if not mended and _is_better_left_out(written):
            suggestion = remove(written.at)
        elif mended and missing:
            problem = _with(problem, f'there is no model "{missing}"')
            hint = f'Add one, and write "{mended["type"]}({missing})".'
    elif word == "on_delete" and kind in FOREIGN_KEYS:
        said = written.table[word]
        rule = said if isinstance(said, str) else ""
        known = dialects.RULES.get(squashed(rule), dialects.Word(""))
        problem = _with(problem, known.because)
        if near := nearest(rule, list(OnDelete)):
            hint = f'Did you mean "{near}"?'
    elif not problem:
        problem, hint = _word_problem(written, kind, word)
    return Fault(
        problem=problem,
        at=(*written.at, word)
        if word in written.table and not written.is_short
        else written.at,
        hint=hint,
        suggestion=suggestion,
    )


def unclosed(
    text: str, sign: str, problem: str, at: Key, is_right: Callable[[str], bool]
) -> Fault:
    """``sign`` is there too rarely or too often: put where it makes a field."""
    either = "()" if sign == ")" else sign
    closed = [text[:end] + sign + text[end:] for end in range(len(text), 0, -1)]
    opened = [text[:n] + text[n + 1 :] for n, char in enumerate(text) if char in either]
    right = first([*closed[:_MOST_TRIED], *opened[:_MOST_TRIED]], is_right)
    return Fault(
        problem=problem,
        at=at,
        suggestion=write(at, right) if right else None,
    )


def _missing(mended: Table, written: Written) -> str:
    """The model that a relation is to, when there is none of that name."""
    target = str(mended.get("model", ""))
    if target == "User":
        return ""
    return target if written.models and target not in written.models else ""


def _with(problem: str, because: str) -> str:
    return f"{problem.removesuffix('.')}: {because}." if because else problem


def _type_problem(written: Written) -> tuple[str, str]:
    """What is wrong with the type, and a hint that is better than the whole field."""
    said = written.table.get("type")
    if said is None:
        return "the field has no type.", ""
    if not isinstance(said, str):
        return "type must be text.", ""
    if said.endswith("[]"):
        return f'"{said}" is not a type: lists have no type of their own.', ""
    if not said:
        return "there is no type.", ""
    word = _first_word(said)
    if word in list(Kind):
        behind = re.fullmatch(r"\s*(?:\(.*\))?\s*([^()\s].*)", said[len(word) :])
        if behind and written.is_short:
            return f'"{behind[1]}" cannot stand right behind a type.', ""
        return _arguments_problem(written, Kind(word)), ""
    known = dialects.type_of(word)
    if said.removeprefix(word).lstrip()[:1] == "(":
        said = word
    if known:
        problem = _with(f'"{said}" is not a type.', known.because)
        return problem, "" if known.ours else "Leave it out."
    near = nearest(word, list(Kind))
    if not near:
        return f'"{said}" is not a type.', did_you_mean(said, list(Kind))
    fits = set(ARGUMENTS.get(near, ())) <= set(written.table) or _arguments_fit(
        Kind(near), str(written.table["type"])
    )
    return f'"{said}" is not a type.', f'Did you mean "{near}"?' if fits else ""


def _arguments_fit(kind: Kind, said: str) -> bool:
    given = re.fullmatch(r"\w+\s*\((.+)\)", said)
    number = len(given[1].split(",")) if given else 0
    wanted = len(ARGUMENTS.get(kind, ()))
    return number == wanted or (kind is Kind.CHOICE and number > 0)


def _arguments_problem(written: Written, kind: Kind) -> str:
    names = ARGUMENTS.get(kind, ())
    if not written.is_short:
        missing = [name for name in names if name not in written.table]
        if missing and written.table["type"] == kind:
            return f"{kind} needs {' and '.join(missing)}."
        return f'"{written.table["type"]}" is not a type: here it is one word.'
    if not names:
        return f"{kind} takes nothing in parentheses."
    return f"{kind} takes {' and '.join(map(_SAID.__getitem__, names))} in parentheses."


def _word_problem(written: Written, kind: Kind | None, word: str) -> tuple[str, str]:
    what = "modifier" if written.is_short else f"key of a {kind or ''} field"
    problem = f'"{word}" is not a {what}.'.replace("  ", " ")
    if known := dialects.MODIFIERS.get(squashed(word)):
        return _with(problem, known.because), "" if known.ours else "Leave it out."
    own = () if written.is_short or kind is None else ("type", *ARGUMENTS.get(kind, ()))
    if near := nearest(word, own + FLAGS + VALUES):
        return problem, f'Did you mean "{near}"?'
    listed = ", ".join(own + FLAGS + VALUES)
    return problem, f"Leave it out, or use one of these: {listed}."


def _first_word(said: str) -> str:
    """The type in ``said``, by the longest beginning that is one here or elsewhere."""
    found = _FOREIGN.fullmatch(said)
    words = found["words"].split() if found else []
    for end in range(len(words), 0, -1):
        begin = " ".join(words[:end])
        if begin in list(Kind) or dialects.type_of(begin):
            return begin
    return words[0] if words else said


def _is_better_left_out(written: Written) -> bool:
    said = written.table.get("type")
    known = dialects.type_of(_first_word(said)) if isinstance(said, str) else None
    return known is not None and not known.ours


def _head(written: Written) -> _Head | None:
    said = written.table.get("type", "")
    if not isinstance(said, str) or not said.strip():
        return _Head(Kind.STRING)
    found = _FOREIGN.fullmatch(said)
    if not found:
        return None
    word = _first_word(said)
    inside = (found["inside"] or "")[1:-1].strip()
    is_list = (found["inside"] or "").startswith("[") and not inside
    rest = f"{found['words'][len(word) :]} {found['more']}"
    more = tuple(_MORE.findall(rest))
    known = dialects.type_of(word)
    if squashed(word) in ("tinyint", "bit") and inside == "1":
        known = dialects.Word(Kind.BOOLEAN)
    if word in list(Kind):
        usual = SHAPES.get(Kind(word), word)
    elif known:
        usual = known.ours
    else:
        usual = nearest(word, list(Kind))
    if is_list:
        usual = Kind.JSON
    if not usual:
        return None
    if usual.startswith(Kind.USER):
        return _Head(Kind.USER, "", more, usual)
    return _Head(Kind(usual.partition("(")[0]), inside, more, usual)


def _mended(written: Written) -> Table | None:
    """The field as it would be accepted, as near as possible to what is written."""
    head = _head(written)
    if head is None:
        return None
    said: dict[str, Any] = {}
    for word, value in _words(head, written):
        said |= _ours(word, value, said)
    if said.get("type") in AUTOMATIC:
        return {"type": said["type"]}
    is_text = head.kind in (Kind.STRING, Kind.TEXT)
    if "choices" in said and is_text:
        head = _Head(Kind.CHOICE)
    elif is_text and _whole(said.get("length"), said.get("max")):
        # The most that a text may be is how long it is.
        longest = _whole(said.get("length"), said.get("max"))
        head = _Head(Kind.STRING, str(longest), usual=head.usual)
    elif _MODEL.fullmatch(str(said.get("model", ""))) and head.kind not in RELATIONS:
        head = _Head(Kind.REF)
    if head.usual.startswith(Kind.USER) or said.get("model") == "User":
        return _user(head, said)
    kind, arguments = _arguments(head, said, written)
    if arguments.get("model") == "User":
        return _user(head, said)
    table = {"type": str(kind), **arguments}
    return table | _readable(kind, {**said, **arguments})


def _user(head: _Head, said: Table) -> Table:
    """A field of the login user, with what else it may say."""
    words = {word: value for word, value in said.items() if word != "default"}
    default = squashed(str(said.get("default", "")))
    if head.usual.endswith(CURRENT) or default not in _NOTHING:
        words["default"] = CURRENT
    elif default:
        words["optional"] = True
    table: dict[str, Any] = {"type": str(Kind.USER)}
    return table | _readable(Kind.USER, words)


def _words(head: _Head, written: Written) -> Iterator[tuple[str, Any]]:
    """Modifiers: those that stand with the type, then those in their place."""
    for text in head.more:
        low = " ".join(text.lower().split())
        if low.startswith("on delete "):
            yield "on_delete", low.removeprefix("on delete ")
        elif low.startswith("default "):
            yield "default", text.split(None, 1)[1].strip("'\"")
        else:
            yield ("optional" if low == "?" else low), True
    inside = head.inside
    if listed := re.search(r"choices\s*=\s*[\[(](.*)[\])]", inside, re.DOTALL):
        # Of pairs, the first is what is stored.
        pairs = re.findall(r"\(\s*[\"']([^\"']+)[\"']\s*,", listed[1])
        yield "choices", pairs or re.findall(r"[\"']([^\"']+)[\"']", listed[1])
        inside = inside.replace(listed[0], "")
    for part in inside.split(","):
        word, equals, value = (text.strip() for text in part.partition("="))
        if equals and value:
            yield word, value.strip("'\"")
    for word, value in written.table.items():
        if word != "type" and not _is_endless(value):
            yield word, value


def _is_endless(value: object) -> bool:
    """Whether it holds a number of thousands of digits, which Python does not print."""
    try:
        str(value)
    except ValueError:
        return True
    return False


def _ours(word: str, value: Any, said: Table) -> dict[str, Any]:
    """A modifier by our word; nothing when we have none for it."""
    own = (*FLAGS, *VALUES, *_SAID)
    known = dialects.MODIFIERS.get(squashed(word))
    ours = word if word in own else known.ours if known else nearest(word, own)
    if ours == "required":
        return {"optional": True} if is_denied(value) else {}
    if ours in AUTOMATIC:
        return {"type": ours}
    ours, equals, fixed = ours.partition("=")
    # "string(200):max_length=3" says it twice: what stands last is meant.
    is_number = ours in _NUMBERS and str(value).isdecimal()
    is_said = ours in said and not (is_number and word != ours)
    if not ours or is_said or (ours in FLAGS and is_denied(value)):
        return {}
    return {ours: fixed if equals else value}


def _arguments(
    head: _Head, said: Table, written: Written
) -> tuple[Kind, dict[str, Any]]:
    """The type and its arguments: what is given if it fits, else what is usual."""
    kind = head.kind
    match kind:
        case Kind.STRING:
            length = _whole(said.get("length"), head.inside, head.usual, "200")
            if length > STRING_LIMIT or head.inside.lower() == "max":
                return Kind.TEXT, {}
            return kind, {"length": length if length > 0 else 200}
        case Kind.DECIMAL:
            given = re.findall(r"\d{1,9}", head.inside)
            usual = re.findall(r"\d+", head.usual) or ["10", "2"]
            digits = _whole(said.get("digits"), *given[:1], usual[0])
            digits = min(digits, DIGITS_LIMIT) if digits > 0 else int(usual[0])
            places = _whole(said.get("places"), *given[1:2], usual[1])
            return kind, {"digits": digits, "places": min(places, digits)}
        case Kind.CHOICE:
            listed = said.get("choices", head.inside)
            if isinstance(listed, dict):
                return kind, {"choices": _cleaned_table(listed)}
            texts = (
                listed if isinstance(listed, list) else re.split(r"[,|;]", str(listed))
            )
            return kind, {"choices": cleaned_choices(texts)}
        case _ if kind in RELATIONS:
            return kind, {
                "model": _model(f"{said.get('model', '')} {head.inside}", written)
            }
    return kind, {}


def _cleaned_table(listed: Mapping[Any, Any]) -> list[str] | dict[str, str]:
    """Choices with their labels, where the choices are fine as they are."""
    choices = cleaned_choices(listed)
    if choices != [*listed]:
        return choices
    return {choice: str(label) for choice, label in listed.items()}


def _whole(*said: Any) -> int:
    """The first number that is said in one of these."""
    for one in said:
        found = re.search(r"\d{1,9}", str(one)) if one is not None else None
        if found and not isinstance(one, bool):
            return int(found[0])
    return 0


def _model(said: str, written: Written) -> str:
    """A model for a relation: the one that is said, else one of the field's name."""
    own = written.at[1] if len(written.at) > 1 else None
    others = [name for name in written.models if name != own]
    known = [*others, *(name for name in written.models if name == own)]
    named = [
        text.rpartition(".")[2].strip("'\" ")
        for text in re.split(r"[,\s]+", said)
        if "=" not in text
    ]
    named = [name for name in named if _MODEL.fullmatch(name)]
    plain = written.name.removesuffix("_id")
    for word in [*named, plain]:
        for guess in (
            word,
            inflection.camel(word),
            inflection.camel(inflection.singular(word)),
        ):
            if near := nearest(guess, known):
                return near
    # It is a model that was forgotten, or the user.
    meant = named[0] if named else inflection.singular(plain)
    return inflection.camel(meant) or "Model"


def _readable(kind: Kind, said: Table) -> dict[str, Any]:
    """Of the modifiers ``said``, those that can be read, in the order that we print."""
    table: dict[str, Any] = {word: True for word in FLAGS if word in said}
    if kind in NUMERIC:
        bounds = {w: _number(kind, said[w]) for w in ("min", "max") if w in said}
        table |= {word: bound for word, bound in bounds.items() if bound is not None}
    if "default" in said:
        default = _default(kind, said["default"], said)
        if default is not None:
            table["default"] = default
        elif squashed(str(said["default"])) in _NOTHING:
            table["optional"] = True
    if rule := _rule(str(said.get("on_delete", ""))):
        table["on_delete"] = rule
    for word in TEXTS:
        value = said.get(word)
        if word in ("column", "table") and not reserved.COLUMN_PATTERN.fullmatch(
            str(value)
        ):
            continue
        if isinstance(value, str) and value and not is_denied(value):
            table[word] = value
    return table


def _rule(said: str) -> str:
    if said in list(OnDelete):
        return said
    word = squashed(said.rpartition(".")[2])
    if word in list(OnDelete):
        return word
    known = dialects.RULES.get(word)
    return known.ours if known else nearest(said, list(OnDelete))


def _number(kind: Kind, said: Any) -> Any:
    """``said`` as the file would have it, when a number of ``kind`` is in it."""
    if number_of(kind, said) is not None:
        return said
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,15}", str(said)):
        return int(str(said), 16)
    cleaned = re.sub(r"[^0-9.eE+-]", "", str(said))
    if number_of(kind, cleaned) is not None:
        return cleaned
    rounded = number_of(Kind.DECIMAL, cleaned)
    return int(rounded) if isinstance(rounded, Decimal) else None


def _default(kind: Kind, said: Any, words: Table) -> Any:
    if kind in NUMERIC:
        return _number(kind, said)
    if kind is Kind.BOOLEAN:
        return bool(said) if isinstance(said, bool | int) else not is_denied(said)
    if kind is Kind.CHOICE:
        text = str(said)
        return (
            text
            if text in words["choices"]
            else nearest(text, words["choices"]) or None
        )
    if not isinstance(said, str):
        return toml_value(said)
    is_quoted = len(said) > 1 and said[0] == said[-1] == "'"
    return said[1:-1] if is_quoted else said
