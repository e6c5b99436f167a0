"""Names that a spec cannot use, each with the reason.

``taken.json`` beside this module says most of it: ``make names`` reads it from both
starters, from their frameworks and from what they install. What no starter shows is
listed here.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.spec import inflection
from scaffold.spec.kinds import RELATIONS

if TYPE_CHECKING:
    from scaffold.spec import Model
    from scaffold.spec.fields import Field

DATA = Path(__file__).with_name("taken.json")

PROJECT_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
MODEL_PATTERN = re.compile(r"[A-Z][A-Za-z0-9]{0,39}", re.ASCII)
#: What exists in a database may be called almost anything. A dollar is refused by Django
#: on PostgreSQL, and SQLAlchemy does not find it again on SQLite.
COLUMN_PATTERN = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_ -]{0,61}[A-Za-z0-9_])?", re.ASCII)
FIELD_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)

#: Windows takes these for devices, with any suffix.
_DEVICES = frozenset(
    ["aux", "con", "nul", "prn"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)]
)
#: What `python -m venv` installs by itself.
_IN_EVERY_ENVIRONMENT = frozenset(["pip", "pkg_resources", "setuptools"])
#: Python's own tests, which `sys.stdlib_module_names` leaves out.
_TESTS_OF_PYTHON = "test"
#: PostgreSQL has these columns in every table.
SYSTEM_COLUMNS = frozenset(["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"])
#: pycodestyle E741 and E742, which the starters' own linter keeps to.
_LIKE_A_DIGIT = {"field": frozenset(["l"]), "Model": frozenset(["I", "O"])}


#: The choices of a field, a table of links, and its key. What meets none: ``generate``
#: gives these, and the figures of a field called ``count``, another name where it would.
ENUMERATION, LINKS, KEY_OF_LINKS = (
    "{Model}{Field}",
    "{model}_{field}",
    "pk_{model}_{field}",
)
KEPT_APART = frozenset([ENUMERATION, LINKS, KEY_OF_LINKS])
_TABLES = "a table or index of the Flask starter"
_RENAMED = {"field": frozenset(["count"])}


@dataclass(frozen=True, slots=True)
class _Refusal:
    """``kinds`` of fields that it holds for; none means all."""

    why: str
    kinds: frozenset[str]

    def holds_for(self, kind: str | None) -> bool:
        return kind is None or not self.kinds or kind in self.kinds


_OF_FIELDS = re.compile(r"\{(field|singular)\}", re.IGNORECASE)
_OF_MODELS = re.compile(r"\{(model|lower|plural)\}", re.IGNORECASE)


@dataclass(frozen=True)
class _Pattern:
    """A name with holes that the starters make, for fields of some kinds or of all."""

    text: str
    kinds: frozenset[str]

    @cached_property
    def is_of_fields(self) -> bool:
        return bool(_OF_FIELDS.search(self.text))

    @cached_property
    def is_of_models(self) -> bool:
        return bool(_OF_MODELS.search(self.text))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where names made by these patterns must differ from each other."""

    where: str
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """All of ``taken.json``: see ``Table`` in the package ``taken`` of the tests."""

    refused: dict[str, dict[str, _Refusal]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    pairs: tuple[tuple[_Pattern, str, str], ...] = ()
    #: What stands where ``generate`` keeps its names apart, by what would make it.
    kept_free: dict[str, frozenset[str]] = field(default_factory=dict)
    places_of_specs: tuple[_Place, ...] = ()
    places_of_models: tuple[_Place, ...] = ()
    identifiers: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    packages: dict[str, frozenset[str]] = field(default_factory=dict)


@cache
def taken() -> Taken:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    parts = [data["templates"], data["at work"]]
    refused: dict[str, dict[str, _Refusal]] = {}
    for table in (*(part["refused"] for part in parts), data["tried"]["breaks"]):
        for form, names in table.items():
            known = refused.setdefault(form, {})
            known |= {
                name: _refusal(said)
                for name, said in names.items()
                if _says_more(said, known.get(name))
                and not _is_kept_apart(form, name, said)
            }
    return Taken(
        refused=refused,
        prefixes=data["tried"]["prefixes"],
        pairs=tuple(
            (_pattern(pair["makes"], pair.get("kinds", "")), pair["taken"], pair["why"])
            for part in parts
            for pair in part["pairs"]
            if pair["makes"] not in KEPT_APART and not pair["why"].endswith(_TABLES)
        ),
        kept_free={
            makes: frozenset(
                pair["taken"]
                for part in parts
                for pair in part["pairs"]
                if pair["makes"] == makes
            )
            for makes in KEPT_APART
        },
        places_of_specs=tuple(_places(parts, "spec")),
        places_of_models=tuple(_places(parts, "model")),
        identifiers=frozenset(hole for part in parts for hole in part["identifiers"]),
        files=frozenset(hole for part in parts for hole in part["files"].split()),
        packages={
            hole: frozenset(names.split())
            for hole, names in data["at work"]["packages"].items()
        },
    )


def _places(parts: Iterable[dict[str, Any]], level: str) -> Iterator[_Place]:
    for part in parts:
        for place in part["meets"][level]:
            if place["where"] == _TABLES:
                continue
            makes = {k: v for k, v in place["makes"].items() if k not in KEPT_APART}
            yield _Place(place["where"], tuple(starmap(_pattern, makes.items())))


def _is_kept_apart(form: str, name: str, said: str | dict[str, str]) -> bool:
    is_table = form == "model" and isinstance(said, str) and said.endswith(_TABLES)
    return is_table or name in _RENAMED.get(form, ())


def _says_more(said: str | dict[str, str], known: _Refusal | None) -> bool:
    """The first reason stands, unless it holds for some kinds and this one for all."""
    return known is None or bool(known.kinds and isinstance(said, str))


def _refusal(said: str | dict[str, str]) -> _Refusal:
    if isinstance(said, str):
        return _Refusal(said, frozenset())
    return _Refusal(said["why"], frozenset(said["kinds"].split()))


def _pattern(text: str, kinds: str) -> _Pattern:
    return _Pattern(text, frozenset(kinds.split()))


def project_reason(name: str) -> str | None:
    """Why a project cannot have this name; None when it can."""
    if name.startswith("pg_"):
        return "begins with pg_, as no user of PostgreSQL may, and one has this name"
    return _reason("project", name)


def app_reason(name: str) -> str | None:
    if f"{name}_".startswith("sqlite_"):
        return "would begin tables with sqlite_, which SQLite keeps for its own"
    return _reason("app", name)


def model_reason(name: str) -> str | None:
    forms = {"Model": name, "model": inflection.snake(name), "lower": name.lower()}
    return next(filter(None, (_reason(*form) for form in forms.items())), None)


def plural_reason(name: str) -> str | None:
    """Why a model cannot have this plural, which is its address too."""
    return _reason("plural", name)


def field_reason(name: str, kind: str | None = None) -> str | None:
    """Why no field of this kind can have the name; of any kind, when none is given."""
    if name == "id":
        return "is the key that every model has already"
    if name in SYSTEM_COLUMNS and kind not in RELATIONS:
        return "is a column that every table of PostgreSQL has already"
    for prefix, why in taken().prefixes.items():
        if name.startswith(prefix):
            return why
    return _reason("field", name, kind)


def _reason(form: str, name: str, kind: str | None = None) -> str | None:
    known = taken()
    if name in _LIKE_A_DIGIT.get(form, ()):
        return "looks like a digit, which the starters' linter refuses"
    if form in known.identifiers and keyword.iskeyword(name):
        return "is a Python keyword"
    refusal = known.refused.get(form, {}).get(name)
    if refusal and refusal.holds_for(kind):
        return refusal.why
    if form in known.files and name in _DEVICES:
        return "is a device name that Windows reserves"
    if form not in known.packages:
        return None
    if name in sys.stdlib_module_names or name == _TESTS_OF_PYTHON:
        return "is a module of Python's standard library"
    if name in known.packages[form] | _IN_EVERY_ENVIRONMENT:
        return "is a package that the starters install"
    return None


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot be said of one name alone; of a ``field`` of the model, or of itself."""

    model: str
    field: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A model and its fields, each with the forms in which its name is used."""

    model: Model
    forms: dict[str, Any]
    fields: tuple[tuple[Field, dict[str, Any]], ...]


def clashes(app: str, models: Iterable[Model]) -> Iterator[Clash]:
    """Names of a spec that each may be used, but not together."""
    every = [_named(app, model) for model in models]
    for named in every:
        for pattern, name, why in taken().pairs:
            for owner, made in _makes(pattern, named):
                if made == name:
                    subject = owner or named.model.name
                    yield Clash(named.model.name, owner, f"{subject} {why}.")
        for place in taken().places_of_models:
            yield from _meetings([named], place)
    for place in taken().places_of_specs:
        yield from _meetings(every, place)


def _named(app: str, model: Model) -> _Named:
    forms = _forms(app, model)
    return _Named(
        model, forms, tuple((f, forms | _forms_of_field(f)) for f in model.fields)
    )


def _meetings(every: Iterable[_Named], place: _Place) -> Iterator[Clash]:
    owners: dict[str, tuple[str, str | None, str]] = {}
    for named in every:
        model = named.model.name
        for pattern in place.patterns:
            for name, made in _makes(pattern, named):
                owner = (model, name, pattern.text)
                other = owners.setdefault(made, owner)
                if other != owner:
                    both = f"{_spoken(*other)} and {_spoken(*owner)}"
                    problem = f'{both} would both make "{made}", {place.where}.'
                    yield Clash(model, name, problem)


def _spoken(model: str, field: str | None, _: str) -> str:
    return f"{model}.{field}" if field else model


def _makes(pattern: _Pattern, named: _Named) -> Iterator[tuple[str | None, str]]:
    """What a model makes by a pattern, with the field that it is made for."""
    if pattern.is_of_fields:
        for field, forms in named.fields:
            if not pattern.kinds or field.kind in pattern.kinds:
                yield field.name, pattern.text.format_map(forms)
    elif pattern.is_of_models:
        yield None, pattern.text.format_map(named.forms)


def _forms(app: str, model: Model) -> dict[str, Any]:
    plural = model.plural_name
    return {
        "app": app,
        "App": inflection.camel(app),
        "Model": model.name,
        "model": model.snake,
        "MODEL": model.snake.upper(),
        "lower": model.name.lower(),
        "plural": plural,
        "Plural": inflection.camel(plural),
        "PLURAL": plural.upper(),
    }


def _forms_of_field(field: Field) -> dict[str, Any]:
    return {
        "field": field.name,
        "Field": inflection.camel(field.name),
        "FIELD": field.name.upper(),
        "singular": inflection.singular(field.name),
        "Target": field.target or "",
        "target": inflection.snake(field.target or ""),
        "target_lower": (field.target or "").lower(),
    }
