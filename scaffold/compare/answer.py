"""The page in a minute: what was found, side by side, and a sentence for either choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import frameworks
from scaffold.compare.claims import figure_anchor
from scaffold.compare.means import BUILT_IN
from scaffold.compare.ratios import Ratio, of_counts, of_finding
from scaffold.compare.units import quantity

if TYPE_CHECKING:
    from scaffold.compare.comparison import Comparison
    from scaffold.compare.lines import Lines
    from scaffold.compare.verdicts import Finding

MEASURE = "scaffold compare . --measure"
COMPARE = "scaffold compare ."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact of both sides, in words; ``more`` is said below it, once for both.

    Without a ``ratio`` neither is better: what that means is for the reader to say.
    ``run`` is the command that finds it out, where nobody has: then it has no ``values``.
    ``anchor`` is where the page shows more of it, if it does.
    """

    title: str
    anchor: str = ""
    more: str = ""
    values: Mapping[str, str]
    ratio: Ratio | None = None
    run: str = ""

    @property
    def missing(self) -> str:
        return "not counted" if self.run == COMPARE else "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``choose`` ends the sentence "Choose … if", by framework.

    ``behaviour`` is how many requests were answered alike, of how many; None where
    nobody asked.
    """

    behaviour: tuple[int, int] | None
    rows: tuple[Row, ...]
    choose: Mapping[str, str]
    is_measured: bool


def answer(comparison: Comparison) -> Answer:
    contract = comparison.found.contract
    return Answer(
        behaviour=(contract.same, contract.requests) if contract else None,
        rows=tuple(_rows(comparison)),
        choose={
            framework.name: _sentence(comparison, framework.name)
            for framework in frameworks.ALL
        },
        is_measured=comparison.found.measured is not None,
    )


def _rows(comparison: Comparison) -> Iterator[Row]:
    yield _counted(
        "Lines you own",
        _lines(comparison),
        anchor="lines",
        more="of Python; tests apart",
    )
    yield Row(
        title="HTML + scripts",
        anchor="lines",
        more="lines of each",
        values={
            name: f"{owned.in_templates:,} + {owned.in_scripts:,}"
            for name, owned in _owned(comparison).items()
        },
        ratio=of_counts(
            "",
            {
                name: owned.in_templates + owned.in_scripts
                for name, owned in _owned(comparison).items()
            },
        ),
    )
    yield _counted(
        "Packages",
        _packages(comparison),
        anchor="dependencies",
        more="in the lock of production",
    )
    yield Row(
        title="Jobs built in",
        anchor="glance",
        more=f"the framework’s own way, of {_concerns(comparison)} concerns",
        values={name: str(number) for name, number in _built_in(comparison).items()},
    )
    if growth := comparison.growth:
        yield Row(
            title="One more model",
            anchor="growth",
            more="three fields, in Python and HTML",
            values={
                name: f"{each.lines:,} lines, {each.files} files"
                for name, each in growth.items()
            },
            ratio=of_counts("", {name: each.lines for name, each in growth.items()}),
        )
    elif not comparison.complexity:
        yield Row(title="One more model", values={}, run=COMPARE)
    for title, name, more in (
        ("Memory", "memory.matched", "of the server, when it has answered"),
        ("Start", "startup.matched", "to the first answer"),
    ):
        yield _measured(comparison, title, name, more)


def _counted(title: str, counts: Mapping[str, int], *, anchor: str, more: str) -> Row:
    return Row(
        title=title,
        anchor=anchor,
        more=more,
        values={name: f"{number:,}" for name, number in counts.items()},
        ratio=of_counts("", counts),
    )


def _measured(comparison: Comparison, title: str, name: str, more: str) -> Row:
    finding = comparison.found.findings.get(name)
    if finding is None:
        return Row(title=title, anchor="measurements", values={}, run=MEASURE)
    return Row(
        title=title,
        anchor=figure_anchor(name),
        more=more,
        values=_medians(finding),
        ratio=of_finding("", finding),
    )


def _medians(finding: Finding) -> dict[str, str]:
    return {
        name: quantity(side.median, finding.figure.unit)
        for name, side in finding.sides.items()
    }


def _unbroken(quantity: str) -> str:
    """A number and its unit stay on one line."""
    return quantity.replace(" ", "\N{NO-BREAK SPACE}")


def _lines(comparison: Comparison) -> dict[str, int]:
    return {name: comparison.lines_owned(name) for name in comparison.projects}


def _owned(comparison: Comparison) -> dict[str, Lines]:
    return {name: project.owned for name, project in comparison.projects.items()}


def _packages(comparison: Comparison) -> dict[str, int]:
    return {name: each.versions.pinned for name, each in comparison.projects.items()}


def _sentence(comparison: Comparison, framework: str) -> str:
    """What speaks for ``framework``, as an end of "Choose … if"."""
    points = list(_points(comparison, framework))
    if points:
        last = f" and {points[-1]}" if points[1:] else points[-1]
        return f"it matters most to {', '.join(points[:-1])}{last}."
    found = "counted or measured" if comparison.found.measured else "counted"
    return (
        "what your team knows, or wants to decide itself, weighs more: nothing that was "
        f"{found} here speaks for it."
    )


def _points(comparison: Comparison, framework: str) -> Iterator[str]:
    """Each continues "it matters most to", this framework's figure first."""

    def against(values: Mapping[str, str]) -> str:
        other = next(name for name in values if name != framework)
        return f"{_unbroken(values[framework])} against {_unbroken(values[other])}"

    def numbers(counts: Mapping[str, int]) -> str:
        return against({name: f"{number:,}" for name, number in counts.items()})

    def is_ahead(counts: Mapping[str, int]) -> bool:
        ratio = of_counts("", counts) if counts else None
        return ratio is not None and ratio.ahead == framework

    built_in = _built_in(comparison)
    if built_in[framework] == max(built_in.values()) > min(built_in.values()):
        yield f"have the framework’s own answer to most jobs ({numbers(built_in)})"
    if is_ahead(lines := _lines(comparison)):
        yield f"own less code ({numbers(lines)} lines)"
    if is_ahead(models := {n: each.lines for n, each in comparison.growth.items()}):
        yield f"write less for each new model ({numbers(models)} lines)"
    if is_ahead(packages := _packages(comparison)):
        yield f"depend on fewer packages ({numbers(packages)})"
    for name, what, of in (
        ("memory.matched", "need less memory", ""),
        ("startup.matched", "start faster", ""),
        ("memory.bare", "begin small", "one route and nothing else needs "),
        (
            "installed.bare",
            "install little",
            "the framework and what it requires take ",
        ),
        ("complex.queries", "answer the hardest list faster", ""),
    ):
        finding = comparison.found.findings.get(name)
        if finding and finding.verdict.ahead == framework:
            yield f"{what} ({of}{against(_medians(finding))})"
    asked = _ahead(comparison, lambda f: f.figure.name.startswith("question."))
    if mine := asked.count(framework):
        yield f"answer hard questions faster ({mine} of {len(asked)})"
    loads = _ahead(comparison, lambda f: f.figure.unit == "requests/s")
    mine, undecided = loads.count(framework), loads.count("")
    theirs = len(loads) - mine - undecided
    if mine > theirs:
        fewer = f", fewer under {theirs}" if theirs else ""
        close = f", too close to tell under {undecided}" if undecided else ""
        yield (
            "answer more requests per second "
            f"(under {mine} of {len(loads)} loads{fewer}{close})"
        )


def _built_in(comparison: Comparison) -> dict[str, int]:
    return {
        name: len(comparison.of_kind(name, BUILT_IN)) for name in comparison.projects
    }


def _concerns(comparison: Comparison) -> int:
    """How many either side has a way for."""
    return sum(
        any(side.kind for side in section.sides.values())
        for section in comparison.sections
    )


def _ahead(comparison: Comparison, is_asked: Callable[[Finding], bool]) -> list[str]:
    """Who is ahead in each finding that is asked for; "" where that is not sure."""
    return [
        finding.verdict.ahead
        for finding in comparison.found.findings.values()
        if is_asked(finding)
    ]
