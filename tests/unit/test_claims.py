"""The article's claims, held against what was measured, counted and found in the code."""

import re
import shutil
from pathlib import Path

import pytest

import measured as made_up
from scaffold import compare, examples, frameworks
from scaffold.compare.checklist import reasons
from scaffold.compare.claims import (
    Claim,
    Grounds,
    JudgedClaim,
    JudgedEvidence,
    Judgement,
    by_part,
    claims,
    judged,
)
from scaffold.compare.comparison import ORDER
from scaffold.compare.origins import Origins
from scaffold.compare.questions import questions
from scaffold.compare.verdicts import Outcome, finding
from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.project.results import Figure
from scaffold.spec import default_spec, toml
from starters import SPECS

SHOP = Path(__file__).parents[1] / "specs" / "shop.toml"
NAMES = [framework.name for framework in frameworks.ALL]
CONCERNS = {
    framework.name: {concern.name: concern for concern in framework.concerns()}
    for framework in frameworks.ALL
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    create(request_of("both", "shop", folder, file=SPECS["shop"]), tell=lambda _: None)
    return folder / "shop"


@pytest.fixture
def edited(pair: Path, tmp_path: Path) -> Path:
    """A copy to edit."""
    return Path(shutil.copytree(pair, tmp_path / "shop"))


def judged_of(pair: Path) -> dict[str, JudgedClaim]:
    return {each.claim.name: each for each in compare.build(pair).claims}


def judged_by(*figures: Figure, is_too_busy: bool = False) -> dict[str, JudgedClaim]:
    """By figures alone, of a pair without code."""
    grounds = Grounds(
        sections={},
        files=dict.fromkeys(NAMES, {}),
        names={"project": "shop", "app": "catalog"},
        origins={name: Origins(name, ()) for name in NAMES},
        counts={},
        questions={
            each.name: each for each in questions(toml.load(SHOP), package="shop")
        },
        findings={
            figure.name: finding(figure, is_too_busy=is_too_busy) for figure in figures
        },
    )
    return {each.claim.name: each for each in judged(grounds)}


def judgements(claim: JudgedClaim) -> list[Judgement]:
    return [evidence.judgement for evidence in claim.evidence]


#: What the article says, part by part.
ARTICLE = {
    "What each brings": [
        *("orm", "built-in-admin", "built-in-auth", "forms", "templates", "basics")
    ],
    "When to choose Django": ["large", "database-heavy"],
    "When to choose Flask": ["microservices", "small-apis", "learning"],
    "Performance": ["start-up", "memory", "complex-queries", "built-in-caching"],
    "Success stories": [
        *("e-commerce", "cms", "social", "corporate"),
        *("rest-apis", "microservice-stories", "real-time", "prototypes"),
    ],
    "Database support": ["built-in-migrations"],
    "Choose Django if": ["full-featured", "rapid", "complex-models"],
    "Choose Flask if": ["control", "lightweight", "learn"],
}


def test_every_claim_and_success_story_of_the_article_has_its_row() -> None:
    found = {
        part: [each.claim.name for each in group]
        for part, group in by_part(tuple(judged_by().values()))
    }
    assert found == ARTICLE


def test_each_piece_of_evidence_is_one_thing_that_there_is() -> None:
    """claims.toml names figures, concerns and examples as they are called elsewhere."""
    figures = {figure.name for group in made_up.groups() for figure in group.figures}
    for claim in claims():
        assert claim.ahead in ("", *CONCERNS)
        for each in claim.evidence:
            kinds = (
                *(each.figure, each.concern, each.modules, each.by_hand, each.count),
                *(each.starter, each.example, each.nowhere, each.opinion),
                each.question,
            )
            assert sum(map(bool, kinds)) == 1, claim.name
            assert not each.figure or each.figure in figures
            assert not each.starter or each.files
            assert each.example in ("", *examples.NAMES)
            assert each.question in ("", *made_up.QUESTIONS)
            for concerns in CONCERNS.values():
                assert {each.concern, each.by_hand} <= {"", *concerns}


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
    for name in ("start-up", "memory"):
        assert set(judgements(judged_by()[name])) == {Judgement.NOT_MEASURED}
    asked = judgements(judged_by()["complex-queries"])[1:]
    assert asked == [Judgement.NOT_MEASURED] * 5


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
    assert judgements(judged_by(figure)["complex-queries"])[-1] is judgement
    figure = made_up.figure("question.window", "s", django, flask, noise=noise)
    assert judgements(judged_by(figure)["complex-queries"])[1] is judgement


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


def test_what_is_built_in_is_found_by_who_brings_what_is_imported(pair: Path) -> None:
    """All of these hold today, and neither template says so itself."""
    for name in ("caching", "migrations", "auth", "admin"):
        found = judged_of(pair)[f"built-in-{name}"].evidence[0]
        assert found.judgement is Judgement.HOLDS
        assert found.anchor == name
        assert found.sides["django"].startswith("built in, django.")
        assert found.sides["flask"].startswith("extension, flask_")


def test_a_starter_that_caches_by_hand_turns_both_verdicts_on_caching(
    edited: Path,
) -> None:
    found = judged_of(edited)["built-in-caching"]
    assert judgements(found) == [Judgement.HOLDS, Judgement.DOES_NOT_HOLD]
    for file in (edited / "flask").rglob("*.py"):
        text = file.read_text("utf-8").replace("flask_caching", "shop.by_hand")
        file.write_text(text, "utf-8")
    found = judged_of(edited)["built-in-caching"]
    assert judgements(found) == [Judgement.HOLDS, Judgement.HOLDS]
    assert "by hand" in found.evidence[0].sides["flask"]


def test_what_flask_itself_would_bring_is_no_advantage_of_django(edited: Path) -> None:
    """The lock says who asks for a package: were it Flask, it would be Flask's own."""
    lock = edited / "flask/requirements.txt"
    text = re.sub(
        r"(flask-admin==[^#]*)# via pyproject.toml", r"\1# via flask", lock.read_text()
    )
    assert text != lock.read_text()
    lock.write_text(text)
    assert judged_of(edited)["built-in-admin"].evidence[0].judgement is Judgement.EQUAL


def test_a_structure_of_the_article_is_looked_for_in_the_code(edited: Path) -> None:
    def structure(name: str) -> JudgedEvidence:
        return next(e for e in judged_of(edited)[name].evidence if "article" in e.what)

    assert structure("large").judgement is Judgement.IN_THE_CODE
    assert structure("learning").judgement is Judgement.IN_PART
    assert structure("learning").sides == {"flask": "wsgi.py; without app.run"}
    (edited / "django/manage.py").unlink()
    assert structure("large").judgement is Judgement.IN_PART
    (edited / "django/catalog/admin.py").unlink()
    assert structure("built-in-admin").judgement is Judgement.DOES_NOT_HOLD


def test_no_starter_is_a_real_time_application_until_one_is(edited: Path) -> None:
    found = judged_of(edited)["real-time"]
    assert judgements(found) == [Judgement.NOWHERE]
    with (edited / "flask/shop/extensions.py").open("a") as file:
        file.write("\nfrom flask_socketio import SocketIO\n")
    assert judgements(judged_of(edited)["real-time"]) == [Judgement.IN_THE_CODE]


def test_a_claim_is_reversed_where_counts_say_so(pair: Path) -> None:
    """Fewer are better, but of what is built in."""
    found = judged_of(pair)
    assert judgements(found["lightweight"])[-1] is Judgement.REVERSED
    assert judgements(found["full-featured"]) == [Judgement.HOLDS]
    assert judgements(found["rapid"]) == [Judgement.HOLDS, Judgement.NOT_COUNTED]


def test_microservices_are_judged_by_bare_installs(pair: Path) -> None:
    """Of the starters' own size a claim on bare frameworks says nothing."""
    figure = made_up.counted("installed.bare", "Bare", "bytes", 33_000_000, 3_000_000)
    named = [each.figure for each in judged_claim("microservices").evidence]
    assert named[:3] == ["startup.bare", "memory.bare", "installed.bare"]
    assert judgements(judged_by(figure)["microservices"])[2] is Judgement.HOLDS
    assert judgements(judged_by()["microservices"])[2] is Judgement.NOT_MEASURED


def test_a_question_that_an_orm_cannot_say_speaks_against_it(pair: Path) -> None:
    """Django has no recursive query: its three of four against SQLAlchemy's four."""
    found = judged_of(pair)["complex-queries"].evidence[0]
    assert found.sides == {"django": "3", "flask": "4"}
    assert found.judgement is Judgement.REVERSED


def test_a_question_without_a_suitable_model_says_so() -> None:
    asked = {each.name: each for each in questions(default_spec(), "shop")}
    assert [each.name for each in asked.values() if each.missing] == ["nested"]
    assert "No model of this spec leads to" in asked["nested"].missing
    assert "no model of this spec refers to itself" in asked["recursive"].asks


def judged_claim(name: str) -> Claim:
    return next(claim for claim in claims() if claim.name == name)


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
    assert judgements(judged_by(figure)["lightweight"])[1] is judgement
