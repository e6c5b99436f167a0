"""Any valid spec gives two sound starters; any invalid one gives one line of text."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from parsing import all_parse
from scaffold.cli import cli
from services import Postgres
from starters import FRAMEWORKS, PROJECT, Starter, environment_of, run, scaffold
from strategies import invalid_names, invalid_specs, texts, valid_specs

# Shrinking would generate hundreds of projects: the specs are small enough to read.
WITHOUT_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
#: Shares of the examples that tests/conftest.py allows.
CHEAP, QUICK, THOROUGH = (
    settings(
        max_examples=settings.default.max_examples // share,
        phases=WITHOUT_SHRINKING,
        suppress_health_check=list(HealthCheck),
    )
    for share in (1, 3, 15)
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Give a new empty folder for each example."""
    base = tmp_path_factory.mktemp("random")
    numbers = iter(range(10**6))

    def new() -> Path:
        folder = base / str(next(numbers))
        folder.mkdir()
        return folder

    return new


def generate(folder: Path, spec: str) -> Path:
    (folder / "spec.toml").write_text(spec, encoding="utf-8")
    result = CliRunner().invoke(
        cli,
        ["both", PROJECT, "--models", str(folder / "spec.toml"), "-o", str(folder)],
    )
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}\n{spec}"
    return folder / PROJECT


@QUICK
@given(spec=valid_specs())
def test_a_valid_spec_gives_files_that_all_parse(
    place: Callable[[], Path], spec: str
) -> None:
    """Python, TOML, JSON and HTML, and ruff has nothing to say."""
    folder = place()
    project = generate(folder, spec)
    all_parse(project)
    for framework in FRAMEWORKS:
        starter = project / framework
        run("ruff", "check", "--no-cache", ".", cwd=starter)
        run("ruff", "format", "--no-cache", "--check", ".", cwd=starter)
    shutil.rmtree(folder)


@pytest.mark.ci
def test_a_valid_spec_migrates_without_drift_and_passes_its_tests(
    place: Callable[[], Path], postgres: Postgres, soak: bool
) -> None:
    """In a short run each framework on one of the databases, in turn."""

    @settings(THOROUGH, max_examples=25 if soak else 2)
    @given(spec=valid_specs())
    def holds(spec: str) -> None:
        folder = place()
        project = generate(folder, spec)
        databases = {
            "sqlite": f"sqlite:///{folder}/{{framework}}.sqlite3",
            "postgresql": postgres.database("scaffold_random"),
        }
        kinds = sorted(databases, reverse=bool(len(spec) % 2))
        for framework, first in zip(FRAMEWORKS, kinds, strict=True):
            starter = Starter(
                framework=framework,
                spec="random",
                folder=project / framework,
                environment=environment_of(project / framework),
            )
            for kind in kinds if soak else [first]:
                passes(starter, databases[kind].format(framework=framework))
                postgres.database("scaffold_random")
        shutil.rmtree(folder)

    holds()


def passes(starter: Starter, database: str) -> None:
    starter.create_tables(DATABASE_URL=database)
    starter.manage(*starter.driven.framework.find_drift, DATABASE_URL=database)
    starter.manage("seed", DATABASE_URL=database)
    starter.test("-x", few=True, DATABASE_URL=database)


@QUICK
@given(title=texts(), description=texts(), author=texts())
def test_what_a_person_wrote_comes_out_as_it_was(
    place: Callable[[], Path], title: str, description: str, author: str
) -> None:
    """It is never run as a template, and breaks no file that it stands in."""
    folder = place()
    arguments = ["--title", title, "--description", description, "--author", author]
    result = CliRunner().invoke(cli, ["both", PROJECT, "-o", str(folder), *arguments])
    assume(result.exit_code != 2)
    assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"
    project = folder / PROJECT
    all_parse(project)
    for framework in FRAMEWORKS:
        made = tomllib.loads(
            (project / framework / "pyproject.toml").read_text("utf-8")
        )
        assert made["project"]["description"].split() == description.split()
        run("ruff", "check", "--no-cache", ".", cwd=project / framework)
    written = tomllib.loads((project / "scaffold.toml").read_text("utf-8"))
    assert written["title"] == title
    shutil.rmtree(folder)


def refused(folder: Path, *arguments: str) -> None:
    """Check for exit code 2, one line on standard error, and nothing written."""
    before = sorted(folder.rglob("*"))
    result = CliRunner().invoke(cli, [*arguments, "-o", str(folder)])
    assert result.exit_code == 2, f"{result.exit_code} {result.output}"
    assert result.stdout == ""
    complaint = [line for line in result.stderr.splitlines() if line.strip()]
    usage = [line for line in complaint if not line.startswith(("Usage:", "Try "))]
    assert len(usage) == 1, result.stderr
    assert sorted(folder.rglob("*")) == before


@CHEAP
@given(spec=invalid_specs(), framework=st.sampled_from([*FRAMEWORKS, "both"]))
def test_an_invalid_spec_is_refused_in_one_line(
    place: Callable[[], Path], spec: str, framework: str
) -> None:
    folder = place()
    (folder / "spec.toml").write_text(spec, encoding="utf-8", newline="")
    refused(folder, framework, PROJECT, "--models", str(folder / "spec.toml"))


@CHEAP
@given(name=invalid_names(), framework=st.sampled_from([*FRAMEWORKS, "both"]))
def test_an_invalid_name_is_refused_in_one_line(
    place: Callable[[], Path], name: str, framework: str
) -> None:
    refused(place(), framework, "--", name)


def test_a_name_that_leads_elsewhere_writes_nothing_there(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    scaffold("django", "../outer", "--output-dir", inner, status=2)
    assert sorted(tmp_path.rglob("*")) == [inner]
