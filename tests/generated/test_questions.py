"""The hard questions of the comparison page: what it shows runs, and both answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold import frameworks
from scaffold.compare.questions import questions
from scaffold.measure.asked import Asked, ask
from scaffold.spec import Spec, default_spec, toml
from services import Postgres
from starters import CACHE, FRAMEWORKS, PROJECT, SPECS, Starter, build, prepare

KNOWN = ("window", "recursive", "conditional", "nested")
#: Of the default spec, whose one model refers to nothing.
MISSING = {"default": {"nested"}, "shop": set(), "everything": set()}

pytestmark = pytest.mark.xdist_group("questions")


@pytest.fixture(autouse=True, scope="module")
def _environments() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(CACHE))
        yield


@pytest.fixture(
    scope="module",
    params=["default", "shop", pytest.param("everything", marks=pytest.mark.ci)],
)
def spec(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def starters(spec: str, tmp_path_factory: pytest.TempPathFactory) -> list[Starter]:
    folder = tmp_path_factory.mktemp(spec)
    return [build(name, spec, folder / name) for name in FRAMEWORKS]


def spec_of(name: str) -> Spec:
    file = SPECS[name]
    return toml.load(file) if file else default_spec()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_both_orms_answer_each_question_alike(
    starters: list[Starter],
    spec: str,
    database: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    """By the code that the page shows, on the sample rows; and something is answered."""
    asked = questions(spec_of(spec), PROJECT)
    assert tuple(each.name for each in asked) == KNOWN
    assert {each.name for each in asked if each.missing} == MISSING[spec]
    found: dict[str, dict[str, Asked]] = {}
    for starter in starters:
        if database == "sqlite":
            url = f"sqlite:///{tmp_path / starter.framework}.sqlite3"
        else:
            server: Postgres = request.getfixturevalue("postgres")
            url = server.database(f"{spec}_{starter.framework}")
        prepare(starter, DATABASE_URL=url)
        found[starter.framework] = ask(
            starter.driven, asked, tmp_path / "asked.json", repeats=1, DATABASE_URL=url
        )
    django, flask = (found[framework.name] for framework in frameworks.ALL)
    assert django.keys() == flask.keys() == set(KNOWN) - MISSING[spec]
    for name, answer in django.items():
        assert answer.answer == flask[name].answer, name
        assert answer.answer, name
        for each in (answer, flask[name]):
            assert each.seconds
            # What no row leads to is not asked for.
            assert len(each.sent) == 1 or (
                name == "nested" and len(each.sent) in (2, 3)
            )
    assert "RANK() OVER" in django["window"].sent[0].upper()
    assert "WITH RECURSIVE" in flask["recursive"].sent[0].upper()
    assert "FILTER (WHERE" in flask["conditional"].sent[0].upper()
