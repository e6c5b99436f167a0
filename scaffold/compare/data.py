"""A Comparison as JSON, for scripts: what the page shows, without the code itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from scaffold.compare.claims import Claim, Evidence
from scaffold.compare.comparison import Comparison, Section, Side, Starter, Twins
from scaffold.project.sources import Source


def as_json(comparison: Comparison) -> str:
    """ASCII, so that any terminal or pipe takes it."""
    return json.dumps(as_data(comparison), indent=2)


def as_data(comparison: Comparison) -> dict[str, Any]:
    found = comparison.found
    return {
        "title": comparison.title,
        "starters": {
            starter.framework: _starter(starter) for starter in comparison.starters
        },
        "contract": found.contract
        and {
            "at": found.contract.at,
            "requests": found.contract.requests,
            "same": found.contract.same,
        },
        "measured": found.measured
        and {
            "at": found.measured.at,
            "quick": found.measured.quick,
            "machine": found.measured.machine,
        },
        "outdated": found.is_outdated,
        "claims": [_claim(claim) for claim in comparison.claims],
        "concerns": [_section(section) for section in comparison.sections],
        "models": {model.name: model.fields for model in comparison.fields.models},
        "complexity": comparison.complexity
        and {
            starter.framework: asdict(counted)
            for starter, counted in zip(
                comparison.starters, comparison.complexity, strict=True
            )
        },
    }


def _starter(starter: Starter) -> dict[str, Any]:
    return {
        "files": len(starter.files),
        "lines": starter.lines,
        "code_lines": starter.code_lines,
        "versions": dict(starter.versions.direct),
        "packages": starter.versions.pinned,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "name": claim.name,
        "says": claim.says,
        "evidence": [_evidence(evidence) for evidence in claim.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    told: dict[str, Any] = {
        "what": evidence.what,
        "verdict": evidence.verdict,
        "told": evidence.told,
    }
    if finding := evidence.figure:
        told |= {
            "figure": finding.figure.name,
            "unit": finding.figure.unit,
            "django": finding.django.median,
            "flask": finding.flask.median,
            "ratio": finding.ratio and asdict(finding.ratio),
        }
    return told


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "sides": {side.framework: _side(side) for side in section.sides},
        "twins": [_twins(twins) for twins in section.twins],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "kind": side.kind,
        "via": side.via,
        "lines": side.lines,
        "code_lines": side.code_lines,
        "files": [_source(source) for source in side.files],
        "elsewhere": [other.source.path for other in side.elsewhere],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "path": source.path,
        "lines": source.lines,
        "code_lines": source.code_lines,
    }


def _twins(twins: Twins) -> dict[str, Any]:
    return {
        "django": twins.django and twins.django.path,
        "flask": twins.flask and twins.flask.path,
        "identical": twins.are_identical,
        "missing": twins.missing or None,
    }
