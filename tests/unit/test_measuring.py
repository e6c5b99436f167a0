"""Measuring, as far as no server is needed: parsing, sizes, reuse, what is asked."""

import json
import os
import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from test_results import WHOLE as KEPT

from scaffold import measure, samples
from scaffold.cli import run
from scaffold.compare.questions import Question, questions
from scaffold.measure import (
    asked,
    clients,
    gauges,
    machine,
    memory,
    processor,
    routes,
    sites,
)
from scaffold.measure.busy import busy
from scaffold.measure.clients import Call, Threads, parsed, quantile
from scaffold.measure.gauges import startup
from scaffold.measure.gauges.under_load import readings
from scaffold.measure.plan import QUICK, WHOLE
from scaffold.measure.readings import groups
from scaffold.measure.rounds import duration
from scaffold.measure.routes import Work, work
from scaffold.measure.run import tell_how_busy
from scaffold.project import results
from scaffold.project.results import Contract, Measured
from scaffold.run import processes, starters
from scaffold.run.databases import _without_password, is_postgresql
from scaffold.run.processes import Finished
from scaffold.spec import default_spec, toml
from scaffold.system.errors import NotAPair, ScaffoldError

ROOT = Path(__file__).parents[2]
SIDES = ("django", "flask")
SPECS = {
    "default": default_spec(),
    **{
        name: toml.load(ROOT / "tests" / "specs" / f"{name}.toml")
        for name in ("shop", "everything", "large")
    },
}
WRK = """\
ready
Running 2s test @ http://127.0.0.1:8000/api/products
  1 threads and 8 connections
  Latency Distribution
     50%    9.00ms
     99%   27.60ms
  400 requests in 500.00ms, 1.29MB read
  Non-2xx or 3xx responses: 3
Requests/sec:    800.00
{"requests": 400, "microseconds": 500000, "bad_status": 3, "unanswered": 100, \
"p50": 9000, "p95": 20500, "p99": 27600}
"""


def test_what_wrk_found_is_in_seconds_and_shares() -> None:
    """Requests that were not answered count among all, not into the throughput."""
    load = parsed(WRK)
    assert load.throughput == 800
    assert (load.p50, load.p95, load.p99) == (0.009, 0.0205, 0.0276)
    assert load.requests == 500
    assert load.errors == pytest.approx(103 / 500)


def test_a_wrk_that_fails_is_told_in_one_line() -> None:
    with pytest.raises(ScaffoldError, match="wrk failed: unable to connect"):
        parsed("unable to connect to 127.0.0.1:1 Connection refused\n")


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.99, 5.0),
        ([1.0, 2.0], 0.50, 1.0),
        ([float(n) for n in range(1, 101)], 0.50, 50.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
        ([float(n) for n in range(1, 102)], 0.99, 100.0),
    ],
    ids=["of one", "of two", "median", "95th", "99th", "99th of 101"],
)
def test_a_quantile_is_the_nearest_rank(
    values: list[float], share: float, expected: float
) -> None:
    assert quantile(values, share) == expected


class Handler(BaseHTTPRequestHandler):
    """Answers what it is sent: 409 for a body that it has seen, else 200."""

    protocol_version = "HTTP/1.1"
    seen: Counter[bytes] = Counter()
    connections: set[object] = set()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen[body] += 1
        self.connections.add(self.client_address)
        self.send_response(200 if self.seen[body] == 1 else 409)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@pytest.fixture
def url() -> Iterator[str]:
    Handler.seen, Handler.connections = Counter(), set()
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Clock(threading.local):
    """Each look at it takes a second, in each thread for itself."""

    now = 0.0

    def perf_counter(self) -> float:
        self.now += 1
        return self.now


def test_the_python_client_sends_each_body_in_turn_on_kept_connections(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "time", Clock())
    bodies = [b"%d" % number for number in range(100)]
    load = Threads().load(Call(url=url, method="POST", bodies=bodies), 3, 20)
    assert load.errors == 0
    assert load.requests == 3 * 10 == Handler.seen.total() == len(Handler.seen)
    assert len(Handler.connections) == 3
    assert load.p50 == load.p95 == load.p99 == 1


def test_the_python_client_tells_the_share_of_failures(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "time", Clock())
    load = Threads().load(Call(url=url, method="POST", bodies=[b"a", b"b"]), 1, 20)
    assert load.errors == pytest.approx(1 - 2 / 10)


def test_without_wrk_the_client_is_the_one_in_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clients.best(tmp_path).name == "Python"


def test_a_server_that_answers_nothing_is_no_figure() -> None:
    with pytest.raises(clients.NothingAnswered):
        Threads().load(Call(url="http://127.0.0.1:1/"), 1, 0.05)


