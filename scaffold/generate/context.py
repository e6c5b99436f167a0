"""Spec to the plain JSON dict that templates see: the only contract with them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scaffold import samples
from scaffold.generate import tables
from scaffold.generate.tables import Tables
from scaffold.spec import Model, Spec, inflection, reserved, toml
from scaffold.spec.fields import Field
from scaffold.spec.inflection import Names
from scaffold.spec.kinds import FAMILIES, FOREIGN_KEYS, MANY_TO_MANY, NUMERIC, TEXTUAL
from scaffold.spec.kinds.traits import Default, Number
from scaffold.spec.python_text import python_text
from scaffold.spec.related_names import related_names

DEFAULT_SLUG = "myproject"
INDEX_NAME_LIMIT = 30
IDENTIFIER_LIMIT = 63
CONSTANT_LIMIT = 100

#: What starts or ends Markdown markup anywhere, and what does so only at the
#: beginning of a line.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~$&]|^(?:[-+=]|\d+(?=[.)]))")


def build(spec: Spec) -> dict[str, Any]:
    """``_spec``: every name computed, every text already quoted for its place."""
    models = spec.in_creation_order
    names = _names(spec)
    created: set[str] = set()
    rendered = []
    rows = samples.rows(spec)
    for model in models:
        created.add(model.name)
        late = {f.name for f in model.relations if f.target not in created}
        facts = _model(spec, model, names, late)
        facts["unique_cases"] = _unique_cases(model, rows[model.plural_name])
        rendered.append(facts)
    return {
        "title": text_forms(spec.title),
        "description": text_forms(spec.description),
        "author": text_forms(spec.author),
        "app": spec.app,
        "scaffold_toml": toml.to_toml(spec),
        "seed_json": json.dumps(rows, indent=2, ensure_ascii=False) + "\n",
        "kinds": sorted({f.kind.value for m in models for f in m.fields}),
        "families": _families(models),
        "every_family": list(FAMILIES),
        "late_keys": any(
            f["late"] and f["on_delete"] for m in rendered for f in m["fields"]
        ),
        "counted": any("count" in model.numeric for model in models),
        "overlooked": _overlooked(names, models),
        "models": rendered,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What no model can be called by itself: the names of all, found together."""

    related: dict[tuple[str, str], str]
    flask: Tables
    django: Tables
    #: Indexes and constraints are named alike in both.
    indexes: Names
    constants: Names


def _names(spec: Spec) -> _Names:
    flask, django = tables.of_flask(spec), tables.of_django(spec)
    indexes, constants = Names(), Names()
    indexes.reserve(*flask.values(), *django.values())
    constants.reserve(*map(str.lower, reserved.taken().kept_free[reserved.CONSTANT]))
    return _Names(
        related=related_names(spec),
        flask=flask,
        django=django,
        indexes=indexes,
        constants=constants,
    )


def _families(models: Sequence[Model]) -> list[str]:
    found = {field.kind.traits.family for model in models for field in model.fields}
    return [family for family in FAMILIES if family in found]


def _overlooked(names: _Names, models: Sequence[Model]) -> list[str]:
    """The names in Flask's database that SQLAlchemy would not quote where it must."""
    columns = {field.column for model in models for field in model.fields}
    return sorted((columns | {*names.flask.values()}) & tables.overlooked())


def text_forms(text: str) -> dict[str, str]:
    """The same text raw and ready for Python, TOML, Markdown and HTML."""
    line = " ".join(text.split())
    return {
        "text": text,
        "python": python_text(text),
        "toml": toml.toml_text(text),
        "markdown": _MARKDOWN.sub(_escaped, line),
        "html": html.escape(line),
    }


