"""A Comparison as JSON, for scripts: what the page shows, without the code itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scaffold.compare.answer import answer
from scaffold.compare.claims import JudgedClaim, JudgedEvidence
from scaffold.compare.comparison import Approach, Comparison, Project, Section, Twins
from scaffold.compare.dependencies import Dependencies, Dependency
from scaffold.compare.lines import Lines, Purpose
from scaffold.compare.origins import Origin
from scaffold.compare.questions import Question
from scaffold.project.sources import Source

if TYPE_CHECKING:  # most pages have nothing measured
    from scaffold.compare.verdicts import Finding


def as_json(comparison: Comparison) -> str:
    """ASCII, so that any terminal or pipe takes it."""
    return json.dumps(as_data(comparison), indent=2)


def as_data(comparison: Comparison) -> dict[str, Any]:
    found = comparison.found
    return {
        "title": comparison.title,
        "starters": {
            framework: _project(project)
            for framework, project in comparison.projects.items()
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
            "rounds": found.measured.rounds,
            "machine": found.measured.machine,
            "busy": found.measured.busy,
            "too_busy": found.measured.was_too_busy,
        },
        "outdated": found.is_outdated,
        "figures": [_finding(finding) for finding in found.findings.values()],
        "claims": [_claim(each) for each in comparison.claims],
        "questions": [_question(each) for each in comparison.questions],
        "dependencies": _dependencies(comparison.dependencies),
        "concerns": [_section(section) for section in comparison.sections],
        "models": {model.name: model.fields for model in comparison.fields.models},
        "new_model": {
            framework: asdict(each) for framework, each in comparison.growth.items()
        },
        "choose": dict(answer(comparison).choose),
        "complexity": {
            framework: asdict(counted)
            for framework, counted in comparison.complexity.items()
        },
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "files": len(project.files),
        "lines": project.lines,
        "code_lines": project.code_lines,
        "owned": _owned(project.owned),
        "versions": dict(project.versions.direct),
        "packages": project.versions.pinned,
        "tested": dict(project.versions.tested),
    }


def _owned(owned: Lines) -> dict[str, Any]:
    return {
        "python": {
            purpose.lower(): {
                origin.name.lower(): owned.of(purpose=purpose, origin=origin)
                for origin in Origin
            }
            for purpose in Purpose
        },
        "html": owned.in_templates,
        "scripts": owned.in_scripts,
        "for_models": owned.for_models,
        "tests": owned.tests,
        "migrations": owned.migrations,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    figure = finding.figure
    return {
        "name": figure.name,
        "title": figure.title,
        "unit": figure.unit,
        "better": figure.better,
        "medians": {name: side.median for name, side in finding.sides.items()},
        "ratio": finding.ratio and asdict(finding.ratio),
        "verdict": finding.verdict.outcome,
        "ahead": finding.verdict.ahead or None,
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "asks": question.asks or None,
        "code": dict(question.code),
        "in_orm": {name: question.in_orm(name) for name in question.code},
        "note": question.note or None,
        "missing": question.missing or None,
    }


def _claim(judged: JudgedClaim) -> dict[str, Any]:
    return {
        "part": judged.claim.part,
        "name": judged.claim.name,
        "says": judged.claim.says,
        "ahead": judged.claim.ahead or None,
        "evidence": [_evidence(evidence) for evidence in judged.evidence],
    }


def _evidence(evidence: JudgedEvidence) -> dict[str, Any]:
    return {
        "what": evidence.what,
        "verdict": evidence.judgement,
        "sides": dict(evidence.sides),
        "told": evidence.told,
        "figure": evidence.finding and evidence.finding.figure.name,
    }


def _dependencies(dependencies: Dependencies) -> dict[str, Any]:
    return {
        "read": dependencies.at.isoformat(),
        "old": dependencies.is_old,
        "direct": {
            framework: [_dependency(each) for each in direct]
            for framework, direct in dependencies.direct.items()
        },
        "python": {
            framework: _dependency(python)
            for framework, python in dependencies.python.items()
        },
    }


def _dependency(dependency: Dependency) -> dict[str, Any]:
    release, support = dependency.release, dependency.support
    return {
        "name": dependency.name,
        "version": dependency.version,
        "last": release and {"version": release.version, "on": release.on.isoformat()},
        "licence": (release and release.licence) or None,
        "supported": support
        and {
            "until": support.until.isoformat() if support.until else "the next series",
            "source": support.source,
        },
        "ended": dependency.is_ended,
        "quiet": dependency.is_quiet,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "sides": {
            framework: _approach(approach)
            for framework, approach in section.sides.items()
        },
        "twins": [_twins(twins) for twins in section.twins],
    }


def _approach(approach: Approach) -> dict[str, Any]:
    return {
        "kind": approach.kind,
        "module": approach.means.module or None,
        "distribution": approach.means.distribution or None,
        "via": approach.via,
        "lines": approach.lines,
        "code_lines": approach.code_lines,
        "owned": _owned(approach.owned),
        "files": [_source(source) for source in approach.files],
        "elsewhere": [other.source.path for other in approach.elsewhere],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "path": source.path,
        "lines": source.lines,
        "code_lines": source.code_lines,
    }


def _twins(twins: Twins) -> dict[str, Any]:
    return {
        "sides": {
            framework: source and source.path
            for framework, source in twins.sides.items()
        },
        "identical": twins.are_identical,
        "missing": twins.missing or None,
    }
