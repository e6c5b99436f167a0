"""What the article claims, and what this pair of starters has to say about it.

A claim is about one framework being ahead in something. Each of its findings is a
measured figure, or what the two ``concerns.toml`` say, with a verdict of its own: the
same claim may hold for bare applications and be reversed for whole ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.frameworks import Concern

if TYPE_CHECKING:  # only a page with measurements pays for importing them
    from scaffold.compare.figures import Finding
    from scaffold.project.results import Dependencies, Measured

HOLDS = "holds"
REVERSED = "reversed"
TOO_CLOSE = "too close to call"
NOT_MEASURED = "not measured"

BUILT_IN = "built in"
#: The least difference of a thing that is counted once, and so has no interval.
_WORTH_TELLING = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was looked at, how it came out, and where the page shows it.

    ``figure`` is None for what was not measured and for what is read, not measured.
    """

    what: str
    verdict: str
    told: str
    anchor: str
    figure: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """``says`` is the article's claim in our words, ``ahead`` whom it favours.

    ``if_verdicts_differ`` says in a sentence why they may.
    """

    name: str
    title: str
    says: str
    ahead: str
    evidence: tuple[Evidence, ...]
    if_verdicts_differ: str = ""

    @property
    def verdicts_differ(self) -> bool:
        return len({evidence.verdict for evidence in self.evidence}) > 1


_BARE, _MATCHED = "A bare application", "These two starters"
_DEPENDS = "The verdicts differ: it depends on what the application has to load."
#: name, title, what the article says, whom it favours, and what to look at.
_MEASURED = (
    (
        "start-up",
        "Start-up",
        "Flask starts faster, because Django loads its features first.",
        "flask",
        ((_BARE, "startup.bare"), (_MATCHED, "startup.matched")),
    ),
    (
        "memory",
        "Memory",
        "Flask needs less memory.",
        "flask",
        ((_BARE, "memory.bare"), (_MATCHED, "memory.matched")),
    ),
    (
        "complex-queries",
        "Complex queries",
        "Django is excellent at complex queries: here, if it takes less time.",
        "django",
        (("The hardest list and the summary", "complex.queries"),),
    ),
)
_BUILT_IN = (
    ("caching", "Caching", "Caching is built into Django and set up by hand in Flask."),
    ("migrations", "Migrations", "Migrations are built into Django, added to Flask."),
    ("auth", "Authentication", "Authentication is built into Django, added to Flask."),
    ("admin", "Admin", "Django has a built-in admin interface; Flask has none."),
)


def claims(
    concerns: tuple[Mapping[str, Concern], Mapping[str, Concern]],
    measured: Measured | None,
    findings: Mapping[str, Finding],
) -> tuple[Claim, ...]:
    """Every claim, in the article's order; without measurements some stay open."""
    return (
        *(
            Claim(
                name=name,
                title=title,
                says=says,
                ahead=ahead,
                evidence=tuple(
                    _by_figure(what, findings.get(figure), figure, ahead)
                    for what, figure in figures
                ),
                if_verdicts_differ=_DEPENDS,
            )
            for name, title, says, ahead, figures in _MEASURED
        ),
        *(
            Claim(
                name=f"built-in-{concern}",
                title=f"Built-in {title.lower()}",
                says=says,
                ahead="django",
                evidence=(_by_kind(concern, concerns),),
            )
            for concern, title, says in _BUILT_IN
        ),
        Claim(
            name="microservices",
            title="Lightweight for microservices",
            says="Flask is lightweight, and so made for small services.",
            ahead="flask",
            evidence=(
                _by_figure(
                    "Start-up, bare",
                    findings.get("startup.bare"),
                    "startup.bare",
                    "flask",
                ),
                _by_figure(
                    "Memory, bare",
                    findings.get("memory.bare"),
                    "memory.bare",
                    "flask",
                ),
                _by_size(measured),
            ),
            if_verdicts_differ="The verdicts differ: it depends on what is counted.",
        ),
    )


def _by_figure(what: str, found: Finding | None, name: str, ahead: str) -> Evidence:
    return Evidence(
        what=what,
        verdict=_verdict(found.ahead, ahead) if found else NOT_MEASURED,
        told="",
        anchor=figure_anchor(name) if found else "measurements",
        figure=found,
    )


def _by_kind(
    name: str, concerns: tuple[Mapping[str, Concern], Mapping[str, Concern]]
) -> Evidence:
    django, flask = (side.get(name) for side in concerns)
    if django is None or flask is None:
        return Evidence(
            what="How the starters do it",
            verdict=NOT_MEASURED,
            told="",
            anchor="glance",
        )
    has_django, has_flask = (side.kind == BUILT_IN for side in (django, flask))
    better = "" if has_django == has_flask else "django" if has_django else "flask"
    return Evidence(
        what="How the starters do it",
        verdict=_verdict(better, "django"),
        told=f"Django: {_told(django)}. Flask: {_told(flask)}.",
        anchor=name,
    )


def _told(concern: Concern) -> str:
    return f"{concern.kind}, {concern.via}" if concern.via else concern.kind


def _by_size(measured: Measured | None) -> Evidence:
    what = "What the starters install"
    if measured is None:
        return Evidence(what=what, verdict=NOT_MEASURED, told="", anchor="measurements")
    django, flask = measured.django, measured.flask
    return Evidence(
        what=what,
        verdict=_verdict(_smaller(django, flask), "flask"),
        told=f"Django: {_size(django)}. Flask: {_size(flask)}.",
        anchor="dependencies",
    )


def _smaller(django: Dependencies, flask: Dependencies) -> str:
    if abs(flask.bytes - django.bytes) <= _WORTH_TELLING * django.bytes:
        return ""
    return "flask" if flask.bytes < django.bytes else "django"


def _size(installed: Dependencies) -> str:
    return f"{installed.packages} packages, {installed.bytes / 1e6:.1f} MB"


def _verdict(found: str, claimed: str) -> str:
    if not found:
        return TOO_CLOSE
    return HOLDS if found == claimed else REVERSED


def figure_anchor(name: str) -> str:
    """Where the page shows a figure: "startup.bare" at ``#figure-startup-bare``."""
    words = "".join(letter if letter.isalnum() else " " for letter in name).split()
    return "-".join(("figure", *words))
