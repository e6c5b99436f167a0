"""Try names: make a starter with each, and use all of it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.frameworks import Framework
from scaffold.spec import Model, Spec, grammar
from scaffold.spec.fields import Kind
from taken import markers, running
from taken.markers import OTHER

_TEXTS = {
    Kind.STRING: "string(80):optional",
    Kind.REF: f"ref({OTHER}):optional",
    Kind.ONE: f"one({OTHER}):optional",
    Kind.REFS: f"refs({OTHER})",
    Kind.CHOICE: "choice(a,b):optional",
    Kind.DECIMAL: "decimal(9,2):optional",
    Kind.CREATED: "created",
    Kind.UPDATED: "updated",
}


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A field of a kind, or with ``hole`` "plural" the plural of a model."""

    hole: str
    name: str
    kind: str = ""


def spec_with(candidates: Sequence[Candidate]) -> Spec:
    """All fields in one model, each plural for a model of its own."""
    texts = {"zqx_string_apples": "string(80):unique"}
    plurals = ["zqx_manyfold"]
    for candidate in candidates:
        if candidate.hole == "plural":
            plurals.append(candidate.name)
        else:
            kind = Kind(candidate.kind)
            texts[candidate.name] = _TEXTS.get(kind, f"{kind.value}:optional")
    fields = [grammar.parse(name, text) for name, text in texts.items()]
    other = grammar.parse("zqy_string_plain", "string(40)")
    back = grammar.parse("zqy_things", "ref(ZqxThing):optional")
    return markers.unchecked(
        Model(name=OTHER, fields=(other,), plural="zqy_otherfold"),
        *(
            Model(name=f"ZqxThing{number or ''}", fields=tuple(fields), plural=plural)
            for number, plural in enumerate(plurals)
        ),
        Model(name="ZqyRing", fields=(other, back), plural="zqy_ringfold"),
        app=markers.APP,
    )


def outcomes(framework: Framework, groups: Sequence[Sequence[Candidate]]) -> list[str]:
    """What goes wrong with each group of names; nothing where nothing does."""
    if not groups:
        return []
    kind = next((one.kind for one in groups[0] if one.kind), Kind.STRING.value)
    innocent = [Candidate(groups[0][0].hole, "zqx_probe", kind)]
    with tempfile.TemporaryDirectory() as scratch:
        folders = [
            markers.starter(framework, spec_with(group), Path(scratch, str(number)))
            for number, group in enumerate([innocent, *groups])
        ]
        usual, *found = running.tried(framework, folders)
    assert "error" not in usual, usual
    return [difference(usual, one) for one in found]


def difference(usual: dict[str, Any], found: dict[str, Any]) -> str:
    if "error" in found:
        return str(found["error"])
    for (method, path, before), (_, _, after) in zip(
        usual["answers"], found["answers"], strict=False
    ):
        if before != after:
            return f"{method} {path} answers {after}, not {before}"
    if len(usual["answers"]) != len(found["answers"]):
        return "some pages are not linked"
    return ""


def own_tests(framework: Framework, candidates: Sequence[Candidate]) -> str:
    """How the starter's own tests end for all these names at once: nothing if well."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = markers.starter(framework, spec_with(candidates), Path(scratch))
        return running.test(framework, folder)
