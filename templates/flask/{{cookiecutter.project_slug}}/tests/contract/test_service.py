"""What operators and proxies rely on: probes, hosts, https, headers."""

import httpx
import pytest

from .browser import read
from .client import answer, holds_everywhere, problem
from .domain import MODELS

MODEL = MODELS[0]


def test_health_says_what_was_checked(anonymous: httpx.Client) -> None:
    body = answer(anonymous.get("/api/health"))
    assert (body["status"], body["database"]) == ("healthy", "up")
    assert body["cache"] in {"up", "down"}


def test_live_says_that_the_process_runs(anonymous: httpx.Client) -> None:
    answer(anonymous.get("/api/live"))


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
def test_every_kind_of_answer_has_the_policy(anonymous: httpx.Client, path: str) -> None:
    """`connect` holds each answer of every test to it: script, frames, caches, cookies."""
    holds_everywhere(anonymous.get(path))
