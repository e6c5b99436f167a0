"""Spec to the plain JSON dict that templates see: the only contract with them."""

from __future__ import annotations

import builtins
import html
import json
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold import samples
from scaffold.diagram.mermaid import mermaid
from scaffold.generate import tables
from scaffold.generate.tables import Tables
from scaffold.spec import Model, Spec, inflection, reserved, shown_text, toml
from scaffold.spec.fields import Field
from scaffold.spec.inflection import Names
from scaffold.spec.kinds import (
    FAMILIES,
    MANY_TO_MANY,
    NAMING,
    NUMERIC,
    REFERENCES,
    RELATIONS,
    TEXTUAL,
    Kind,
)
from scaffold.spec.kinds.times import SAMPLE_DAY
from scaffold.spec.kinds.traits import Default, Number
from scaffold.spec.python_text import python_text
from scaffold.spec.related_names import related_names
from scaffold.spec.shown_text import in_a_sentence

#: The table of the login users in Flask's starter.
USERS = "accounts_user"
DEFAULT_SLUG = "myproject"
#: Of more models the diagram in the README shows no fields, or nothing could be read.
MOST_IN_DETAIL = 12
INDEX_NAME_LIMIT = 30
IDENTIFIER_LIMIT = 63
ENUM_LIMIT = 100
#: What the classes of a model are called, after its name.
CLASSES_OF_A_MODEL = (
    *("Admin", "Create", "Delete", "Detail", "Figures", "Form", "In", "List", "Out"),
    *("Page", "Patch", "Query", "QuerySet", "Summary", "Update", "View"),
)
#: What Django's models have inside.
CLASSES_INSIDE_A_MODEL = (
    "DoesNotExist",
    "Meta",
    "MultipleObjectsReturned",
    "NotUpdated",
)
#: What views and pages of Flask know beside the row that they are about.
KNOWN_TO_PAGES = frozenset(
    ["caller", "config", "csrf_token", "current_user", "db", "delete", "dict"]
    + ["enter_saves", "error", "errors_of", "field", "flash", "form", "g"]
    + ["get_flashed_messages", "home", "loop", "page", "posted", "queries", "range"]
    + ["redirect", "references", "request", "row", "save", "self", "session"]
    + ["summary", "super", "template", "template_name_or_list", "url_for"]
)
#: What starts or ends Markdown markup anywhere, and what does so only at the
#: beginning of a line.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~$&]|^(?:[-+=]|\d+(?=[.)]))")


