"""What operators and proxies rely on: probes, hosts, https, headers."""

import httpx
import pytest

from .browser import read
from .client import answer, problem
from .domain import MODELS

MODEL = MODELS[0]


def test_health_says_what_was_checked(anonymous: httpx.Client) -> None:
    body = answer(anonymous.get("/api/health"))
    assert body["cache"] in {"up", "down"}
    assert body == {"status": "healthy", "database": "up", "cache": body["cache"]}


def test_live_says_that_the_process_runs(anonymous: httpx.Client) -> None:
    assert answer(anonymous.get("/api/live")) == {"status": "alive"}


@pytest.mark.parametrize("path", ["/api/health", "/api/live"])
def test_probes_are_answered_without_tls(anonymous: httpx.Client, path: str) -> None:
    answer(anonymous.get(f"http://localhost{path}"))


@pytest.mark.parametrize("path", ["/", "/accounts/login?next=/", f"{MODEL.api}?limit=1"])
def test_everything_else_is_redirected_to_https(
    anonymous: httpx.Client, path: str
) -> None:
    response = anonymous.get(f"http://localhost{path}")
    assert response.status_code == 301
    assert response.headers["Location"] == f"https://localhost{path}"


@pytest.mark.parametrize("path", ["/api/health", MODEL.api])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_api_refuses_an_unknown_host(
    anonymous: httpx.Client, scheme: str, path: str
) -> None:
    url = f"{scheme}://localhost{path}"
    problem(anonymous.get(url, headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "a b", "@", "a" * 100]
)
def test_the_pages_refuse_an_unknown_host(anonymous: httpx.Client, host: str) -> None:
    read(anonymous.get("/", headers={"Host": host}), 400)


@pytest.mark.parametrize(
    "path",
    ["/", MODEL.pages, "/accounts/login", "/admin/", MODEL.api, "/nowhere", "/api/docs"],
)
def test_no_answer_may_be_cached_or_framed(anonymous: httpx.Client, path: str) -> None:
    """`connect` checks all the headers of each answer in every test; so does this."""
    headers = anonymous.get(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
