"""Four hard questions to a database, asked in both ORMs over the models of a spec.

The code is rendered from the templates beside this file. The page shows it, and
``scaffold compare --measure`` runs the same text in the starters' environments.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined

from scaffold import frameworks
from scaffold.generate import tables
from scaffold.spec import Model, Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import FOREIGN_KEYS, MANY_TO_MANY, NUMERIC, TRUE_OR_FALSE, Kind
from scaffold.spec.related_names import related_names
from scaffold.spec.shown_text import in_a_sentence

_HERE = Path(__file__).parent
#: Dates that have a year on every database, the one of a moment in UTC.
_DATED = (Kind.CREATED, Kind.DATE)
_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*")
#: What the templates import or define: a model of such a name is called otherwise.
_TAKEN = frozenset(
    {
        *("Count", "ExtractYear", "F", "Prefetch", "Q", "Rank", "Window"),
        *("aliased", "connection", "db", "extract", "func", "literal", "select"),
    }
)
_RAW = frozenset({"cursor", "raw", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``code`` is a module with a function ``answer``, by framework; none where no model
    of the spec suits, and ``missing`` says so."""

    name: str
    title: str
    asks: str = ""
    #: Why an ORM does not say it, where one does not.
    note: str = ""
    code: Mapping[str, str]
    missing: str = ""

    def in_orm(self, framework: str) -> bool:
        """Whether it is said by expressions of the ORM, and not in SQL by hand."""
        named = {
            getattr(node, "attr", getattr(node, "id", ""))
            for node in ast.walk(ast.parse(self.code[framework]))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        return not named & _RAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """From a row to several of another model: by ``name``, the same in both ORMs."""

    name: str
    model: Model


def questions(
    spec: Spec, package: str, bytecode_cache: BytecodeCache | None = None
) -> tuple[Question, ...]:
    """All four, over models of ``spec`` as the pair in ``package`` has them."""
    environment = _environment(bytecode_cache)
    names = {"app": spec.app, "package": package}
    kinds = (
        ("window", "A window: rank within a group", _window(spec)),
        ("recursive", "A recursion", _recursive(spec)),
        ("conditional", "A conditional aggregate", _conditional(spec)),
        ("nested", "A nested prefetch", _nested(spec)),
    )
    return tuple(
        Question(name=name, title=title, code={}, missing=facts)
        if isinstance(facts, str)
        else _question(name, title, names | facts, environment)
        for name, title, facts in kinds
    )


def _question(
    name: str, title: str, facts: dict[str, Any], environment: Environment
) -> Question:
    return Question(
        name=name,
        title=title,
        asks=facts["asks"],
        note=facts.get("note", ""),
        code={
            framework.name: environment.get_template(
                f"{framework.name}_{name}.py.j2"
            ).render(facts)
            for framework in frameworks.ALL
        },
    )


@cache
def _environment(bytecode_cache: BytecodeCache | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        bytecode_cache=bytecode_cache,
        autoescape=False,  # noqa: S701 (it is Python)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["literal"] = json.dumps
    environment.filters["local"] = _local
    environment.filters["imported"] = _imported
    return environment


def _local(model: Model) -> str:
    return f"Its{model.name}" if model.name in _TAKEN else model.name


def _imported(models: list[Model]) -> str:
    """Each once, as an import lists them."""
    names = sorted({model.name for model in models})
    return ", ".join(
        f"{name} as Its{name}" if name in _TAKEN else name for name in names
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grouped:
    """A model whose rows belong together by a relation, a choice, or a year."""

    model: Model
    group: Field

    @property
    def by_year(self) -> bool:
        return self.group.kind in _DATED


def _grouped(spec: Spec) -> Iterator[_Grouped]:
    """The best ones first: a relation, a choice, a year."""
    for kinds in (FOREIGN_KEYS - {Kind.ONE}, {Kind.CHOICE}, set(_DATED)):
        for model in spec.models:
            for field in model.fields:
                is_wanted = field.kind in kinds and field.target != model.name
                if is_wanted and not (field.null and field.kind in _DATED):
                    yield _Grouped(model=model, group=field)


def _window(spec: Spec) -> dict[str, Any] | str:
    ranked = [
        (each, field)
        for each in _grouped(spec)
        for field in each.model.fields
        if field.kind in NUMERIC and not field.null
    ]
    if not ranked:
        return (
            "No model of this spec has both a number that every row has and something "
            "to group its rows by: a relation, a choice or a date."
        )
    each, field = ranked[0]
    return _facts(each, spec) | {
        "field": field,
        "alias": _free(spec, each.model, "rank", "place", "rank_in_group"),
        "asks": f"The rank of each {_called(each.model)} by its {_named(field)}, "
        f"within its {_named_group(each)}.",
    }


def _conditional(spec: Spec) -> dict[str, Any] | str:
    for each in _grouped(spec):
        for field, condition in _conditions(each.model):
            if field is not each.group:
                return _facts(each, spec) | {
                    "field": field,
                    **condition,
                    "in_all": _free(spec, each.model, "in_all", "rows_in_all"),
                    "some": _free(spec, each.model, "some", "rows_of_these"),
                    "asks": f"Of each {_named_group(each)}, how many rows of "
                    f"{_called(each.model)} there are, and of how many "
                    f"{condition['said']}.",
                }
    return (
        "No model of this spec has both something to group its rows by and a field that "
        "tells some of them from others."
    )


def _conditions(model: Model) -> Iterator[tuple[Field, dict[str, str]]]:
    """The best ones first: one of some choices, one of two, a number."""
    for kinds in ({Kind.CHOICE}, TRUE_OR_FALSE, NUMERIC):
        for field in model.fields:
            if field.kind in kinds:
                lookup, test, said = _condition(field)
                yield field, {"lookup": lookup, "test": test, "said": said}


def _condition(field: Field) -> tuple[str, str, str]:
    """In Django, in SQLAlchemy and in a sentence."""
    name, named = field.name, _named(field)
    if field.kind is Kind.CHOICE:
        value = json.dumps(field.choices[0])
        return (
            f"{name}={value}",
            f"{name} == {value}",
            f"the {named} is {field.choices[0]}",
        )
    if field.kind in TRUE_OR_FALSE:
        return f"{name}=True", f"{name}.is_(True)", f"{named} is true"
    return f"{name}__gt=100", f"{name} > 100", f"the {named} is over 100"


def _recursive(spec: Spec) -> dict[str, Any] | str:
    parents = [
        (model, field)
        for model in spec.models
        for field in model.fields
        if field.kind is Kind.REF and field.target == model.name and field.null
    ]
    model, field = parents[0] if parents else (_largest(spec), None)
    return {
        "model": model,
        "models": [model],
        "parent": field,
        "table": _quoted(tables.of_django(spec)[model.name,]),
        "key": _quoted(model.key or "id"),
        "column": _quoted(field.column_name) if field else "",
        "note": "Django’s ORM has no recursive query; the package django-cte adds one",
        "asks": f"Each {_called(model)} and its depth in the tree that {_named(field)} "
        "makes."
        if field
        else f"Each {_called(model)} and its depth in a tree of ids, each row under the "
        "one of half its id: no model of this spec refers to itself.",
    }


def _largest(spec: Spec) -> Model:
    return max(spec.models, key=lambda model: len(model.relations))


def _nested(spec: Spec) -> dict[str, Any] | str:
    found = [
        (model, first, second)
        for model in spec.models
        for first in _hops(spec, model)
        for second in _hops(spec, first.model)
    ]
    if not found:
        return (
            "No model of this spec leads to rows of another one that lead to further "
            "rows: there is nothing to fetch in two steps."
        )
    model, first, second = max(
        found,
        key=lambda each: len({each[0].name, each[1].model.name, each[2].model.name}),
    )
    return {
        "model": model,
        "first": first,
        "second": second,
        "models": [model, first.model],
        "asks": f"Each {_called(model)} with its {first.name.replace('_', ' ')}, and "
        f"these with their {second.name.replace('_', ' ')}.",
    }


def _hops(spec: Spec, model: Model) -> list[Hop]:
    """Relations to several rows: ``refs``, and the ways back."""
    back = related_names(spec)
    found = [
        Hop(name=field.name, model=spec.by_name[field.target])
        for field in model.relations
        if field.kind in MANY_TO_MANY and field.target
    ]
    return found + [
        Hop(name=back[other.name, field.name], model=other)
        for other in spec.models
        for field in other.relations
        if field.target == model.name and field.kind is not Kind.ONE
    ]


def _facts(each: _Grouped, spec: Spec) -> dict[str, Any]:
    return {
        "model": each.model,
        "models": [each.model],
        "group": each.group,
        "by_year": each.by_year,
        "year": _free(spec, each.model, "year", "year_of_group"),
    }


def _free(spec: Spec, model: Model, *names: str) -> str:
    """The first that nothing of the model is called."""
    back = related_names(spec)
    taken = {name for field in model.fields for name in field.names}
    taken |= {
        back[other.name, field.name]
        for other in spec.models
        for field in other.relations
        if field.target == model.name
    }
    return next(name for name in (*names, f"{names[-1]}_found") if name not in taken)


def _called(model: Model) -> str:
    return in_a_sentence(model.title) if model.title else model.snake.replace("_", " ")


def _named(field: Field) -> str:
    return in_a_sentence(field.title) if field.title else field.name.replace("_", " ")


def _named_group(each: _Grouped) -> str:
    return f"year of {_named(each.group)}" if each.by_year else _named(each.group)


def _quoted(name: str) -> str:
    """As SQL takes it: by itself where any database does, else in quotation marks."""
    if _SIMPLE.fullmatch(name) and name not in tables.words_of_sql():
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
