"""Editors who use a running starter: with a token at the API, with forms on the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import httpx

from stacks import HEADERS, staff_pair
from starters import LIMIT, Server

_HIDDEN = re.compile(r'name="(csrf\w*)"[^>]*value="([^"]+)"')


def bearer(url: str) -> dict[str, str]:
    """The headers of a request with a fresh staff token.

    It is asked for from an address of its own, whose failed logins no fuzzer counts up.
    """
    headers = HEADERS | {"X-Forwarded-For": "203.0.113.77"}
    answer = httpx.post(
        f"{url}/api/token", json=staff_pair(), headers=headers, timeout=LIMIT
    )
    assert answer.status_code == 200, answer.text
    return HEADERS | {"Authorization": f"Bearer {answer.json()['token']}"}


def errors(server: Server) -> list[str]:
    """What the server has logged as an error, and whatever is not a line of JSON."""
    lines = server.log.read_text("utf-8", "replace").splitlines()
    return [line for line in lines if '"level": "ERROR"' in line or line[:1] != "{"]


@dataclass(kw_only=True)
class Browser:
    """Keeps cookies, those for HTTPS too, and sends forms with their CSRF token."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path, None)

    def post(self, path: str, **values: str | list[str]) -> httpx.Response:
        """Send a form that was shown at ``path`` to the same address."""
        return self.send(path, **self.hidden(path), **values)

    def send(self, path: str, **values: str | list[str]) -> httpx.Response:
        return self._ask("POST", path, values)

    def hidden(self, path: str) -> dict[str, str]:
        """The name and the value of the CSRF token in the page at ``path``."""
        found = _HIDDEN.search(self.get(path).text)
        assert found, f"no form at {path}"
        return {found[1]: unescape(found[2])}

    def log_in(self) -> Browser:
        answer = self.post("/accounts/login", **staff_pair())
        assert answer.status_code == 302, answer.status_code
        return self

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends with each request to this site."""
        origin = {"Origin": "https://localhost", "Referer": "https://localhost/"}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return HEADERS | origin | ({"Cookie": cookies} if cookies else {})

    def _ask(self, method: str, path: str, data: dict | None) -> httpx.Response:
        answer = httpx.request(
            method,
            f"{self.url}{path}",
            data=data,
            headers=self.headers,
            timeout=LIMIT,
            verify=False,  # or each call would read all certificates
        )
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip('" ')
        return answer
