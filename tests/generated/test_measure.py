"""`scaffold compare --measure` on the default pair, for real but with short bursts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from leftovers import gone, processes_of

import measured as made_up
from scaffold import cli
from scaffold.frameworks import DJANGO
from scaffold.measure import clients
from scaffold.measure import run as measuring
from scaffold.measure.plan import QUICK, Plan
from scaffold.project import results
from scaffold.project.pair import MEASUREMENTS
from scaffold.project.results import Measured, Measurements
from scaffold.run.databases import databases
from scaffold.run.starters import Starter
from services import Postgres, missing
from starters import CACHE, LIMIT, ROOT, environment_of, scaffold, wait_for

#: As a quick run does it, with less of everything.
SHORT = replace(QUICK, rounds=2, burst=0.1, repeats=2, rows=50)
SHORTEST = Plan(
    rounds=1, burst=0.1, warm_up=0.1, repeats=1, rows=30, concurrencies=(1,)
)
ROUTES = (
    "GET /api/health",
    "GET /api/products",
    "GET /api/products/{id}",
    "GET /products",
    "POST /api/products",
)
STATEMENTS = {
    "GET /api/health": 1,
    "GET /api/products": 1,
    "GET /api/products?limit=100": 1,
    "GET /api/products/{id}": 1,
    "GET /api/summary": 1,
    "GET /products": 1,
}

#: What Linux alone tells, in /proc.
ONLY_LINUX = (
    "memory.bare",
    "memory.begun",
    "memory.matched",
    *(f"processor {route} @{max(SHORT.concurrencies)}" for route in ROUTES),
)

pytestmark = pytest.mark.xdist_group("measure")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair of which it is known that both answer alike: test_check.py asks for real."""
    folder = tmp_path_factory.mktemp("measure")
    scaffold("both", "shop", "--output-dir", folder)
    shop = folder / "shop"
    known = Measurements(code=results.fingerprint(shop), contract=made_up.contract())
    results.save(shop, known)
    return shop


@pytest.fixture(autouse=True)
def _environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(CACHE))


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in (MEASUREMENTS, "comparison.html")
    }


def figures_of(found: Measured) -> dict[str, results.Figure]:
    return {figure.name: figure for group in found.groups for figure in group.figures}


