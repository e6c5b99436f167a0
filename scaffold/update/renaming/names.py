"""What has another name now, of all that a person's code may call by it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath

from scaffold.merge import syntax
from scaffold.spec import Spec, inflection
from scaffold.spec.changes import Place
from scaffold.spec.related_names import related_names
from scaffold.update.changes import flask_tables
from scaffold.update.renaming import words
from scaffold.update.renaming.words import Forms

#: What Django and Jinja read in a template, and a text in it.
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")
#: A text that is the name of something: an address, a template, a view, a constraint.
#: What takes parameters is one's with the function below it.
_REFERENCE = re.compile(r"(?=.*[/.:_])(?!.*__)[\w/.:-]+")
#: What frameworks look for beside a field of this name.
_METHODS = ("clean_{}", "validate_{}", "resolve_{}", "get_{}_display")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Old names to new ones. Models stand by their old name.

    ``defined`` are classes, functions and constants of the tool's modules, ``texts`` whole
    texts in quotes, ``words`` all words of code, ``members`` what rows of each model call
    their fields and what refers to them. ``targets`` has attributes that lead to a model.
    """

    forms: Forms
    models: tuple[str, ...]
    defined: Mapping[str, str]
    texts: Mapping[str, str]
    words: Mapping[str, str]
    members: Mapping[str, Mapping[str, str]]
    targets: Mapping[str, str]
    #: Of Flask's tables, as a foreign key names one: "product.id".
    columns: Mapping[str, str]
    #: The packages that the tool's own code imports.
    packages: frozenset[str]

    def model_called(self, name: str) -> str | None:
        """The model that a name of the tool's or a variable is about, by how it is spelt."""
        for model in self.models:
            if re.match(rf"{re.escape(model)}(?![a-z0-9])", name):
                return model
        low = name.lower()
        return next(
            (
                model
                for model in self.models
                if low in _variables(model) and not name[:1].isupper()
            ),
            None,
        ) or next((m for m in self.models if name in _constants(m)), None)

    def dotted(self, path: str) -> str:
        """A class or function of a module, and what is in it, as it is called now."""
        first, *others = path.split(".")
        members = self.members.get(self.model_called(first) or "", {})
        renamed = (members.get(name, name) for name in others)
        return ".".join([self.defined.get(first, first), *renamed])

    def path(self, lookup: str, model: str) -> str:
        """``category__name`` of a row of ``model``, as it is called now."""
        found, here = [], model
        parts = lookup.split("__")
        for place, part in enumerate(parts):
            found.append(self.members[here].get(part, part))
            if part not in self.targets:
                found += parts[place + 1 :]
                break
            here = self.targets[part]
        return "__".join(found)


def names_of(
    before: Spec, after: Spec, places: Mapping[Place, str], old: Texts, new: Texts
) -> Names:
    """``old`` and ``new`` are the tool's files under both names, by path."""
    known = words.forms(places)
    was, will = _facts(old), _facts(new)
    return Names(
        forms=known,
        models=tuple(sorted((m.name for m in before.models), key=len, reverse=True)),
        defined=words.renamed(was.defined, will.defined, known),
        texts={
            text: name
            for text, name in words.renamed(was.texts, will.texts, known).items()
            if _REFERENCE.fullmatch(text)
        },
        words=words.renamed(
            words.words_of(old.values()), words.words_of(new.values()), known
        ),
        members=_members(before, after, places),
        targets=_targets(before),
        columns=dict(_columns(before, after, places)),
        packages=was.packages,
    )


