"""The two starters behind gunicorn, on PostgreSQL and on SQLite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Contender, Figure, ratio, rounds, row
from scaffold import frameworks
from scaffold.measure import clients, memory
from scaffold.measure.asking import Conversation, headers_for
from scaffold.measure.clients import Call
from scaffold.measure.routes import Route
from scaffold.measure.sites import EDITOR, statements
from scaffold.run.starters import Server, Starter, last_line, starter
from services import Postgres, Redis, postgres_binaries

HERE = Path(__file__).parent
SPEC = HERE.parent / "tests" / "specs" / "shop.toml"
PROJECT = "myproject"
ROWS = 100_000
#: A cursor behind this id: page 4,950 of 5,000.
DEEP = 99_000
#: So many keep every core at work; memory is told for the same number.
WORKERS = max(2, os.cpu_count() or 2)
#: Seconds of load in each round, and its connections.
BURST = 1
CONNECTIONS = 4
#: Without preloading; all else is as the starter has it.
NO_PRELOAD = """\
from pathlib import Path

exec(Path("gunicorn.conf.py").read_text())
preload_app = False
"""
#: What gunicorn imports of beside/; it finds the starter itself.
TARGETS = {
    "django": {"naive": "bench_naive", "bare": "bench_bare", "usual": "bench_usual"},
    "flask": {"naive": "bench_naive:app", "bare": "bench_bare:app"},
}
#: What each small answer keeps of the throughput of which view, at least.
SMALL = {
    "django": [("live", "usual", 0.9), ("live", "bare", None), ("health", "bare", 0.5)],
    "flask": [("live", "bare", 0.7), ("health", "bare", 0.7)],
}
LOGS = count(1)
PRODUCT = '{"name": "%s", "price": "9.90", "category_id": 1, "tag_ids": [1, 2]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A starter with filled tables in one database, named as in the report."""

    starter: Starter
    database: str
    scratch: Path
    variables: Mapping[str, str]

    @property
    def framework(self) -> str:
        return self.starter.framework.name

    @property
    def name(self) -> str:
        return f"{self.framework}, {self.database}"

    def serve(self, what: str, *options: str | Path) -> AbstractContextManager[Server]:
        return self.starter.serving(
            self.scratch / f"{self.framework}-{next(LOGS)}.log",
            *options,
            target=TARGETS[self.framework].get(what, ""),
            **self.variables,
            # Python keeps what it compiled, as it does in production.
            PYTHONDONTWRITEBYTECODE="",
            WEB_CONCURRENCY=str(WORKERS),
        )


def report() -> Iterator[str]:
    """The lines of the report; takes about ten minutes."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        scratch = Path(folder)
        postgres, redis = services(scratch, stack)
        client = clients.best(scratch)
        starters = [prepared(framework, scratch) for framework in frameworks.ALL]
        yield (
            f"The starters: gunicorn as they configure it, {WORKERS} workers, load by "
            f"{client.name}, medians of interleaved rounds"
        )
        sites = [
            filled(
                Site(
                    starter=starter,
                    database=database,
                    scratch=scratch,
                    variables=variables | {"CACHE_URL": redis.url},
                )
            )
            for starter in starters
            for database, variables in (
                (
                    "PostgreSQL",
                    {"DATABASE_URL": postgres.database(starter.framework.name)},
                ),
                ("SQLite", {}),
            )
        ]
        yield from sent(sites)
        for site in sites:
            yield from lists(site, client)
        for site in sites:
            if site.database == "PostgreSQL":
                yield from small_answers(site, client)
        yield from start_and_memory(
            [site for site in sites if site.database == "PostgreSQL"],
            client,
            no_preload=written(scratch / "no_preload.py", NO_PRELOAD),
        )


def services(scratch: Path, stack: ExitStack) -> tuple[Postgres, Redis]:
    """A PostgreSQL and a Redis of our own, stopped with `stack`."""
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError("The benchmarks need a PostgreSQL server installed.")
    # Its account may not enter our own folder.
    folder = stack.enter_context(TemporaryDirectory(prefix="scaffold-postgres-"))
    postgres = Postgres(folder=Path(folder), binaries=binaries)
    postgres.create()
    postgres.start()
    stack.callback(postgres.stop)
    redis = Redis(folder=scratch / "redis")
    redis.start()
    stack.callback(redis.stop)
    return postgres, redis


def prepared(framework: frameworks.Framework, scratch: Path) -> Starter:
    """The starter of the design's shop, with the files of beside/ in its folder."""
    command = ("scaffold", framework.name, PROJECT, "--models", SPEC)
    folder = scratch / framework.name
    subprocess.run(
        [sys.executable, "-m", *command, "--output-dir", folder],
        check=True,
        capture_output=True,
    )
    project = folder / PROJECT
    shutil.copytree(HERE / "beside" / framework.name, project, dirs_exist_ok=True)
    return starter(framework, project, tell=partial(print, file=sys.stderr))


def filled(site: Site) -> Site:
    site.starter.run_all(site.starter.setting_up(EDITOR, **site.variables))
    if site.framework == "django":
        site.starter.manage("collectstatic", "--noinput", **site.variables)
    said(site, "bench_fill.py", str(ROWS))
    return site


def sent(sites: list[Site]) -> Iterator[str]:
    """The number of database statements of each route, a column for each site."""
    found = [
        statements(
            site.starter, asked(site), site.scratch / "requests", **site.variables
        )
        for site in sites
    ]
    yield "Statements of each route (" + "; ".join(site.name for site in sites) + ")"
    for route in found[0]:
        yield f"  {route:<62} " + " ".join(f"{each[route]:>4}" for each in found)


def asked(site: Site) -> list[dict[str, object]]:
    """Each kind of request once; the row that is created is changed and deleted."""
    with (
        site.serve("starter") as server,
        closing(Conversation(server.url)) as conversation,
    ):
        token = conversation.token(EDITOR)
        first = Route(
            name="first", method="POST", path="/api/products", needs_editor=True
        )
        made = conversation.must(first, token=token, body=product("Measured"))
    row = f"/api/products/{json.loads(made)['id']}"
    routes = (
        ("API list, 20 rows", "GET", "/api/products", None),
        ("API list, 100 rows", "GET", "/api/products?limit=100", None),
        (
            "API list, later page",
            "GET",
            f"/api/products?cursor={cursor(site, 'id')}",
            None,
        ),
        ("API list, search", "GET", "/api/products?q=product%2012", None),
        ("API detail", "GET", row, None),
        ("API create", "POST", "/api/products", product("Another")),
        ("API replace", "PUT", row, product("Third")),
        ("API update", "PATCH", row, product("Fourth")),
        ("API delete", "DELETE", row, None),
        ("API summary, after a write", "GET", "/api/summary", None),
        ("API summary, cached", "GET", "/api/summary", None),
        ("health", "GET", "/api/health", None),
        ("live", "GET", "/api/live", None),
        ("home page", "GET", "/", None),
        ("list page", "GET", "/products", None),
        ("detail page", "GET", "/products/1", None),
    )
    return [
        {
            "name": name,
            "method": method,
            "path": path,
            "headers": headers_for("" if method == "GET" else token, bool(body)),
            "body": body.decode() if body else None,
        }
        for name, method, path, body in routes
    ]


def product(name: str) -> bytes:
    return (PRODUCT % name).encode()


def lists(site: Site, client: clients.Client) -> Iterator[str]:
    """Page 1 against a late page, a naive list and a bare one."""
    with (
        site.serve("starter") as starter,
        site.serve("naive") as naive,
        site.serve("bare") as bare,
    ):
        page = f"{starter.url}/api/products?sort="
        contenders = {
            "by id": burst(client, f"{page}id"),
            "by id, deep": burst(client, f"{page}id&cursor={cursor(site, 'id')}"),
            "newest": burst(client, f"{page}-created_at"),
            "newest, deep": burst(
                client, f"{page}-created_at&cursor={cursor(site, '-created_at')}"
            ),
            "naive": burst(client, f"{naive.url}/naive/products"),
            "bare": burst(client, f"{bare.url}/api/products"),
        }
        taken = rounds(contenders, 5)
    yield f"Lists of 20 of {ROWS:,} rows: {site.name}"
    for name, figure in taken.items():
        yield row(name, 1 / figure.median, "requests/s")
    for order in ("by id", "newest"):
        against = ratio(taken[f"{order}, deep"], taken[order])
        yield row(f"deep page / page 1, {order}", against, "x", at_most=1.25)
    against = ratio(taken["naive"], taken["newest"])
    aim = 10 if site.database == "PostgreSQL" else None
    yield row("naive list / generated list, time of each", against, "x", at_least=aim)
    yield row("throughput / bare list's", share(taken, "by id", "bare"), "x")


