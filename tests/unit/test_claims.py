"""The article's claims, held against what was measured and what is built in."""

from dataclasses import replace

import pytest

import measured as made_up
from scaffold import frameworks
from scaffold.compare.checklist import reasons
from scaffold.compare.claims import JudgedClaim, Judgement, claims, judged
from scaffold.compare.comparison import ORDER
from scaffold.compare.verdicts import Outcome, finding
from scaffold.project.results import Figure

CONCERNS = {
    framework.name: {concern.name: concern for concern in framework.concerns()}
    for framework in frameworks.ALL
}


def judged_by(*figures: Figure, is_too_busy: bool = False) -> dict[str, JudgedClaim]:
    found = {
        figure.name: finding(figure, is_too_busy=is_too_busy) for figure in figures
    }
    return {each.claim.name: each for each in judged(CONCERNS, found)}


def judgements(claim: JudgedClaim) -> list[Judgement]:
    return [evidence.judgement for evidence in claim.evidence]


def test_every_claim_of_the_article_has_its_row() -> None:
    assert list(judged_by()) == [
        "start-up",
        "memory",
        "complex-queries",
        "built-in-caching",
        "built-in-migrations",
        "built-in-auth",
        "built-in-admin",
        "microservices",
    ]


def test_each_piece_of_evidence_is_one_figure_or_one_concern_that_there_is() -> None:
    """claims.toml names both as they are called elsewhere."""
    figures = {figure.name for group in made_up.groups() for figure in group.figures}
    for claim in claims():
        assert claim.ahead in CONCERNS
        for evidence in claim.evidence:
            assert bool(evidence.figure) != bool(evidence.concern), claim.name
            assert not evidence.figure or evidence.figure in figures
            for concerns in CONCERNS.values():
                assert not evidence.concern or evidence.concern in concerns


def test_each_reason_of_the_checklist_speaks_for_a_framework_and_points_somewhere() -> (
    None
):
    names = [reason.name for reason in reasons()]
    assert len(set(names)) == len(names) > 8
    places = {"glance", *ORDER, *(f"claim-{claim.name}" for claim in claims())}
    for reason in reasons():
        assert reason.favours in CONCERNS
        assert reason.evidence
        assert {anchor for anchor, _ in reason.evidence} <= places, reason.name
        assert "=" not in reason.name, "the address is read by it"
        assert reason.name not in {"choose", "because", "follow"}, "others in it"


def test_what_nobody_measured_has_no_verdict() -> None:
    for name in ("start-up", "memory", "complex-queries", "microservices"):
        assert set(judgements(judged_by()[name])) == {Judgement.NOT_MEASURED}


def test_bare_and_matched_may_differ_and_the_claim_says_so() -> None:
    found = judged_by(
        made_up.figure("startup.bare", "s", 0.2, 0.1),
        made_up.figure("startup.begun", "s", 0.25, 0.2502, noise=0.005),
        made_up.figure("startup.matched", "s", 0.4, 0.6),
    )["start-up"]
    assert judgements(found) == [
        *(Judgement.HOLDS, Judgement.EQUAL),
        Judgement.REVERSED,
    ]
    assert found.verdicts_differ
    assert "differ" in found.claim.if_verdicts_differ


@pytest.mark.parametrize(
    ("django", "flask", "noise", "judgement"),
    [
        (0.04, 0.06, 0.02, Judgement.HOLDS),
        (0.06, 0.04, 0.02, Judgement.REVERSED),
        (0.04, 0.0402, 0.005, Judgement.EQUAL),
        (0.04, 0.0402, 0.3, Judgement.TOO_NOISY),
    ],
)
def test_complex_queries_are_claimed_for_django(
    django: float, flask: float, noise: float, judgement: Judgement
) -> None:
    figure = made_up.figure("complex.queries", "s", django, flask, noise=noise)
    assert judgements(judged_by(figure)["complex-queries"]) == [judgement]


def test_a_busy_machine_judges_no_claim_about_time() -> None:
    found = judged_by(
        made_up.figure("startup.bare", "s", 0.2, 0.1),
        made_up.figure("memory.bare", "bytes", 48e6, 32e6),
        is_too_busy=True,
    )
    assert judgements(found["start-up"])[0] is Judgement.NOT_JUDGED
    assert judgements(found["memory"])[0] is Judgement.HOLDS


def test_an_outcome_without_a_winner_is_a_judgement_of_the_same_words() -> None:
    for outcome in Outcome:
        assert outcome is Outcome.BETTER or Judgement(outcome)


def test_what_is_built_in_is_read_from_the_templates() -> None:
    """All four hold today: the concerns of both templates say so."""
    for name in ("caching", "migrations", "auth", "admin"):
        found = judged_by()[f"built-in-{name}"]
        assert judgements(found) == [Judgement.HOLDS]
        assert found.evidence[0].anchor == name
        assert "Flask: extension" in found.evidence[0].told


def test_a_built_in_part_of_both_favours_nobody() -> None:
    flask = CONCERNS["flask"]
    both = CONCERNS | {
        "flask": flask | {"admin": replace(flask["admin"], kind="built in")}
    }
    found = {each.claim.name: each for each in judged(both, {})}
    assert judgements(found["built-in-admin"]) == [Judgement.EQUAL]


@pytest.mark.parametrize(
    ("size", "judgement"),
    [(50, Judgement.HOLDS), (80, Judgement.REVERSED), (62, Judgement.EQUAL)],
)
def test_what_is_installed_counts_for_lightness(
    size: int, judgement: Judgement
) -> None:
    """It is counted once: there is no noise in it."""
    figure = made_up.counted(
        "installed.bytes", "On disk", "bytes", 61_000_000, size * 1_000_000
    )
    assert judgements(judged_by(figure)["microservices"])[-1] is judgement