def test_a_burst_too_short_for_an_answer_is_repeated_with_further_rows() -> None:
    class Slow:
        name = "slow"
        calls: list[tuple[Call, float]] = []

        def load(self, call: Call, connections: int, seconds: float) -> clients.Load:
            self.calls.append((call, seconds))
            if len(self.calls) == 1:
                raise clients.NothingAnswered
            return parsed(WRK)

    slow = Slow()
    clients.load(slow, Call(url="", bodies=[b"1", b"2", b"3", b"4"]), 1, 0.5)
    (first, short), (second, longer) = slow.calls
    assert longer > short
    assert second.bodies == first.bodies[2:]


only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")


@contextmanager
def waiting_for(child: str) -> Iterator[int]:
    """A process that waits for this Python, which prints a line when it has done its work."""
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, process_group=0
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            os.killpg(process.pid, 9)


@only_linux
def test_memory_is_that_of_a_process_and_all_below_it() -> None:
    child = "import time; block = bytes(30_000_000); print(flush=True); time.sleep(60)"
    with waiting_for(child) as process:
        family = memory.family(process)
        size = memory.proportional(process)
    assert len(family) == 2 and family[0] == process
    assert size and size > 5_000_000


def test_memory_of_a_process_that_is_gone_is_left_out() -> None:
    assert memory.proportional(2**22 + 1) is None


@only_linux
def test_processor_time_is_that_of_a_process_and_all_below_it() -> None:
    """The parent waits; its child computes for a while."""
    child = (
        "import time\nwhile time.process_time() < 0.3: pass\n"
        "print(flush=True); time.sleep(60)"
    )
    with waiting_for(child) as process:
        together = processor.seconds(process)
    assert together and together > 0.3


def test_the_processor_time_of_a_process_that_is_gone_is_left_out() -> None:
    assert processor.seconds(2**22 + 1) is None


def answering(*outputs: str) -> Callable[..., list[Finished]]:
    """What tries the processors, with these answers."""
    found = [Finished(command=(), status=0, output=output) for output in outputs]
    return lambda jobs, timeout: found[: len(jobs)]


@pytest.mark.parametrize(
    ("outputs", "found"),
    [
        (("1.0", "1.0"), 0.0),
        (("1.002\n", "0.999"), 0.0),
        (("0.5", "0.7"), 0.4),
        (("0.5", "Killed"), None),
        (("", "1.0"), None),
    ],
)
def test_how_busy_a_machine_is_is_what_measuring_would_not_get(
    outputs: tuple[str, ...],
    found: float | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 8)
    monkeypatch.setattr(processes, "run_together", answering(*outputs))
    assert busy(tmp_path) == (
        found if found is None else pytest.approx(found, abs=0.01)
    )


