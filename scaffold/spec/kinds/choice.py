"""``choice``: one of a few texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaffold.spec import shown_text
from scaffold.spec.kinds import text
from scaffold.spec.kinds.drawing import Drawing
from scaffold.spec.kinds.traits import Argument, Problem, Traits

if TYPE_CHECKING:
    from scaffold.spec.fields import Field

CHOICE_LIMIT = 100
CHOICE_LENGTH = 50
CHOICES = Argument(
    name="choices",
    said="choices",
    holds="texts",
    pattern=r'(?:[^()"]|"(?:[^"\\]|\\.)*")+',
    schema={
        "description": "A list; or a table, which gives each its label.",
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "minProperties": 1,
            },
        ],
    },
    attribute="choices",
)

_CHOICE = re.compile(r"[\w+./-]+( [\w+./-]+)*")


def cleaned_choices(texts: Iterable[object]) -> list[str]:
    """Those of ``texts`` that can be choices, or are when they are cleaned."""
    cleaned = (
        re.sub(r"\s*[^\w+./ -]+\s*|\s+", " ", str(text)).strip()[:CHOICE_LENGTH].strip()
        for text in texts
    )
    return list(dict.fromkeys(text for text in cleaned if text)) or ["draft", "live"]


def _problems(field: Field) -> Iterator[Problem]:
    if not 1 <= len(field.choices) <= CHOICE_LIMIT:
        yield Problem(
            problem=f"a choice has 1 to {CHOICE_LIMIT} values.",
            better=replace(
                field,
                choices=field.choices[:CHOICE_LIMIT] or ("draft",),
                labels=field.labels[:CHOICE_LIMIT],
            ),
        )
    problems = [
        f'"{choice}" is not a choice: it has up to {CHOICE_LENGTH} letters, digits, '
        "single spaces and _ + . / -."
        for choice in field.choices
        if not _CHOICE.fullmatch(choice) or len(choice) > CHOICE_LENGTH
    ]
    twice = [choice for choice, count in Counter(field.choices).items() if count > 1]
    problems += [f'"{choice}" is there twice.' for choice in twice]
    if problems:
        better = replace(
            field, choices=tuple(cleaned_choices(field.choices)), labels=()
        )
        yield from (Problem(problem=problem, better=better) for problem in problems)
    labels = [label for label in field.labels if label]
    for label, count in Counter(labels).items():
        if count > 1:
            yield Problem(
                problem=f'two choices have the label "{label}".',
                better=replace(field, labels=()),
            )
    for number, label in enumerate(field.labels):
        if label and (why := shown_text.problem_of(label)):
            right = shown_text.mended(label) or ""
            mended = (*field.labels[:number], right, *field.labels[number + 1 :])
            yield Problem(
                problem=f'the label of "{field.choices[number]}" {why}.',
                better=replace(field, labels=mended),
            )


def _sample(field: Field, drawing: Drawing) -> str:
    return field.choices[(drawing.number - 1 + drawing.attempt) % len(field.choices)]


def _given(field: Field, sample: Any) -> str:
    if sample not in field.choices:
        raise ValueError(f"must be one of the choices: {', '.join(field.choices)}")
    return str(sample)


CHOICE = Traits(
    family="choice",
    sample=_sample,
    given=_given,
    arguments=(CHOICES,),
    example="choice(draft,live)",
    modifiers=text.DEFAULT,
    problems=_problems,
    is_text=True,
    length=CHOICE_LENGTH,
    literal=text.literal,
)