def _escaped(markup: re.Match[str]) -> str:
    found = markup[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _model(
    spec: Spec,
    model: Model,
    names: _Names,
    late: set[str],
) -> dict[str, Any]:
    snake = model.snake
    plural = model.plural_name
    fields = [
        _field(spec, model, field, names, field.name in late) for field in model.fields
    ]
    return {
        "name": model.name,
        "snake": snake,
        "table": names.flask[(model.name,)],
        "db_table": _db_table(spec, names, model.name),
        "plural": plural,
        "label": inflection.label(snake),
        "label_plural": inflection.label(plural),
        "title": inflection.title(snake),
        "title_plural": inflection.title(plural),
        "fields": fields,
        "list": list(model.columns_shown),
        "search": list(model.searched),
        "ordering": _ordering(model),
        "sortable": list(model.sortable),
        "numeric": list(model.numeric),
        "label_field": model.label_field,
        "unique": [
            _unique(model, together, names.indexes) for together in model.unique
        ],
        "checks": [
            check for f in model.fields for check in _checks(model, f, names.indexes)
        ],
        "index": _order_index(model, names.indexes),
    }


def _field(
    spec: Spec,
    model: Model,
    field: Field,
    names: _Names,
    late: bool,
) -> dict[str, Any]:
    target = spec.by_name[field.target] if field.target else None
    facts: dict[str, Any] = {
        "name": field.name,
        "api": field.api,
        "column": field.column,
        "kind": field.kind.value,
        "family": field.kind.traits.family,
        "label": inflection.title(field.name),
        "required": field.required,
        "optional": field.optional,
        "null": field.null,
        "auto": field.auto,
        "unique": field.single_valued,
        "index": field.indexed,
        "length": field.stored_length,
        "digits": field.digits,
        "places": field.places,
        "choices": [
            {"value": c, "python": python_text(c), "label": inflection.title(c)}
            for c in field.choices
        ],
        "min": _digits(field, field.min),
        "max": _digits(field, field.max),
        "min_python": _literal(field, field.min),
        "max_python": _literal(field, field.max),
        "default": _literal(field, field.default),
        "target": field.target,
        "target_table": names.flask[(target.name,)] if target else None,
        "target_ordering": _ordering(target) if target else None,
        "self_ref": field.target == model.name,
        "late": late,
        "on_delete": (field.on_delete or "protect")
        if field.kind in FOREIGN_KEYS
        else None,
        "db_table": _db_table(spec, names, model.name, field.name)
        if field.kind in MANY_TO_MANY
        else None,
        "related_name": names.related.get((model.name, field.name)),
        "sortable": field.sortable,
        "figures": "count_" if field.name == "count" else field.api,
        "text": field.kind in TEXTUAL,
        "numeric": field.kind in NUMERIC,
        "index_name": names.indexes.take(
            model.snake, field.name, "idx", limit=INDEX_NAME_LIMIT
        )
        if field.index and not field.kind.traits.is_looked_up
        else None,
    }
    if field.choices:
        facts["constant"] = names.constants.take(
            model.snake, field.name, limit=CONSTANT_LIMIT
        ).upper()
    if field.kind in MANY_TO_MANY:
        assert target is not None
        facts["link"] = _link(model, field, names, target)
    if field.default is not None:
        facts["default_json"] = field.kind.traits.json(field, field.default)
    return facts


def _ordering(model: Model) -> list[dict[str, Any]]:
    return [
        {"name": name.removeprefix("-"), "descending": name.startswith("-")}
        for name in model.order
    ]


def _link(model: Model, field: Field, names: _Names, target: Model) -> dict[str, str]:
    """The table behind a many-to-many field of Flask, and its two columns."""
    ends = ("from_", "to_") if target is model else ("", "")
    columns = Names()
    return {
        "table": names.flask[model.name, field.name],
        "here": columns.take(f"{ends[0]}{model.snake}_id", limit=IDENTIFIER_LIMIT),
        "there": columns.take(f"{ends[1]}{target.snake}_id", limit=IDENTIFIER_LIMIT),
    }


def _db_table(spec: Spec, names: _Names, model: str, *field: str) -> str | None:
    """What Django must be told a table is called; None where it would say so itself."""
    table = names.django[model, *field]
    usual = "_".join((spec.app, model.lower(), *field))
    return None if table == usual else table


def _literal(field: Field, value: Default | None) -> str | None:
    return None if value is None else field.kind.traits.literal(field, value)


def _digits(field: Field, value: Number | None) -> str | None:
    return None if value is None else field.kind.traits.digits(field, value)


def _unique(model: Model, together: tuple[str, ...], names: Names) -> dict[str, Any]:
    return {
        "name": names.take(model.snake, *together, "unique"),
        "fields": list(together),
        "columns": [model.by_name[name].column for name in together],
    }


def _unique_cases(model: Model, rows: list[samples.Row]) -> list[dict[str, Any]]:
    """What a test copies from one sample row to another, to break a unique rule.

    Left out are rules that others imply, which would be broken too, and those for
    which there are no two rows: a relation, for example, that all of them leave empty.
    """
    rules = [(f.name,) for f in model.fields if f.single_valued] + list(model.unique)
    cases = []
    for names in rules:
        fields = [model.by_name[name] for name in names]
        filled = [row for row in rows if all(row[f.api] is not None for f in fields)]
        implied = any(set(other) < set(names) for other in rules)
        if len(filled) > 1 and not implied:
            columns = [field.column for field in fields]
            cases.append({"fields": list(names), "columns": columns})
    return cases


def _checks(model: Model, field: Field, names: Names) -> list[dict[str, Any]]:
    """Bounds and choices as the database enforces them."""
    checks: list[dict[str, Any]] = []
    for kind, bound, sign in (("min", field.min, ">="), ("max", field.max, "<=")):
        if bound is not None:
            plain = field.kind.traits.digits(field, bound)
            checks.append(
                {
                    "name": names.take(model.snake, field.name, kind),
                    "kind": kind,
                    "field": field.name,
                    "value": _literal(field, bound),
                    "broken_by": _beyond(field, bound, -1 if kind == "min" else 1),
                    "sql": f'"{field.name}" {sign} {plain}',
                }
            )
    if field.choices:
        blank = [""] if field.optional and not field.null else []
        values = [*blank, *field.choices]
        checks.append(
            {
                "name": names.take(model.snake, field.name, "choice"),
                "kind": "choice",
                "field": field.name,
                "value": [python_text(value) for value in values],
                "broken_by": python_text("no such choice!"),
                "sql": f'"{field.name}" IN ({", ".join(map(_sql_text, values))})',
            }
        )
    return checks


def _beyond(field: Field, bound: Number, step: int) -> str | None:
    """Python source of a number on the wrong side of a bound, as a test would try it.

    None where the column ends there: its database has no such number to refuse.
    """
    if field.range is not None and bound in field.range:
        return None
    return field.kind.traits.beyond(field, bound, step)


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _order_index(model: Model, names: Names) -> dict[str, Any] | None:
    """The composite index that makes every page of the default order cheap."""
    if not model.order:
        return None
    return {
        "name": names.take(model.snake, "order", "idx", limit=INDEX_NAME_LIMIT),
        "fields": [name.removeprefix("-") for name in model.order],
        "descending": model.order[0].startswith("-"),
    }
