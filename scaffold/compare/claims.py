"""What the article claims, and what this pair of starters has to say about it.

claims.toml has the claims. Each piece of their evidence gets a verdict of its own, which
could have come out otherwise: the same claim may hold for bare applications and be
reversed for whole ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scaffold import examples, frameworks
from scaffold.compare.means import BUILT_IN, BY_HAND, Means, means
from scaffold.compare.origins import Origin, Origins
from scaffold.compare.ratios import of_counts

if TYPE_CHECKING:  # only a page with measurements pays for importing them
    from scaffold.compare.comparison import Section
    from scaffold.compare.questions import Question
    from scaffold.compare.verdicts import Finding
    from scaffold.project.sources import Source

_FILE = Path(__file__).with_name("claims.toml")
#: Where the page shows a count, if not among the lines.
_PLACES = {"packages": "dependencies", "in ORM": "questions"}
#: Of these more are better.
_MORE_IS_BETTER = frozenset({"built in", "in ORM"})


class Judgement(StrEnum):
    """What becomes of a claim."""

    HOLDS = "holds"
    REVERSED = "reversed"
    DOES_NOT_HOLD = "does not hold"
    EQUAL = "equal"
    TOO_NOISY = "too noisy to tell"
    NOT_JUDGED = "not judged: machine busy"
    NOT_MEASURED = "not measured"
    NOT_COUNTED = "not counted"
    IN_THE_CODE = "in the code"
    IN_PART = "in part"
    NOWHERE = "in neither starter"
    NOT_ASKED = "no such model"
    OPINION = "no figure tells"


#: They say nothing for or against a claim.
_NO_VERDICTS = frozenset(
    {
        *(Judgement.NOT_MEASURED, Judgement.NOT_COUNTED, Judgement.NOT_JUDGED),
        *(Judgement.IN_THE_CODE, Judgement.IN_PART, Judgement.OPINION),
        Judgement.NOT_ASKED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where to look: one of the places that claims.toml tells of."""

    what: str
    figure: str = ""
    concern: str = ""
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_hand: str = ""
    count: str = ""
    question: str = ""
    starter: str = ""
    files: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    example: str = ""
    nowhere: tuple[str, ...] = ()
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """As claims.toml has it; ``ahead`` is "" where both are said to have something."""

    part: str
    name: str
    title: str
    says: str
    evidence: tuple[Evidence, ...]
    ahead: str = ""
    if_verdicts_differ: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEvidence:
    """How it came out, and where the page shows it.

    ``finding`` is None for what was not measured and for what is read, not measured.
    ``sides`` say in words what was found of each framework, ``told`` what of both.
    """

    what: str
    judgement: Judgement
    anchor: str
    sides: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedClaim:
    claim: Claim
    evidence: tuple[JudgedEvidence, ...]

    @property
    def verdicts_differ(self) -> bool:
        found = {evidence.judgement for evidence in self.evidence} - _NO_VERDICTS
        return len(found) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """All that claims are judged by; what is of one starter is by framework.

    ``names`` are what stands for {project} and {app}. ``counts`` are by what is counted,
    empty of what nobody counted yet.
    """

    sections: Mapping[str, Section]
    files: Mapping[str, Mapping[str, Source]]
    names: Mapping[str, str]
    origins: Mapping[str, Origins]
    counts: Mapping[str, Mapping[str, int]]
    questions: Mapping[str, Question]
    findings: Mapping[str, Finding]


@cache
def claims() -> tuple[Claim, ...]:
    tables = tomllib.loads(_FILE.read_text("utf-8"))["claim"]
    return tuple(
        Claim(**table | {"evidence": tuple(map(_evidence, table["evidence"]))})
        for table in tables
    )


def _evidence(table: dict[str, Any]) -> Evidence:
    lists = ("files", "words", "nowhere")
    names = [each.name for each in frameworks.ALL]
    rest = {key: value for key, value in table.items() if key not in names}
    return Evidence(
        **rest | {key: tuple(rest[key]) for key in lists if key in rest},
        modules={name: tuple(table[name]) for name in names if name in table},
    )


def judged(grounds: Grounds) -> tuple[JudgedClaim, ...]:
    """Every claim, in the article's order; without measurements some stay open."""
    return tuple(
        JudgedClaim(
            claim=claim,
            evidence=tuple(_judged(claim, each, grounds) for each in claim.evidence),
        )
        for claim in claims()
    )


def by_part(
    found: tuple[JudgedClaim, ...],
) -> Iterator[tuple[str, tuple[JudgedClaim, ...]]]:
    for part, group in groupby(found, lambda each: each.claim.part):
        yield part, tuple(group)


def _judged(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    if evidence.figure:
        return _by_figure(claim, evidence, grounds.findings.get(evidence.figure))
    if evidence.concern:
        return _by_concern(claim, evidence, grounds)
    if evidence.modules:
        return _by_modules(claim, evidence, grounds)
    if evidence.by_hand:
        return _by_hand(claim, evidence, grounds)
    if evidence.question:
        return _by_question(claim, evidence, grounds)
    if evidence.count:
        return _by_count(claim, evidence, grounds)
    if evidence.starter:
        return _by_structure(evidence, grounds)
    if evidence.nowhere:
        return _by_absence(evidence, grounds)
    if evidence.example:
        return _by_example(evidence)
    return JudgedEvidence(
        what=evidence.what,
        judgement=Judgement.OPINION,
        anchor="choose",
        told=f"{evidence.opinion[:1].upper()}{evidence.opinion[1:]}.",
    )


def _by_figure(
    claim: Claim, evidence: Evidence, found: Finding | None
) -> JudgedEvidence:
    if found is None:
        return JudgedEvidence(
            what=evidence.what,
            judgement=Judgement.NOT_MEASURED,
            anchor="measurements",
        )
    return JudgedEvidence(
        what=evidence.what,
        judgement=(
            _of_ahead(claim, found.verdict.ahead)
            if found.verdict.ahead
            else Judgement(found.verdict.outcome)
        ),
        anchor=figure_anchor(evidence.figure),
        finding=found,
    )


def _by_question(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    """By its time, if a model of the spec suits it and it was measured."""
    question = grounds.questions.get(evidence.question)
    if question is None or question.missing:
        return JudgedEvidence(
            what=evidence.what,
            judgement=Judgement.NOT_ASKED,
            anchor="questions",
            told=question.missing if question else "",
        )
    name = f"question.{evidence.question}"
    found = _by_figure(claim, evidence, grounds.findings.get(name))
    return replace(found, anchor=f"question-{evidence.question}")


def _by_concern(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    section = grounds.sections.get(evidence.concern)
    if section is None or not all(side.kind for side in section.sides.values()):
        return JudgedEvidence(
            what=evidence.what, judgement=Judgement.NOT_COUNTED, anchor="glance"
        )
    found = {name: side.means for name, side in section.sides.items()}
    return _by_means(claim, evidence.what, found, evidence.concern)


def _by_modules(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    found = {
        name: means(modules, grounds.origins[name])
        for name, modules in evidence.modules.items()
    }
    return _by_means(claim, evidence.what, found, "glance")


def _by_means(
    claim: Claim, what: str, found: Mapping[str, Means], anchor: str
) -> JudgedEvidence:
    """Ahead is the framework that alone has it built in."""
    having = [name for name, each in found.items() if each.kind == BUILT_IN]
    if not claim.ahead:
        holds = len(having) == len(found)
        judgement = Judgement.HOLDS if holds else Judgement.DOES_NOT_HOLD
    elif len(having) == 1:
        judgement = _of_ahead(claim, having[0])
    else:
        judgement = Judgement.EQUAL if having else Judgement.DOES_NOT_HOLD
    return JudgedEvidence(
        what=what,
        judgement=judgement,
        anchor=anchor,
        sides={name: _said_of(each) for name, each in found.items()},
    )


def _said_of(found: Means) -> str:
    """Such as "built in, django.core.cache" or "extension, flask_caching of flask-caching"."""
    if found.kind == BY_HAND:
        return "by hand, no module for it"
    brought = found.module.replace("_", "-").partition(".")[0] == found.distribution
    of = "" if brought else f" of {found.distribution}"
    return f"{found.kind}, {found.module}{of}"


def _by_hand(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    section = grounds.sections.get(evidence.by_hand)
    other = next(each.name for each in frameworks.ALL if each.name != claim.ahead)
    if section is None or not section.sides[other].kind:
        return JudgedEvidence(
            what=evidence.what, judgement=Judgement.NOT_COUNTED, anchor="glance"
        )
    is_by_hand = section.sides[other].kind == BY_HAND
    return JudgedEvidence(
        what=evidence.what,
        judgement=Judgement.HOLDS if is_by_hand else Judgement.DOES_NOT_HOLD,
        anchor=evidence.by_hand,
        sides={
            name: f"{_said_of(side.means)}; "
            f"{side.owned.of(origin=Origin.BY_HAND):,} of "
            f"{side.owned.in_python:,} lines by hand"
            for name, side in section.sides.items()
        },
    )


def _by_count(claim: Claim, evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    counts = grounds.counts.get(evidence.count)
    ratio = of_counts("", counts) if counts else None
    if not counts or ratio is None:
        return JudgedEvidence(
            what=evidence.what, judgement=Judgement.NOT_COUNTED, anchor="lines"
        )
    ahead = ratio.ahead
    if ahead and evidence.count in _MORE_IS_BETTER:
        ahead = next(name for name in counts if name != ahead)
    return JudgedEvidence(
        what=evidence.what,
        judgement=_of_ahead(claim, ahead) if ahead else Judgement.EQUAL,
        anchor=_PLACES.get(evidence.count, "lines"),
        sides={name: f"{number:,}" for name, number in counts.items()},
    )


def _by_structure(evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    """Whether the starter has the files, and the words in the code of the first few."""
    files = grounds.files[evidence.starter]
    wanted = [each.format(**grounds.names) for each in evidence.files]
    there = [path for path in wanted if path in files]
    code = "\n".join(files[path].text for path in there)
    missing = [path for path in wanted if path not in files]
    missing += [
        word.partition("|")[0]
        for word in evidence.words
        if not any(_has(code, each) for each in word.split("|"))
    ]
    said = ", ".join(there) or "no such file"
    return JudgedEvidence(
        what=evidence.what,
        judgement=(
            Judgement.IN_PART
            if there and missing
            else Judgement.IN_THE_CODE
            if there
            else Judgement.DOES_NOT_HOLD
        ),
        anchor=quote(f"{evidence.starter}/{there[0]}") if there else "layout",
        sides={evidence.starter: f"{said}; without {', '.join(missing)}"}
        if missing
        else {evidence.starter: said},
    )


def _has(code: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", code) is not None


def _by_absence(evidence: Evidence, grounds: Grounds) -> JudgedEvidence:
    used = {
        name: [each for each in evidence.nowhere if origins.brings(each)]
        for name, origins in grounds.origins.items()
    }
    return JudgedEvidence(
        what=evidence.what,
        judgement=Judgement.IN_THE_CODE if any(used.values()) else Judgement.NOWHERE,
        anchor="layout",
        sides={
            name: ", ".join(found) or "nothing of it is imported"
            for name, found in used.items()
        },
        told=""
        if any(used.values())
        else "Both are served by gunicorn, a request at a time: nothing here tells.",
    )


def _by_example(evidence: Evidence) -> JudgedEvidence:
    is_there = evidence.example in examples.NAMES
    return JudgedEvidence(
        what=evidence.what,
        judgement=Judgement.EQUAL if is_there else Judgement.NOWHERE,
        anchor="behaviour",
        told=f"scaffold both NAME --example {evidence.example} makes it in both; "
        "scaffold check proves that both answer alike."
        if is_there
        else "",
    )


def _of_ahead(claim: Claim, ahead: str) -> Judgement:
    return Judgement.HOLDS if ahead == claim.ahead else Judgement.REVERSED


def figure_anchor(name: str) -> str:
    """Where the page shows a figure: "startup.bare" at ``#figure-startup-bare``."""
    words = "".join(letter if letter.isalnum() else " " for letter in name).split()
    return "-".join(("figure", *words))
