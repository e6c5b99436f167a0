"""The same requests to both starters are answered with the same meaning."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from scaffold.replay import Replay, openapi, replaying
from services import Postgres, Redis
from starters import EDITOR, FRAMEWORKS, LIMIT, Server, Starter, served

HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https"}
#: From its first header to the line of dashes behind it.
MAIL = re.compile(r"^Content-Type: text/plain.*?^-{79}\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Both starters of one spec, live and with the same configuration."""

    django: Starter
    servers: dict[str, Server]
    url: str
    replay: Replay


@pytest.fixture(
    scope="module",
    params=[
        ("shop", "sqlite"),
        pytest.param(("everything", "postgresql"), marks=pytest.mark.ci),
    ],
    ids="-".join,
)
def both(
    request: pytest.FixtureRequest,
    starter: Callable[[str, str], Starter],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Both]:
    spec, database = request.param
    folder = tmp_path_factory.mktemp("differential")
    with ExitStack() as stack:
        servers = {}
        for number, framework in enumerate(FRAMEWORKS):
            variables = storage(
                request, folder, f"{spec}_{framework}", database, number
            )
            project = starter(framework, spec)
            log = folder / f"{framework}.log"
            servers[framework] = stack.enter_context(served(project, log, **variables))
        url, replay = stack.enter_context(
            replaying(*(servers[framework].url for framework in FRAMEWORKS))
        )
        yield Both(
            django=starter("django", spec), servers=servers, url=url, replay=replay
        )


def storage(
    request: pytest.FixtureRequest, folder: Path, name: str, database: str, number: int
) -> dict[str, str]:
    if database == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{folder / name}.sqlite3"}
    postgres: Postgres = request.getfixturevalue("postgres")
    redis: Redis = request.getfixturevalue("redis")
    return {
        "DATABASE_URL": postgres.database(f"scaffold_ct_{name}"),
        "CACHE_URL": redis.url.replace("/0", f"/{number + 1}"),
        "WEB_CONCURRENCY": "2",
    }


def no_difference(both: Both, since: int, least: int) -> None:
    """At least so many requests were compared, and none of them differs."""
    assert both.replay.requests - since >= least
    different = [
        f"{e.times} x {e.method} {e.path[:300]} {e.body[:300]}: {e.differences}"
        for e in both.replay.differences
    ]
    both.replay.forget()
    assert not different, "\n".join(different)


def test_every_request_of_the_contract_is_answered_alike(
    both: Both, soak: bool
) -> None:
    """The contract's own tests ask; each answer is also compared with the twin's.

    Of the spec with every type some cases of each test, before the soak.
    """
    since = both.replay.requests
    try:
        both.django.test(
            "tests/contract",
            few=both.django.spec == "everything" and not soak,
            CONTRACT_URL=both.url,
            CONTRACT_EDITOR=":".join(EDITOR),
        )
    finally:
        no_difference(both, since, 1000)


ODD_PATHS = [
    "//",
    "/.",
    "/%2e%2e/",
    "/%FF",
    "/%ED%A0%80",
    "/%",
    "/%zz",
    "/products%2F1",
    "/products/1%00",
    "/api/products/1/",
    "/api/products/%31",
    "/api/products;a=b",
    "/api/products/1?%00=%00",
    "/api/products?limit=1;sort=id",
    "/api/products?limit=%FF",
    "/api/products?q=%FF",
    "/api/products?q=%00",
    "/api/products?q=" + "%F0%9F%98%80" * 200,
    "/api/products?q=" + "%F0%9F%98%80" * 201,
    "/api/products?q=%20%20",
    "/api/products?q=%5C%25_",
    "/api/products?limit=%2B5",
    "/api/products?limit=05",
    "/api/products?limit=%205",
    "/api/products?limit=5.0",
    "/api/products?limit=",
    "/api/products?limit",
    "/api/products?cursor=",
    "/api/products?sort=",
    "/api/products?sort=-id&limit=2",
    "/api/products?&&=&a",
    "/products?q=%00",
    "/products?q=" + "a" * 201,
    "/products?cursor=x",
    "/products?cursor=",
    "/products/0",
    "/products/99999999999999999999",
    "/accounts/login?next=//evil.example",
    "/accounts/login?next=%0d%0aA:b",
    "/accounts/login/",
    "/accounts",
    "/static/nothing.css",
    "/favicon.ico",
    "/robots.txt",
    "/" + "a" * 3000,
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]


def test_odd_paths_are_answered_alike(both: Both) -> None:
    since = both.replay.requests
    with httpx.Client(headers=HEADERS, timeout=LIMIT) as client:
        for path in ODD_PATHS:
            url = httpx.URL(both.url).copy_with(raw_path=path.encode())
            client.get(url)
        for method in METHODS:
            for path in ("/api/nowhere", "/nowhere", "/api/health", "/api/live"):
                client.request(method, f"{both.url}{path}")
    no_difference(both, since, 80)


ODD_HEADERS: list[dict[str, str]] = [
    {"Host": "localhost:8000"},
    {"Host": "127.0.0.1"},
    {"Host": "evil.example", "X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "http"},
    {"X-Forwarded-Proto": "https, http"},
    {"X-Forwarded-Proto": "HTTPS"},
    {"X-Forwarded-Prefix": "/evil"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Accept": "application/json"},
    {"Accept": "text/html"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Language": "de"},
    {"Range": "bytes=0-1"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Wed, 21 Oct 2065 07:28:00 GMT"},
    {"Authorization": "Bearer x"},
    {"Authorization": "Bearer  x y"},
    {"Cookie": "sessionid=x; csrftoken=y; a=b=c;;"},
    {"Origin": "https://evil.example"},
]


def test_odd_headers_are_answered_alike(both: Both) -> None:
    since = both.replay.requests
    with httpx.Client(timeout=LIMIT) as client:
        for headers in ODD_HEADERS:
            for path in (
                "/api/products?limit=1",
                "/products",
                "/api/health",
                "/nowhere",
            ):
                client.get(f"{both.url}{path}", headers=HEADERS | headers)
    no_difference(both, since, 80)


def test_both_describe_the_same_api(both: Both) -> None:
    """By their OpenAPI documents, words and what each says of errors aside."""
    documents = [
        httpx.get(
            f"{server.url}/api/openapi.json", headers=HEADERS, timeout=LIMIT
        ).json()
        for server in both.servers.values()
    ]
    different = list(openapi.differences(*documents))
    assert not different, "\n".join(different)


def test_no_log_tells_of_an_error(both: Both) -> None:
    """After all of the above: every line is JSON, and none is worse than a warning.

    But mails, which are printed there too, as no server for them is named.
    """
    for framework, server in both.servers.items():
        for line in MAIL.sub("", server.log.read_text()).splitlines():
            entry = json.loads(line)
            assert entry["level"] in {"DEBUG", "INFO", "WARNING"}, (framework, line)
