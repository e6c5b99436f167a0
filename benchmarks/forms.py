"""What a form costs whose relations lead to 100,000 rows, against one of 100 rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.measure import Contender, ratio, rounds, row, seconds
from benchmarks.starters import Site, prepared, said, services
from scaffold import frameworks
from scaffold.measure.sites import EDITOR
from scaffold.run.starters import Server

#: Categories, and as many tags: a small shop's, and a large one's.
FEW, MANY = 100, 100_000
#: Of each round; their mean is what it cost.
REQUESTS = 5
ROUNDS = 7
PAGE = "/products/new"
ADMINS = {"django": "/admin/catalog/product/add/", "flask": "/admin/products/new/"}
TYPED = {"name": "Lamp", "price": "not a price", "status": "draft"}
CHOSEN = {"category": "7", "tags": ["3", "5"]}
_TOKEN = re.compile(r'name="(csrf\w+)"[^>]*value="([^"]+)"')
_HERE = {
    "Host": "localhost",
    "Referer": "https://localhost/",
    "X-Forwarded-Proto": "https",
}


def report() -> Iterator[str]:
    """The lines of the report; takes about five minutes."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        scratch = Path(folder)
        postgres, redis = services(scratch, stack)
        yield (
            f"Forms whose relations lead to {MANY:,} rows against {FEW:,}, and what "
            "they are at most larger by; medians of interleaved rounds"
        )
        for framework in frameworks.ALL:
            starter = prepared(framework, scratch)
            for database in ("PostgreSQL", "SQLite"):
                site = Site(
                    starter=starter,
                    database=database,
                    scratch=scratch,
                    variables={"CACHE_URL": redis.url},
                )
                few, many = (
                    related(
                        replace(
                            site,
                            variables=site.variables
                            | {
                                "DATABASE_URL": postgres.database(
                                    f"forms_{framework.name}_{rows}"
                                )
                                if database == "PostgreSQL"
                                else f"sqlite:///{scratch}/{framework.name}{rows}.db"
                            },
                        ),
                        rows,
                    )
                    for rows in (FEW, MANY)
                )
                yield from compared(few, many)


def related(site: Site, rows: int) -> Site:
    site.starter.run_all(site.starter.setting_up(EDITOR, **site.variables))
    if site.framework == "django":
        site.starter.manage("collectstatic", "--noinput", **site.variables)
    said(site, "bench_related.py", str(rows))
    return site


def compared(few: Site, many: Site) -> Iterator[str]:
    with few.serve("starter") as small, many.serve("starter") as large:
        visitors = {FEW: Editing(small), MANY: Editing(large)}
        ways = {
            "form": lambda visitor: visitor.get(PAGE),
            "refused form": lambda visitor: visitor.post({**TYPED, **CHOSEN}, 422),
            "search": lambda visitor: visitor.post(
                {**TYPED, "_search": "category", "category_q": "Category 42"}, 200
            ),
            "form of the admin": lambda visitor: visitor.get(ADMINS[few.framework]),
        }
        taken = rounds(
            {
                f"{way}, {rows}": asked(ways[way], visitor)
                for way in ways
                for rows, visitor in visitors.items()
            },
            ROUNDS,
        )
        sizes = {
            way: len(ways[way](visitors[MANY])) / len(ways[way](visitors[FEW]))
            for way in ways
        }
    yield f"{few.name}"
    for way in ways:
        against = ratio(taken[f"{way}, {MANY}"], taken[f"{way}, {FEW}"])
        # A search without an index reads the table: it is told, but has no aim.
        aim = None if way == "search" else 2
        yield row(f"{way}, time of each", against, "x", at_most=aim)
        yield row(f"{way}, bytes", sizes[way], "x", at_most=2)


def asked(way, visitor: Editing) -> Contender:
    """Seconds that a request takes this way."""

    def several() -> None:
        for _ in range(REQUESTS):
            way(visitor)

    return lambda: seconds(several) / REQUESTS


class Editing:
    """An editor's browser, as the proxy that ends TLS passes on what it asks."""

    def __init__(self, server: Server) -> None:
        self._client = httpx.Client(base_url=server.url, headers=_HERE, timeout=600)
        self._cookies: dict[str, str] = {}
        answer = self._send(
            "/accounts/login", {"username": EDITOR.name, "password": EDITOR.password}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"login: {answer.status_code}")
        self._token = self._hidden(PAGE)

    def get(self, path: str) -> bytes:
        return self._ask("GET", path).raise_for_status().content

    def post(self, fields: dict[str, str | list[str]], status: int) -> bytes:
        answer = self._ask("POST", PAGE, fields | self._token)
        if answer.status_code != status:
            raise RuntimeError(f"{PAGE}: {answer.status_code}, not {status}")
        return answer.content

    def _send(self, path: str, fields: dict[str, str]) -> httpx.Response:
        return self._ask("POST", path, fields | self._hidden(path))

    def _hidden(self, path: str) -> dict[str, str]:
        found = _TOKEN.search(self.get(path).decode())
        if not found:
            raise RuntimeError(f"{path}: no form")
        return {found[1]: unescape(found[2])}

    def _ask(
        self, method: str, path: str, fields: dict[str, str | list[str]] | None = None
    ) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._client.cookies.clear()
        answer = self._client.request(
            method, path, data=fields, headers={"Cookie": cookies} if cookies else {}
        )
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer
