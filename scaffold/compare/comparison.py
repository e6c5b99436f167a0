"""build(project_dir) -> Comparison: which file belongs to which concern, and its twin.

Nothing here knows HTML: the same data can be printed as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold import frameworks
from scaffold.compare.claims import Grounds, JudgedClaim, judged
from scaffold.compare.dependencies import Dependencies, dependencies
from scaffold.compare.lines import Lines, lines_by_path, together
from scaffold.compare.means import BUILT_IN, Means, means
from scaffold.compare.origins import Origins
from scaffold.compare.questions import Question, questions
from scaffold.compare.symbols import FieldMap, field_map
from scaffold.compare.versions import Versions, versions
from scaffold.diagram.svg import svg_in_page
from scaffold.frameworks import Concern, Framework
from scaffold.project import pair, sources
from scaffold.project.sources import Source
from scaffold.spec import Spec, toml

if TYPE_CHECKING:  # most pages have nothing measured: they do without the import
    from jinja2 import BytecodeCache

    from scaffold.compare.complexity import Complexity
    from scaffold.compare.growth import Growth
    from scaffold.compare.verdicts import Finding
    from scaffold.project.results import Contract, Figure, Measured

#: The design's concerns in its order; a concern that only a template knows comes after.
ORDER = (
    "layout",
    "settings",
    "models",
    "queries",
    "migrations",
    "admin",
    "auth",
    "forms",
    "pages",
    "api",
    "health",
    "caching",
    "commands",
    "tests",
    "deployment",
)
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A file that this concern shares with the one that shows it."""

    source: Source
    concern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """What one framework brings to a concern, and what is left to write."""

    title: str
    means: Means
    via: str
    notice: str
    instead: str
    commands: tuple[tuple[str, str], ...]
    files: tuple[Source, ...]
    elsewhere: tuple[Elsewhere, ...]
    owned: Lines

    @property
    def kind(self) -> str:
        """Such as "built in"; "" of what is no job of the templates."""
        return self.means.kind

    @property
    def lines(self) -> int:
        return sum(source.lines for source in self.files)

    @property
    def code_lines(self) -> int:
        return sum(source.code_lines for source in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The file of each framework that does one job.

    Where a framework has none, ``missing`` is the path that its template would have had
    it at, so somebody deleted or renamed it; without one there never was a twin.
    """

    sides: Mapping[str, Source | None]
    missing: str = ""

    @property
    def either(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sides.values() if source)

    @property
    def are_identical(self) -> bool:
        return (
            all(source and not source.is_binary for source in self.sides.values())
            and len({source.text for source in self.either}) == 1
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One concern in both starters; every file of it appears once in ``twins``."""

    name: str
    title: str
    sides: Mapping[str, Approach]
    twins: tuple[Twins, ...]

    @property
    def tabs(self) -> tuple[tuple[str, Twins], ...]:
        """Each pair by its name; files of one name by their paths."""
        names = [_said_once([s.name for s in twins.either]) for twins in self.twins]
        return tuple(
            (
                _said_once([source.path for source in twins.either])
                if names.count(name) > 1
                else name,
                twins,
            )
            for name, twins in zip(names, self.twins, strict=True)
        )


def _said_once(names: list[str]) -> str:
    """One name for both, if one is the other's end; else both."""
    shortest = min(names, key=len)
    if all(name.endswith(shortest) for name in names):
        return shortest
    return " / ".join(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One starter as code: nothing of it is run."""

    title: str
    files: tuple[Source, ...]
    commands: tuple[tuple[str, str], ...]
    versions: Versions
    owned: Lines

    @property
    def lines(self) -> int:
        return sum(source.lines for source in self.files)

    @property
    def code_lines(self) -> int:
        return sum(source.code_lines for source in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What running the starters showed, if anybody ran them.

    ``is_outdated`` says that something is known, but of other code than this; then
    nothing of it is here. ``findings`` are the measured figures by name.
    """

    contract: Contract | None = None
    measured: Measured | None = None
    findings: Mapping[str, Finding] = field(default_factory=dict)
    is_outdated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both starters as they stand. ``spec`` is the text of scaffold.toml.

    ``projects``, ``complexity`` and ``growth`` are by framework; the latter two are empty
    unless they were asked for: they take other programs.
    """

    title: str
    description: str
    spec: str
    #: The models as SVG.
    diagram: str
    projects: Mapping[str, Project]
    sections: tuple[Section, ...]
    fields: FieldMap
    claims: tuple[JudgedClaim, ...]
    dependencies: Dependencies
    found: Found
    questions: tuple[Question, ...]
    complexity: Mapping[str, Complexity]
    growth: Mapping[str, Growth]

    def of_kind(self, framework: str, kind: str) -> list[Section]:
        """The concerns that the framework's starter does so: "built in", "by hand" …"""
        return [each for each in self.sections if each.sides[framework].kind == kind]

    def lines_owned(self, framework: str) -> int:
        """Lines of Python code without those of tests, and of migrations, which the
        frameworks write."""
        return self.projects[framework].owned.in_python

    @property
    def identical(self) -> tuple[Twins, ...]:
        return tuple(
            twins
            for section in self.sections
            for twins in section.twins
            if twins.are_identical
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A concern that knows a file, by which of its globs."""

    concern: str
    position: int
    is_by_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """One starter, each file with the concerns that know it, its home first."""

    framework: Framework
    package: str
    files: tuple[Source, ...]
    concerns: dict[str, Concern]
    matches: dict[str, tuple[_Match, ...]]
    named: dict[str, dict[int, str]]  # by concern and position: paths without a star
    lines: dict[str, Lines]  # by path
    origins: Origins
    means: dict[str, Means]  # by concern

    def home(self, source: Source) -> _Match:
        return self.matches[source.path][0]

    def place(self, source: Source) -> str:
        """Where the file is, the package's own folder left out."""
        return self._inner(source.path)

    def missing(self, concern: str, place: str) -> str:
        """The file that this concern names for ``place`` and that is not there."""
        for path in self.named.get(concern, {}).values():
            if path not in self.matches and self._inner(path) == place:
                return path
        return ""

    def missing_first(self, concern: str) -> str:
        """The first file of a concern, the one that every spec has, if it is gone."""
        path = self.named.get(concern, {}).get(0, "")
        return "" if path in self.matches else path

    def _inner(self, path: str) -> str:
        return path.removeprefix(f"{self.package}/")


def build(
    project_dir: Path,
    *,
    is_thorough: bool = False,
    today: date | None = None,
    bytecode_cache: BytecodeCache | None = None,
) -> Comparison:
    """The two starters under ``project_dir`` as they stand. Raises ScaffoldError.

    ``is_thorough`` also asks ruff how complex the functions are, and makes both starters
    anew to see what a further model costs. ``today`` is the day on which support has
    ended or not, this one if none is given.
    """
    folders = pair.folders(project_dir)
    spec_file = project_dir / pair.SPEC
    spec = toml.load(spec_file)
    django, flask = (
        _place(framework, folder, spec) for framework, folder in folders.items()
    )
    spec = spec.completed(django.package)
    files = (*django.files, *flask.files)
    found = _found(project_dir, files)
    projects = {placed.framework.name: _project(placed) for placed in (django, flask)}
    sections = tuple(_section(name, django, flask) for name in _names(django, flask))
    asked = questions(spec, django.package, bytecode_cache)
    complexity = _complexity(folders) if is_thorough else {}
    costs = _growth(spec, django.package) if is_thorough else {}
    return Comparison(
        title=spec.title,
        description=spec.description,
        spec=toml.read(spec_file),
        diagram=svg_in_page(spec),
        projects=projects,
        sections=sections,
        fields=field_map(files, [model.name for model in spec.models]),
        claims=judged(
            Grounds(
                sections={section.name: section for section in sections},
                files={
                    placed.framework.name: {each.path: each for each in placed.files}
                    for placed in (django, flask)
                },
                names={"project": django.package, "app": spec.app},
                origins={
                    placed.framework.name: placed.origins for placed in (django, flask)
                },
                counts=_counts(projects, sections, costs) | {"in ORM": _in_orm(asked)},
                questions={each.name: each for each in asked},
                findings=found.findings,
            )
        ),
        dependencies=dependencies(
            {name: project.versions for name, project in projects.items()},
            today or datetime.now(UTC).date(),
        ),
        found=found,
        questions=asked,
        complexity=complexity,
        growth=costs,
    )


def _counts(
    projects: Mapping[str, Project],
    sections: Iterable[Section],
    costs: Mapping[str, Growth],
) -> dict[str, dict[str, int]]:
    """What claims are judged by that is counted, by framework."""
    by_name = {section.name: section for section in sections}

    def of(name: str, *concerns: str) -> int:
        return sum(
            by_name[concern].sides[name].owned.in_python
            for concern in concerns
            if concern in by_name
        )

    return {
        "lines": {name: each.owned.in_python for name, each in projects.items()},
        "for models": {name: each.owned.for_models for name, each in projects.items()},
        "packages": {name: each.versions.pinned for name, each in projects.items()},
        "models": {name: of(name, "models", "queries") for name in projects},
        "api": {name: of(name, "api") for name in projects},
        "built in": {
            name: [each.sides[name].kind for each in by_name.values()].count(BUILT_IN)
            for name in projects
        },
        "model": {name: each.lines for name, each in costs.items()},
    }


def _in_orm(asked: Iterable[Question]) -> dict[str, int]:
    """How many questions each ORM says without SQL by hand."""
    known = [each for each in asked if each.code]
    return {f.name: sum(each.in_orm(f.name) for each in known) for f in frameworks.ALL}


def _found(project_dir: Path, files: Iterable[Source]) -> Found:
    """What measurements.json says, unless it says it of other code."""
    if not (project_dir / pair.MEASUREMENTS).exists():
        return Found()
    from scaffold.compare.verdicts import finding
    from scaffold.project import results

    known = results.load(project_dir)
    if known is None:
        return Found()
    if known.code != results.digest(files):
        return Found(is_outdated=True)
    measured = known.measured
    return Found(
        contract=known.contract,
        measured=measured,
        findings={
            figure.name: finding(figure, is_too_busy=measured.was_too_busy)
            for group in measured.groups
            for figure in group.figures
            if _is_whole(figure)
        }
        if measured
        else {},
    )


def _is_whole(figure: Figure) -> bool:
    """Somebody may have cut the file short."""
    return all(figure.rounds.get(framework.name) for framework in frameworks.ALL)


def _complexity(folders: Mapping[Framework, Path]) -> dict[str, Complexity]:
    from scaffold.compare.complexity import complexity

    return {framework.name: complexity(f) for framework, f in folders.items()}


def _growth(spec: Spec, slug: str) -> dict[str, Growth]:
    from scaffold.compare.growth import growth

    return growth(spec, slug)


def _place(framework: Framework, folder: Path, spec: Spec) -> _Placed:
    package = sources.package(folder)
    files = sources.read(framework.name, folder)
    concerns = [
        _filled(concern, {"project": package, "app": spec.app})
        for concern in sorted(framework.concerns(), key=_rank)
    ]
    globs = [
        (concern.name, position, glob)
        for concern in concerns
        for position, glob in enumerate(concern.files)
    ]
    named: dict[str, dict[int, str]] = {}
    for concern_name, position, glob in globs:
        if "*" not in glob:
            named.setdefault(concern_name, {})[position] = glob
    origins = Origins(framework.name, files)
    return _Placed(
        framework=framework,
        package=package,
        files=files,
        concerns={concern.name: concern for concern in concerns},
        matches={source.path: _matches(source.path, globs) for source in files},
        named=named,
        lines=lines_by_path(files, origins, spec, package),
        origins=origins,
        means={each.name: means(each.modules, origins) for each in concerns},
    )


def _filled(concern: Concern, names: Mapping[str, str]) -> Concern:
    """Every text of ``concern`` with the names of this project in it."""

    def fill(text: str) -> str:
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    return replace(
        concern,
        via=fill(concern.via),
        files=tuple(map(fill, concern.files)),
        commands=tuple((fill(line), fill(makes)) for line, makes in concern.commands),
        notice=fill(concern.notice),
        instead=fill(concern.instead),
    )


def _matches(path: str, globs: Iterable[tuple[str, int, str]]) -> tuple[_Match, ...]:
    """One match per concern. Naming the file is stronger than a glob that catches it."""
    found: dict[str, _Match] = {}
    for concern, position, glob in globs:
        if glob == path or ("*" in glob and _matcher(glob)(path)):
            found.setdefault(
                concern,
                _Match(concern=concern, position=position, is_by_name=glob == path),
            )
    if not found:
        return (_Match(concern=OTHER, position=0, is_by_name=False),)
    return tuple(sorted(found.values(), key=lambda match: not match.is_by_name))


def _rank(concern: Concern) -> int:
    return ORDER.index(concern.name) if concern.name in ORDER else len(ORDER)


@cache
def _matcher(glob: str) -> Callable[[str], re.Match[str] | None]:
    """``*`` stays inside one folder, ``**`` crosses folders."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pattern = "".join(
        words.get(part) or re.escape(part)
        for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    )
    return re.compile(pattern).fullmatch


def _names(django: _Placed, flask: _Placed) -> list[str]:
    concerns = sorted((django.concerns | flask.concerns).values(), key=_rank)
    names = [concern.name for concern in concerns]
    homes = {
        side.home(source).concern for side in (django, flask) for source in side.files
    }
    return [*names, OTHER] if OTHER in homes else names


def _section(name: str, django: _Placed, flask: _Placed) -> Section:
    known = django.concerns.get(name) or flask.concerns.get(name)
    sides = {
        placed.framework.name: _approach(name, placed) for placed in (django, flask)
    }
    return Section(
        name=name,
        title=known.title if known else "Yours",
        sides=sides,
        twins=tuple(_twins(name, django, flask, sides)),
    )


def _approach(name: str, placed: _Placed) -> Approach:
    concern = placed.concerns.get(name)
    files = [source for source in placed.files if placed.home(source).concern == name]
    return Approach(
        title=placed.framework.title,
        means=placed.means[name] if concern else Means(kind=""),
        via=concern.via if concern else "",
        notice=concern.notice if concern else "",
        instead=concern.instead if concern else "",
        commands=concern.commands if concern else (),
        files=tuple(sorted(files, key=lambda source: placed.home(source).position)),
        elsewhere=tuple(
            Elsewhere(source=source, concern=placed.home(source).concern)
            for source in placed.files
            if name in [match.concern for match in placed.matches[source.path][1:]]
        ),
        owned=together(placed.lines[source.path] for source in files),
    )


def _project(placed: _Placed) -> Project:
    return Project(
        title=placed.framework.title,
        files=placed.files,
        commands=placed.framework.commands,
        versions=versions(placed.files),
        owned=together(placed.lines.values()),
    )


def _twins(
    concern: str, django: _Placed, flask: _Placed, sides: Mapping[str, Approach]
) -> list[Twins]:
    """Pairs by place, then by file name, then the first file of the concern.

    That one is named first in both templates: settings.py and config.py, managers.py
    and queries.py. Two other files have nothing to do with each other.
    Twins that differ come first: they are what there is to compare. Then the
    files without a twin, then those that are the same in both.
    """
    left, right = (
        list(sides[placed.framework.name].files) for placed in (django, flask)
    )
    found: list[Twins] = []
    for left_key, right_key in ((django.place, flask.place), (_name, _name)):
        by_key = {right_key(source): source for source in reversed(right)}
        for source in tuple(left):
            twin = by_key.pop(left_key(source), None)
            if twin:
                found.append(_pair(source, twin))
                left.remove(source)
                right.remove(twin)
    firsts = [
        [source for source in rest if _is_first(side.home(source))]
        for side, rest in ((django, left), (flask, right))
    ]
    for one, other in zip(*firsts, strict=False):
        found.append(_pair(one, other))
        left.remove(one)
        right.remove(other)
    for source in left:
        missing = flask.missing(concern, django.place(source))
        if _is_first(django.home(source)):
            missing = missing or flask.missing_first(concern)
        found.append(_pair(source, None, missing))
    for source in right:
        missing = django.missing(concern, flask.place(source))
        if _is_first(flask.home(source)):
            missing = missing or django.missing_first(concern)
        found.append(_pair(None, source, missing))
    order = [source for side in sides.values() for source in side.files]
    return sorted(found, key=lambda twins: _twins_rank(twins, order))


def _is_first(home: _Match) -> bool:
    return home.position == 0 and home.is_by_name


def _pair(left: Source | None, right: Source | None, missing: str = "") -> Twins:
    names = (framework.name for framework in frameworks.ALL)
    return Twins(sides=dict(zip(names, (left, right), strict=True)), missing=missing)


def _name(source: Source) -> str:
    return source.name


def _twins_rank(twins: Twins, order: list[Source]) -> tuple[int, int]:
    rank = 2 if twins.are_identical else 2 - len(twins.either)
    return rank, order.index(twins.either[0])
