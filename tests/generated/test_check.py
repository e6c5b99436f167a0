"""`scaffold check`: an untouched pair passes; whoever changes one twin only is told."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from leftovers import gone, processes_of

import measured as made_up
from scaffold import compare
from scaffold.check import causes, contract, steps
from scaffold.check.progress import Progress
from scaffold.check.report import Result, Step
from scaffold.check.shared_files import different_files
from scaffold.project import pair, results
from scaffold.project.pair import MEASUREMENTS
from scaffold.project.results import Group
from scaffold.run.environments import environment
from scaffold.run.sides import Side
from scaffold.spec import toml
from services import Postgres
from starters import LIMIT, PROJECT, ROOT, run, scaffold, wait_for

SPEC = ROOT / "tests" / "specs" / "checked.toml"
SCAFFOLD = (sys.executable, "-m", "scaffold")
#: What costs as much as a check of its own: one of a kind is left to `make test`.
ci = pytest.mark.ci
soak = pytest.mark.soak


def tell(text: str) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair that each test leaves as it was."""
    folder = tmp_path_factory.mktemp("check")
    scaffold("both", PROJECT, "--models", SPEC, "--output-dir", folder)
    return folder / PROJECT


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_untouched_pair_passes_and_only_its_result_is_written(
    tmp_path: Path,
) -> None:
    """The default pair, by the command itself, with the figures for scripts."""
    scaffold("both", PROJECT, "--output-dir", tmp_path)
    folder = tmp_path / PROJECT
    before = contents(folder)
    done = subprocess.run(
        [*SCAFFOLD, "check", folder, "--json"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["ok"] is True
    assert {step["result"] for step in found["steps"]} == {"ok"}
    assert found["contract"]["requests"] == found["contract"]["same"] > 700
    assert found["differences"] == found["openapi"] == found["causes"] == []

    after = contents(folder)
    del after[MEASUREMENTS]
    assert after == before
    kept = results.load(folder)
    assert kept and kept.contract and kept.code == results.fingerprint(folder)
    assert kept.contract.requests == found["contract"]["requests"]
    routes = {(e.method, e.path) for e in kept.contract.exchanges}
    assert ("GET", "/api/summary") in routes
    normalised = {name for e in kept.contract.exchanges for name in e.normalised}
    assert {"times", "tokens", "CSRF tokens and cursors", "cursors"} <= normalised

    # With its answers, and as many figures as a whole measurement has, the page is light.
    groups = (*made_up.groups(), Group(title="All", caption="", figures=made_up.many()))
    results.save(
        folder, replace(kept, measured=replace(made_up.measured(), groups=groups))
    )
    page = compare.page(compare.build(folder))
    assert 'class="rounds"' in page and 'class="exchange' in page
    assert len(page.encode()) < 1_200_000
    assert len(re.findall(r"<[a-zA-Z]", page)) < 20_000


@ci
def test_a_pair_is_checked_on_postgresql(project: Path, postgres: Postgres) -> None:
    """In databases that are gone afterwards, those of the starters' tests among them."""
    url = postgres.database("named_for_a_check")
    before = postgres.query("SELECT datname FROM pg_database")
    done = subprocess.run(
        [*SCAFFOLD, "check", project, "--json", "--database-url", url],
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, said
    assert "On PostgreSQL " in said
    found = json.loads(done.stdout)
    assert found["contract"]["requests"] == found["contract"]["same"] > 700
    tables = "SELECT relname FROM pg_stat_user_tables"
    assert postgres.query(tables, "named_for_a_check").strip() == ""
    assert postgres.query("SELECT datname FROM pg_database") == before
    postgres.drop("named_for_a_check")


@pytest.mark.parametrize(
    ("spec", "database"),
    [
        pytest.param("everything", "postgresql", marks=ci),
        pytest.param("large", "sqlite", marks=ci),
        pytest.param("everything", "sqlite", marks=soak),
        pytest.param("large", "postgresql", marks=soak),
        pytest.param("shop", "postgresql", marks=soak),
    ],
)
def test_models_databases_and_admins_of_an_untouched_pair_are_alike(
    spec: str, database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Of many models: every kind of field and rule, and what others refer to."""
    file = ROOT / "tests" / "specs" / f"{spec}.toml"
    scaffold("both", PROJECT, "--models", file, "--output-dir", tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sides, _ = steps.environments(pair.folders(tmp_path / PROJECT), scratch, tell)
    if database == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        sides = [
            replace(side, database_url=server.database(f"alike_{side.framework.name}"))
            for side in sides
        ]
    assert not problems(steps.drift(sides, Progress(tell)))
    assert not contract.prepare(sides).problems
    assert causes.of_code(sides, toml.load(file)) == ()


@dataclass(frozen=True, kw_only=True)
class Break:
    """One edit of one file of one starter."""

    file: str
    old: str
    new: str

    @contextmanager
    def applied(self, project: Path) -> Iterator[None]:
        path = project / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self.file} has changed"
        path.write_text(text.replace(self.old, self.new))
        try:
            yield
        finally:
            path.write_text(text)


@dataclass(frozen=True, kw_only=True)
class Told:
    """``said`` is what the difference's own sentence holds; ``select`` asks enough."""

    what: Break
    select: str
    method: str
    path: str
    said: str


FLASK = f"flask/{PROJECT}"
ANSWERED_OTHERWISE = {
    "a status code": Told(
        what=Break(
            file=f"{FLASK}/catalog/api.py",
            old="@blueprint.output(schemas.ProductOut, 201)",
            new="@blueprint.output(schemas.ProductOut, 200)",
        ),
        select="test_a_new_row_is_answered_whole",
        method="POST",
        path="/api/products",
        said="status: 201 and 200",
    ),
    "a header": Told(
        what=Break(
            file=f"django/{PROJECT}/settings.py",
            old="SECURE_SSL_REDIRECT = not DEBUG\n",
            new="SECURE_SSL_REDIRECT = not DEBUG\n"
            'SECURE_REFERRER_POLICY = "no-referrer"\n',
        ),
        select="test_live_says",
        method="GET",
        path="/api/live",
        said="Referrer-Policy: “no-referrer” and “same-origin”",
    ),
    "a validation bound": Told(
        what=Break(
            file="django/catalog/schemas.py",
            old="Field(ge=0, le=1000)",
            new="Field(ge=0, le=999)",
        ),
        select="test_a_value_at_its_bounds_is_kept",
        method="PATCH",
        path="/api/products/",
        said="status: 422 and 200",
    ),
    "a sort order": Told(
        what=Break(
            file=f"{FLASK}/catalog/queries.py",
            old='order="-created_at"',
            new='order="created_at"',
        ),
        select="test_a_list_shows_its_columns",
        method="GET",
        path="/products",
        said="page row 1, ",
    ),
    "a cache not invalidated": Told(
        what=Break(
            file="django/catalog/summary.py",
            old="@receiver([post_save, post_delete])",
            new="@receiver([post_delete])",
        ),
        select="test_a_write_through_the_api_shows_at_once",
        method="GET",
        path="/api/summary",
        said="JSON products.count: ",
    ),
    "a permission": Told(
        what=Break(
            file=f"{FLASK}/accounts/auth.py",
            old="    if user and not user.is_editor:\n        abort(403, FOR_EDITORS)\n",
            new="",
        ),
        select="test_is_for_editors",
        method="POST",
        path="/api/products",
        said="status: 403 and ",
    ),
    "a format": Told(
        what=Break(
            file=f"{FLASK}/catalog/schemas.py",
            old="price: Annotated[str, fixed_places(2)]",
            new="price: Annotated[str, fixed_places(3)]",
        ),
        select="test_a_new_row_is_answered_whole",
        method="POST",
        path="/api/products",
        said="JSON price: ",
    ),
    "a page's value": Told(
        what=Break(
            file=f"{FLASK}/templates/catalog/product_detail.html",
            old="<dd>{{ product.name }}</dd>",
            new="<dd>about {{ product.name }}</dd>",
        ),
        select="test_a_detail_page_shows_every_field",
        method="GET",
        path="/products/",
        said="page Name: ",
    ),
}


@pytest.fixture(scope="module")
def prepared(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], tuple[list[Side], contract.Ready]]:
    """Give both sides with filled databases, made once and copied: no break is in them."""
    sides, found = steps.environments(
        pair.folders(project), tmp_path_factory.mktemp("prepared"), tell
    )
    assert not problems(found)
    ready = contract.prepare(sides)
    assert not ready.problems

    def copied(folder: Path) -> tuple[list[Side], contract.Ready]:
        copies = []
        for side in sides:
            scratch = folder / side.framework.name
            shutil.copytree(side.scratch, scratch)
            copies.append(replace(side, scratch=scratch))
        return copies, ready

    return copied


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(told, id=name, marks=() if name == "a status code" else ci)
        for name, told in ANSWERED_OTHERWISE.items()
    ],
)
def test_a_request_that_one_twin_answers_otherwise_is_named(
    told: Told,
    project: Path,
    prepared: Callable[[Path], tuple[list[Side], contract.Ready]],
    tmp_path: Path,
) -> None:
    """The request, what differs, and both answers."""
    with told.what.applied(project):
        asked = contract.ask(*prepared(tmp_path), Progress(tell), select=told.select)
    assert asked.contract
    assert asked.contract.same < asked.contract.requests
    differing = [e for e in asked.contract.exchanges if e.differences]
    named = [
        e
        for e in differing
        if (e.method, e.path[: len(told.path)]) == (told.method, told.path)
        and any(told.said in difference for difference in e.differences)
    ]
    assert named, [(e.method, e.path, e.differences) for e in differing]
    assert named[0].answers["django"] != named[0].answers["flask"]
    assert Result.FAILED in {step.result for step in asked.steps}


@pytest.fixture
def sides(project: Path, tmp_path: Path) -> list[Side]:
    sides, _ = steps.environments(pair.folders(project), tmp_path, tell)
    return sides


def test_a_hash_costs_little_and_says_what_was_asked_for(sides: list[Side]) -> None:
    """Half of the work would be hashing; what it costs is compared all the same."""
    script = (
        "from argon2 import PasswordHasher, exceptions, low_level\n"
        "hasher = PasswordHasher(time_cost=2, memory_cost=102400, parallelism=8)\n"
        "kept = hasher.hash('right')\n"
        "assert '$m=102400,t=2,p=8$' in kept, kept\n"
        "assert hasher.verify(kept, 'right') and not hasher.check_needs_rehash(kept)\n"
        "try: hasher.verify(kept, 'wrong')\n"
        "except exceptions.VerifyMismatchError: print('refused')\n"
        "import importlib\n"
        "plain = importlib.reload(low_level)\n"
        "cheap = kept.replace('m=102400,t=2,p=8', 'm=8,t=1,p=1').encode()\n"
        "print(plain.verify_secret(cheap, b'right', plain.Type.ID))\n"
    )
    for side in sides:
        done = side.starter.run("python", "-c", script, **side.variables)
        assert done.output.split() == ["refused", "True"], done.output


def problems(found: list[Step]) -> dict[str, str]:
    return {
        step.framework: "\n".join((step.problem, *step.details))
        for step in found
        if step.result is Result.FAILED
    }


@ci
def test_a_constraint_that_the_database_lacks_is_named(
    project: Path, sides: list[Side]
) -> None:
    """No request shows it: the starter's own tests write past the forms."""
    missing = (
        '        sa.CheckConstraint(\'"stock" <= 1000\', name="product_stock_max"),\n'
    )
    migration = Break(
        file="flask/migrations/versions/0001_initial.py", old=missing, new=""
    )
    model = Break(
        file=f"{FLASK}/catalog/models.py", old=missing.replace("sa.", ""), new=""
    )
    with migration.applied(project), model.applied(project):
        found = problems(steps.own_tests(sides, Progress(tell)))
    assert list(found) == ["flask"]
    assert "test_the_database_keeps_the_bounds_itself[Product-stock" in found["flask"]


def test_a_change_that_no_migration_makes_is_named(
    project: Path, sides: list[Side]
) -> None:
    change = Break(
        file="django/catalog/models.py",
        old="CharField(max_length=200)",
        new="CharField(max_length=180)",
    )
    with change.applied(project):
        found = problems(steps.drift(sides, Progress(tell)))
    assert list(found) == ["django"]
    assert "Alter field name on product" in found["django"]


def test_what_ruff_finds_is_named(project: Path, sides: list[Side]) -> None:
    import_ = Break(
        file="flask/wsgi.py", old="from myproject", new="import os\nfrom myproject"
    )
    with import_.applied(project):
        found = problems(steps.lint(sides, Progress(tell)))
    assert list(found) == ["flask"]
    assert "wsgi.py:3:8: F401" in found["flask"]


def test_a_server_that_does_not_start_hides_nothing_else(
    project: Path,
    prepared: Callable[[Path], tuple[list[Side], contract.Ready]],
    tmp_path: Path,
) -> None:
    broken = Break(file="flask/wsgi.py", old="app = create_app()", new="app = 1 / 0")
    with broken.applied(project):
        asked = contract.ask(*prepared(tmp_path), Progress(tell))
    assert asked.contract is None
    assert [(s.framework, s.result.value) for s in asked.steps] == [
        ("django", "ok"),
        ("flask", "failed"),
    ]
    assert "ZeroDivisionError: division by zero" in asked.steps[1].problem


def test_contract_tests_that_differ_are_named(project: Path) -> None:
    more = Break(
        file="flask/tests/contract/test_service.py",
        old="def test_live_says",
        new="def test_that_live_says",
    )
    with more.applied(project):
        assert different_files(pair.folders(project)) == (
            "tests/contract/test_service.py",
        )
    assert different_files(pair.folders(project)) == ()


@pytest.fixture(scope="module")
def quick(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pair with next to no tests of its own: its later steps come soon."""
    folder = tmp_path_factory.mktemp("quick") / PROJECT
    shutil.copytree(project, folder)
    for file in folder.glob("*/tests/test_*.py"):
        if file.stem != "test_service":
            file.unlink()
    return folder


@pytest.mark.parametrize(
    ("step", "number"),
    [
        pytest.param("Installing", signal.SIGKILL, marks=ci),
        ("Migrating", signal.SIGTERM),
        pytest.param("own tests", signal.SIGKILL, marks=ci),
        pytest.param("Asking both", signal.SIGINT, marks=ci),
        pytest.param("Asking both", signal.SIGKILL, marks=ci),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_nothing_runs_on_after_a_check_that_was_ended(
    step: str,
    number: signal.Signals,
    quick: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No process is left, nothing was written, and the next run finds what it needs."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    if step == "Installing":
        # What uv has downloaded is kept elsewhere.
        monkeypatch.setenv("UV_CACHE_DIR", os.environ["XDG_CACHE_HOME"] + "/uv")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = contents(quick)
    with subprocess.Popen(
        [*SCAFFOLD, "check", quick],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout and process.stderr
        assert any(step in line for line in process.stderr)
        wait_for(lambda: len(processes_of(scratch, quick)) > 1, "what it starts")
        process.send_signal(number)
        said, printed = process.stderr.read(), process.stdout.read()
        status = process.wait(LIMIT)
    assert not gone(scratch, quick)
    assert contents(quick) == before
    assert printed == ""
    if number is signal.SIGKILL:
        assert status == -number
    else:
        assert status == 130
        assert said.endswith(
            "Error: interrupted, every process that it started has ended.\n"
        )
        assert not list(scratch.iterdir())
    if step == "Installing":
        made = environment(quick / "django", tell)
        run(made / "bin" / "python", "-c", "import django, pytest, gunicorn")
