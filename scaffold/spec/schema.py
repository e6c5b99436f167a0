"""The JSON Schema of scaffold.toml: editors complete and check from it.

It accepts what the parser accepts. What only the whole spec can tell (names that
are taken, targets that exist, bounds that fit) is left to the parser.
"""

from __future__ import annotations

from typing import Any

from scaffold.spec.field_words import ARGUMENTS, FLAGS, SHAPES
from scaffold.spec.fields import (
    DIGITS_LIMIT,
    NUMERIC,
    STRING_LIMIT,
    TEXTUAL,
    Kind,
    OnDelete,
)
from scaffold.spec.reserved import MODEL_PATTERN, PROJECT_PATTERN
from scaffold.spec.rules import TEXT_LIMITS

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NUMBER_TEXT = r"^\s*[+-]?(?:[0-9_]+\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$"
_ARGUMENT_PATTERNS = {
    "length": r"\s*[+-]?[0-9]+\s*",
    "digits": r"\s*[+-]?[0-9]+\s*",
    "places": r"\s*[+-]?[0-9]+\s*",
    "choices": r"[^()]+",
    "model": r"\s*[A-Z][A-Za-z0-9]*\s*",
}


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
                    "plural": {"type": "string"},
                },
            },
            "field": {
                "anyOf": [
                    {"type": "string", "pattern": short_form_pattern()},
                    *(_long_form(kind) for kind in Kind),
                ],
                "examples": [SHAPES.get(kind, kind.value) for kind in Kind],
            },
        },
    }


def short_form_pattern() -> str:
    """TYPE[(ARGUMENTS)][:MODIFIER]... as a regular expression of ECMA-262."""
    heads = []
    for kind in Kind:
        arguments = [_ARGUMENT_PATTERNS[name] for name in ARGUMENTS.get(kind, ())]
        heads.append(
            rf"{kind.value}\({','.join(arguments)}\)" if arguments else kind.value
        )
    rules = "|".join(OnDelete)
    value = rf"\s*(?:{_QUOTED}|[^\s:()\"']+)\s*"
    modifiers = "|".join(
        (
            rf"\s*(?:{'|'.join(FLAGS)})\s*",
            rf"\s*(?:default|min|max)\s*={value}",
            rf"\s*on_delete\s*=\s*\"?(?:{rules})\"?\s*",
        )
    )
    return rf"^\s*(?:{'|'.join(heads)})\s*(?::(?:{modifiers}))*\s*$"


def _long_form(kind: Kind) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "length": {"type": "integer", "minimum": 1, "maximum": STRING_LIMIT},
        "digits": {"type": "integer", "minimum": 1, "maximum": DIGITS_LIMIT},
        "places": {"type": "integer", "minimum": 0, "maximum": DIGITS_LIMIT},
        "choices": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "model": {"type": "string"},
    }
    own = ARGUMENTS.get(kind, ())
    number = {"type": ["number", "string"], "pattern": _NUMBER_TEXT}
    properties: dict[str, Any] = {"type": {"const": kind.value}}
    properties |= {name: arguments[name] for name in own}
    properties |= {flag: {"type": "boolean"} for flag in FLAGS}
    if kind in NUMERIC:
        properties |= {"min": number, "max": number, "default": number}
    elif kind is Kind.BOOLEAN:
        properties["default"] = {"type": "boolean"}
    elif kind in TEXTUAL:
        properties["default"] = {"type": "string"}
    if kind in (Kind.REF, Kind.ONE):
        properties["on_delete"] = {"enum": list(OnDelete)}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", *own],
        "properties": properties,
    }


def _anchored(pattern: str) -> str:
    return f"^{pattern}$"
