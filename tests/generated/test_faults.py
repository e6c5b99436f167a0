"""When PostgreSQL or Redis goes away the project says so; when it is back, so is it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from services import Postgres, Redis
from starters import (
    EDITOR,
    LIMIT,
    PROJECT,
    SPECS,
    Server,
    Starter,
    prepare,
    run,
    served,
    wait_for,
)

HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https"}
MODEL = "/api/products"


@pytest.fixture
def server(
    starter: Callable[[str, str], Starter],
    framework: str,
    postgres: Postgres,
    redis: Redis,
    tmp_path: Path,
) -> Iterator[Server]:
    """Two preloaded workers on PostgreSQL and Redis, as compose.yaml has them."""
    assert "shop" in SPECS
    name = f"scaffold_ct_faults_{framework}"
    variables = {
        # What the URL says wins over the starter's own limit, which is longer.
        "DATABASE_URL": f"{postgres.database(name)}?options=-c%20lock_timeout%3D1s",
        "CACHE_URL": redis.url,
        "WEB_CONCURRENCY": "2",
    }
    with served(starter(framework, "shop"), tmp_path / "log", **variables) as running:
        yield running
    postgres.query(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers=HEADERS, timeout=LIMIT) as client:
        yield client


def often(client: httpx.Client, path: str) -> list[httpx.Response]:
    """Ask both workers, over connections of their own, and then some."""
    return [
        httpx.get(f"{client.base_url}{path}", headers=HEADERS, timeout=LIMIT)
        for _ in range(8)
    ]


def token(client: httpx.Client) -> str:
    username, password = EDITOR
    pair = {"username": username, "password": password}
    response = client.post("/api/token", json=pair)
    assert response.status_code == 200, response.text
    return response.json()["token"]


def health(client: httpx.Client) -> tuple[int, dict[str, str]]:
    response = client.get("/api/health")
    assert media_type(response) == "application/json"
    return response.status_code, response.json()


HEALTHY = (200, {"status": "healthy", "database": "up", "cache": "up"})
DEGRADED = (200, {"status": "healthy", "database": "up", "cache": "down"})
UNHEALTHY = (503, {"status": "unhealthy", "database": "down", "cache": "up"})


def test_without_redis_everything_works_but_slower(
    client: httpx.Client, redis: Redis
) -> None:
    """Health says that the cache is down; figures are counted each time."""
    bearer = {"Authorization": f"Bearer {token(client)}"}
    assert health(client) == HEALTHY
    redis.stop()
    try:
        assert health(client) == DEGRADED
        before = client.get("/api/summary").json()["products"]["count"]
        body = {"name": "Made without a cache", "price": "1.00"}
        made = client.post(MODEL, json=body, headers=bearer)
        assert made.status_code == 201
        for response in often(client, "/api/summary"):
            assert response.json()["products"]["count"] == before + 1
        for path in ("/", "/products", MODEL, "/accounts/login", "/api/live"):
            assert {reply.status_code for reply in often(client, path)} == {200}, path
        token(client)
    finally:
        redis.start()
    wait_for(lambda: health(client) == HEALTHY, "a healthy cache")
    for response in often(client, "/api/summary"):
        assert response.json()["products"]["count"] == before + 1
    gone = client.delete(made.headers["Location"], headers=bearer)
    assert gone.status_code == 204
    for response in often(client, "/api/summary"):
        assert response.json()["products"]["count"] == before


@pytest.mark.ci
def test_a_redis_is_shared_with_other_projects_and_releases(
    starter: Callable[[str, str], Starter],
    framework: str,
    redis: Redis,
    tmp_path: Path,
) -> None:
    """Keys begin with the project's name; a release with other models has its own."""
    cache = redis.database(0)
    releases = {
        spec: {
            "DATABASE_URL": f"sqlite:///{tmp_path / spec}.sqlite3",
            "CACHE_URL": cache,
        }
        for spec in ("default", "shop")
    }

    def keys(pattern: str = "*") -> list[str]:
        return run("redis-cli", "-p", str(redis.port), "keys", pattern).split()

    with (
        served(
            starter(framework, "default"), tmp_path / "a", **releases["default"]
        ) as a,
        served(starter(framework, "shop"), tmp_path / "b", **releases["shop"]) as b,
    ):
        for server in (a, b, a, b):
            with httpx.Client(
                base_url=server.url, headers=HEADERS, timeout=LIMIT
            ) as client:
                assert client.get("/").status_code == 200
                summary = client.get("/api/summary")
                assert summary.status_code == 200
                assert ("categories" in summary.json()) == (server is b)
                pair = {"username": "nobody", "password": "wrong"}
                assert client.post("/api/token", json=pair).status_code == 401
                assert health(client) == HEALTHY
        assert [key for key in keys() if not key.startswith(f"{PROJECT}:")] == []
        assert keys("*summary-version")
        # Who was cut off forgets the summary, under whatever name it is kept.
        run("redis-cli", "-p", str(redis.port), "client", "kill", "type", "normal")
        httpx.get(f"{a.url}/api/health", headers=HEADERS, timeout=LIMIT)
        assert keys("*summary-version") == []


