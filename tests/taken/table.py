"""What was read from the starters, put together as ``scaffold/spec/taken.json``."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scaffold.spec import inflection, reserved
from scaffold.spec.fields import Kind
from taken import markers
from taken.markers import Pattern

#: The form of a name in which it is kept, by the hole that it was found in.
_KEYS = {
    "App": ("app", inflection.snake),
    "MODEL": ("model", str.lower),
    "Plural": ("plural", inflection.snake),
    "PLURAL": ("plural", str.lower),
    "Field": ("field", inflection.snake),
    "FIELD": ("field", str.lower),
}
_DIRECT = {"project", "app", "Model", "plural", "field"}
#: Names that templates tell apart by what they write beside a field that has them.
WRITTEN_AROUND = {("field", "page"), ("field", "property")}
ALL_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(slots=True)
class Refusal:
    """``rank`` is lower for a reason that says more; ``kinds`` are of fields."""

    why: str
    kinds: set[str]
    rank: int = 0


@dataclass(slots=True)
class Table:
    """Grows while the starters are read, the plainest reason for a name first.

    ``refused`` says by form and name why; ``pairs`` what several names would make
    together; ``meets`` which names must differ from each other, and where.
    """

    refused: dict[str, dict[str, Refusal]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    pairs: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    meets: dict[str, list[tuple[str, dict[str, set[str]]]]] = field(
        default_factory=lambda: {"spec": [], "model": []}
    )
    identifiers: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    packages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def refuse(
        self, hole: str, value: str, why: str, kind: str = "", rank: int = 0
    ) -> None:
        form, key = _key(hole, value)
        if not _is_possible(form, key) or (form, key) in WRITTEN_AROUND:
            return
        known = self.refused[form].setdefault(key, Refusal(why, set(), rank))
        known.kinds.add(kind)
        if rank < known.rank:
            known.why, known.rank = why, rank

    def clash(self, made: str, taken: str, how: str) -> None:
        """``made`` holds a marker, ``taken`` none."""
        pattern = markers.pattern(made)
        assert pattern, made
        is_handed_out = made in markers.names_handed_out()
        if markers.is_of_others(taken) or (
            # What these are kept free of is read from here.
            is_handed_out and pattern.text not in reserved.KEPT_APART
        ):
            return
        for held in pattern.filled_by(taken):
            if len(held) == 1:
                ((hole, value),) = held.items()
                direct = pattern.text == f"{{{hole}}}" and hole in _DIRECT
                why = f"is {how}" if direct else f'would make "{taken}", which is {how}'
                rank = _rank(how) if direct else _rank(how) + len(_WELL_SAID) + 1
                self.refuse(hole, value, why, pattern.kind, rank)
            elif _fields_in(pattern) < 2:
                refusal = Refusal(f'would make "{taken}", which is {how}', set())
                self.pairs.setdefault((pattern.text, taken), refusal)
                self.pairs[pattern.text, taken].kinds.add(pattern.kind)

    def meet(self, names: Iterable[str], where: str) -> None:
        """Names in one place; they stand for all models when it has some of others."""
        names = set(names) - markers.names_handed_out()
        level = "spec" if any(map(markers.is_of_others, names)) else "model"
        found: dict[str, set[str]] = defaultdict(set)
        for pattern in filter(None, map(markers.pattern, names)):
            fields = _fields_in(pattern)
            if fields < 2 and (level == "spec" or fields):
                found[pattern.text].add(pattern.kind)
        if len(found) > 1 or level == "spec" and found:
            self.meets[level].append((where, dict(found)))

    def named(self, identifiers: Iterable[str], where: str) -> None:
        """Holes that alone are an identifier, so that no keyword may fill them."""
        names = set(identifiers) - markers.names_handed_out()
        for pattern in filter(None, map(markers.pattern, names)):
            if len(pattern.holes) == 1 and pattern.text == f"{{{pattern.holes[0]}}}":
                self.identifiers.setdefault(pattern.holes[0], where)

    def in_folder(self, name: str) -> None:
        """A file or folder that is called as a hole alone, apart from its suffix."""
        pattern = markers.pattern(name.partition(".")[0])
        if pattern and pattern.text == f"{{{pattern.holes[0]}}}":
            self.files.add(pattern.holes[0])

    def as_data(self, *known: Table) -> dict[str, Any]:
        """Plain data; what ``known`` refuses already is left out of ``pairs``."""
        return {
            "refused": {
                form: {name: _plain(names[name]) for name in sorted(names)}
                for form, names in sorted(self.refused.items())
            },
            "pairs": [
                {"makes": text, "taken": name, **_said(refusal)}
                for (text, name), refusal in sorted(self.pairs.items())
                if _can_be(Pattern(text), name, (self, *known))
            ],
            "meets": {
                level: [
                    {"where": where, "makes": _kinds_of(made)}
                    for where, made in _largest(places)
                ]
                for level, places in self.meets.items()
            },
            "identifiers": dict(sorted(self.identifiers.items())),
            "files": " ".join(sorted(self.files)),
            "packages": {
                hole: " ".join(sorted(names))
                for hole, names in sorted(self.packages.items())
            },
        }


def _can_be(pattern: Pattern, name: str, known: tuple[Table, ...]) -> bool:
    """Whether it takes several names that alone are all free."""
    return any(
        all(_is_free(*_key(*one), known) for one in held.items())
        for held in pattern.filled_by(name)
    )


def _is_free(form: str, key: str, known: tuple[Table, ...]) -> bool:
    taken = any(
        key in table.refused[form] or key in table.packages.get(form, ())
        for table in known
    )
    return _is_possible(form, key) and not taken


def in_lines(data: dict[str, Any]) -> str:
    """JSON with a line for each thing that is found by its name."""
    return _in_lines(data) + "\n"


def _in_lines(data: Any, depth: int = 0) -> str:
    """JSON with a line for each thing that is found by its name."""
    if depth == 4 or not isinstance(data, dict | list) or not data:
        return json.dumps(data, ensure_ascii=False)
    inner = " " * (depth + 1)
    if isinstance(data, list):
        lines = [inner + json.dumps(item, ensure_ascii=False) for item in data]
        return "[\n" + ",\n".join(lines) + "\n" + " " * depth + "]"
    lines = [
        f"{inner}{json.dumps(key)}: {_in_lines(value, depth + 1)}"
        for key, value in data.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"


def _key(hole: str, value: str) -> tuple[str, str]:
    form, change = _KEYS.get(hole, (hole, str))
    return form, change(value)


def _is_possible(form: str, key: str) -> bool:
    """Whether a name in this form could be the key at all."""
    if form in ("Target", "target", "target_lower"):
        return False
    if form in ("project", "app"):
        return bool(reserved.PROJECT_PATTERN.fullmatch(key))
    if form == "Model":
        return bool(reserved.MODEL_PATTERN.fullmatch(key))
    if form == "model":
        return inflection.snake(inflection.camel(key)) == key
    if form == "lower":
        return True
    fits = reserved.FIELD_PATTERN.fullmatch(key) and "__" not in key
    return bool(fits) and not key.endswith("_")


def _fields_in(pattern: Pattern) -> int:
    return sum(
        hole in ("field", "Field", "FIELD", "singular") for hole in pattern.holes
    )


#: Beginnings of what says how a name is there, the most telling first.
_WELL_SAID = (
    "a class",
    "a function",
    "an attribute",
    "a folder",
    "imported",
    "a module",
)


def _rank(how: str) -> int:
    ranks = [n for n, words in enumerate(_WELL_SAID) if how.startswith(words)]
    return ranks[0] if ranks else len(_WELL_SAID)


def _plain(refusal: Refusal) -> str | dict[str, str]:
    found = _said(refusal)
    return found if "kinds" in found else refusal.why


def _said(refusal: Refusal) -> dict[str, str]:
    kinds = _kinds(refusal.kinds)
    return {"why": refusal.why} | ({"kinds": kinds} if kinds else {})


def _kinds(kinds: Collection[str]) -> str:
    """Nothing where it is for fields of all kinds, or not for fields."""
    return "" if "" in kinds or set(kinds) >= ALL_KINDS else " ".join(sorted(kinds))


def _kinds_of(made: Mapping[str, Collection[str]]) -> dict[str, str]:
    return {text: _kinds(kinds) for text, kinds in sorted(made.items())}


def _largest(
    places: list[tuple[str, dict[str, set[str]]]],
) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """Places whose names are not all in another one too."""
    kept: list[tuple[str, dict[str, set[str]]]] = []
    for where, made in sorted(places, key=lambda place: (-_size(place[1]), place[0])):
        if not any(_is_within(made, other) for _, other in kept):
            kept.append((where, made))
    yield from sorted(kept, key=lambda place: place[0])


def _size(made: dict[str, set[str]]) -> int:
    return sum(map(len, made.values()))


def _is_within(made: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    return all(kinds <= other.get(text, set()) for text, kinds in made.items())


def place(path: str, title: str) -> str:
    """A file or folder of a starter, as a reason names it."""
    parts = [part for part in path.split("/") if part != "."]
    own = re.compile(f"{markers.PROJECT}|{markers.APP}")
    inner = "/".join(part for part in parts if not own.fullmatch(part))
    if markers.APP in parts:
        whose = f"the {title} starter's app"
    elif markers.PROJECT in parts:
        whose = f"the {title} starter's package"
    else:
        whose = f"the {title} starter"
    return f"{inner} of {whose}" if inner else whose


def readable(text: str) -> str:
    """Words without the markers: ``imported from .models``."""
    return re.sub(rf"({markers.PROJECT}|{markers.APP})(?=\.)", "", text)
