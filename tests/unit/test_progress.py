"""How far long work is, and what it may still take."""

import sys
import time
from pathlib import Path

import pytest

from scaffold.check import progress
from scaffold.check.progress import Progress, following_tests
from scaffold.run.processes import Job, run_together


def test_each_step_is_counted() -> None:
    told: list[str] = []
    steps = Progress(told.append, steps=2)
    steps.step("Linting")
    steps.step("Testing")
    Progress(told.append).step("Asking")
    assert told == ["1 of 2: Linting", "2 of 2: Testing", "Asking"]


def test_what_is_left_is_estimated_by_what_was_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both runs are at 20 % after ten seconds: the rest takes forty."""
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    told: list[str] = []
    follow = following_tests(Progress(told.append), lambda: ", 7 requests")
    follow(["", ""])
    now = 10.0
    follow([".... [ 10%]\n.... [ 20%]\n", ".... [ 20%]\n"])
    now = 11.0
    follow([".... [ 30%]\n", ".... [ 30%]\n"])  # too soon to be told
    now = 40.0
    follow([".... [100%]\n", ".... [100%]\n"])  # nothing is left
    assert told == ["  20 %, 7 requests; about 40 s of this are left"]


def test_who_watches_sees_what_was_said_so_far() -> None:
    """And whatever is looked at, nothing of what is said gets lost."""
    script = "import time\nfor n in range(8): print(n, flush=True); time.sleep(0.5)"
    seen: list[str] = []
    (done,) = run_together(
        [Job(command=(sys.executable, "-c", script), cwd=Path.cwd())],
        timeout=60,
        watch=lambda said: seen.extend(said),
    )
    assert done.output.split() == list("01234567")
    assert all(done.output.startswith(text) for text in seen)
    assert any(0 < len(text) < len(done.output) for text in seen)


def test_watching_ends_when_the_time_is_over() -> None:
    begun = time.monotonic()
    (done,) = run_together(
        [
            Job(
                command=(sys.executable, "-c", "import time; time.sleep(60)"),
                cwd=Path(),
            )
        ],
        timeout=1,
        watch=lambda said: None,
    )
    assert done.status == 124
    assert time.monotonic() - begun < 30