@pytest.mark.ci
def test_without_postgresql_every_answer_says_so(
    client: httpx.Client, postgres: Postgres
) -> None:
    """With 503 and not 500; and both workers recover without a restart."""
    bearer = {"Authorization": f"Bearer {token(client)}"}
    for path in ("/api/health", MODEL, "/", "/products"):
        assert {reply.status_code for reply in often(client, path)} == {200}, path
    postgres.stop()
    try:
        assert health(client) == UNHEALTHY
        assert client.get("/api/live").status_code == 200
        for path in (MODEL, f"{MODEL}/1"):
            for response in often(client, path):
                unavailable(response, "application/problem+json")
        for path in ("/products", "/products/1"):
            for response in often(client, path):
                unavailable(response, "text/html")
                assert "Try again" in response.text
        body = {"name": "Never stored", "price": "1.00"}
        unavailable(
            client.post(MODEL, json=body, headers=bearer), "application/problem+json"
        )
        username, password = EDITOR
        pair = {"username": username, "password": password}
        unavailable(client.post("/api/token", json=pair), "application/problem+json")
        assert client.get("/api/nowhere").status_code == 404
    finally:
        postgres.start()
    wait_for(lambda: health(client) == HEALTHY, "a healthy database")
    for path in ("/api/health", MODEL, "/", "/products"):
        assert {reply.status_code for reply in often(client, path)} == {200}, path


@pytest.mark.ci
def test_whoever_waits_for_a_lock_is_told_to_try_again(
    client: httpx.Client, postgres: Postgres, framework: str
) -> None:
    """And does not keep others waiting: each worker has few threads."""
    bearer = {"Authorization": f"Bearer {token(client)}"}
    body = {"name": "Once it is free", "price": "1.00"}
    made = client.post(MODEL, json=body, headers=bearer)
    path = made.headers["Location"]
    database = f"scaffold_ct_faults_{framework}"
    table = {"django": "catalog_product", "flask": "product"}[framework]
    with postgres.within(database, f"SELECT * FROM {table} FOR UPDATE"):
        for method in ("PATCH", "DELETE"):
            change = {"price": "2.00"} if method == "PATCH" else None
            refused = client.request(method, path, json=change, headers=bearer)
            unavailable(refused, "application/problem+json")
        assert client.get(path).status_code == 200
    with postgres.within(database, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"):
        for response in often(client, MODEL):
            unavailable(response, "application/problem+json")
        unavailable(client.get("/products"), "text/html")
        assert health(client) == HEALTHY
    assert client.patch(path, json=body, headers=bearer).status_code == 200
    assert {reply.status_code for reply in often(client, "/products")} == {200}


@pytest.mark.ci
def test_connections_to_a_server_that_takes_no_writes_are_given_up(
    client: httpx.Client, postgres: Postgres, framework: str
) -> None:
    """As after a failover: who cannot write asks for the new server."""
    bearer = {"Authorization": f"Bearer {token(client)}"}
    database = f"scaffold_ct_faults_{framework}"
    body = {"name": "Once it is writable", "price": "1.00"}

    def posts() -> list[httpx.Response]:
        return [client.post(MODEL, json=body, headers=bearer) for _ in range(8)]

    become = f'ALTER DATABASE "{database}" SET default_transaction_read_only = '
    postgres.query(f"{become} on")
    postgres.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database}'"
    )
    for response in posts():
        unavailable(response, "application/problem+json")
    for path in (MODEL, "/products"):
        assert {reply.status_code for reply in often(client, path)} == {200}
    postgres.query(f"{become} off")
    # Connections that have only read so far are given up one by one.
    wait_for(
        lambda: {response.status_code for response in posts()} == {201},
        "connections to a server that takes writes",
    )


