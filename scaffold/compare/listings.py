"""The code of a comparison as the page lists it: how much of a file, coloured, numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from scaffold.compare import alignment
from scaffold.compare.comparison import Comparison, Section, Twins
from scaffold.compare.highlight import addressed, highlight_marked
from scaffold.compare.numbers import column, numbers_of
from scaffold.project.sources import Source

#: A file of a starter: its framework, and its path in there.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """So many ``lines`` of a file, from its first, as ``html`` for inside ``<pre>``.

    ``numbers`` is the class that shows their numbers. Where one that ``is_aligned`` with
    another leaves lines free, its numbers are a text of its own, ``column``.
    """

    source: Source
    lines: int
    html: Markup
    is_aligned: bool
    column: str

    @property
    def numbers(self) -> str:
        return numbers_of(self.lines)

    @property
    def is_shortened(self) -> bool:
        return self.lines < self.source.lines


def listings(comparison: Comparison) -> dict[Place, Listing]:
    """Of each file one; of two that are the same, only the first is listed."""
    return {
        (each.source.framework, each.source.path): each
        for section in comparison.sections
        for twins in section.twins
        for each in _of_twins(comparison, section, twins)
    }


def anchor(framework: str, path: str) -> str:
    return quote(f"{framework}/{path}")


def _of_twins(
    comparison: Comparison, section: Section, twins: Twins
) -> Iterator[Listing]:
    is_sparing = twins.are_identical or section.name == "tests"
    gaps = {} if twins.are_identical else _gaps(comparison, twins)
    for source in twins.either[: 1 if twins.are_identical else None]:
        # The start of a long test is enough where there is nothing to compare.
        text = source.start if twins.are_identical and source.is_test else source.shown
        free = gaps.get(source.framework, {})
        html = highlight_marked(
            text,
            source.name,
            comparison.fields.marks.get((source.framework, source.path), ()),
            gaps=free,
            is_sparing=is_sparing,
        )
        if source.is_python and not source.is_test:
            html = addressed(html, anchor(source.framework, source.path))
        lines = len(text.splitlines())
        yield Listing(
            source=source,
            lines=lines,
            html=Markup(html),  # noqa: S704 (escaped there)
            is_aligned=source.framework in gaps,
            column=column(lines, free) if free else "",
        )


def _gaps(comparison: Comparison, twins: Twins) -> dict[str, Mapping[int, int]]:
    """By framework, the free lines of twins whose functions and classes are aligned."""
    sides = twins.either
    if len(sides) < 2 or not sides[0].is_python:
        return {}
    routes = alignment.routes(comparison.projects[sides[0].framework].files, sides[0])
    free = alignment.gaps(sides[0].text, sides[1].text, routes)
    names = (source.framework for source in sides)
    return dict(zip(names, free or (), strict=False))
