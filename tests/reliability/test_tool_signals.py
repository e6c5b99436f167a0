"""Ended at any moment: the project is there and whole, or not there; the next run works."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starters import LIMIT, run

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


def both(place: Path, *options: str) -> list[str]:
    words = ("both", "shop", "--output-dir", str(place), *options)
    return [sys.executable, "-m", "scaffold", *words]


def contents(project: Path) -> list[Path]:
    return sorted(path.relative_to(project) for path in project.rglob("*"))


def test_a_run_that_is_ended_leaves_all_or_nothing(
    soak: bool, reached: Callable[[int, str], None], tmp_path: Path
) -> None:
    """What a killed run leaves is no project, and is gone after the next.

    At moments by the clock, from before it begins until after its end.
    """
    runs = 300 if soak else 12
    place = tmp_path / "place"
    place.mkdir()
    start = time.monotonic()
    run(*both(place))
    usual = time.monotonic() - start
    whole = contents(place / "shop")
    shutil.rmtree(place / "shop")
    ends: Counter[str] = Counter()
    for number in range(runs):
        ended_by = SIGNALS[number % 3]
        process = subprocess.Popen(
            both(place), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(usual * 1.1 * number / runs)
        process.send_signal(ended_by)
        _, said = process.communicate(timeout=LIMIT)
        left = [path.name for path in place.iterdir()]
        status = process.returncode
        if "shop" in left:
            assert contents(place / "shop") == whole
            shutil.rmtree(place / "shop")
            left.remove("shop")
            ends["complete"] += 1
        elif ended_by is signal.SIGKILL:
            assert status == -signal.SIGKILL
            assert all(".scaffold-" in name for name in left) and len(left) <= 1
            ends["left over, then cleaned" if left else "absent"] += 1
        else:
            # Before Python runs our code, the signal itself ends it, or its start.
            by_itself = status == 1 and said.startswith(b"Fatal Python error: init_")
            assert by_itself or status in (130, -ended_by), said
            if status == 130:
                # What had not begun says no more.
                ending = b"Error: interrupted(, nothing was written)?\\.\n"
                assert re.search(ending + rb"\Z", said), said
            assert left == []
            ends["absent"] += 1
        if left or number == runs - 1:
            run(*both(place))
            assert [path.name for path in place.iterdir()] == ["shop"]
            assert contents(place / "shop") == whole
            shutil.rmtree(place / "shop")
    assert ends["absent"]
    reached(11, f"{runs} ended runs: " + told(ends))


def test_of_two_runs_on_one_target_exactly_one_wins(
    soak: bool, reached: Callable[[int, str], None], tmp_path: Path
) -> None:
    """The project is the winner's, in every file; the other says that it exists."""
    pairs = 100 if soak else 4
    ends: Counter[str] = Counter()
    for _ in range(pairs):

        def one(title: str) -> int:
            done = subprocess.run(
                both(tmp_path, "--title", title), capture_output=True, timeout=LIMIT
            )
            assert b"Traceback" not in done.stderr
            return done.returncode

        titles = ("The first", "The other")
        with ThreadPoolExecutor(2) as threads:
            codes = list(threads.map(one, titles))
        assert sorted(codes) == [0, 3]
        winner, loser = (titles[codes.index(code)] for code in (0, 3))
        assert [path.name for path in tmp_path.iterdir()] == ["shop"]
        for file in ("README.md", "django/README.md", "flask/README.md"):
            text = (tmp_path / "shop" / file).read_text("utf-8")
            assert winner in text and loser not in text
        ends["one winner, one exit 3"] += 1
        shutil.rmtree(tmp_path / "shop")
    reached(11, f"{pairs} pairs at once: " + told(ends))


def test_a_killed_dry_run_is_cleaned_up_by_the_next(
    tmp_path: Path, monkeypatch
) -> None:
    """It builds where temporary files are."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = subprocess.Popen(
        both(tmp_path / "out", "--dry-run"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # Python tries first, by a file with another name, whether it can write there.
    while not any(".scaffold-" in path.name for path in tmp_path.iterdir()):
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    assert any(tmp_path.iterdir())
    run(*both(tmp_path / "out", "--dry-run"))
    assert not list(tmp_path.iterdir())


def told(ends: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(ends.items()))
