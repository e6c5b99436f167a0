"""What a new migration holds besides: changes of models that a person made by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.generate import context
from scaffold.project.code_lines import parsed
from scaffold.update.changes import Change

Files = Mapping[str, bytes]

#: Where a model of Django and of Flask has what is not a field.
OPTIONS = ("Meta", "__table_args__")

#: What stands in a class, by its name in small letters and its own, "" for the class.
_Definitions = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What a migration changes: a model, a field of it, or what ``OPTIONS`` of it say.

    ``field`` is "" of the model itself, and of its options ``Meta.ordering`` or
    ``__table_args__.`` with the name of an index or a constraint.
    """

    migration: str
    model: str
    field: str

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}" if self.field else self.model


def notes(
    prefix: str, touched: Iterable[Touched], there: Files, new: Files, change: Change
) -> Iterator[str]:
    """Each migration with what is not the tool's; ``there`` are files as they will be.

    ``new`` is what the tool writes: what is defined there alike is not a person's.
    """
    mine, tools, known = _defined(there), _defined(new), dict(_known(change))
    own: dict[str, list[str]] = {}
    for each in touched:
        if _is_own(each, mine, tools, known):
            own.setdefault(each.migration, []).append(each.name)
    for migration, names in own.items():
        of_models = {name for name in names if "." not in name}
        parts = [n for n in names if n.partition(".")[0] not in of_models - {n}]
        listed = ", ".join(dict.fromkeys(parts))
        yield f"{prefix}{migration} also holds your own change of {listed}"


def _is_own(
    each: Touched,
    mine: _Definitions,
    tools: _Definitions,
    known: Mapping[tuple[str, str], bool],
) -> bool:
    key = each.model.lower(), each.field
    if mine.get(key) == tools.get(key):
        return key not in mine and key not in known
    return not known.get(key, False)


def _known(change: Change) -> Iterator[tuple[tuple[str, str], bool]]:
    """What the spec has or had, and whether it changed it; models by all their names."""
    for spec in (change.old, change.new):
        for facts in context.build(spec)["models"]:
            model = spec.by_name[facts["name"]]
            for owner in {
                model.name,
                change.renamed_models.get(model.name, model.name),
            }:
                key = owner.lower()
                yield (key, ""), False
                for name in _names_of_options(facts):
                    yield from (
                        ((key, f"{option}.{name}"), False) for option in OPTIONS
                    )
                for field in model.fields:
                    yield from (((key, n), True) for n in (field.name, field.attribute))
    for model, now, was in change.fields_of_kept_models:
        for name in (now.name, now.attribute):
            yield (model.name.lower(), name), now != was


def _names_of_options(facts: dict[str, Any]) -> Iterator[str]:
    """The tool's own: options of Django's, indexes and constraints of both."""
    yield from ("ordering", "verbose_name", "verbose_name_plural", "db_table")
    named = (*facts["checks"], *facts["unique"], *facts["indexes"], facts["index"])
    yield from (each["name"] for each in named if each)
    yield from (f["index_name"] for f in facts["fields"] if f["index_name"])


def _defined(files: Files) -> _Definitions:
    """Classes of modules of models, and their members in one way of writing."""
    found: dict[tuple[str, str], str] = {}
    for path, data in files.items():
        if not path.endswith("models.py"):
            continue
        tree = parsed(data.decode(errors="replace"))
        for node in tree.body if tree else ():
            if isinstance(node, ast.ClassDef):
                found.setdefault((node.name.lower(), ""), node.name)
                for name, text in _members(node):
                    found.setdefault((node.name.lower(), name), text)
    return found


def _members(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for each in node.body:
        match each:
            case (
                ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name))
            ):
                yield name, ast.unparse(each)
        match each:
            case ast.ClassDef(name="Meta"):
                yield from ((f"Meta.{name}", text) for name, text in _members(each))
                yield from _named(each, "Meta")
            case ast.Assign(targets=[ast.Name(id="__table_args__")]):
                yield from _named(each, "__table_args__")


def _named(node: ast.AST, option: str) -> Iterator[tuple[str, str]]:
    """Indexes and constraints, which bear a name as a keyword or as what comes first."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            given = [each.value for each in call.keywords if each.arg == "name"]
            for each in (*given, *call.args[:1]):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield f"{option}.{each.value}", ast.unparse(call)
