"""Names that nobody would choose, and what the starters make of them.

``patterns`` turn an identifier such as ``ZqxThingForm`` into ``{Model}Form``. The holes
are the forms in which a name of the spec is used: its own and, say, in snake case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.generate import context, render
from scaffold.spec import Model, Spec, grammar, inflection, reserved, toml
from scaffold.spec.faults import SpecError
from scaffold.spec.field_words import ARGUMENTS
from scaffold.spec.fields import Field, Kind
from scaffold.spec.related_names import related_names

PROJECT = "zqxproject"
APP = "zqxapp"
MODEL = "ZqxThing"
PLURAL = "zqx_manyfold"
#: What the model refers to. What is made for them alone is made for ``MODEL`` too.
OTHER = "ZqyOther"
RING = "ZqyRing"
_OURS = re.compile("zqx(?!app|project)", re.IGNORECASE)
_OTHERS = re.compile("zqy", re.IGNORECASE)
#: So that each field has a name of its own whose singular is another.
_NOUNS = ("apples", "birds", "cats", "dogs", "elks", "foxes", "goats", "hens", "ibises")
_ARGUMENTS = {"length": "40", "digits": "9", "places": "2", "choices": "a,b"}
_MODIFIERS = (
    *("", ":optional", ":unique", ":optional:unique", ":index"),
    *(":default=a", ":default=1", ":default=true", ":min=1", ":max=2"),
)

WORD = r"[a-z][a-z0-9_]*"
_CAMEL = r"[A-Z][A-Za-z0-9]*"
_UPPER = r"[A-Z][A-Z0-9_]*"
#: What may stand in each hole.
HOLES = {
    "project": WORD,
    "app": WORD,
    "App": _CAMEL,
    "Model": _CAMEL,
    "model": WORD,
    "MODEL": _UPPER,
    "lower": "[a-z][a-z0-9]*",
    "plural": WORD,
    "Plural": _CAMEL,
    "PLURAL": _UPPER,
    "field": WORD,
    "Field": _CAMEL,
    "FIELD": _UPPER,
    "singular": WORD,
    "Target": _CAMEL,
    "target": WORD,
    "target_lower": "[a-z][a-z0-9]*",
}


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """``text`` with holes; ``kind`` of the field, when one of them is for a field."""

    text: str
    kind: str = ""

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{(\w+)\}", self.text))

    def filled_by(self, name: str) -> Iterator[dict[str, str]]:
        """What the holes would hold for the pattern to give ``name``."""
        if len(self.holes) == 1:
            found = self._expression().fullmatch(name)
            if found:
                yield found.groupdict()
            return
        yield from _splits(self.text, name, {})

    def _expression(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", self.text)
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = [f"(?P<{hole}>{HOLES[hole]})" for hole in parts[1::2]]
        return re.compile("".join(parts))


def _splits(text: str, name: str, held: dict[str, str]) -> Iterator[dict[str, str]]:
    """Every way to fill several holes, which a regular expression finds one of."""
    head, cut, rest = text.partition("{")
    if not name.startswith(head):
        return
    name = name[len(head) :]
    if not cut:
        if not name:
            yield held
        return
    hole, _, rest = rest.partition("}")
    for end in range(1, len(name) + 1):
        value = name[:end]
        if re.fullmatch(HOLES[hole], value) and held.get(hole, value) == value:
            yield from _splits(rest, name[end:], held | {hole: value})


def pattern(name: str) -> Pattern | None:
    """What ``name`` is made from; None when it is not made from the spec at all."""
    if "zqx" not in name.lower() or is_of_others(name):
        return None
    kinds = [""]

    def hole(found: re.Match[str]) -> str:
        word, kind = _forms()[found[0]]
        kinds.append(kind)
        return f"{{{word}}}"

    return Pattern(_any_form().sub(hole, name), max(kinds))


def is_of_others(name: str) -> bool:
    """Whether it is made only from the models that ``MODEL`` refers to."""
    return bool(_OTHERS.search(name)) and not _OURS.search(name)


@cache
def names_handed_out() -> frozenset[str]:
    """Names that ``scaffold`` keeps apart by itself, whatever they are made from."""
    found = set()
    take = inflection.Names.take

    def noting(names: inflection.Names, *parts: str, **limit: int) -> str:
        found.add(name := take(names, *parts, **limit))
        return name

    with mock.patch.object(inflection.Names, "take", noting):
        facts = context.build(spec())
    found |= {model["variable"] for model in facts["models"]}
    found |= set(related_names(spec()).values())
    fields = [field for model in facts["models"] for field in model["fields"]]
    filters = [field["filter"] for field in fields if field["filter"]]
    found |= {f"{name}{end}" for name in filters for end in ("", "_from", "_to")}
    # A filter that is called as its field is has that name from the field.
    return frozenset(found - {field["name"] for field in fields})


_FORMS: dict[str, tuple[str, str]] = {}


def _forms() -> dict[str, tuple[str, str]]:
    """Each form of each marker: the hole that it is, and the kind of its field."""
    if not _FORMS:
        for snake, hole in (("zqx_thing", "model"), (PLURAL, "plural")):
            _FORMS[snake] = (hole, "")
            _FORMS[inflection.camel(snake)] = (hole.capitalize(), "")
            _FORMS[snake.upper()] = (hole.upper(), "")
        _FORMS[MODEL.lower()] = ("lower", "")
        for name, hole in ((APP, "app"), (PROJECT, "project")):
            _FORMS[name] = (hole, "")
            _FORMS[inflection.camel(name)] = (hole.capitalize(), "")
        for name in (OTHER, RING):
            _FORMS[name] = ("Target", "")
            _FORMS[inflection.snake(name)] = ("target", "")
            _FORMS[name.lower()] = ("target_lower", "")
        for field in spec().by_name[MODEL].fields:
            kind = field.kind.value
            _FORMS[inflection.singular(field.name)] = ("singular", kind)
            _FORMS[field.name] = ("field", kind)
            _FORMS[field.name.upper()] = ("FIELD", kind)
            _FORMS[inflection.camel(field.name)] = ("Field", kind)
    return _FORMS


def _any_form() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_forms(), key=len, reverse=True)))


def spec() -> Spec:
    """Fields of every kind in every shape that the rules allow."""
    fields = [
        field
        for kind in Kind
        for target in ([OTHER, MODEL, RING] if "model" in _arguments(kind) else [""])
        for field in _shapes(kind, target)
    ]
    named = [
        _named(field, f"zqx_{field.kind.name.lower()}_{_NOUNS[number]}")
        for number, field in _numbered_by_kind(fields)
    ]
    other = _field("zqy_string_plain", "string(40)"), _field("zqy_count", "integer")
    back = _field("zqy_back", f"ref({MODEL}):optional")
    return unchecked(
        Model(
            name=MODEL,
            fields=tuple(named),
            plural=PLURAL,
            unique=((named[0].name, named[1].name),),
        ),
        Model(name=OTHER, fields=other, plural="zqy_otherfold"),
        Model(name=RING, fields=(*other[1:], back), plural="zqy_ringfold"),
        app=APP,
    )


def unchecked(*models: Model, app: str = APP) -> Spec:
    """A spec that may break rules: to see what would come of it."""
    return Spec(models=models, app=app, title="Zqx", description="Zqx")


def starter(
    framework: Framework, spec: Spec, folder: Path, project: str = PROJECT
) -> Path:
    """The starter for ``spec`` in ``folder``, not formatted, whatever its names are."""
    facts = context.build(spec)
    into = folder / framework.name / project
    into.parent.mkdir(parents=True, exist_ok=True)
    render.render(framework, project, facts, into)
    return into


def starters(folder: Path) -> dict[Framework, Path]:
    """Both, for the markers."""
    return {made: starter(made, spec(), folder) for made in frameworks.ALL}


def _arguments(kind: Kind) -> tuple[str, ...]:
    return ARGUMENTS.get(kind, ())


def _shapes(kind: Kind, target: str) -> Iterator[Field]:
    values = _ARGUMENTS | {"model": target}
    arguments = ",".join(values[name] for name in _arguments(kind))
    head = (
        f"{kind.value}({arguments})" if arguments else kind.traits.example or kind.value
    )
    # Rows that need each other would leave no way to make a first one.
    loose = kind in (Kind.REF, Kind.ONE) and target != OTHER
    mine = [":default=current"] if kind is Kind.USER else []
    for modifiers in [":optional"] if loose else [*_MODIFIERS, *mine]:
        text = head + modifiers
        if _is_allowed(text):
            yield _field("zqx", text)


def _is_allowed(text: str) -> bool:
    others = "".join(f"[models.{name}]\nfields.a = 'text'\n" for name in (OTHER, RING))
    model = f"[models.{MODEL}]\nfields.a = 'text'\nfields.zqx = '{text}'\n"
    try:
        # What was found before must not decide what is looked at now.
        with mock.patch.object(reserved, "taken", reserved.Taken):
            toml.from_toml(model + others)
    except SpecError:
        return False
    return True


def _numbered_by_kind(fields: list[Field]) -> Iterator[tuple[int, Field]]:
    counts: dict[Kind, int] = {}
    for field in fields:
        number = counts[field.kind] = counts.get(field.kind, -1) + 1
        yield number, field


def _field(name: str, text: str) -> Field:
    return grammar.parse(name, text)


def _named(field: Field, name: str) -> Field:
    return _field(name, grammar.to_text(field))