def _members(
    before: Spec, after: Spec, places: Mapping[Place, str]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {model.name: {} for model in before.models}
    for (model, field), name in places.items():
        if field is not None:
            found[model] |= dict(words.field_forms(field, name))
            found[model] |= {m.format(field): m.format(name) for m in _METHODS}
    models = {m: name for (m, field), name in places.items() if field is None}
    ways = related_names(after)
    for (model, field), way in related_names(before).items():
        target = before.by_name[model].by_name[field].target
        name = ways[models.get(model, model), places.get((model, field), field)]
        if target in found and way != name:
            found[target] |= dict(words.field_forms(way, name))
    return found


def _columns(
    before: Spec, after: Spec, places: Mapping[Place, str]
) -> Iterator[tuple[str, str]]:
    new = flask_tables(after)
    for (model, link), table in flask_tables(before).items():
        if not link:
            now = new[places.get((model, None), model), ""]
            for field, column in table.columns.items():
                name = now.columns[places.get((model, field), field)]
                yield f"{table.name}.{column}", f"{now.name}.{name}"


def _targets(spec: Spec) -> dict[str, str]:
    """Attributes that lead to rows of one model, whoever has them."""
    found: dict[str, set[str]] = {}
    ways = related_names(spec)
    for model in spec.models:
        for field in model.relations:
            if field.target in spec.by_name:
                found.setdefault(field.name, set()).add(str(field.target))
                found.setdefault(ways[model.name, field.name], set()).add(model.name)
    return {name: targets.pop() for name, targets in found.items() if len(targets) == 1}


# Asked of every model for every name in a person's files.
@cache
def _variables(model: str) -> tuple[str, str]:
    name = inflection.snake(model)
    return name, inflection.plural(name)


@cache
def _constants(model: str) -> tuple[str, ...]:
    return tuple(name.upper() for name in _variables(model))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What stands in modules and can be imported from them, texts, what they import."""

    defined: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()


def _facts(files: Texts) -> _Facts:
    found = [
        _facts_of(text, PurePosixPath(path).suffix) for path, text in files.items()
    ]
    return _Facts(
        defined=frozenset().union(*(each.defined for each in found)),
        texts=frozenset().union(*(each.texts for each in found)),
        packages=frozenset().union(*(each.packages for each in found)),
    )


# Most files are the same under both names.
@lru_cache(maxsize=1024)
def _facts_of(text: str, suffix: str) -> _Facts:
    if suffix == ".html":
        tags = TAG.findall(text)
        quoted = (text for tag in tags for _, text in QUOTED.findall(tag))
        return _Facts(texts=frozenset(quoted))
    if suffix != ".py":
        return _Facts()
    tree = syntax.tree(text)
    texts: set[str] = set()
    packages: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as value):
                texts.add(value)
            case ast.Import(names=aliases):
                packages |= {alias.name.partition(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str() as module, level=0):
                packages.add(module.partition(".")[0])
    return _Facts(
        defined=frozenset(defined(tree)),
        texts=frozenset([*texts, *_endpoints(tree)]),
        packages=frozenset(packages),
    )


def defined(tree: ast.Module) -> Iterator[str]:
    """The classes, functions and constants of a module."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (t.id for t in targets if isinstance(t, ast.Name))


def _endpoints(tree: ast.Module) -> Iterator[str]:
    """What views and addresses of a module are called from anywhere, Flask's and Django's."""
    blueprints: dict[str, str] = {}
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="app_name")],
                value=ast.Constant(value=str() as app),
            ):
                yield from (f"{app}:{name}" for name in _names_of_paths(tree))
            case ast.Assign(
                targets=[ast.Name(id=variable)],
                value=ast.Call(args=[ast.Constant(value=str() as name), *_]),
            ):
                blueprints[variable] = name
            case ast.FunctionDef(name=function, decorator_list=[*decorators]):
                used = {_root(each) for each in decorators} & blueprints.keys()
                yield from (f"{blueprints[each]}.{function}" for each in used)


def _names_of_paths(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                match keyword:
                    case ast.keyword(
                        arg="name", value=ast.Constant(value=str() as name)
                    ):
                        yield name


def _root(node: ast.expr) -> str:
    """The name that a decorator begins with, "" where it begins otherwise."""
    match node:
        case ast.Call(func=inner) | ast.Attribute(value=inner):
            return _root(inner)
        case ast.Name(id=name):
            return name
    return ""
