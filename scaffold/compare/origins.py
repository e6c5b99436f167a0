"""What the code of a starter rests on, read from its imports.

An import belongs to a distribution that the starter's lock pins. The lock says too what
each is there for (``# via flask``): so what `pip install` of the framework alone brings is
its own, and every other distribution is an extension. What needs neither is by hand.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scaffold.compare.versions import normal, pins_of
from scaffold.project.code_lines import parsed, statements
from scaffold.project.sources import Source

#: Where a distribution is imported by another name than its own.
DISTRIBUTIONS = {
    "argon2": "argon2-cffi",
    "dotenv": "python-dotenv",
    "environ": "django-environ",
    "ninja": "django-ninja",
    "pythonjsonlogger": "python-json-logger",
}
_REQUIREMENT = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==", re.MULTILINE)
#: A text that is a dotted name and nothing else.
_DOTTED = re.compile(r"""["']([a-z_]\w*(?:\.\w+)+)["']""")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)\s*$", re.MULTILINE)


class Origin(StrEnum):
    """What a line needs to work."""

    FRAMEWORK = "the framework’s own"
    EXTENSION = "an extension"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """``name`` of the module ``module``; the module itself where it is "".

    ``distribution`` is "" for what is the starter's own, or Python's.
    """

    module: str
    name: str
    distribution: str
    origin: Origin

    def __str__(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement at the top of a module: its lines, and what they name of others.

    ``makers`` are those of its decorators, its bases, or of what is called for a value.
    """

    first: int
    last: int
    names: tuple[Name, ...]
    makers: tuple[Name, ...]

    @property
    def origin(self) -> Origin:
        """An extension's where anything of one is named: without it, it would not work."""
        found = {name.origin for name in self.names}
        ranked = (Origin.EXTENSION, Origin.FRAMEWORK)
        return next((each for each in ranked if each in found), Origin.BY_HAND)


def own_distributions(lock: str, framework: str) -> frozenset[str]:
    """The framework's, and what the lock has because the framework asks for it."""
    heads = list(_REQUIREMENT.finditer(lock))
    ends = [*(head.start() for head in heads), len(lock)][1:]
    return frozenset({framework}) | {
        normal(head[1])
        for head, end in zip(heads, ends, strict=True)
        if framework in map(normal, _VIA.findall(lock, head.end(), end))
    }


class Origins:
    """The modules of one starter but its tests, and what each statement in them rests
    on."""

    def __init__(self, framework: str, files: Iterable[Source]) -> None:
        files = tuple(files)
        text = {source.path: source.text for source in files if not source.is_test}
        lock = text.get("requirements.txt", "")
        self._tests = tuple(each for each in files if each.is_test and each.is_python)
        self._pins = pins_of(lock) | pins_of(text.get("requirements-dev.txt", ""))
        self._own = own_distributions(lock, framework)
        self._modules = {module_of(path): path for path in text if path.endswith(".py")}
        self._tops = {module.partition(".")[0] for module in self._modules}
        self._text = text
        self._known: dict[str, tuple[Statement, ...]] = {}
        self._defined: dict[str, dict[str, list[ast.stmt]]] = {}
        self._found: dict[tuple[str, str], tuple[Name, ...]] = {}

    def statements(self, path: str) -> tuple[Statement, ...]:
        """In the order of the file; none of what is not Python."""
        if path not in self._known:
            tree = parsed(self._text[path])
            self._known[path] = (
                tuple(self._statement(node, path) for node in tree.body) if tree else ()
            )
        return self._known[path]

    @cached_property
    def imported(self) -> frozenset[str]:
        """Dotted names that the code or its tests import, or name in a text that a
        framework imports (INSTALLED_APPS)."""
        bound = [found for each in self._imports.values() for found in each.values()]
        for source in self._tests:
            if tree := parsed(source.text):
                bound += (target for _, target in _bound(tree, source.path))
        texts = {
            dotted
            for path in self._modules.values()
            for dotted in _DOTTED.findall(self._text[path])
        }
        return (
            frozenset(f"{module}.{name}".strip(".") for module, name in bound) | texts
        )

    def brings(self, module: str) -> str | None:
        """The distribution of a module that the starter imports; None where it does not."""
        begin = f"{module}."
        if not any(f"{name}.".startswith(begin) for name in self.imported):
            return None
        return self._distribution(module.partition(".")[0])

    def is_own(self, distribution: str) -> bool:
        return distribution in self._own

    @cached_property
    def _imports(self) -> dict[str, dict[str, tuple[str, str]]]:
        """By path and local name: module and name, as an import anywhere binds it."""
        return {
            path: dict(_bound(tree, path))
            for path in self._modules.values()
            if (tree := parsed(self._text[path]))
        }

    def _statement(self, node: ast.stmt, path: str) -> Statement:
        decorated = getattr(node, "decorator_list", ())
        return Statement(
            first=min([node.lineno, *(each.lineno for each in decorated)]),
            last=node.end_lineno or node.lineno,
            names=tuple(dict.fromkeys(self._named(node, path))),
            makers=tuple(
                name for maker in _makers(node) for name in self._named(maker, path)
            ),
        )

    def _named(self, node: ast.AST, path: str) -> Iterator[Name]:
        """What a piece of code names of other distributions, its imports included."""
        bound = self._imports.get(path, {})
        here = module_of(path)
        for inner in _walk(node):
            if isinstance(inner, ast.Name):
                yield from self._resolved(*bound.get(inner.id, (here, inner.id)))
            elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
                module, outer = bound.get(inner.value.id, ("", ""))
                inside = f"{module}.{outer}" if outer else module
                if inside in self._modules:
                    yield from self._resolved(inside, inner.attr)
            elif isinstance(inner, ast.Import | ast.ImportFrom):
                for target in _targets(inner, path):
                    yield from self._resolved(*target)

    def _resolved(self, module: str, name: str) -> tuple[Name, ...]:
        """Of the starter's own modules: what the name there is made of."""
        key = (module, name)
        if key not in self._found:
            self._found[key] = ()  # what it is while it is asked for: modules may meet
            self._found[key] = tuple(dict.fromkeys(self._resolving(module, name)))
        return self._found[key]

    def _resolving(self, module: str, name: str) -> Iterator[Name]:
        if f"{module}.{name}" in self._modules:
            return
        if module in self._modules:
            path = self._modules[module]
            local = self._imports.get(path, {}).get(name)
            yield from self._resolved(*local) if local else self._of_own(path, name)
            return
        top = module.partition(".")[0]
        if not top or top in sys.stdlib_module_names or top in self._tops:
            return
        distribution = self._distribution(top)
        is_own = distribution in self._own
        yield Name(
            module=module,
            name=name,
            distribution=distribution,
            origin=Origin.FRAMEWORK if is_own else Origin.EXTENSION,
        )

    def _distribution(self, top: str) -> str:
        """As the lock calls it; of one that it lacks, the name that is imported."""
        name = DISTRIBUTIONS.get(top) or normal(top)
        return name if name in self._pins or name in self._own else normal(top)

    def _of_own(self, path: str, name: str) -> Iterator[Name]:
        """A class rests on its bases, a variable on what made it, a function on what it
        returns."""
        for node in self._bindings(path).get(name, ()):
            for maker in _makers(node, decorators=False):
                yield from self._named(maker, path)
            for returned in _returned(node):
                yield from self._named(returned, path)

    def _bindings(self, path: str) -> dict[str, list[ast.stmt]]:
        """By name, what a module defines at its top."""
        if path not in self._defined:
            tree = parsed(self._text[path])
            found: dict[str, list[ast.stmt]] = {}
            for node in tree.body if tree else ():
                if name := _bound_by(node):
                    found.setdefault(name, []).append(node)
            self._defined[path] = found
        return self._defined[path]


def module_of(path: str) -> str:
    """``catalog/models.py`` to ``catalog.models``, a package's own file to its folder."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """As ast.walk does, in a third of its time; the order is another."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                waiting += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and name not in ("ctx", "op"):
                waiting.append(value)


def _bound_by(node: ast.stmt) -> str:
    """The name that a statement defines; "" of one that does not."""
    match node:
        case (
            ast.ClassDef(name=name)
            | ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.Assign(targets=[ast.Name(id=name)])
            | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return name
    return ""


def _makers(node: ast.stmt, *, decorators: bool = True) -> list[ast.expr]:
    """What a class derives from, what decorates, what is called for a value."""
    found = list(getattr(node, "decorator_list", ())) if decorators else []
    match node:
        case ast.ClassDef(bases=bases):
            found += bases
        case (
            ast.Assign(value=ast.Call(func=maker))
            | ast.AnnAssign(value=ast.Call(func=maker))
            | ast.Expr(value=ast.Call(func=maker))
        ):
            found.append(maker)
    return found


def _returned(node: ast.stmt) -> list[ast.expr]:
    """What is called for the values that a function returns."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    return [
        inner.value.func
        for inner in ast.walk(node)
        if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Call)
    ]


def _bound(tree: ast.Module, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, (alias.name, "")
                else:
                    yield alias.name.partition(".")[0], (alias.name, "")
        elif isinstance(node, ast.ImportFrom):
            for alias, target in zip(node.names, _targets(node, path), strict=True):
                yield alias.asname or alias.name, target


def _targets(node: ast.Import | ast.ImportFrom, path: str) -> list[tuple[str, str]]:
    """Module and name of each alias; a relative module by its whole name."""
    if isinstance(node, ast.Import):
        return [(alias.name, "") for alias in node.names]
    module = node.module or ""
    if node.level:
        above = path.split("/")[: -node.level]
        module = ".".join((*above, module)) if module else ".".join(above)
    return [(module, alias.name) for alias in node.names]
