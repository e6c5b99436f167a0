"""Every ratio of the two starters, turned so that above 1 always means: Flask is better.

What is counted comes before what is measured in rounds, and times come last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import frameworks
from scaffold.compare.units import EQUAL

if TYPE_CHECKING:  # most pages have nothing measured
    from scaffold.compare.comparison import Comparison
    from scaffold.compare.verdicts import Finding
    from scaffold.project.results import Figure, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How many times better the second framework is than the first, and from where to
    where that may lie; ``low`` and ``high`` are the ``value`` of what is counted.

    ``ahead`` is the framework that is surely better; where none is, ``outcome`` says why.
    """

    title: str
    value: float
    low: float
    high: float
    ahead: str
    outcome: str

    @property
    def is_counted(self) -> bool:
        return self.low == self.high

    @property
    def times(self) -> str:
        """Of who is ahead, such as "1.51 ×"; else what keeps either from it."""
        if not self.ahead:
            return self.outcome
        return f"{_ahead(self.value):.2f}\N{NO-BREAK SPACE}×"

    @property
    def interval(self) -> str:
        """Such as "1.46 to 1.57"; nothing where nobody is ahead, or by counting."""
        if not self.ahead or self.is_counted:
            return ""
        near, far = sorted(map(_ahead, (self.low, self.high)))
        return f"{near:.2f} to {far:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """Those that are read together."""

    title: str
    ratios: tuple[Ratio, ...]


def _ahead(value: float) -> float:
    return value if value >= 1 else 1 / value


def of_counts(title: str, counts: Mapping[str, int]) -> Ratio | None:
    """Fewer are better; None where nothing can be divided."""
    first, second = (counts[framework.name] for framework in frameworks.ALL)
    if not first or not second:
        return None
    value = first / second
    names = [framework.name for framework in frameworks.ALL]
    ahead = "" if 1 / EQUAL <= value <= EQUAL else names[value > 1]
    return Ratio(
        title=title,
        value=value,
        low=value,
        high=value,
        ahead=ahead,
        outcome="better" if ahead else "equal",
    )


def of_finding(title: str, finding: Finding) -> Ratio | None:
    """None where nothing can be divided, or where there are too few rounds."""
    found = finding.ratio
    if found is None or not found.low or not found.value:
        return None
    value, low, high = found.value, found.low, found.high
    if finding.figure.better == "lower":
        value, low, high = 1 / value, 1 / high, 1 / low
    return Ratio(
        title=title,
        value=value,
        low=low,
        high=high,
        ahead=finding.verdict.ahead,
        outcome=str(finding.verdict.outcome),
    )


def ratios(comparison: Comparison) -> tuple[Ratios, ...]:
    """All of them: none are left out but those that cannot be divided."""
    found = comparison.found
    groups = found.measured.groups if found.measured else ()
    parts = [Ratios(title="Code, counted", ratios=tuple(_of_code(comparison)))]
    for is_wanted in (is_counted, is_weighed, is_timed):
        parts += [
            Ratios(
                title=f"{group.title}, counted"
                if is_wanted is is_counted
                else group.title,
                ratios=tuple(_of_group(group, found.findings, is_wanted)),
            )
            for group in groups
        ]
    return tuple(part for part in parts if part.ratios)


def is_counted(figure: Figure) -> bool:
    return figure.counted


def is_weighed(figure: Figure) -> bool:
    """Measured, but what else the machine does changes little of it."""
    return not figure.counted and not figure.is_of_time


def is_timed(figure: Figure) -> bool:
    return not figure.counted and figure.is_of_time


def _of_code(comparison: Comparison) -> list[Ratio]:
    names = comparison.projects
    counts = {
        "Lines of Python you own": {n: comparison.lines_owned(n) for n in names},
        "Lines of one more model": {n: g.lines for n, g in comparison.growth.items()},
    }
    known = (of_counts(title, each) for title, each in counts.items() if each)
    return [ratio for ratio in known if ratio]


def _of_group(
    group: Group,
    findings: Mapping[str, Finding],
    is_wanted: Callable[[Figure], bool],
) -> list[Ratio]:
    known = (
        of_finding(figure.title, findings[figure.name])
        for figure in group.figures
        if is_wanted(figure) and figure.name in findings
    )
    return [ratio for ratio in known if ratio]
