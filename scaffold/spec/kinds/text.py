"""``string``, ``text``, ``email``, ``url``, ``slug``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Argument, Form, Problem, Traits
from scaffold.spec.python_text import python_text

if TYPE_CHECKING:
    from scaffold.spec.fields import Field

STRING_LIMIT = 10_000
DEFAULT = {"default": {"type": "string"}}
LENGTH = Argument(
    name="length",
    said="a length",
    holds="number",
    pattern=r"\s*[+-]?[0-9]+\s*",
    schema={"type": "integer", "minimum": 1, "maximum": STRING_LIMIT},
    attribute="length",
)

#: As the starters' own types.py has them, line by line; there empty text fits too.
EMAIL_LINES = (
    r"^([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})?$",
)
URL_LINES = (
    r"^(https?://(localhost|([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+",
    r"[A-Za-z]{2,63})(:[0-9]{1,5})?([/?#][^\s\x00\x85]*)?)?$",
)
_EMAIL = re.compile("".join(EMAIL_LINES))
_URL = re.compile("".join(URL_LINES))
_SLUG = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)


def between(value: int | None, low: int, high: int, what: str) -> str:
    return f"{what} must be {low} to {high}, not {value}."


def literal(field: Field, text: str) -> str:
    return python_text(text)


def _length_problems(field: Field) -> Iterator[Problem]:
    length = field.length or 0
    if 1 <= length <= STRING_LIMIT:
        return
    better = replace(field, length=200)
    if length > STRING_LIMIT:
        better = replace(field, kind=field.kind.wider, length=None)
    yield Problem(
        problem=between(field.length, 1, STRING_LIMIT, "the length"), better=better
    )


def _word(drawing: Drawing) -> str:
    place = drawing.number - 1 + drawing.attempt
    return drawing.words[place % len(drawing.words)]


def _again(field: Field, drawing: Drawing) -> str:
    """What tells a word from the same one in an earlier row, where it must differ."""
    is_used = drawing.number > len(drawing.words) or drawing.attempt
    return f" {drawing.number}" if field.single_valued and is_used else ""


def _string(field: Field, drawing: Drawing) -> str:
    """A word within the field's length, never blank."""
    limit = field.stored_length or 0
    again = _again(field, drawing)
    text = f"{_word(drawing)[: max(limit - len(again), 0)].rstrip()}{again}".strip()
    if len(text) <= limit and text:
        return text
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(
        drawing.random.choice(letters)
        if drawing.attempt
        else letters[(drawing.number + i) % len(letters)]
        for i in range(limit)
    )


def _text(field: Field, drawing: Drawing) -> str:
    return " ".join(drawing.random.choice(drawing.sentences) for _ in range(3))


def _email(field: Field, drawing: Drawing) -> str:
    text = f"{_plain(_word(drawing))}{drawing.number}@example.com"
    return text[-(field.stored_length or 0) :]


def _url(field: Field, drawing: Drawing) -> str:
    text = f"https://example.com/{_plain(_word(drawing))}-{drawing.number}"
    return text[: field.stored_length]


def _slug(field: Field, drawing: Drawing) -> str:
    again = _again(field, drawing)
    cut = (field.stored_length or 0) - len(again)
    return f"{_plain(_word(drawing))[:cut].strip('-')}{again.replace(' ', '-')}"


def _plain(text: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in plain.split("-") if part)[:40].strip("-") or "item"


def _given(field: Field, sample: Any) -> str:
    if not isinstance(sample, str):
        raise ValueError("must be text")
    if not sample or sample != sample.strip():
        raise ValueError("must not be blank or have space around it")
    if len(sample) > (field.stored_length or 0):
        raise ValueError(f"is longer than {field.stored_length} characters")
    if (form := field.kind.traits.form) and not form.matches(sample):
        raise ValueError(f"is no {field.kind}")
    return sample


def _example_email(name: str) -> str:
    return f"{name}@example.com"


def _example_url(name: str) -> str:
    return "https://example.com"


def _traits(**own: Any) -> Traits:
    return Traits(
        family="text",
        given=_given,
        is_text=True,
        modifiers=DEFAULT,
        literal=literal,
        **own,
    )


STRING = _traits(
    sample=_string,
    arguments=(LENGTH,),
    example="string(200)",
    problems=_length_problems,
    wider="text",
    is_a_name=True,
    is_endless=True,
)
TEXT = _traits(sample=_text, length=100_000, is_bulky=True)
EMAIL = _traits(
    sample=_email,
    length=254,
    form=Form(matches=_EMAIL.fullmatch, example=_example_email),
    is_a_name=True,
    is_endless=True,
)
URL = _traits(
    sample=_url,
    length=200,
    form=Form(matches=_URL.fullmatch, example=_example_url),
    is_a_name=True,
    is_endless=True,
)
SLUG = _traits(
    sample=_slug,
    length=50,
    form=Form(matches=_SLUG.fullmatch, example=str),
    is_a_name=True,
    is_looked_up=True,
    is_endless=True,
)
