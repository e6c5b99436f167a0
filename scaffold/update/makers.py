"""A person's lines that make rows without a new field, which has no default."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from scaffold.project.code_lines import parsed
from scaffold.spec import Model, Spec
from scaffold.spec.fields import Field
from scaffold.spec.kinds import AUTOMATIC, MANY_TO_MANY
from scaffold.spec.related_names import related_names
from scaffold.update.changes import Change
from scaffold.update.mentions import lines_of

#: Methods that make a row of the keywords that they are given.
_MAKE = re.compile(r"a?(create|(get|update)_or_create)")
_FIXTURES = (".json", ".yaml", ".yml")

Files = Mapping[str, bytes]


def notes(prefix: str, there: Files, new: Files, change: Change) -> Iterator[str]:
    """Each such line of ``there``, the files of a starter, with its place.

    ``new`` is what the tool writes now: what stands there is no person's.
    """
    for model, field, was in change.fields_of_kept_models:
        if not _is_needed(field) or (was and _is_needed(was)):
            continue
        for path, data in there.items():
            if found := {*_makers(path, data, model, field, change.new)}:
                lines, known = lines_of(data), {*lines_of(new.get(path, b""))}
                for line in sorted(found):
                    if lines[line - 1] not in known:
                        yield (
                            f"{prefix}{path}, line {line} makes a {model.name} without "
                            f"{field.name}, which has no default: {lines[line - 1]}"
                        )


def _is_needed(field: Field) -> bool:
    """Whether a row that is made without it gets nothing that a person chose."""
    has_default = field.default is not None and not field.kind.traits.is_user
    is_made = field.null or has_default or field.optional
    return not (is_made or field.kind in MANY_TO_MANY | AUTOMATIC)


def _makers(
    path: str, data: bytes, model: Model, field: Field, spec: Spec
) -> Iterator[int]:
    text = data.decode(errors="replace")
    if path.endswith(".py"):
        yield from _in_python(text, model, field, spec)
    if path.endswith(_FIXTURES):
        row = rf"""\bmodel["']?\s*:\s*["']?{spec.app}\.{model.name}\b"""
        if found := re.search(row, text, re.IGNORECASE):
            yield text.count("\n", 0, found.start()) + 1


def _in_python(text: str, model: Model, field: Field, spec: Spec) -> Iterator[int]:
    tree = parsed(text)
    if tree is None:
        return
    ways = related_names(spec)
    leading = {ways[model.name, each.name] for each in model.relations}
    names = {field.name, field.attribute}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_of(node, model, leading):
            given = {keyword.arg for keyword in node.keywords}
            texts = {
                each.value for each in ast.walk(node) if isinstance(each, ast.Constant)
            }
            if given and None not in given and not names & (given | texts):
                yield node.lineno
        elif isinstance(node, ast.ClassDef) and _is_about(node, model):
            yield from _short_lists(node, field)


def _is_of(node: ast.Call, model: Model, leading: set[str]) -> bool:
    """Whether what is called makes rows of ``model``: the class, or a method of its rows."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name == model.name:
            return True
        case ast.Attribute(value=rows, attr=name) if _MAKE.fullmatch(name):
            named = {each.id for each in ast.walk(rows) if isinstance(each, ast.Name)}
            last = rows.attr if isinstance(rows, ast.Attribute) else ""
            return model.name in named or last in leading
    return False


def _is_about(node: ast.ClassDef, model: Model) -> bool:
    """Whether a form or an admin says that it is one of ``model``."""
    told = [
        *(each for call in node.decorator_list for each in getattr(call, "args", [])),
        *(value for name, value in _assigned(node) if name == "model"),
    ]
    return any(isinstance(each, ast.Name) and each.id == model.name for each in told)


def _short_lists(node: ast.ClassDef, field: Field) -> Iterator[int]:
    for name, value in _assigned(node):
        if name == "fields" and isinstance(value, ast.List | ast.Tuple):
            names = {
                each.value for each in value.elts if isinstance(each, ast.Constant)
            }
            if names and field.name not in names:
                yield value.lineno


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            yield each.targets[0].id, each.value
