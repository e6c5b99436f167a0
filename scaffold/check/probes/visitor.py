"""A visitor of a live server, who signs up, logs in and asks the API."""

from __future__ import annotations

import json
import secrets
from urllib.parse import urlencode, urlsplit

from scaffold.replay import pages
from scaffold.run.http import Connection, Header, Request, Response

PROFILE = "/accounts/profile"
GOOD = "correct-horse-battery-staple"
OTHER = "another-horse-battery-staple"
WRONG = "wrong-horse-battery-staple"
_FORM = "application/x-www-form-urlencoded"


class Visitor:
    """A browser of its own, or a client of the API, behind a proxy that ends TLS."""

    def __init__(self, url: str, *, agent: str = "", address: str = "") -> None:
        self._connection = Connection(urlsplit(url).netloc)
        self._own = [
            Header(name, value)
            for name, value in (("User-Agent", agent), ("X-Forwarded-For", address))
            if value
        ]
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Response:
        return self._ask(Request(method="GET", path=path))

    def post(self, path: str, **fields: str) -> Response:
        """Send the form at ``path``, filled in."""
        return self.send(path, self.csrf_token(path), **fields)

    def csrf_token(self, path: str) -> str:
        """What the forms of this page send along, if it has any."""
        shown = self.page(path)
        return shown.made_up[0] if shown.made_up else ""

    def page(self, path: str) -> pages.Page:
        """What the page at ``path`` means."""
        return pages.read(self.get(path).body.decode("utf-8", "replace"), path)

    def send(self, path: str, token: str, **fields: str) -> Response:
        both = dict.fromkeys(sorted(pages.CSRF_FIELDS), token)
        return self._ask(
            Request(
                method="POST",
                path=path,
                headers=(
                    Header("Content-Type", _FORM),
                    Header("Origin", "https://localhost"),
                    Header("Referer", f"https://localhost{path}"),
                ),
                body=urlencode(both | fields).encode(),
            )
        )

    def api(
        self, method: str, path: str, token: str = "", body: object = None
    ) -> Response:
        headers = [Header("Authorization", f"Bearer {token}")] if token else []
        content = b"" if body is None else json.dumps(body).encode()
        if content:
            headers.append(Header("Content-Type", "application/json"))
        return self._ask(
            Request(method=method, path=path, headers=tuple(headers), body=content)
        )

    def _ask(self, request: Request) -> Response:
        headers = [
            Header("Host", "localhost"),
            Header("X-Forwarded-Proto", "https"),
            *self._own,
            *request.headers,
        ]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers.append(Header("Cookie", pairs))
        if request.method != "GET":
            headers.append(Header("Content-Length", str(len(request.body))))
        got = self._connection.ask(
            Request(
                method=request.method,
                path=request.path,
                headers=tuple(headers),
                body=request.body,
            )
        )
        self.cookies |= got.cookies
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return got


def signed_up(url: str) -> tuple[Visitor, str, Response]:
    visitor, name = Visitor(url), some_name()
    answer = visitor.post(
        "/accounts/signup", username=name, password1=GOOD, password2=GOOD
    )
    return visitor, name, answer


def some_name() -> str:
    return f"probe{secrets.token_hex(6)}"


def some_address() -> str:
    """A network of its own: what one test of a limit uses up is not another's."""
    return ".".join(["10", *(str(secrets.randbelow(256)) for _ in range(3))])


def page_login(
    url: str, name: str, password: str, *, agent: str = "", address: str = ""
) -> Response:
    visitor = Visitor(url, agent=agent, address=address)
    return visitor.post("/accounts/login", username=name, password=password)


def api_login(
    url: str, name: str, password: str, *, agent: str = "", address: str = ""
) -> Response:
    visitor = Visitor(url, agent=agent, address=address)
    body = {"username": name, "password": password}
    return visitor.api("POST", "/api/token", body=body)


def use(url: str, path: str, token: str) -> int:
    return Visitor(url).api("DELETE", path, token).status


def fields_of(answer: Response) -> dict[str, object]:
    """The JSON object of a good answer, and nothing of another."""
    if not answer.is_good:
        return {}
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
