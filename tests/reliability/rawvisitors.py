"""Who talks to a served stack by plain sockets, and what they can see of its rows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from hostile_cases import FORM, Visitor
from rawhttp import Answer, exchange, written

from scaffold.replay import pages
from starters import EDITOR

MEMBER = ("member", "battery-staple-correct-horse")
#: Where each framework's admin keeps the rows of a plural.
ADMINS = {
    "django": {
        "products": "/admin/catalog/product/",
        "categories": "/admin/catalog/category/",
        "users": "/admin/accounts/user/",
    },
    "flask": {
        "products": "/admin/products/",
        "categories": "/admin/categories/",
        "users": "/admin/accounts/",
    },
}
_HIDDEN = re.compile(r'name="(csrf\w+)" value="([^"]+)"')


class Site:
    """A served stack, and everybody who visits it."""

    def __init__(self, url: str, framework: str) -> None:
        self.url = url
        self.admin = ADMINS[framework]
        token = token_of(url)
        self.visitors = {
            "stranger": self._visitor({}),
            "token": Visitor(token=token, admin=self.admin),
            "member": self._signed_up(),
            "staff": self._logged_in(),
        }

    def get(self, path: str, who: Visitor | None = None) -> Answer:
        cookies = {"Cookie": who.cookies} if who and who.cookies else {}
        return exchange(self.url, written("GET", path, dict(cookies)))

    def state(self) -> dict[str, Any]:
        """Every row of every table, as the API and staff's pages show them."""
        summary = json.loads(self.get("/api/summary").body)
        found: dict[str, Any] = {
            plural: rows_of(self.url, plural) for plural in summary
        }
        found["summary"] = summary
        staff = self.visitors["staff"]
        for path in ("/", self.admin["users"], "/accounts/profile"):
            page = pages.read(self.get(path, staff).body.decode())
            # A message is shown once: it tells of something, but is nothing.
            found[path] = replace(page, made_up=(), messages=frozenset())
        return found

    def _signed_up(self) -> Visitor:
        name, password = MEMBER
        pairs = {"username": name, "password1": password, "password2": password}
        return self._after("/accounts/signup", pairs)

    def _logged_in(self) -> Visitor:
        pairs = dict(zip(("username", "password"), EDITOR, strict=True))
        return self._after("/accounts/login", pairs)

    def _after(self, path: str, pairs: dict[str, str]) -> Visitor:
        """Who has sent the form at ``path``."""
        stranger = self._visitor({})
        key, value = stranger.csrf
        answer = exchange(
            self.url,
            written(
                "POST",
                path,
                {
                    "Cookie": stranger.cookies,
                    "Content-Type": FORM,
                    "Origin": "https://localhost",
                    "Referer": "https://localhost/",
                },
                urlencode({key: value, **pairs}).encode(),
            ),
            method="POST",
        )
        assert answer.status == 302, answer.body
        return self._visitor(_cookies(stranger.cookies) | _set(answer))

    def _visitor(self, cookies: dict[str, str]) -> Visitor:
        """With these cookies, and the token that a form has for whoever has them."""
        page = exchange(
            self.url,
            written("GET", "/accounts/login", {"Cookie": _header(cookies) or None}),
        )
        match = _HIDDEN.search(page.body.decode())
        assert match, page.body
        return Visitor(
            cookies=_header(cookies | _set(page)),
            csrf=(match[1], match[2]),
            admin=self.admin,
        )


def token_of(url: str) -> str:
    """A token of the editor's."""
    body = json.dumps(dict(zip(("username", "password"), EDITOR, strict=True)))
    data = written(
        "POST", "/api/token", {"Content-Type": "application/json"}, body.encode()
    )
    return json.loads(exchange(url, data, method="POST").body)["token"]


def rows_of(url: str, plural: str) -> list[dict[str, Any]]:
    """Every row of a table, as the API shows them."""
    rows, query = [], "limit=100"
    while True:
        answer = exchange(url, written("GET", f"/api/{plural}?{query}"))
        page = json.loads(answer.body)
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        query = f"limit=100&cursor={quote(page['next_cursor'])}"


def _set(answer: Answer) -> dict[str, str]:
    pairs = (value.partition(";")[0] for value in answer.all("Set-Cookie"))
    return _cookies("; ".join(pairs))


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return {name: value for name, _, value in pairs}


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
