"""The decision as a record in Markdown: what this pair has to say to it.

The parts of an architecture decision record after Michael Nygard (2011), with the
options and the evidence of MADR: record.md.j2 puts them in order. What only the team
knows is left to the page's script, or to whoever copies the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffold.compare.claims import JudgedEvidence, Judgement
from scaffold.compare.comparison import Comparison, Section
from scaffold.compare.dependencies import Dependency
from scaffold.compare.lines import Purpose
from scaffold.compare.means import BUILT_IN, BY_HAND, EXTENSION
from scaffold.compare.origins import Origin
from scaffold.compare.units import quantity

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
#: What begins a list, a rule or a heading, where a line begins with it.
_FIRST = re.compile(r"^(\d*)(?=[-+=]|(?<=\d)[.)](?: |$))")
_KINDS = (BUILT_IN, EXTENSION, BY_HAND)
#: What a record need not repeat: nothing was found by it.
_SILENT = (Judgement.OPINION, Judgement.NOT_COUNTED, Judgement.NOT_ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table of evidence; ``sides`` are in the order of the frameworks."""

    what: str
    sides: tuple[str, ...]
    ratio: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All texts are Markdown already; ``options`` and ``consequences`` by framework."""

    options: Mapping[str, str]
    counted: tuple[Row, ...]
    judged: tuple[Row, ...]
    consequences: Mapping[str, tuple[str, ...]]


def record(comparison: Comparison) -> Record:
    names = tuple(comparison.projects)
    return Record(
        options={name: _option(comparison, name) for name in names},
        counted=tuple(_counted(comparison)),
        judged=tuple(
            _judged(comparison, f"{judged.claim.title}: {evidence.what}", evidence)
            for judged in comparison.claims
            for evidence in judged.evidence
            if evidence.judgement not in _SILENT
            and (
                comparison.found.measured
                or evidence.judgement is not Judgement.NOT_MEASURED
            )
        ),
        consequences={
            name: tuple(_consequences(comparison, name, other))
            for name, other in zip(names, reversed(names), strict=True)
        },
    )


def plain(text: str) -> str:
    """What people wrote, on one line, to be read as it stands and never as Markdown.

    page.js has the same for what they write on the page.
    """
    line = _BLANKS.sub(" ", text).strip()
    return _FIRST.sub(r"\1\\", _SPECIAL.sub(r"\\\1", line))


def _option(comparison: Comparison, name: str) -> str:
    project = comparison.projects[name]
    direct = comparison.dependencies.direct[name]
    with_ = [plain(f"{each.name} {each.version}") for each in _others(direct, name)]
    pinned = _pin(direct, name)
    title = f"{project.title} {plain(pinned.version)}" if pinned else project.title
    return f"{title}, with {', '.join(with_)}." if with_ else f"{title}."


def _counted(comparison: Comparison) -> Iterator[Row]:
    names = tuple(comparison.projects)
    projects = [comparison.projects[name] for name in names]
    yield _row("Files", [len(project.files) for project in projects])
    yield _row(
        "Lines of Python code, without tests and migrations",
        [comparison.lines_owned(name) for name in names],
    )
    owned = [project.owned for project in projects]
    for purpose in Purpose:
        yield _row(
            f"For {purpose}, of these lines",
            [each.of(purpose=purpose) for each in owned],
        )
    for origin in Origin:
        yield _row(
            f"Resting on {origin}, of these lines"
            if origin is not Origin.BY_HAND
            else "By hand, of these lines",
            [each.of(origin=origin) for each in owned],
        )
    yield _row("Lines of HTML", [each.in_templates for each in owned])
    yield _row("Lines of scripts", [each.in_scripts for each in owned])
    yield _row(
        "Packages that it asks for itself",
        [len(comparison.dependencies.direct[name]) for name in names],
    )
    yield _row("Packages in all", [project.versions.pinned for project in projects])
    for kind in _KINDS:
        yield _row(
            f"Concerns, {kind}",
            [len(comparison.of_kind(name, kind)) for name in names],
        )


def _row(what: str, numbers: list[int]) -> Row:
    return Row(what=what, sides=tuple(f"{number:,}" for number in numbers))


def _judged(comparison: Comparison, what: str, evidence: JudgedEvidence) -> Row:
    return Row(
        what=plain(what),
        sides=tuple(_side(comparison, name, evidence) for name in comparison.projects),
        ratio=_ratio(evidence),
        verdict=evidence.judgement,
    )


def _side(comparison: Comparison, framework: str, evidence: JudgedEvidence) -> str:
    """What was measured of it, else what was found in words."""
    if evidence.finding:
        found = evidence.finding
        return quantity(found.sides[framework].median, found.figure.unit)
    return plain(evidence.sides.get(framework, ""))


def _ratio(evidence: JudgedEvidence) -> str:
    if evidence.finding is None or evidence.finding.ratio is None:
        return ""
    ratio = evidence.finding.ratio
    if evidence.finding.figure.counted:
        return f"{ratio.value:.2f}"
    return f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _consequences(comparison: Comparison, name: str, other: str) -> Iterator[str]:
    """What choosing ``name`` brings, in this pair's own figures."""
    one, rest = (comparison.projects[each] for each in (name, other))
    lines, theirs = (comparison.lines_owned(each) for each in (name, other))
    yield (
        f"We keep {lines:,} lines of Python code, tests and migrations apart"
        f"{_beside(lines - theirs, rest.title)}."
    )
    direct = comparison.dependencies.direct[name]
    yield (
        f"We follow the releases of {len(direct)} packages, and lock "
        f"{one.versions.pinned:,}; with {rest.title} it would be "
        f"{len(comparison.dependencies.direct[other])} and {rest.versions.pinned:,}."
    )
    if framework := _pin(direct, name):
        yield _supported(one.title, framework)
    quiet = [
        f"{plain(each.name)} ({each.release.on:%B %Y})"
        for each in direct
        if each.release and each.is_quiet
    ]
    if quiet:
        yield (
            f"Without a release for two years or more: {', '.join(quiet)}. "
            "Somebody looks at these before we rely on them."
        )
    for kind, told in (("extension", "Held together by us"), ("by hand", "By hand")):
        if sections := comparison.of_kind(name, kind):
            parts = ", ".join(_part(section, name) for section in sections)
            yield f"{told}: {parts}."
    yield (
        f"The {rest.title} starter does the same as long as `scaffold check` passes. "
        "From the first change to one of them alone, going back is a port."
    )


def _beside(more: int, title: str) -> str:
    if not more:
        return f", as many as with {title}"
    return f", {abs(more):,} {'more' if more > 0 else 'fewer'} than with {title}"


def _supported(title: str, pinned: Dependency) -> str:
    said = f"{title} {plain(pinned.version)}"
    if pinned.support is None:
        return f"Until when {said} is supported is not known."
    if pinned.is_ended:
        return f"{said} is no longer supported: an upgrade comes first."
    if pinned.support.until is None:
        return f"{said} is supported until the next feature release: we follow each."
    return f"{said} is supported until {pinned.support.until:%B %Y}: we upgrade before."


def _part(section: Section, framework: str) -> str:
    via = section.sides[framework].via
    return plain(f"{section.title} ({via})" if via else section.title)


def _pin(direct: tuple[Dependency, ...], name: str) -> Dependency | None:
    return next((each for each in direct if each.name.lower() == name), None)


def _others(direct: tuple[Dependency, ...], name: str) -> list[Dependency]:
    return [each for each in direct if each.name.lower() != name]
