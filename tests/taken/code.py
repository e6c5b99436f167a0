"""What a name would break in a Python module, by the rules of Python's scopes.

Two names clash when giving both the same spelling would make a use of one mean the
other, or bind one twice. That is decided here without running anything.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

BUILT_IN = "a built-in name used"


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function or comprehension, or the names of one dict or call.

    ``bound`` says how each name got there; ``used`` has the line of its last use.
    """

    kind: str
    name: str
    parent: Scope | None = None
    bound: dict[str, str] = field(default_factory=dict)
    first_bound: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)

    def bind(self, name: str, how: str, line: int) -> None:
        self.bound.setdefault(name, how)
        self.first_bound.setdefault(name, line)

    def use(self, name: str, line: int) -> None:
        self.used[name] = max(line, self.used.get(name, 0))

    def seen_from(self) -> Iterator[Scope]:
        """Where Python looks for a name used here: the nearest place first."""
        yield self
        scope = self.parent
        while scope:
            if scope.kind != "class":
                yield scope
            scope = scope.parent

    def home_of(self, name: str) -> Scope | None:
        """The scope that holds what ``name`` means here; None for a built-in."""
        return next(
            (
                scope
                for scope in self.seen_from()
                if name in scope.bound and name not in scope.elsewhere
            ),
            None,
        )


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """``made`` must not become ``taken``, which is there as ``how`` says."""

    made: str
    taken: str
    how: str


@dataclass(frozen=True, slots=True)
class Module:
    tree: ast.Module
    scopes: tuple[Scope, ...]

    @property
    def names(self) -> set[str]:
        return {name for scope in self.scopes for name in (*scope.bound, *scope.used)}


def read(source: str) -> Module:
    """A module and all its scopes, its own first."""
    tree = ast.parse(source)
    reader = _Reader()
    reader.visit(tree)
    return Module(tree, tuple(reader.scopes))


def clashes(module: Module, *, made: Collection[str]) -> list[Clash]:
    """Which of the names ``made`` must not be spelt as which others of a module."""
    found = set()
    for scope in module.scopes:
        here = [name for name in scope.bound if name in made]
        if here:
            beside = scope.bound | _looked_for_beyond(scope, module.scopes, made)
            found |= {
                Clash(one, name, how)
                for one in here
                for name, how in beside.items()
                if name != one
            }
        for one in scope.used:
            if one in made:
                found |= set(_hiding(one, scope))
    return sorted(found)


def groups(module: Module, *, made: Collection[str]) -> list[frozenset[str]]:
    """The names ``made`` that share a scope, and so must differ from each other."""
    return [frozenset(scope.bound.keys() & set(made)) for scope in module.scopes]


def identifiers(module: Module) -> set[str]:
    """Everything that Python's grammar wants an identifier for."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        for name in ("id", "arg", "attr", "name", "asname", "module"):
            value = getattr(node, name, None)
            if isinstance(value, str):
                found |= set(value.split("."))
    return found


def compared_addresses(module: Module) -> set[str]:
    """Addresses that code tells from others, as in ``path.startswith("/api/")``."""
    return {
        text.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare) or _asks_for_a_start(node)
        for text in ast.walk(node)
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and text.value.startswith("/")
    }


def _asks_for_a_start(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "startswith"
    )


def _looked_for_beyond(
    scope: Scope, scopes: Sequence[Scope], made: Collection[str]
) -> dict[str, str]:
    """Names whose search passes ``scope`` and ends further out, and what they mean.

    A class body is read from above: what it uses before its first field is safe.
    """
    found: dict[str, str] = {}
    if scope.kind in ("dict", "call"):
        return found
    begins = min(line for name, line in scope.first_bound.items() if name in made)
    for user in scopes if scope.kind != "class" else [scope]:
        for name, line in user.used.items():
            home = user.home_of(name)
            early = scope.kind == "class" and line < begins
            if not early and _passes(user, scope, home):
                found[name] = home.bound[name] if home else BUILT_IN
    return found


def _passes(user: Scope, scope: Scope, home: Scope | None) -> bool:
    for place in user.seen_from():
        if place is home:
            return False
        if place is scope:
            return True
    return False


def _hiding(one: str, user: Scope) -> Iterator[Clash]:
    """What is bound between a use of ``one`` and the place that holds it."""
    home = user.home_of(one)
    for scope in user.seen_from():
        if scope is home:
            return
        for name, how in scope.bound.items():
            later = scope.first_bound[name] > user.used[one]
            if not (scope is user and scope.kind == "class" and later):
                yield Clash(one, name, how)


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.scopes = [Scope("module", "")]
        self.scope = self.scopes[0]

    def _inside(
        self, kind: str, name: str, nodes: Iterable[ast.AST], bound: Iterable[str] = ()
    ) -> None:
        outer, self.scope = self.scope, Scope(kind, name, self.scope)
        self.scopes.append(self.scope)
        for argument in bound:
            self.scope.bind(argument, f"an argument of {name}()", 0)
        for node in nodes:
            self.visit(node)
        self.scope = outer

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope.use(node.id, node.lineno)
        elif self.scope.kind == "class":
            self.scope.bind(node.id, "an attribute of a class", node.lineno)
        else:
            self.scope.bind(node.id, "a variable", node.lineno)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.scope.elsewhere |= set(node.names)

    visit_Nonlocal = visit_Global

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.scope.bind(name, "a module that is imported", node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        source = "." * node.level + (node.module or "")
        for alias in node.names:
            how = f"imported from {source}"
            self.scope.bind(alias.asname or alias.name, how, node.lineno)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.scope.bind(node.name, "a function", node.lineno)
        arguments = _arguments(node.args)
        self._all(node.decorator_list)
        self._all([*node.args.defaults, *node.args.kw_defaults])
        self._all([*(argument.annotation for argument in arguments), node.returns])
        names = [argument.arg for argument in arguments]
        self._inside("function", node.name, node.body, names)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._all([*node.args.defaults, *node.args.kw_defaults])
        names = [argument.arg for argument in _arguments(node.args)]
        self._inside("function", "lambda", [node.body], names)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.scope.bind(node.name, "a class", node.lineno)
        self._all(node.decorator_list)
        self._all(node.bases)
        self._all(keyword.value for keyword in node.keywords)
        self._inside("class", node.name, node.body)

    def _visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        first = node.generators[0]
        self.visit(first.iter)
        inner: list[ast.AST] = [first.target, *first.ifs, *node.generators[1:]]
        results = (
            [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        )
        self._inside("function", "comprehension", [*inner, *results])

    visit_ListComp = visit_SetComp = visit_GeneratorExp = _visit_comprehension
    visit_DictComp = _visit_comprehension

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.scope.bind(node.name, "a variable", node.lineno)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Bound first: Python evaluates the annotation last."""
        self._all([node.value, node.target, node.annotation])

    def visit_Dict(self, node: ast.Dict) -> None:
        keys = [
            key.value
            for key in node.keys
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
        self._names_of("dict", "a key of the same dict", keys, node.lineno)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        names = [keyword.arg for keyword in node.keywords if keyword.arg]
        self._names_of("call", "an argument of the same call", names, node.lineno)
        self.generic_visit(node)

    def _names_of(self, kind: str, how: str, names: list[str], line: int) -> None:
        if names:
            scope = Scope(kind, "", self.scope)
            for name in names:
                scope.bind(name, how, line)
            self.scopes.append(scope)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every + [arg for arg in (arguments.vararg, arguments.kwarg) if arg]
