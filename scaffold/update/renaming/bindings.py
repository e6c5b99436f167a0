"""What a module imports, and what its functions bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst


@dataclass(kw_only=True)
class Imports:
    """Names by where they are from: this project's code, what the tool imports too, others."""

    modules: frozenset[str]
    packages: frozenset[str]
    ours: set[str] = field(default_factory=set)
    framework: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)

    def is_ours(self, node: cst.ImportFrom) -> bool:
        """Whether the tool has written the module, or the package, that is imported from."""
        name = _dotted(node.module)
        if node.relative:
            return not name or name.rpartition(".")[2] in self.modules
        return name.partition(".")[0] in self.modules and (
            name.rpartition(".")[2] in self.modules
        )


def imports_of(
    tree: cst.Module, modules: frozenset[str], packages: frozenset[str]
) -> Imports:
    """``modules`` are those that the tool has written, ``packages`` what it imports."""
    found = Imports(modules=modules, packages=packages)
    tree.visit(_Reader(found))
    return found


class _Reader(cst.CSTVisitor):
    def __init__(self, found: Imports) -> None:
        super().__init__()
        self._found = found

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        if isinstance(node.names, cst.ImportStar):
            return
        names = {_bound_by(alias) for alias in node.names}
        if self._found.is_ours(node):
            self._found.ours |= names
        elif node.relative:
            pass  # a person's own module
        else:
            self._from(_dotted(node.module), names)

    def visit_Import(self, node: cst.Import) -> None:
        for alias in node.names:
            self._from(_dotted(alias.name), {_bound_by(alias).partition(".")[0]})

    def _from(self, module: str, names: set[str]) -> None:
        package = module.partition(".")[0]
        if package in self._found.modules:
            self._found.ours |= names
        elif package in self._found.packages:
            self._found.framework |= names
        else:
            self._found.foreign |= names


def root_of(node: cst.CSTNode) -> str:
    """The name that an expression begins with, "" where it begins otherwise."""
    while True:
        match node:
            case cst.Name(value=name):
                return name
            case cst.Attribute(value=value) | cst.Subscript(value=value):
                node = value
            case cst.Call(func=function):
                node = function
            case _:
                return ""


def bound(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode | None]]:
    """Each name that is bound within ``node``, and what it is one of, if that is told."""
    reader = _Bound(node)
    node.visit(reader)
    yield from reader.found


class _Bound(cst.CSTVisitor):
    def __init__(self, top: cst.CSTNode) -> None:
        super().__init__()
        self.found: list[tuple[str, cst.CSTNode | None]] = []
        self._top = top

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self._top

    visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Param(self, node: cst.Param) -> None:
        self.found.append((node.name.value, node.annotation))

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._add(target.target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._add(node.target, node.annotation)

    def visit_For(self, node: cst.For) -> None:
        self._add(node.target, node.iter)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._add(node.target, node.iter)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._add(node.target, node.value)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._add(node.name, None)

    def _add(self, target: cst.CSTNode, value: cst.CSTNode | None) -> None:
        if isinstance(target, cst.Name):
            self.found.append((target.value, value))
        elif isinstance(target, cst.Tuple | cst.List):
            values = getattr(value, "elements", None) or ()
            for place, each in enumerate(target.elements):
                own = values[place].value if place < len(values) else None
                self._add(each.value, own)


def _bound_by(alias: cst.ImportAlias) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return _dotted(alias.name)


def _dotted(node: cst.CSTNode | None) -> str:
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=value, attr=cst.Name(value=name)):
            return f"{_dotted(value)}.{name}"
    return ""
