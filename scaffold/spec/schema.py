"""The JSON Schema of scaffold.toml: editors complete and check from it.

It accepts what the parser accepts. What only the whole spec can tell (names that
are taken, targets that exist, bounds that fit) is left to the parser.
"""

from __future__ import annotations

import re
from typing import Any

from scaffold.spec.field_words import FLAGS, SHAPES, TEXTS
from scaffold.spec.kinds import Kind
from scaffold.spec.kinds.relations import OnDelete
from scaffold.spec.reserved import MODEL_PATTERN, PROJECT_PATTERN
from scaffold.spec.rules.samples import SAMPLE_LIMIT
from scaffold.spec.rules.texts import TEXT_LIMITS
from scaffold.spec.shown_text import HELP_LIMIT, TITLE_LIMIT

_QUOTED = r'"(?:[^"\\]|\\.)*"'


def json_schema() -> dict[str, Any]:
    """Draft 2020-12, as plain data."""
    names = {"type": "array", "items": {"type": "string"}}
    texts = {
        word: {"type": "string", "maxLength": limit}
        for word, limit in TEXT_LIMITS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scaffold.toml",
        "description": "One domain, from which scaffold makes a Django and a Flask "
        "starter.",
        "type": "object",
        "additionalProperties": False,
        "required": ["models"],
        "properties": texts
        | {
            "app": {
                "description": "The Django app and Flask blueprint of the models.",
                "type": "string",
                "pattern": _anchored(PROJECT_PATTERN.pattern),
            },
            "models": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": _anchored(MODEL_PATTERN.pattern)},
                "additionalProperties": {"$ref": "#/$defs/model"},
            },
        },
        "$defs": {
            "model": {
                "type": "object",
                "additionalProperties": False,
                "required": ["fields"],
                "properties": {
                    "fields": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {"$ref": "#/$defs/field"},
                    },
                    "list": names | {"description": "Columns of lists and admin."},
                    "search": names | {"description": "Text fields to search in."},
                    "ordering": names
                    | {"description": 'Default order; "-name" for descending.'},
                    "unique": {
                        "description": "Sets of fields that are unique together.",
                        "type": "array",
                        "items": names | {"minItems": 2},
                    },
                    "filters": names
                    | {"description": "Fields that narrow lists, in pages and admin."},
                    "indexes": {
                        "description": "Sets of fields that have an index together.",
                        "type": "array",
                        "items": names | {"minItems": 2},
                    },
                    "plural": {
                        "description": "The model in addresses and code.",
                        "type": "string",
                    },
                    "table": {
                        "description": "What the database calls the table.",
                        "type": "string",
                    },
                    "key": {
                        "description": "What it calls the column of the ids.",
                        "type": "string",
                    },
                    "samples": {
                        "description": "What the sample rows hold, by field, a value "
                        "for each row.",
                        "type": "object",
                        "additionalProperties": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": SAMPLE_LIMIT,
                        },
                    },
                    "title": _shown("The model as people read it."),
                    "title_plural": _shown("Several of it, as people read it."),
                    "label": {
                        "description": "How a row is called: "
                        '"{last_name}, {first_name}".',
                        "type": "string",
                    },
                },
            },
            "field": {
                "anyOf": [
                    {"type": "string", "pattern": short_form_pattern()},
                    *(_long_form(kind) for kind in Kind),
                ],
                "examples": list(SHAPES.values()),
            },
        },
    }


def short_form_pattern() -> str:
    """TYPE[(ARGUMENTS)][:MODIFIER]... as a regular expression of ECMA-262."""
    heads = []
    for kind in Kind:
        arguments = [argument.pattern for argument in kind.traits.arguments]
        heads.append(
            rf"{kind.value}\({','.join(arguments)}\)"
            if arguments
            else re.escape(kind.value)
        )
    rules = "|".join(OnDelete)
    value = rf"\s*(?:{_QUOTED}|[^\s:()\"']+)\s*"
    modifiers = "|".join(
        (
            rf"\s*(?:{'|'.join(FLAGS)})\s*",
            rf"\s*(?:default|min|max|{'|'.join(TEXTS)})\s*={value}",
            rf"\s*on_delete\s*=\s*\"?(?:{rules})\"?\s*",
        )
    )
    return rf"^\s*(?:{'|'.join(heads)})\s*(?::(?:{modifiers}))*\s*$"


def _long_form(kind: Kind) -> dict[str, Any]:
    own = {argument.name: argument.schema for argument in kind.traits.arguments}
    flags = {flag: {"type": "boolean"} for flag in FLAGS}
    texts = {
        "title": _shown("The field as people read it."),
        "help": _shown("What a form says below it.", HELP_LIMIT),
        "related": {"description": "The name of the way back.", "type": "string"},
        "column": {"description": "What the database calls it.", "type": "string"},
        "table": {
            "description": "What it calls the table behind refs.",
            "type": "string",
        },
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", *own],
        "properties": {"type": {"const": kind.value}, **own, **flags}
        | texts
        | dict(kind.traits.modifiers),
    }


def _shown(description: str, limit: int = TITLE_LIMIT) -> dict[str, Any]:
    return {"description": description, "type": "string", "maxLength": limit}


def _anchored(pattern: str) -> str:
    return f"^{pattern}$"
