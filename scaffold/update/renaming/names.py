"""What has another name now, of all that a person's code may call by it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffold.merge import syntax
from scaffold.spec import Spec, inflection
from scaffold.spec.changes import Place
from scaffold.spec.related_names import related_names
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
    return Names(
        forms=known,
        models=tuple(sorted((m.name for m in before.models), key=len, reverse=True)),
        defined=words.renamed(_defined(old), _defined(new), known),
        texts={
            text: name
            for text, name in words.renamed(_texts(old), _texts(new), known).items()
            if _REFERENCE.fullmatch(text)
        },
        words=words.renamed(
            words.words_of(old.values()), words.words_of(new.values()), known
        ),
        members=_members(before, after, places),
        targets=_targets(before),
        packages=frozenset(_packages(old)),
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


def _variables(model: str) -> tuple[str, str]:
    name = inflection.snake(model)
    return name, inflection.plural(name)


def _constants(model: str) -> tuple[str, ...]:
    return tuple(name.upper() for name in _variables(model))


def _trees(files: Texts) -> Iterator[ast.Module]:
    for path, text in files.items():
        if path.endswith(".py"):
            yield syntax.tree(text)


def _defined(files: Texts) -> frozenset[str]:
    """What stands in a module and can be imported from it."""
    found = set()
    for tree in _trees(files):
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return frozenset(found)


def _texts(files: Texts) -> frozenset[str]:
    found = set()
    for path, text in files.items():
        if path.endswith(".html"):
            found |= {
                quoted for tag in TAG.findall(text) for _, quoted in QUOTED.findall(tag)
            }
    for tree in _trees(files):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


def _packages(files: Texts) -> Iterator[str]:
    for tree in _trees(files):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]