def small_answers(site: Site, client: clients.Client) -> Iterator[str]:
    """Routes that hardly do anything: what stands around every view."""
    wanted = SMALL[site.framework]
    asked = {("starter", name) for name, _, _ in wanted}
    asked |= {(beside, name) for name, beside, _ in wanted}
    with ExitStack() as stack:
        servers = {
            what: stack.enter_context(site.serve(what))
            for what in sorted({what for what, _ in asked})
        }
        taken = rounds(
            {
                f"{what} {name}": burst(client, f"{servers[what].url}/api/{name}")
                for what, name in sorted(asked)
            },
            9,
        )
    yield f"Small answers: {site.name}"
    for name, figure in taken.items():
        yield row(name, 1 / figure.median, "requests/s")
    for name, beside, aim in wanted:
        against = share(taken, f"starter {name}", f"{beside} {name}")
        label = f"/api/{name}, throughput / {beside} view's"
        yield row(label, against, "x", at_least=aim)


def start_and_memory(
    sites: list[Site], client: clients.Client, no_preload: Path
) -> Iterator[str]:
    """From command to first answer, and memory with two workers."""
    ways: dict[str, tuple[Site, str, tuple[str | Path, ...]]] = {}
    for site in sites:
        framework = site.framework
        ways[f"{framework}, preloaded"] = (site, "starter", ())
        ways[f"{framework}, not preloaded"] = (
            site,
            "starter",
            ("--config", no_preload),
        )
        ways[f"{framework}, bare"] = (site, "bare", ())
    remembered: dict[str, list[Memory]] = {name: [] for name in ways}

    def start(name: str) -> float:
        site, what, options = ways[name]
        with site.serve(what, *options) as server:
            remembered[name].append(after_requests(server, client))
            return server.started

    taken = rounds({name: partial(start, name) for name in ways}, 5)
    yield f"Start and memory of {WORKERS} workers, on PostgreSQL and Redis"
    for name, figure in taken.items():
        yield row(f"{name}: to the first answer", figure.median * 1000, "ms")
    for name, found in remembered.items():
        last = found[-1]
        yield row(f"{name}: all processes (PSS)", last.proportional / 2**20, "MiB")
        yield row(f"{name}: unique to workers (USS)", last.unique / 2**20, "MiB")
    for site in sites:
        framework = site.framework
        kept = remembered[f"{framework}, preloaded"][-1].unique
        whole = remembered[f"{framework}, not preloaded"][-1].unique
        label = f"{framework}: unique memory, preloaded / not preloaded"
        yield row(label, kept / whole, "x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes of a server's processes together.

    ``proportional`` shares a page among those who map it (PSS), ``unique`` counts
    only pages that no other process maps (USS), of the workers alone.
    """

    proportional: int
    unique: int


def after_requests(server: Server, client: clients.Client) -> Memory:
    """Memory once each worker has answered what it will be asked."""
    for path in ("/api/health", "/api/products"):
        burst(client, f"{server.url}{path}")()
    everyone = memory.family(server.process)
    private = ("Private_Clean", "Private_Dirty")
    return Memory(
        proportional=sum(memory.of(process, "Pss") for process in everyone),
        unique=sum(memory.of(process, *private) for process in everyone[1:]),
    )


def burst(client: clients.Client, url: str) -> Contender:
    """Seconds that each request to `url` takes of a burst of many."""

    def cost() -> float:
        call = Call(url=url, headers=headers_for("", has_body=False))
        load = client.load(call, CONNECTIONS, BURST)
        if load.errors:
            raise RuntimeError(f"{url}: {load.errors:.1%} of the requests failed")
        return 1 / load.throughput

    return cost


def share(taken: Mapping[str, Figure], name: str, baseline: str) -> float:
    """Throughput of `name` as a share of the baseline's."""
    return ratio(taken[baseline], taken[name])


def cursor(site: Site, sort: str) -> str:
    """The cursor behind row DEEP, or in descending order behind its counterpart."""
    row_id = ROWS - DEEP if sort.startswith("-") else DEEP
    return said(site, "bench_cursor.py", sort, str(row_id))


def said(site: Site, *script: str) -> str:
    """The last line that a file of beside/ prints; lines of the log may precede it."""
    done = site.starter.run("python", *script, **site.variables)
    if not done.ok:
        raise RuntimeError(done.output)
    return last_line(done.output)


def written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file