def build(spec: Spec, *, rows: bool = False) -> dict[str, Any]:
    """``_spec``: every name computed, every text already quoted for its place.

    ``rows`` says that the project brings rows of its own.
    """
    models, names, drawn = spec.in_code_order, _names(spec), samples.rows(spec)
    created = [model.name for model in spec.in_creation_order]
    rendered = []
    below = [model.name for model in models]
    for model in models:
        below.remove(model.name)
        place = created.index(model.name)
        late = {f.name for f in model.relations if f.target in created[place + 1 :]}
        facts = _model(spec, model, names, late)
        for field in facts["fields"]:
            field["is_forward"] = field["target"] in below
        facts["created"] = place
        facts["unique_cases"] = _unique_cases(model, drawn[model.plural_name])
        rendered.append(facts)
    for facts in rendered:
        facts["references"] = _references(facts, rendered)
        facts["admin_search"] = _admin_search(spec.by_name[facts["name"]], facts)
    return {
        "title": text_forms(spec.title),
        "description": text_forms(spec.description),
        "author": text_forms(spec.author),
        "app": spec.app,
        "scaffold_toml": toml.to_toml(spec),
        "mermaid": mermaid(spec, with_fields=len(spec.models) <= MOST_IN_DETAIL),
        "seed_json": json.dumps(drawn, indent=2, ensure_ascii=False) + "\n",
        "rows": rows,
        "sample_day": SAMPLE_DAY.isoformat(),
        "kinds": sorted({_kind(f) for m in models for f in m.fields}),
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
    #: The classes of choices, beside the models in one module.
    enums: Names


def _names(spec: Spec) -> _Names:
    flask, django = tables.of_flask(spec), tables.of_django(spec)
    indexes, enums = Names(), Names()
    indexes.reserve(*flask.values(), *django.values())
    enums.reserve(
        *reserved.taken().kept_free[reserved.ENUMERATION],
        *(m.name + suffix for m in spec.models for suffix in ("", *CLASSES_OF_A_MODEL)),
    )
    return _Names(
        related=related_names(spec),
        flask=flask,
        django=django,
        indexes=indexes,
        enums=enums,
    )


def _admin_search(model: Model, facts: Mapping[str, Any]) -> list[str]:
    """What the admins search: a row that others refer to is looked for there, too."""
    if model.searched or not facts["references"]:
        return list(model.searched)
    names = [n for n in model.label_names if model.by_name[n].kind in NAMING]
    return names or ["id"]


def _references(
    target: dict[str, Any], models: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What refers to a model: each relation of another, or of itself, that leads here."""
    names = (
        "name",
        "snake",
        "plural",
        "label",
        "label_plural",
        "title",
        "title_plural",
    )
    return [
        {
            "model": {name: model[name] for name in names},
            **{
                key: field[key]
                for key in ("api", "column", "kind", "related_name", "filter")
            },
            "field": field["name"],
            "label": field["related_label"],
            "ordering": model["ordering"],
        }
        for model in models
        for field in model["fields"]
        if field["target"] == target["name"]
    ]


def _families(models: Sequence[Model]) -> list[str]:
    found = {field.kind.traits.family for model in models for field in model.fields}
    return [family for family in FAMILIES if family in found]


def _overlooked(names: _Names, models: Sequence[Model]) -> list[str]:
    """The names in Flask's database that SQLAlchemy would not quote where it must."""
    columns = {field.column_name for model in models for field in model.fields}
    columns |= {model.key for model in models if model.key}
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
    title = model.title or inflection.title(snake)
    several = model.title_plural or (
        inflection.title(plural) if model.title is None else inflection.plural(title)
    )
    return {
        "name": model.name,
        "snake": snake,
        "variable": _variable(snake),
        "table": names.flask[(model.name,)],
        "db_table": _db_table(spec, names, model),
        "key": model.key or "id",
        "plural": plural,
        "label": in_a_sentence(title),
        "label_plural": in_a_sentence(several),
        "title": title,
        "title_plural": several,
        "said": model.title is not None,
        "fields": fields,
        "list": list(model.columns_shown),
        "search": list(model.searched),
        "ordering": _ordering(model),
        "sortable": list(model.sortable),
        "numeric": list(model.numeric),
        "filters": list(model.filtered),
        "admin_filters": [
            name
            for name in model.filtered
            if model.by_name[name].kind not in RELATIONS | {Kind.USER}
        ],
        "label_field": model.label_field
        if model.row_label == f"{{{model.label_field}}}"
        else None,
        # Where a form looks for a row besides.
        "label_sought": [n for n in model.label_names if n not in model.searched],
        "label_parts": [
            {"text": text, "field": name}
            for text, name in shown_text.parts_of(model.row_label or "")
        ],
        "unique": [
            _unique(model, together, names.indexes) for together in model.unique
        ],
        "checks": [
            check for f in model.fields for check in _checks(model, f, names.indexes)
        ],
        "index": _order_index(model, names.indexes),
        "indexes": [_index(model, set_, names.indexes) for set_ in model.indexes],
    }


def _variable(snake: str) -> str:
    """What code calls one row, beside all that it knows by a name already."""
    is_taken = keyword.iskeyword(snake) or hasattr(builtins, snake)
    return f"{snake}_row" if is_taken or snake in KNOWN_TO_PAGES else snake


def _field(
    spec: Spec,
    model: Model,
    field: Field,
    names: _Names,
    late: bool,
) -> dict[str, Any]:
    target = spec.by_name[field.target] if field.target else None
    related = names.related.get((model.name, field.name))
    if field.kind is Kind.USER:
        related = f"{field.name}_{model.plural_name}"
    facts: dict[str, Any] = {
        "name": field.name,
        "api": field.api,
        "column": field.attribute,
        "column_name": field.column_name,
        "is_renamed": field.column_name != field.attribute,
        "kind": _kind(field),
        "family": field.kind.traits.family,
        "label": field.title or inflection.title(field.name),
        "title": field.title,
        "verbose_name": in_a_sentence(field.title) if field.title else None,
        "help": (said := _help(field)),
        "help_html": html.escape(said, quote=False) if said else None,
        "readonly": field.readonly,
        "chosen": field.chosen,
        "written": field.written,
        "filter": field.filter if field.name in model.filtered else None,
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
            {
                "value": choice,
                "python": python_text(choice),
                "label": label or inflection.title(choice),
                "member": member,
            }
            for choice, label, member in zip(
                field.choices,
                field.labels or [""] * len(field.choices),
                _members(field.choices),
                strict=True,
            )
        ],
        "min": _digits(field, field.min),
        "max": _digits(field, field.max),
        "min_python": _literal(field, field.min),
        "max_python": _literal(field, field.max),
        "default": None if field.kind is Kind.USER else _literal(field, field.default),
        "target": field.target,
        "target_table": names.flask[(target.name,)] if target else USERS,
        "target_key": (target.key or "id") if target else "id",
        "target_ordering": _ordering(target) if target else None,
        "self_ref": field.target == model.name,
        "late": late,
        "on_delete": (field.on_delete or "protect")
        if field.kind in REFERENCES
        else None,
        "db_table": _db_table(spec, names, model, field.name)
        if field.kind in MANY_TO_MANY
        else None,
        "related_name": related,
        "related_label": _related_label(model, related) if related else None,
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
        facts["enum_nested"] = _nested(inflection.camel(field.name))
        facts["enum"] = names.enums.take(
            model.name + inflection.camel(field.name), limit=ENUM_LIMIT
        )
    if field.kind in MANY_TO_MANY:
        assert target is not None
        facts["link"] = _link(model, field, names, target)
    if field.default is not None and field.kind is not Kind.USER:
        facts["default_json"] = field.kind.traits.json(field, field.default)
    return facts


def _kind(field: Field) -> str:
    """What templates call it: ``owner`` is the login user whom nobody chooses."""
    if field.kind is Kind.USER:
        return "owner" if field.mine else "user"
    return field.kind.value


def _help(field: Field) -> str | None:
    """A form says more behind it, of a moment or of JSON: then it ends like a sentence."""
    is_followed = field.kind in (Kind.DATETIME, Kind.JSON)
    if field.help and is_followed and field.help[-1] not in ".!?":
        return f"{field.help}."
    return field.help


def _related_label(model: Model, related: str) -> str:
    is_usual = related == model.plural_name and model.title_plural is not None
    return str(model.title_plural) if is_usual else inflection.title(related)


def _nested(name: str) -> str:
    """A class inside of Django's, which has some of its own."""
    return f"{name}Choice" if name in CLASSES_INSIDE_A_MODEL else name


def _members(choices: Sequence[str]) -> list[str]:
    """What an enumeration calls each choice: ``on-sale`` is ``ON_SALE``."""
    found: list[str] = []
    for choice in choices:
        word = re.sub(r"\W+", "_", choice).strip("_").upper()
        usual = word if word.isidentifier() else f"CHOICE_{word}".rstrip("_")
        found.append(inflection.numbered(usual, found.__contains__))
    return found


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
        "name": field.table or names.flask[model.name, field.name],
        "here": columns.take(f"{ends[0]}{model.snake}_id", limit=IDENTIFIER_LIMIT),
        "there": columns.take(f"{ends[1]}{target.snake}_id", limit=IDENTIFIER_LIMIT),
    }


def _db_table(spec: Spec, names: _Names, model: Model, *field: str) -> str | None:
    """What Django must be told a table is called; None where it would say so itself."""
    table = names.django[model.name, *field]
    usual = "_".join((model.table or f"{spec.app}_{model.name.lower()}", *field))
    if not field:
        usual = f"{spec.app}_{model.name.lower()}"
    return None if table == usual else table


def _literal(field: Field, value: Default | None) -> str | None:
    return None if value is None else field.kind.traits.literal(field, value)


def _digits(field: Field, value: Number | None) -> str | None:
    return None if value is None else field.kind.traits.digits(field, value)


def _unique(model: Model, together: tuple[str, ...], names: Names) -> dict[str, Any]:
    return {
        "name": names.take(model.snake, *together, "unique"),
        **_columns(model, together),
    }


def _index(model: Model, together: tuple[str, ...], names: Names) -> dict[str, Any]:
    return {
        "name": names.take(model.snake, *together, "idx", limit=INDEX_NAME_LIMIT),
        **_columns(model, together),
    }


def _columns(model: Model, together: Sequence[str]) -> dict[str, list[str]]:
    """What rules of several fields call them: the spec, code, the database."""
    fields = [model.by_name[name] for name in together]
    return {
        "fields": [field.name for field in fields],
        "columns": [field.attribute for field in fields],
        "column_names": [field.column_name for field in fields],
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
        filled = [
            row
            for row in rows
            if all(f.kind is Kind.USER or row.get(f.api) is not None for f in fields)
        ]
        implied = any(set(other) < set(names) for other in rules)
        if len(filled) > 1 and not implied:
            columns = [field.attribute for field in fields]
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
                    "sql": f'"{field.column_name}" {sign} {plain}',
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
                "sql": f'"{field.column_name}" IN ({", ".join(map(_sql_text, values))})',
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
        **_columns(model, [name.removeprefix("-") for name in model.order]),
        "descending": model.order[0].startswith("-"),
    }
