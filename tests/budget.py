"""How long the starters are, and how much of them is the team's own domain.

``python tests/budget.py [SPEC…]`` generates each spec (the default one and the shop when
none is named) and prints the code lines of both starters: all ``*.py`` outside of tests
and migrations, without blanks, comments and docstrings. A line is a domain line when it
lies in a class, function, list or table entry that is written for one model of the spec:
its name, or what it names first, is the model's.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scaffold import frameworks
from scaffold.generate.build import building
from scaffold.spec import Spec, default_spec, toml

SHOP = Path(__file__).parent / "specs" / "shop.toml"
LEFT_OUT = {"tests", "migrations"}
#: Tokens that are no code of their own.
SILENT = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Code lines of a file or of a starter, and those among them that name a model."""

    code: int
    domain: int

    def __add__(self, other: Lines) -> Lines:
        return Lines(code=self.code + other.code, domain=self.domain + other.domain)

    @property
    def share(self) -> float:
        return self.domain / self.code if self.code else 0.0


def of_starter(folder: Path, spec: Spec) -> dict[str, Lines]:
    """The lines of each Python file of a generated starter, by its path."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder)
        if not LEFT_OUT & set(path.parts):
            found[path.as_posix()] = of_source(file.read_text(encoding="utf-8"), spec)
    return found


def of_source(source: str, spec: Spec) -> Lines:
    tree = ast.parse(source)
    code = set(_lines_of_code(source)) - set(_lines_of_docstrings(tree))
    return Lines(code=len(code), domain=len(code & set(_lines_of_models(tree, spec))))


def total(files: dict[str, Lines]) -> Lines:
    return sum(files.values(), Lines(code=0, domain=0))


def _lines_of_code(source: str) -> Iterator[int]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT:
            yield from range(token.start[0], token.end[0] + 1)


def _lines_of_docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                yield from _span(first)


def _lines_of_models(tree: ast.Module, spec: Spec) -> Iterator[int]:
    names = {
        re.escape(name)
        for model in spec.models
        for spelt in (model.snake, model.plural_name)
        for name in (model.name, spelt, spelt.upper())
    }
    # The longest first: OrderLine is not Order.
    words = "|".join(sorted(names, key=len, reverse=True))
    named = re.compile(rf"(^|_|/|\.)({words})($|_|/|\.|[A-Z<])")
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


def generated(spec: Spec, folder: Path) -> dict[str, dict[str, Lines]]:
    """Both starters of a spec, by the framework's name, then by path."""
    places = {one: folder / one.name for one in frameworks.ALL}
    with building(places, "myproject", spec.completed("myproject"), lambda _: None):
        pass
    return {one.name: of_starter(place, spec) for one, place in places.items()}


def main(paths: list[str]) -> None:
    specs = {path: toml.load(Path(path)) for path in paths} or {
        "default": default_spec(),
        "shop": toml.load(SHOP),
    }
    for name, spec in specs.items():
        with tempfile.TemporaryDirectory() as folder:
            for framework, files in generated(spec, Path(folder)).items():
                lines = total(files)
                print(
                    f"{name} {framework}: {lines.code:,} lines, "
                    f"{lines.domain:,} of the domain ({lines.share:.0%})"
                )
                if paths:
                    for path, found in files.items():
                        print(f"  {found.code:5} {found.domain:5} {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
