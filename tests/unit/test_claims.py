"""The article's claims, held against what was measured and what is built in."""

from dataclasses import replace

import pytest

import measured as made_up
from scaffold import frameworks
from scaffold.compare.claims import (
    HOLDS,
    NOT_MEASURED,
    REVERSED,
    TOO_CLOSE,
    Claim,
    claims,
)
from scaffold.compare.figures import finding
from scaffold.project.results import Dependencies, Figure

CONCERNS = tuple(
    {concern.name: concern for concern in framework.concerns()}
    for framework in frameworks.ALL
)


def judged(*figures: Figure, of: object = None) -> dict[str, Claim]:
    found = {figure.name: finding(figure) for figure in figures}
    return {claim.name: claim for claim in claims(CONCERNS, of, found)}  # type: ignore


def verdicts(claim: Claim) -> list[str]:
    return [evidence.verdict for evidence in claim.evidence]


def test_every_claim_of_the_article_has_its_row() -> None:
    assert list(judged()) == [
        "start-up",
        "memory",
        "complex-queries",
        "built-in-caching",
        "built-in-migrations",
        "built-in-auth",
        "built-in-admin",
        "microservices",
    ]


def test_what_nobody_measured_has_no_verdict() -> None:
    for name in ("start-up", "memory", "complex-queries", "microservices"):
        assert set(verdicts(judged()[name])) == {NOT_MEASURED}


def test_bare_and_matched_may_differ_and_the_claim_says_so() -> None:
    claim = judged(
        made_up.figure("startup.bare", "s", 0.2, 0.1),
        made_up.figure("startup.matched", "s", 0.4, 0.6),
    )["start-up"]
    assert verdicts(claim) == [HOLDS, REVERSED]
    assert claim.verdicts_differ
    assert "differ" in claim.if_verdicts_differ


@pytest.mark.parametrize(
    ("django", "flask", "verdict"),
    [(0.04, 0.06, HOLDS), (0.06, 0.04, REVERSED), (0.04, 0.0405, TOO_CLOSE)],
)
def test_complex_queries_are_claimed_for_django(
    django: float, flask: float, verdict: str
) -> None:
    claim = judged(made_up.figure("complex.queries", "s", django, flask))
    assert verdicts(claim["complex-queries"]) == [verdict]


def test_what_is_built_in_is_read_from_the_templates() -> None:
    """All four hold today: the concerns of both templates say so."""
    for name in ("caching", "migrations", "auth", "admin"):
        claim = judged()[f"built-in-{name}"]
        assert verdicts(claim) == [HOLDS]
        assert claim.evidence[0].anchor == name
        assert "Flask: extension" in claim.evidence[0].told


def test_a_built_in_part_of_both_favours_nobody() -> None:
    django, flask = CONCERNS
    both = (django, flask | {"admin": replace(flask["admin"], kind="built in")})
    found = {claim.name: claim for claim in claims(both, None, {})}
    assert verdicts(found["built-in-admin"]) == [TOO_CLOSE]


@pytest.mark.parametrize(
    ("size", "verdict"), [(50, HOLDS), (80, REVERSED), (62, TOO_CLOSE)]
)
def test_what_is_installed_counts_for_lightness(size: int, verdict: str) -> None:
    found = replace(
        made_up.measured(),
        django=Dependencies(packages=20, bytes=61_000_000),
        flask=Dependencies(packages=46, bytes=size * 1_000_000),
    )
    assert verdicts(judged(of=found)["microservices"])[-1] == verdict
