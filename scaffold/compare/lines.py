"""Lines that a team owns: what they are for, and what they rest on.

All of it is read from the code. A line is of the domain where it lies in a class,
function, list or table entry written for one model of the spec: its name, or what it
names first, is the model's. Any other is for what its folder or its imports say.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from scaffold.compare.origins import Origin, Origins, Statement
from scaffold.project.code_lines import parsed, python_lines
from scaffold.project.sources import Kind, Source
from scaffold.spec import Spec

#: Distributions that make a JSON API: what one of them makes is for it.
_API_MAKERS = frozenset(
    {
        *("apiflask", "flask-restx", "flask-smorest"),
        *("django-ninja", "djangorestframework"),
    }
)
_API_MODULES = frozenset({"api.py", "schemas.py"})

_Key = TypeVar("_Key")


class Purpose(StrEnum):
    """What a line is for."""

    DOMAIN = "domain"
    ACCOUNTS = "accounts"
    API = "API"
    SUPPORT = "support"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Of a file, a concern or a starter; ``python`` by purpose and origin.

    ``for_models`` are those of the domain that are written for one model of the spec.
    ``tests`` and ``migrations``, which the frameworks write, stand apart from the rest.
    """

    python: Mapping[tuple[Purpose, Origin], int] = field(default_factory=dict)
    templates: Mapping[Purpose, int] = field(default_factory=dict)
    scripts: Mapping[Purpose, int] = field(default_factory=dict)
    for_models: int = 0
    tests: int = 0
    migrations: int = 0

    @property
    def in_python(self) -> int:
        return sum(self.python.values())

    @property
    def in_templates(self) -> int:
        return sum(self.templates.values())

    @property
    def in_scripts(self) -> int:
        return sum(self.scripts.values())

    def of(
        self, *, purpose: Purpose | None = None, origin: Origin | None = None
    ) -> int:
        """Lines of Python for that, resting on that."""
        return sum(
            number
            for (of_purpose, of_origin), number in self.python.items()
            if purpose in (None, of_purpose) and origin in (None, of_origin)
        )


def lines_by_path(
    files: Iterable[Source], origins: Origins, spec: Spec, package: str
) -> dict[str, Lines]:
    """The lines of each file of the starter whose own package is ``package``."""
    named = names_of_models(spec)
    return {
        source.path: _lines(
            source, origins, named, _purpose_of_folder(source.path, spec.app, package)
        )
        for source in files
    }


def together(parts: Iterable[Lines]) -> Lines:
    found = list(parts)
    return Lines(
        python=_added(each.python for each in found),
        templates=_added(each.templates for each in found),
        scripts=_added(each.scripts for each in found),
        for_models=sum(each.for_models for each in found),
        tests=sum(each.tests for each in found),
        migrations=sum(each.migrations for each in found),
    )


def _added(parts: Iterable[Mapping[_Key, int]]) -> dict[_Key, int]:
    total: Counter[_Key] = Counter()
    for counts in parts:
        total.update(counts)
    return dict(total)


def _lines(
    source: Source, origins: Origins, named: re.Pattern[str], folder: Purpose | None
) -> Lines:
    if source.is_test:
        return Lines(tests=source.code_lines)
    if source.is_migration:
        return Lines(migrations=source.code_lines)
    if source.kind is Kind.TEMPLATE:
        return Lines(templates={folder or Purpose.SUPPORT: source.other_lines})
    if source.kind is Kind.SCRIPT:
        # What the pages are made of, static files included, lies in the package.
        of_pages = "static" in source.path.split("/")[:-1]
        rest = Purpose.SUPPORT if of_pages else Purpose.CONFIGURATION
        return Lines(scripts={folder or rest: source.other_lines})
    if source.kind is Kind.PYTHON:
        return _lines_of_python(source, origins, named, folder)
    return Lines()


def _lines_of_python(
    source: Source, origins: Origins, named: re.Pattern[str], folder: Purpose | None
) -> Lines:
    code = python_lines(source.text)
    tree = parsed(source.text)
    for_models = code & set(lines_of_models(tree, named)) if tree else set()
    rest = Purpose.API if source.name in _API_MODULES else folder
    by_line = {
        number: statement
        for statement in origins.statements(source.path)
        for number in range(statement.first, statement.last + 1)
    }
    python: Counter[tuple[Purpose, Origin]] = Counter()
    for number in code:
        statement = by_line.get(number)
        purpose = Purpose.DOMAIN if number in for_models else _purpose(statement, rest)
        python[purpose, statement.origin if statement else Origin.BY_HAND] += 1
    return Lines(python=dict(python), for_models=len(for_models))


def _purpose(statement: Statement | None, folder: Purpose | None) -> Purpose:
    """Of a statement that is for no model."""
    if statement and folder in (Purpose.SUPPORT, None):
        names = statement.names if folder else statement.makers
        if any(name.distribution in _API_MAKERS for name in names):
            return Purpose.API
    return folder or Purpose.CONFIGURATION


def _purpose_of_folder(path: str, app: str, package: str) -> Purpose | None:
    """None where the folders do not say: at the top, and beside the settings."""
    known = {
        app: Purpose.DOMAIN,
        "accounts": Purpose.ACCOUNTS,
        "support": Purpose.SUPPORT,
    }
    folders = path.removeprefix(f"{package}/").split("/")[:-1]
    return next((known[each] for each in folders if each in known), None)


def names_of_models(spec: Spec) -> re.Pattern[str]:
    """Finds a model's name within another: Product in ProductForm and PRODUCT_SORTS."""
    names = {
        re.escape(name)
        for model in spec.models
        for spelt in (model.snake, model.plural_name)
        for name in (model.name, spelt, spelt.upper())
    }
    # The longest first: OrderLine is not Order.
    words = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(^|_|/|\.)({words})($|_|/|\.|[A-Z<])")


def lines_of_models(tree: ast.Module, named: re.Pattern[str]) -> Iterator[int]:
    """The lines that are written for one model of the spec."""
    for node in tree.body:
        if _is_of_a_model(node, named):
            yield from _span(node)
        else:
            for entry in _entries(node):
                if _mentions(entry, named):
                    yield from _span(entry)


def _is_of_a_model(node: ast.stmt, named: re.Pattern[str]) -> bool:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return bool(named.search(name))
        case (
            ast.Assign(targets=[ast.Name(id=name)])
            | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return bool(named.search(name))
        case ast.Expr(value=ast.Call()):
            return _mentions(node, named)
    return False


def _entries(node: ast.stmt) -> Iterator[ast.stmt | ast.expr]:
    """What stands in the lists and tables that a statement assigns, or in a class."""
    if isinstance(node, ast.ClassDef):
        yield from (each for each in node.body if isinstance(each, ast.AnnAssign))
    value = getattr(node, "value", None)
    if not isinstance(node, ast.Assign | ast.AnnAssign) or value is None:
        return
    for inner in ast.walk(value):
        if isinstance(inner, ast.List | ast.Tuple | ast.Set):
            yield from inner.elts
        if isinstance(inner, ast.Dict):
            yield from (item for item in (*inner.keys, *inner.values) if item)


def _mentions(node: ast.AST, named: re.Pattern[str]) -> bool:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=text) | ast.Attribute(attr=text):
                pass
            case ast.Constant(value=str(text)):
                pass
            case _:
                continue
        if named.search(text):
            return True
    return False


def _span(node: ast.stmt | ast.expr) -> range:
    first = min(
        [node.lineno, *(item.lineno for item in getattr(node, "decorator_list", ()))]
    )
    return range(first, (node.end_lineno or node.lineno) + 1)