@pytest.mark.skipif(sys.platform != "linux", reason="needs a processor of its own")
def test_other_work_on_the_same_processor_is_noticed(tmp_path: Path) -> None:
    """For real: three others want the only processor that there is."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    hog = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(hog) for _ in range(3)]
    try:
        found = busy(tmp_path, 0.5)
    finally:
        for other in others:
            other.kill()
            other.wait()
        os.sched_setaffinity(0, before)
    assert found and found > results.TOO_BUSY


@pytest.mark.parametrize(
    ("others", "says"),
    [
        (0.05, []),
        (0.6, ["This machine is busy: other programs take 60 %"]),
        (None, ["How busy this machine is cannot be found out"]),
    ],
    ids=["quiet", "busy", "not known"],
)
def test_a_busy_machine_is_told_of_in_one_line_before_it_is_measured(
    others: float | None, says: list[str]
) -> None:
    told: list[str] = []
    tell_how_busy(others, told.append)
    assert [line.startswith(start) for line, start in zip(told, says, strict=True)] == [
        True for _ in says
    ]
    assert not any("\n" in line for line in told)


def test_a_quick_run_takes_about_a_minute() -> None:
    """By the plan; most of its time goes into rounds."""
    assert 45 < QUICK.seconds(routes=5) < 75
    assert QUICK.seconds(routes=5) < WHOLE.seconds(routes=5) / 5


@pytest.fixture(scope="module")
def asked_of(soak: bool) -> Iterator[Callable[[str], Work]]:
    """Give what is asked of the starters of a spec; before the soak of few rows."""
    with pytest.MonkeyPatch.context() as patched:
        if not soak:
            patched.setattr(routes, "_IN_A_BURST", 100)
        yield cache(lambda name: work(SPECS[name], rows=300, bursts=3))


@pytest.mark.parametrize("name", SPECS)
def test_the_model_with_the_most_relations_is_measured(
    asked_of: Callable[[str], Work], name: str
) -> None:
    spec = SPECS[name]
    most = max(len(model.relations) for model in spec.models)
    first = next(model for model in spec.models if len(model.relations) == most)
    plural = first.plural_name
    todo = asked_of(name)
    assert [route.name for route in (*todo.routes, todo.creates)] == [
        "GET /api/health",
        f"GET /api/{plural}",
        f"GET /api/{plural}/{{id}}",
        f"GET /{plural}",
        f"POST /api/{plural}",
    ]
    assert len(todo.rows[plural]) == 300


@pytest.mark.parametrize("name", SPECS)
def test_no_row_breaks_a_rule_of_uniqueness(
    asked_of: Callable[[str], Work], name: str
) -> None:
    """Over all that is filled in or created, sets of the spec included."""
    todo = asked_of(name)
    model = SPECS[name].by_name[todo.model.name]
    sets = [(f.name,) for f in model.fields if f.single_valued] + list(model.unique)
    sent = todo.singly if not sets else sum(todo.bursts, todo.singly)
    rows = todo.rows[model.plural_name] + [json.loads(body) for body in sent]
    for names in sets:
        keys = [tuple(str(row[model.by_name[n].api]) for n in names) for row in rows]
        present = [key for key in keys if "None" not in key]
        assert len(set(present)) == len(present) > 0
    assert len(todo.bursts) == 3


@pytest.mark.parametrize("name", SPECS)
def test_new_rows_refer_to_rows_that_are_there(
    asked_of: Callable[[str], Work], name: str
) -> None:
    todo = asked_of(name)
    sizes = {m.name: len(todo.rows[m.plural_name]) for m in SPECS[name].models}
    for body in sum(todo.bursts, todo.singly):
        row = json.loads(body)
        for field in todo.model.relations:
            found = row[field.api]
            numbers = found if isinstance(found, list) else [found]
            assert all(n is None or n <= sizes[str(field.target)] for n in numbers)
            assert field.target != todo.model.name or not any(numbers)


def test_creates_are_left_out_where_too_few_rows_can_be_unique() -> None:
    spec = toml.from_options(["Day date:date:unique open:boolean"])
    todo = work(spec, rows=300, bursts=3)
    assert todo.bursts == ()
    assert len(todo.rows["days"]) == 300 and len(todo.singly) == 200


def test_asking_for_more_rows_changes_none_of_the_first() -> None:
    spec = SPECS["everything"]
    counts = {model.name: 100 for model in spec.models}
    more = samples.rows(spec, counts)["groups"]
    assert len(more) == 100
    names = [row["name"] for row in more[: samples.ROWS]]
    assert names == [row["name"] for row in samples.rows(spec)["groups"]]


def test_the_most_demanding_list_is_long_sorted_and_searched(
    asked_of: Callable[[str], Work],
) -> None:
    many, summary = asked_of("shop").demanding
    assert many.path == "/api/products?limit=100&sort=-name&q=a"
    assert summary.path == "/api/summary"


def test_processor_time_is_read_under_the_most_connections_alone() -> None:
    few, many = (replace(parsed(WRK), processor=seconds) for seconds in (0.001, 0.002))
    (quantity, value), *others = readings("GET /", {1: few, 8: many}).items()
    assert (quantity.name, quantity.unit, value) == (
        "processor GET / @8",
        "cpu s",
        0.002,
    )
    assert not any(other.name.startswith("processor") for other, _ in others)


def test_a_figure_has_the_rounds_of_both_sides_in_their_order() -> None:
    load = parsed(WRK)
    rounds = [
        {**startup.bare(started(at)), **readings("GET /", {1: load, 8: load})}
        for at in (1, 2)
    ]
    starting, loads = groups({"django": rounds, "flask": rounds[::-1]})
    assert starting.title == "Start-up"
    assert starting.figures[0].rounds == {"django": (1, 2), "flask": (2, 1)}
    assert loads.title == "GET /"
    found = {figure.name: figure for figure in loads.figures}
    assert [name.partition(" ")[0] for name in found] == [
        kind for kind in ("throughput", "p50", "p95", "p99", "errors") for _ in range(2)
    ]
    assert found["throughput GET / @8"].better == "higher"
    assert found["p99 GET / @8"].unit == "s"
    assert found["errors GET / @8"].unit == "share"
    assert found["p99 GET / @8"].title == "99 % answered within, 8 connections"


def started(seconds: float) -> starters.Server:
    return starters.Server(url="", process=0, log=Path(), started=seconds)


def test_no_gauge_is_forgotten() -> None:
    """A module of the folder that no list names would measure nothing."""
    listed = (*gauges.BARE, *gauges.MATCHED, *gauges.COUNTED)
    folder = Path(gauges.__file__).parent
    assert {gauge.__module__.rpartition(".")[2] for gauge in listed} == {
        file.stem for file in folder.glob("*.py") if file.stem != "__init__"
    }


def test_a_figure_that_a_round_lacks_is_left_out() -> None:
    """Without it nobody would know whose round is missing."""
    assert groups({"django": [startup.bare(started(1))], "flask": [{}]}) == ()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "about 5 s"), (41, "about 40 s"), (100, "about 2 min")],
)
def test_the_time_left_is_told_roundly(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("postgresql://user:pw@host:5432/name", True),
        ("postgres:///name", True),
        ("sqlite:///db.sqlite3", False),
        ("postgresql:", False),
        ("host", False),
        ("postgresql://[x", False),
    ],
)
def test_only_postgresql_servers_are_named(url: str, good: bool) -> None:
    assert is_postgresql(url) is good


def test_a_password_is_not_told() -> None:
    told = _without_password("postgresql://me:secret@host:5432/name?password=secret")
    assert told == "postgresql://host:5432/name"


def test_dependencies_are_those_of_the_lock_with_the_sizes_of_their_records(
    tmp_path: Path,
) -> None:
    """Each once, however often it is named; what is not installed is for elsewhere."""
    packages = tmp_path / "packages"
    for name, size in (("Big_One", 1000), ("small", 10), ("unnamed", 5000)):
        info = packages / f"{name.lower()}-1.2.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"
            + ("Requires-Dist: small>=1\nRequires-Dist: big-one; extra == 'x'\n" * 2)
            * (name == "unnamed")
        )
        (info / "RECORD").write_text(
            f"{name}.py,sha256=x,{size}\n{info.name}/METADATA,sha256=x,50\n"
            f"__pycache__/{name}.pyc,,\n{info.name}/RECORD,,\n"
        )
    (tmp_path / "requirements.txt").write_text(
        "# a comment\n"
        'big-one==1.2 ; python_version < "4" \\\n    --hash=sha256:abc\n'
        "big-one==1.3 ; python_version >= '4'\nsmall==1.2\nelsewhere==1.0\n"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\ndependencies = ["Big.One>=1,<2", "elsewhere[a]~=1.0"]\n'
    )
    said = subprocess.run(
        [sys.executable, sites.INSIDE / "inventory.py", "unnamed"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        check=True,
    )
    found = json.loads(said.stdout)
    assert (found["packages"], found["bytes"]) == (2, 1000 + 50 + 10 + 50)
    assert found["versions"] == {"Big_One": "1.2"}
    assert found["bare_bytes"] == 5000 + 50 + 10 + 50, "with what it requires, once"


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Two folders with code in them."""
    for framework in ("django", "flask"):
        folder = tmp_path / framework
        folder.mkdir()
        (folder / "models.py").write_text("x = 1\n")
    (tmp_path / "scaffold.toml").write_text("")
    return tmp_path


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Each measuring, which here finds ``KEPT`` at once."""
    runs: list[dict[str, object]] = []

    def instead(folder: Path, **options: object) -> Measured:
        runs.append(options)
        assert KEPT.measured
        kind = "PostgreSQL 15" if options["database_url"] else "SQLite 3"
        return replace(KEPT.measured, quick=bool(options["quick"]), database=kind)

    monkeypatch.setattr(measure, "measure", instead)
    return runs


def keep(folder: Path, **options: object) -> results.Measurements:
    usual = {"quick": False, "again": False, "database_url": None, "contract": None}
    return measure.keep(folder, tell=lambda _: None, **usual | options)


def test_what_is_no_pair_is_not_measured(
    tmp_path: Path, measured: list[dict[str, object]]
) -> None:
    with pytest.raises(NotAPair):
        keep(tmp_path)
    assert not measured


def test_the_contract_is_kept_even_if_measuring_fails(
    pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Measured:
        raise ScaffoldError("no server")

    monkeypatch.setattr(measure, "measure", fails)
    contract = Contract(at="", requests=10, same=10, exchanges=())
    with pytest.raises(ScaffoldError):
        keep(pair, contract=lambda: contract)
    known = results.load(pair)
    assert known and known.contract == contract


def test_what_was_measured_is_kept_until_the_code_changes(
    pair: Path, measured: list[dict[str, object]]
) -> None:
    first = keep(pair)
    assert results.load(pair) == first
    assert keep(pair) == first and len(measured) == 1
    (pair / "flask" / "models.py").write_text("x = 2\n")
    assert keep(pair).code != first.code
    assert len(measured) == 2


@pytest.mark.parametrize(
    ("before", "then", "runs"),
    [
        ({"quick": True}, {"quick": True}, 1),
        ({"quick": True}, {"quick": False}, 2),
        ({"quick": False}, {"quick": True}, 1),
        ({}, {"again": True}, 2),
        ({}, {"database_url": "postgresql://x/y"}, 2),
        ({"database_url": "postgresql://x/y"}, {}, 2),
    ],
    ids=[
        "a quick one again",
        "a whole one after a quick one",
        "a whole one serves as a quick one",
        "again",
        "another database",
        "back on SQLite",
    ],
)
def test_it_measures_only_what_is_not_there(
    pair: Path,
    measured: list[dict[str, object]],
    before: dict[str, object],
    then: dict[str, object],
    runs: int,
) -> None:
    keep(pair, **before)
    keep(pair, **then)
    assert len(measured) == runs


def test_what_a_busy_machine_measured_is_not_taken_for_more_than_it_is(
    pair: Path, measured: list[dict[str, object]]
) -> None:
    assert KEPT.measured and KEPT.measured.was_too_busy
    keep(pair)
    told: list[str] = []
    measure.keep(pair, quick=False, again=False, database_url=None, tell=told.append)
    assert len(measured) == 1
    assert "on a busy machine; --again measures anew" in told[0]


def test_a_pair_that_does_not_answer_alike_is_not_measured(
    pair: Path, measured: list[dict[str, object]]
) -> None:
    contract = Contract(at="", requests=10, same=9, exchanges=())
    with pytest.raises(ScaffoldError, match="1 of 10 requests differently"):
        keep(pair, contract=lambda: contract)
    assert not measured
    known = results.load(pair)
    assert known and known.contract == contract and not known.measured


def test_the_contract_is_kept_with_the_figures(
    pair: Path, measured: list[dict[str, object]]
) -> None:
    contract = Contract(at="", requests=10, same=10, exchanges=())
    assert keep(pair, contract=lambda: contract).contract == contract
    again = keep(pair, again=True, contract=lambda: pytest.fail("asked once more"))
    assert again.contract == contract and len(measured) == 2


@pytest.mark.parametrize(
    "options",
    [["--quick"], ["--again"], ["--database-url", "postgresql://x/y"]],
    ids=lambda options: options[0],
)
def test_options_of_measuring_need_measure(
    pair: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(pair), *options]) == 2
    assert "need --measure" in capsys.readouterr().err


def test_a_database_that_is_not_postgresql_is_refused(
    pair: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--measure", "--database-url", "sqlite:///x"]
    assert run(["compare", str(pair), *options]) == 2
    assert "postgresql://" in capsys.readouterr().err


def asked_of_shop() -> list[Question]:
    return list(questions(toml.load(ROOT / "tests" / "specs" / "shop.toml"), "shop"))


def fake_sites() -> list[sites.Site]:
    return [cast("sites.Site", SimpleNamespace(name=name)) for name in SIDES]


def test_only_questions_that_both_answer_alike_are_timed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask(
        site: sites.Site, of: list[Question], **_: object
    ) -> dict[str, asked.Asked]:
        odd = site.name == "flask"
        return {
            each.name: asked.Asked(
                answer=[2 if odd and each.name == "nested" else 1],
                sent=(f"SELECT {site.name}",),
                seconds=0.5 if each.name != "window" else None,
            )
            for each in of
        }

    monkeypatch.setattr(asked, "ask_site", ask)
    told: list[str] = []
    alike, sent = asked.first(fake_sites(), asked_of_shop(), told.append)
    assert [each.name for each in alike] == ["window", "recursive", "conditional"]
    assert told == ["Not timed, the answers differ: A nested prefetch"]
    assert sent["flask"]["window"] == ("SELECT flask",)
    found = asked.readings(alike, ask(fake_sites()[0], asked_of_shop()))
    names = [quantity.name for quantity in found]
    assert names == ["question.recursive", "question.conditional"]


def test_a_project_whose_models_are_others_by_now_is_measured_without_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask(*_: object, **__: object) -> None:
        raise ScaffoldError("questions.py failed: ImportError: no Product.")

    monkeypatch.setattr(asked, "ask_site", ask)
    told: list[str] = []
    assert asked.first(fake_sites(), asked_of_shop(), told.append) == ((), {})
    assert "not asked: questions.py failed" in told[0]