def media_type(response: httpx.Response) -> str:
    return response.headers["Content-Type"].partition(";")[0]


def unavailable(response: httpx.Response, content_type: str) -> None:
    assert response.status_code == 503, response.text
    assert media_type(response) == content_type
    assert response.headers["Retry-After"] == "5"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.ci
@pytest.mark.parametrize(
    ("proxies", "status"), [("10.9.9.9,10.8.0.0/16", 301), ("127.0.0.0/8,::1", 200)]
)
def test_only_our_own_proxies_are_believed(
    starter: Callable[[str, str], Starter],
    framework: str,
    tmp_path: Path,
    proxies: str,
    status: int,
) -> None:
    """Whoever reaches gunicorn itself is sent to HTTPS, whatever his headers say.

    Else he could also ask from a new address whenever his tries to log in are used up.
    """
    shop = starter(framework, "shop")
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path / 'shop'}.sqlite3"}
    prepare(shop, **variables)
    log = tmp_path / "log"
    with shop.driven.serving(log, FORWARDED_ALLOW_IPS=proxies, **variables) as server:
        reply = httpx.get(server.url, headers=HEADERS, timeout=LIMIT)
    assert reply.status_code == status


@pytest.mark.ci
@pytest.mark.parametrize(
    ("proxies", "address"), [("10.9.9.9", "127.0.0.1"), ("127.0.0.1", "198.51.100.7")]
)
def test_the_access_log_names_the_visitor(
    starter: Callable[[str, str], Starter],
    framework: str,
    tmp_path: Path,
    proxies: str,
    address: str,
) -> None:
    """Whom a proxy of ours has added last; what others say of themselves is not logged."""
    shop = starter(framework, "shop")
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path / 'shop'}.sqlite3"}
    prepare(shop, **variables)
    log = tmp_path / "log"
    headers = HEADERS | {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    with shop.driven.serving(log, FORWARDED_ALLOW_IPS=proxies, **variables) as server:
        for path in ("visited", "accounts/password_reset/whose/secret"):
            httpx.get(f"{server.url}/{path}", headers=headers, timeout=LIMIT)
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [e["address"] for e in entries if e.get("path") == "/visited"] == [address]
    # What resets a password is in the address, and in no entry.
    reset = [e["path"] for e in entries if "password_reset" in e.get("path", "")]
    assert reset == ["/accounts/password_reset/"]


def test_many_workers_need_a_shared_cache(
    starter: Callable[[str, str], Starter], framework: str
) -> None:
    """Otherwise each would count failed logins for itself: gunicorn says so and ends."""
    project = starter(framework, "shop")
    target = "myproject.wsgi" if framework == "django" else "wsgi:app"
    command = ("python", "-m", "gunicorn", "--bind", "127.0.0.1:0", target)
    with pytest.raises(AssertionError, match="set CACHE_URL"):
        project.run(*command, warnings=True, WEB_CONCURRENCY="2")
