"""What the article claims, and what this pair of starters has to say about it.

claims.toml has the claims. Each is about one framework being ahead in something, and each
piece of its evidence gets a verdict of its own: the same claim may hold for bare
applications and be reversed for whole ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold import frameworks
from scaffold.frameworks import Concern

if TYPE_CHECKING:  # only a page with measurements pays for importing them
    from scaffold.compare.verdicts import Finding

_FILE = Path(__file__).with_name("claims.toml")
BUILT_IN = "built in"


class Judgement(StrEnum):
    """What becomes of a claim."""

    HOLDS = "holds"
    REVERSED = "reversed"
    EQUAL = "equal"
    TOO_NOISY = "too noisy to tell"
    NOT_JUDGED = "not judged: machine busy"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where to look: at a measured figure, or at a concern of both starters."""

    what: str
    figure: str = ""
    concern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """As claims.toml has it."""

    name: str
    title: str
    says: str
    ahead: str
    evidence: tuple[Evidence, ...]
    if_verdicts_differ: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEvidence:
    """How it came out, and where the page shows it.

    ``finding`` is None for what was not measured and for what is read, not measured;
    then ``told`` may have it in words.
    """

    what: str
    judgement: Judgement
    anchor: str
    told: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedClaim:
    claim: Claim
    evidence: tuple[JudgedEvidence, ...]

    @property
    def verdicts_differ(self) -> bool:
        return len({evidence.judgement for evidence in self.evidence}) > 1


@cache
def claims() -> tuple[Claim, ...]:
    tables = tomllib.loads(_FILE.read_text("utf-8"))["claim"]
    return tuple(
        Claim(
            **table
            | {"evidence": tuple(Evidence(**each) for each in table["evidence"])}
        )
        for table in tables
    )


def judged(
    concerns: Mapping[str, Mapping[str, Concern]], findings: Mapping[str, Finding]
) -> tuple[JudgedClaim, ...]:
    """Every claim, in the article's order; without measurements some stay open.

    ``concerns`` are by framework and by name, ``findings`` by figure.
    """
    return tuple(
        JudgedClaim(
            claim=claim,
            evidence=tuple(
                _by_kind(claim, evidence, concerns)
                if evidence.concern
                else _by_figure(claim, evidence, findings.get(evidence.figure))
                for evidence in claim.evidence
            ),
        )
        for claim in claims()
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


def _by_kind(
    claim: Claim, evidence: Evidence, concerns: Mapping[str, Mapping[str, Concern]]
) -> JudgedEvidence:
    """Ahead is the framework that alone has it built in."""
    found = {
        framework: concerns[framework.name].get(evidence.concern)
        for framework in frameworks.ALL
    }
    if None in found.values():
        return JudgedEvidence(
            what=evidence.what, judgement=Judgement.NOT_MEASURED, anchor="glance"
        )
    known = {framework: concern for framework, concern in found.items() if concern}
    having = [f.name for f, concern in known.items() if concern.kind == BUILT_IN]
    return JudgedEvidence(
        what=evidence.what,
        judgement=(
            _of_ahead(claim, having[0]) if len(having) == 1 else Judgement.EQUAL
        ),
        anchor=evidence.concern,
        told=" ".join(f"{f.title}: {_told(concern)}." for f, concern in known.items()),
    )


def _told(concern: Concern) -> str:
    return f"{concern.kind}, {concern.via}" if concern.via else concern.kind


def _of_ahead(claim: Claim, ahead: str) -> Judgement:
    return Judgement.HOLDS if ahead == claim.ahead else Judgement.REVERSED


def figure_anchor(name: str) -> str:
    """Where the page shows a figure: "startup.bare" at ``#figure-startup-bare``."""
    words = "".join(letter if letter.isalnum() else " " for letter in name).split()
    return "-".join(("figure", *words))
