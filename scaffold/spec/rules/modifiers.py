"""Modifiers that a kind of field cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scaffold.spec import reserved, shown_text
from scaffold.spec.fields import INDEXABLE_LENGTH, Field
from scaffold.spec.kinds import (
    AUTOMATIC,
    BULKY,
    DEFAULTABLE,
    MANY_TO_MANY,
    REFERENCES,
    RELATIONS,
    Kind,
)
from scaffold.spec.kinds.traits import Problem

_NOW = re.compile(
    r".*now.*|current_?(timestamp|date)|today|sysdate|getdate", re.IGNORECASE
)


def modifier_problems(field: Field) -> Iterator[Problem]:
    """Refuse modifiers that would say nothing, or nothing true."""
    kind = field.kind
    length = field.stored_length or 0
    refusals = (
        (
            kind in AUTOMATIC and field.optional,
            "optional",
            "the application always sets it",
        ),
        (kind in MANY_TO_MANY and field.optional, "optional", "the list may be empty"),
        (
            field.unique and kind in BULKY and not kind.traits.is_text,
            "unique",
            f"{kind} has no equality that both databases share",
        ),
        (
            field.unique and kind in AUTOMATIC,
            "unique",
            "two rows may be saved at the same moment",
        ),
        (
            field.unique and kind in MANY_TO_MANY,
            "unique",
            "a list has no column of its own",
        ),
        (
            field.unique and kind is Kind.REF,
            "unique",
            f'a unique reference is written "one({field.target})"',
        ),
        (
            field.unique and kind is Kind.USER,
            "unique",
            "a user may have more than one row",
        ),
        (
            field.unique and kind.traits.is_one_to_one,
            "unique",
            "one-to-one is unique already",
        ),
        (
            field.index and (field.unique or kind in REFERENCES),
            "index",
            "the database indexes it already",
        ),
        (
            field.index and kind in BULKY | MANY_TO_MANY,
            "index",
            f"{kind} cannot be indexed usefully",
        ),
        (
            (field.unique or field.index) and length > INDEXABLE_LENGTH,
            "unique" if field.unique else "index",
            f"PostgreSQL indexes text of at most {INDEXABLE_LENGTH} characters",
        ),
        (
            field.default is not None and kind not in DEFAULTABLE | {Kind.USER},
            "default",
            "only text, choices, numbers and booleans have one; optional may do",
        ),
        (
            field.default is not None and field.unique and kind is not Kind.USER,
            "default",
            "the second row that takes it would not be unique",
        ),
        (
            field.on_delete is not None and kind not in REFERENCES,
            "on_delete",
            "only ref and one have it",
        ),
        (
            field.related is not None and kind not in RELATIONS | {Kind.USER},
            "related",
            "only ref, one and refs lead to another model",
        ),
        (
            field.related is not None and kind is Kind.USER,
            "related",
            "the login user has no way back to rows",
        ),
        (
            field.column is not None and kind in MANY_TO_MANY,
            "column",
            "refs have a table of their own",
        ),
        (
            field.table is not None and kind not in MANY_TO_MANY,
            "table",
            "only refs have a table of their own",
        ),
        (
            field.readonly and (kind in AUTOMATIC or field.mine),
            "readonly",
            "no client writes it anyway",
        ),
    )
    for refused, modifier, why in refusals:
        if refused:
            yield Problem(
                problem=f"{modifier} does not apply here: {why}.",
                better=_without(field, modifier),
            )
    if field.readonly and not (
        field.optional or kind in AUTOMATIC | MANY_TO_MANY or field.default is not None
    ):
        yield Problem(
            problem="readonly needs a default, or optional: nobody can send a value.",
            better=replace(field, optional=True),
            hint="Add :optional.",
        )
    for word in ("column", "table"):
        name = getattr(field, word)
        if name is not None and (why := existing_name_problem(name)):
            better = _without(field, word)
            yield Problem(problem=f'{word} "{name}" {why}.', better=better)
    if field.title is not None and (why := shown_text.problem_of_title(field.title)):
        yield Problem(
            problem=f"title {why}.",
            better=replace(field, title=shown_text.mended_title(field.title)),
        )
    if field.help is not None and (
        why := shown_text.problem_of(field.help, shown_text.HELP_LIMIT)
    ):
        right = shown_text.mended(field.help, shown_text.HELP_LIMIT)
        yield Problem(problem=f"help {why}.", better=replace(field, help=right))


def existing_name_problem(name: str) -> str:
    """Why a table or a column cannot be called so; PostgreSQL cuts names at 63 bytes."""
    if reserved.COLUMN_PATTERN.fullmatch(name):
        return ""
    return (
        "is not a name: it begins with a letter or _, has up to 63 letters, digits, "
        "_, - and spaces, and does not end with a space or -"
    )


def _without(field: Field, modifier: str) -> Field:
    """``field`` without ``modifier``, or with what it is likely to mean."""
    if modifier == "unique" and field.kind is Kind.REF:
        return replace(field, kind=Kind.ONE, unique=False, index=False)
    if modifier == "default":
        if field.kind is Kind.DATETIME and _NOW.match(str(field.default)):
            return Field(name=field.name, kind=Kind.CREATED)
        is_wanted = field.kind not in AUTOMATIC | MANY_TO_MANY | DEFAULTABLE
        return replace(field, default=None, optional=field.optional or is_wanted)
    is_value = modifier in ("on_delete", "related", "column", "table")
    empty: dict[str, Any] = {modifier: None if is_value else False}
    return replace(field, **empty)