def test_every_promised_figure_is_measured_once_and_kept(
    pair: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second run measures nothing; the projects' own files stay as they were."""
    if shutil.which("wrk") is None:
        missing("wrk")
    monkeypatch.setattr(measuring, "QUICK", SHORT)
    before = files(pair)
    assert cli.run(["compare", str(pair), "--measure", "--quick"]) == 0
    progress = capsys.readouterr().err
    assert "Round 1 of 2" in progress and "left" in progress
    assert files(pair) == before

    kept = results.load(pair)
    assert kept and kept.measured and kept.code == results.fingerprint(pair)
    found = kept.measured
    assert (found.quick, found.rounds, found.rows, found.workers) == (True, 2, 50, 1)
    assert found.client.startswith("wrk ") and found.database.startswith("SQLite ")
    assert found.versions["django"]["Django"] and found.versions["flask"]["Flask"]
    assert found.busy is not None and 0 <= found.busy <= 1
    every = figures_of(found)
    installed = every["installed.packages"].rounds
    assert installed["flask"] > installed["django"] > (10,)
    assert min(*every["installed.bytes"].rounds.values()) > (10_000_000,)
    bare = every["installed.bare"].rounds
    assert bare["flask"] < (6_000_000,) < (20_000_000,) < bare["django"]
    figures = {name: figure for name, figure in every.items() if not figure.counted}
    assert figures.keys() == {
        "startup.bare",
        "startup.begun",
        "startup.matched",
        "complex.queries",
        *("question.window", "question.recursive", "question.conditional"),
        *(ONLY_LINUX if sys.platform == "linux" else ()),
        *(
            f"{kind} {route} @{connections}"
            for kind in ("throughput", "p50", "p95", "p99", "errors")
            for route in ROUTES
            for connections in SHORT.concurrencies
        ),
    }
    for name, figure in figures.items():
        assert list(figure.rounds) == ["django", "flask"], name
        for rounds in figure.rounds.values():
            assert len(rounds) == 2, name
            failing = name.startswith("errors")
            assert all((v == 0) if failing else (v > 0) for v in rounds), name
    for asked in found.sent.values():
        assert list(asked) == ["window", "recursive", "conditional"]
        assert all(
            sent[0].lstrip().startswith(("SELECT", "WITH")) for sent in asked.values()
        )
    for route, count in STATEMENTS.items():
        sent = every[f"statements {route}"].rounds
        assert sent == {"django": (count,), "flask": (count,)}, route
    assert max(every["statements POST /api/products"].rounds.values()) <= (3,)

    assert cli.run(["compare", str(pair), "--measure", "--quick"]) == 0
    assert "Measured already" in capsys.readouterr().err
    assert results.load(pair) == kept


@pytest.fixture
def server_url(postgres: Postgres) -> Iterator[str]:
    """A database to begin from; afterwards there must be no other."""
    yield postgres.database("scaffold_begin")
    names = set(postgres.query("SELECT datname FROM pg_database").split())
    assert not [name for name in names if "measure" in name]


@pytest.mark.ci
def test_measuring_on_postgresql_leaves_no_database_behind(
    pair: Path, server_url: str
) -> None:
    """With the client in Python, which finds that nothing fails either."""
    found = measuring.measure(
        pair,
        quick=True,
        database_url=server_url,
        tell=lambda _: None,
        plan=SHORTEST,
        client=clients.Threads(),
    )
    assert found.client == "Python"
    assert found.database.startswith("PostgreSQL ")
    figures = figures_of(found)
    for route in ROUTES:
        for framework in ("django", "flask"):
            assert figures[f"throughput {route} @1"].rounds[framework][0] > 0
            assert figures[f"errors {route} @1"].rounds[framework] == (0.0,)


@pytest.mark.ci
def test_an_interrupt_leaves_no_process_database_or_file(
    pair: Path, server_url: str, tmp_path: Path
) -> None:
    """Ctrl-C in the middle of a round."""
    kept = pair / MEASUREMENTS
    before = kept.read_bytes() if kept.exists() else None
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "scaffold", "compare", pair, "--measure"]
    with subprocess.Popen(
        [*command, "--again", "--quick", "--database-url", server_url],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if b"Round 1" in line:
                break
        wait_for(lambda: len(processes_of(temporary)) > 1, "what it measures")
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(LIMIT) == 130, said
    assert list(temporary.iterdir()) == []
    assert (kept.read_bytes() if kept.exists() else None) == before
    assert not [file for file in pair.iterdir() if file.name.startswith(".")]
    assert not gone(temporary)


@pytest.mark.ci
def test_databases_of_a_killed_run_are_dropped_by_the_next(
    pair: Path, server_url: str, postgres: Postgres, tmp_path: Path
) -> None:
    """Those of runs at work and of other machines stay, and so do ones in use."""
    starter = Starter(
        framework=DJANGO,
        folder=pair / "django",
        environment=environment_of(pair / "django"),
    )

    def names() -> set[str]:
        found = postgres.query("SELECT datname FROM pg_database").split()
        return {name for name in found if "measure" in name}

    killed = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], stdout=subprocess.PIPE
    )
    with databases(server_url, starter, tmp_path, "") as ours:
        ours.create("django")
        (mine,) = names()
        pid = str(os.getpid())
        left = mine.replace(pid, killed.stdout.decode().strip(), 1)
        other = left.replace("scaffold_measure_", "scaffold_measure_x", 1)
        for name in (left, other):
            postgres.query(f'CREATE DATABASE "{name}"')
        with databases(server_url, starter, tmp_path, ""):
            assert names() == {mine, other}
    assert names() == {other}
    postgres.drop(other)
