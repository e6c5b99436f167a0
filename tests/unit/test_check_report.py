"""The report of a check, and how the command line gives it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold import check, frameworks
from scaffold.check.report import Report, Result, Step, StepName, as_json, as_text
from scaffold.check.steps import Said, complete, found_by_pytest
from scaffold.cli import run
from scaffold.project import results
from scaffold.project.results import Answer, Contract, Exchange, Measurements
from scaffold.run.processes import Finished

DIFFERENT = Exchange(
    method="POST",
    path="/api/products",
    body='{"name": "a"}',
    answers={
        "django": Answer(status=201, headers={}, body='{\n "id": 1\n}'),
        "flask": Answer(status=200, headers={}, body="\x1b[31m"),
    },
    normalised=(),
    differences=("status: 201 and 200",),
    times=3,
)
FINE = Report(
    project="shop",
    code="0",
    steps=tuple(
        Step(name=name, framework=framework.name)
        for name in StepName
        for framework in frameworks.ALL
    ),
    contract=Contract(at="2030-01-01T00:00:00Z", requests=829, same=829, exchanges=()),
    openapi=(),
    causes=(),
)
assert FINE.contract
DIFFERING = replace(
    FINE, contract=replace(FINE.contract, same=826, exchanges=(DIFFERENT,))
)


def failing(name: StepName, framework: str, problem: str, *details: str) -> Report:
    failed = Step(
        name=name,
        framework=framework,
        result=Result.FAILED,
        problem=problem,
        details=details,
    )
    steps = tuple(
        failed if (step.name, step.framework) == (name, framework) else step
        for step in FINE.steps
    )
    return replace(FINE, steps=steps)


def test_a_pair_that_matches_is_told_so_in_a_table() -> None:
    text = as_text(FINE)
    assert FINE.ok
    assert len(re.findall(r"^\w+ +ok +ok$", text, re.MULTILINE)) == len(StepName)
    assert text.endswith(
        "829 of 829 requests the same on both\n"
        "Next: `scaffold compare shop` shows the answers on the page."
    )


@pytest.mark.parametrize(
    "report",
    [
        DIFFERING,
        failing(StepName.LINT, "flask", "wsgi.py:1:1: F401"),
        replace(FINE, openapi=("/paths: 1 and 2",)),
        replace(FINE, causes=("tests/contract/test_a.py",)),
        replace(FINE, contract=None),
    ],
    ids=["a request", "a step", "openapi", "files", "no contract"],
)
def test_anything_found_is_a_failure(report: Report) -> None:
    assert not report.ok
    assert json.loads(as_json(report))["ok"] is False
    assert as_text(report) != as_text(FINE)


def test_a_failed_step_is_told_with_its_details() -> None:
    text = as_text(failing(StepName.TESTS, "flask", "1 failed", "FAILED tests/a.py::b"))
    assert re.search(r"^tests +ok +failed$", text, re.MULTILINE)
    assert "\nflask tests: 1 failed\n  FAILED tests/a.py::b\n" in text


def test_a_difference_is_told_with_the_request_and_both_answers() -> None:
    """Each in one line that moves no cursor."""
    assert as_text(DIFFERING).endswith(
        "\n".join(
            (
                "826 of 829 requests the same on both",
                "",
                "1. POST /api/products (and 2 more requests)",
                '   sent    {"name": "a"}',
                "   differs status: 201 and 200",
                '   Django  201 { "id": 1 }',
                "   Flask   200 �[31m",
            )
        )
    )


def test_an_answer_is_cut_to_what_differs() -> None:
    """Of a page the phrase says what differs: its markup would only hide that."""
    long = replace(
        DIFFERENT,
        answers={
            "django": Answer(status=200, headers={}, body="[1]" * 900 + "[2]"),
            "flask": Answer(status=200, headers={}, body="[1]" * 900 + "[3]"),
        },
    )
    page = replace(
        DIFFERENT,
        path="/",
        differences=("page title: “A” and “B”",),
        answers={
            name: Answer(status=200, headers={}, body="<!doctype html><title>A")
            for name in ("django", "flask")
        },
    )
    assert FINE.contract
    text = as_text(
        replace(FINE, contract=replace(FINE.contract, same=1, exchanges=(long, page)))
    )
    assert "[1][2]\n" in text
    assert "[1][3]\n" in text
    assert "[1]" * 100 not in text
    assert "doctype" not in text
    assert "   Django  200 a page\n   Flask   200 a page" in text


def test_what_differs_everywhere_alike_is_told_once() -> None:
    """Otherwise one header would bury every other difference."""
    header = replace(DIFFERENT, differences=("Allow: “GET” and nothing",), times=1)
    exchanges = tuple(replace(header, path=f"/{place}") for place in "abcdefghi")
    assert FINE.contract
    contract = replace(FINE.contract, same=0, exchanges=(*exchanges, DIFFERENT))
    text = as_text(replace(FINE, contract=contract))
    assert text.count("Allow: “GET” and nothing (POST /a and 8 more)\n") == 1
    assert text.count("   differs Allow: “GET” and nothing") == 1
    # What most answers show comes first.
    assert text.index("Allow") < text.index("status: 201")
    assert "\n1. POST /a (and 8 more requests)\n" in text
    assert "   also    POST /b; POST /c; " in text and "; and 2 more\n" in text
    assert "\n2. POST /api/products (and 2 more requests)\n" in text


def test_a_script_is_told_the_same() -> None:
    """The causes first, then each kind of difference with how many answers show it."""
    found = json.loads(as_json(replace(DIFFERING, causes=("token: 1 and 2",))))
    assert list(found)[:3] == ["ok", "causes", "kinds"]
    assert found["causes"] == ["token: 1 and 2"]
    assert found["kinds"] == [
        {
            "difference": "status: 201 and 200",
            "requests": 3,
            "first": "POST /api/products",
        }
    ]


def test_steps_that_could_not_be_done_are_skipped_not_forgotten() -> None:
    first = Step(name=StepName.ENVIRONMENT, framework="django")
    all_ = complete([first])
    assert all_[0] is first
    assert len(all_) == len(FINE.steps)
    assert {step.result for step in all_[1:]} == {Result.SKIPPED}
    assert not replace(FINE, steps=tuple(all_)).ok


@pytest.mark.parametrize(
    ("status", "output", "said"),
    [
        (0, "3 passed in 0.1s", Said()),
        (
            1,
            "FAILED tests/a.py::b - assert 1\n=== 1 failed, 2 passed in 0.31s ===\n",
            Said("1 failed, 2 passed", ["FAILED tests/a.py::b - assert 1"]),
        ),
        (
            4,
            "ImportError while loading conftest\nE   x\nNameError: name 'a'\n",
            Said(
                "NameError: name 'a'",
                ["ImportError while loading conftest", "E   x", "NameError: name 'a'"],
            ),
        ),
    ],
)
def test_what_pytest_says_becomes_one_line_and_its_failures(
    status: int, output: str, said: Said
) -> None:
    assert found_by_pytest(Finished(command=(), status=status, output=output)) == said


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    for framework in frameworks.ALL:
        (tmp_path / framework.name).mkdir()
    return tmp_path


@pytest.mark.parametrize(("report", "status"), [(FINE, 0), (DIFFERING, 1)])
def test_the_exit_code_says_whether_they_match(
    report: Report,
    status: int,
    pair: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With --json the report is alone on standard output."""
    monkeypatch.setattr(check, "check", lambda folder, tell, database_url: report)
    assert run(["check", str(pair), "--json"]) == status
    assert json.loads(capsys.readouterr().out) == json.loads(as_json(report))


@pytest.mark.parametrize("command", ["check", "up"])
def test_a_folder_that_is_no_pair_is_bad_usage(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "django").mkdir()
    (tmp_path / "scaffold.toml").touch()
    assert run([command, str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is not a project of scaffold both: it has no flask" in line


def test_figures_of_the_same_code_are_kept_beside_the_contract(
    pair: Path,
) -> None:
    (pair / "measurements.json").unlink(missing_ok=True)
    check.keep(pair, FINE)
    kept = results.load(pair)
    assert kept == Measurements(code="0", contract=FINE.contract)
    results.save(pair, replace(kept, contract=None))
    check.keep(pair, DIFFERING)
    assert results.load(pair) == replace(kept, contract=DIFFERING.contract)
    check.keep(pair, replace(FINE, code="1", contract=None))
    assert results.load(pair) == replace(kept, contract=DIFFERING.contract)
