"""measurements.json is read back as it was written, and a broken one is told plainly."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.project import results
from scaffold.project.pair import MEASUREMENTS
from scaffold.project.results import (
    Answer,
    Contract,
    Exchange,
    Figure,
    Group,
    Measured,
    Measurements,
)
from scaffold.system.errors import ScaffoldError

ANSWER = Answer(status=200, headers={"Allow": "GET"}, body="{}")
WHOLE = Measurements(
    code="abc",
    contract=Contract(
        at="2026-01-02T03:04:05Z",
        requests=2,
        same=1,
        exchanges=(
            Exchange(
                method="GET",
                path="/api/health",
                body="",
                answers={"django": ANSWER, "flask": ANSWER},
                normalised=("times",),
                differences=("status 200 and 204",),
                times=2,
            ),
        ),
    ),
    measured=Measured(
        at="2026-01-02T03:04:05Z",
        quick=True,
        rounds=2,
        seconds=3.5,
        machine="2 cores",
        busy=0.5,
        python="3.11.7",
        client="wrk",
        database="SQLite",
        rows=10,
        workers=1,
        versions={"django": {"Django": "5.2"}, "flask": {"Flask": "3.1"}},
        sent={"django": {"window": ("SELECT 1",)}, "flask": {"window": ("SELECT 2",)}},
        groups=(
            Group(
                title="Start-up",
                caption="To the first answer",
                figures=(
                    Figure(
                        name="startup.bare",
                        title="Start",
                        unit="s",
                        better="lower",
                        counted=False,
                        scale="startup",
                        if_nought="",
                        rounds={"django": (0.1, 0.2), "flask": (0.1, 1.0)},
                    ),
                ),
            ),
        ),
    ),
)
assert WHOLE.measured


@pytest.mark.parametrize(
    "kept",
    [
        WHOLE,
        replace(WHOLE, measured=replace(WHOLE.measured, busy=None)),
        Measurements(code="abc"),
    ],
    ids=["whole", "how busy is not known", "nothing"],
)
def test_what_was_saved_is_loaded(tmp_path: Path, kept: Measurements) -> None:
    results.save(tmp_path, kept)
    assert results.load(tmp_path) == kept
    assert [file.name for file in tmp_path.iterdir()] == [MEASUREMENTS]


def test_nothing_measured_is_no_error(tmp_path: Path) -> None:
    assert results.load(tmp_path) is None


@pytest.mark.parametrize("kept", ['{"format": 2}', '{"format": 99}'])
def test_a_file_of_another_format_counts_as_nothing(tmp_path: Path, kept: str) -> None:
    (tmp_path / MEASUREMENTS).write_text(kept)
    assert results.load(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 3}', "\0", "null", "[" * 10**5]
)
def test_a_broken_file_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / MEASUREMENTS).write_text(text)
    with pytest.raises(ScaffoldError, match="Delete it and measure again"):
        results.load(tmp_path)


def test_a_value_of_another_type_is_told_too(tmp_path: Path) -> None:
    results.save(tmp_path, WHOLE)
    file = tmp_path / MEASUREMENTS
    document = json.loads(file.read_text())
    document["measurements"]["contract"]["requests"] = "many"
    file.write_text(json.dumps(document))
    with pytest.raises(ScaffoldError, match="Delete it"):
        results.load(tmp_path)


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / MEASUREMENTS).mkdir()
    with pytest.raises(ScaffoldError, match="cannot be written"):
        results.save(tmp_path, WHOLE)
    assert [file.name for file in tmp_path.iterdir()] == [MEASUREMENTS]
