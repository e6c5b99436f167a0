"""Visitors of a served starter: they keep cookies, read pages and send forms.

Each comes from an address of its own, as the proxy in front tells it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from scaffold.run.starters import Server
from stacks import Stack
from starters import LIMIT

SITE = "https://localhost"
#: What browsers send with a form of this site.
FROM_HERE = {"Origin": SITE, "Referer": f"{SITE}/"}
#: How the frameworks answer a form that comes from elsewhere: Flask-WTF, and Django.
REFUSED_FORM = (400, 403)
PASSWORD = "velvet-anchor-9-meadow"
#: The hidden fields that hold the token of a form.
TOKENS = ("csrfmiddlewaretoken", "csrf_token")

_numbers = count(1)


class BehindProxy(httpx.BaseTransport):
    """Play the proxy that ends TLS: it adds the visitor's address to what is there."""

    def __init__(self, http: httpx.HTTPTransport, url: str, address: str) -> None:
        self._http = http
        self._origin = httpx.URL(url)
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        claimed = request.headers.get("X-Forwarded-For", "")
        told = {
            "X-Forwarded-For": ", ".join(filter(None, (claimed, self._address))),
            "X-Forwarded-Proto": request.url.scheme,
        }
        return self._http.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(
                    scheme=self._origin.scheme,
                    host=self._origin.host,
                    port=self._origin.port,
                ),
                headers={**dict(request.headers), **told},
                stream=request.stream,
                extensions=request.extensions,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a page; ``page`` is where it stands, ``fields`` what it holds."""

    page: str
    method: str
    action: str
    fields: dict[str, str | list[str]]

    @property
    def kind(self) -> tuple[str, ...]:
        """The same for forms that differ in their row alone."""
        path = urlsplit(urljoin(self.page, self.action)).path
        parts = ("#" if part.isdigit() else part for part in path.split("/"))
        return ("/".join(parts), *sorted(self.fields))

    def without_token(self) -> dict[str, Any]:
        return {k: v for k, v in self.fields.items() if k not in TOKENS}


class _Forms(HTMLParser):
    """Reads forms as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        name = had.get("name", "")
        if tag == "a" and "href" in had:
            self.links.append(had["href"])
        elif tag == "form":
            method, action = had.get("method", "get").lower(), had.get("action", "")
            self._form = Form(page=self.page, method=method, action=action, fields={})
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and name:
            kind = had.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in had:
                return
            if kind not in ("submit", "button", "file", "image", "reset"):
                self._form.fields[name] = had.get("value", "on" * (kind == "checkbox"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in had:
            chosen = self._form.fields.setdefault(self._select, [])
            assert isinstance(chosen, list)
            chosen.append(had.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._form.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.fields[self._area] = f"{self._form.fields[self._area]}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def read(response: httpx.Response, page: str) -> _Forms:
    parser = _Forms(page)
    parser.feed(response.text)
    parser.close()
    return parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A served starter, and the connections of all its visitors."""

    framework: str
    server: Server
    http: httpx.HTTPTransport

    def visitor(self, address: str = "") -> Visitor:
        return Visitor(site=self, address=address)

    @property
    def users(self) -> UserAdmin:
        return USER_ADMINS[self.framework]

    @property
    def session_cookie(self) -> str:
        """The name of the cookie that tells who is logged in."""
        return {"django": "sessionid", "flask": "session"}[self.framework]


@contextmanager
def open_site(stack: Stack, **variables: str) -> Iterator[Site]:
    """Serve a stack until the block ends."""
    with stack.serving(**variables) as server, httpx.HTTPTransport() as http:
        yield Site(framework=stack.starter.framework, server=server, http=http)


@dataclass(kw_only=True)
class Visitor:
    """A browser without scripts; ``client`` does not follow redirects."""

    site: Site
    address: str = ""
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        number = next(_numbers)
        self.address = (
            self.address or f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        )
        self.client = httpx.Client(
            transport=BehindProxy(self.site.http, self.site.server.url, self.address),
            base_url=SITE,
            timeout=LIMIT,
        )

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}

    def copy(self) -> Visitor:
        """A thief's browser: elsewhere, with the same cookies."""
        other = self.site.visitor()
        other.plant(self.cookies)
        return other

    def plant(self, cookies: dict[str, str]) -> None:
        for name, value in cookies.items():
            self.client.cookies.set(name, value, domain="localhost.local")

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def forms(self, path: str) -> list[Form]:
        response = self.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        return read(response, path).forms

    def form(self, path: str) -> Form:
        """The one with the most fields: what the page is there for."""
        return max(
            (form for form in self.forms(path) if form.method == "post"),
            key=lambda form: len(form.fields),
        )

    def send(
        self,
        form: Form,
        typed: dict[str, Any] | None = None,
        *,
        leave_out: Iterable[str] = (),
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Send a form as it is, but for what was typed, with what browsers tell of it."""
        data = {k: v for k, v in form.fields.items() if k not in set(leave_out)}
        return self.client.post(
            urljoin(form.page, form.action),
            data=data | (typed or {}),
            headers=FROM_HERE if headers is None else headers,
        )

    def sign_up(
        self, name: str, password: str = PASSWORD, **more: str
    ) -> httpx.Response:
        typed = {"username": name, "password1": password, "password2": password}
        return self.send(self.form("/accounts/signup"), typed | more)

    def log_in(
        self, name: str, password: str = PASSWORD, **more: str
    ) -> httpx.Response:
        typed = {"username": name, "password": password}
        return self.send(self.form("/accounts/login"), typed | more)

    def log_out(self) -> httpx.Response:
        forms = self.forms("/")
        return self.send(next(f for f in forms if f.action == "/accounts/logout"))

    def asks_for_token(self, name: str, password: str = PASSWORD) -> httpx.Response:
        pair = {"username": name, "password": password}
        return self.client.post("/api/token", json=pair)

    @property
    def is_logged_in(self) -> bool:
        response = self.get("/accounts/profile")
        assert response.status_code in (200, 302)
        return response.status_code == 200


#: Of the many queries of the admins' lists, those that show another kind of page.
_TELLING = {"cursor", "id", "q", "search", "_popup"}


def crawl(visitor: Visitor, starts: Iterable[str]) -> dict[str, httpx.Response]:
    """Return each kind of page once, with its answer, by following links."""
    waiting, kinds = list(starts), set()
    found = {}
    while waiting:
        path = waiting.pop(0)
        parts = urlsplit(path)
        kind = (
            *("#" if part.isdigit() else part for part in parts.path.split("/")),
            *(_TELLING & set(parse_qs(parts.query))),
        )
        if kind in kinds:
            continue
        kinds.add(kind)
        found[path] = visitor.get(path)
        if "text/html" in found[path].headers.get("Content-Type", ""):
            for link in read(found[path], path).links:
                there = urlsplit(urljoin(f"{SITE}{path}", link))
                if f"{there.scheme}://{there.netloc}" == SITE:
                    query = f"?{there.query}" if there.query else ""
                    waiting.append(f"{there.path}{query}")
    return found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class UserAdmin:
    """Where each admin edits users; ``password`` is the page that sets a new one.

    ``editor`` are the flags of who may do everything.
    """

    list: str
    add: str
    edit: str
    password: str
    editor: tuple[str, ...]

    def id_of(self, staff: Visitor, name: str) -> str:
        link = re.escape(html.escape(self.edit)).replace(r"\{id\}", "([0-9]+)")
        found = re.findall(link, staff.get(self.list.format(name=name)).text)
        assert found, f"{name} is not listed"
        return found[-1]  # the others are of a message about an earlier change

    def change(self, staff: Visitor, name: str, **flags: bool) -> None:
        """Set flags of a user, such as ``is_active``."""
        form = staff.form(self.edit.format(id=self.id_of(staff, name)))
        off = [flag for flag, on in flags.items() if not on]
        typed = {flag: "on" for flag, on in flags.items() if on}
        response = staff.send(form, typed, leave_out=off)
        assert response.status_code == 302, response.text
        assert "login" not in response.headers["Location"]

    def make_editor(self, staff: Visitor, name: str, *, editor: bool = True) -> None:
        """Let a user do everything, in the admin too, or nothing but read."""
        self.change(staff, name, **dict.fromkeys(self.editor, editor))

    def add_without_password(self, staff: Visitor, name: str) -> None:
        """Who sets one by a link that is mailed, or logs in elsewhere."""
        typed = {"username": name, "usable_password": "false"}
        assert staff.send(staff.form(self.add), typed).status_code == 302

    def set_password(self, staff: Visitor, name: str, password: str) -> httpx.Response:
        form = staff.form(self.password.format(id=self.id_of(staff, name)))
        fields = [f for f in form.fields if f.startswith("password")]
        return staff.send(form, dict.fromkeys(fields, password))


USER_ADMINS = {
    "django": UserAdmin(
        "/admin/accounts/user/?q={name}",
        "/admin/accounts/user/add/",
        "/admin/accounts/user/{id}/change/",
        "/admin/accounts/user/{id}/password/",
        ("is_staff", "is_superuser"),
    ),
    "flask": UserAdmin(
        "/admin/accounts/?search={name}",
        "/admin/accounts/new/",
        "/admin/accounts/edit/?id={id}",
        "/admin/accounts/edit/?id={id}",
        ("is_editor",),
    ),
}
