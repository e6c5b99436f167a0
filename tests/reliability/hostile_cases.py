"""One request that somebody hostile sends, and what the contract answers to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlencode

from rawhttp import written

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"
PROBLEM = "application/problem+json"
HTML = "text/html"
#: gunicorn's own pages, for what never reaches the project.
GUNICORN = "a page of gunicorn's"
MEBIBYTE = 1024 * 1024
#: What the frameworks answer to a form that comes from elsewhere.
REFUSED_FORM = (400, 403)
#: What is refused where the contract does not say how.
REFUSED = tuple(range(400, 451))
#: A page that is shown again, with or without an error in it.
SHOWN = (200, 422)
BEARER = {"WWW-Authenticate": "Bearer"}
GONE = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks: what the login page or the API gave them, all empty for a stranger."""

    token: str = ""
    cookies: str = ""
    #: The hidden field that a form of theirs holds: its name and value.
    csrf: tuple[str, str] = ("", "")
    #: Where the admin of each plural is, users among them.
    admin: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and its answer.

    ``send`` writes the request of a visitor; ``who`` names which one. ``status`` has
    more than one where the contract leaves it to each framework, and ``type`` is None
    where it leaves that. ``fields`` are those that a 422 names: on a page, those whose
    control is marked; None where each framework names its own.
    """

    name: str
    group: str
    send: Callable[[Visitor], bytes]
    status: tuple[int, ...]
    method: str = "GET"
    path: str = "/"
    who: str = "stranger"
    type: str | None = None
    fields: tuple[str, ...] | None = ()
    headers: dict[str, str | None] = field(default_factory=dict)
    #: Nothing follows these bytes, and the server may know.
    finish: bool = False
    #: Only a starter of this framework has the address.
    only: str = ""
    #: A page that the frameworks bring: not the same inside.
    own: bool = False


#: One that is expected, or those of which each is as good.
Status = int | tuple[int, ...]


def any_of(status: Status) -> tuple[int, ...]:
    return (status,) if isinstance(status, int) else status


def raw(group: str, name: str, data: bytes, status: Status, **more) -> Case:
    """Bytes as they are. What gunicorn refuses, it answers with a page of its own."""
    more.setdefault("type", GUNICORN if min(any_of(status)) >= 400 else None)
    return Case(
        name=name,
        group=group,
        send=lambda visitor: data,
        status=any_of(status),
        **more,
    )


def ask(
    group: str,
    name: str,
    target: str | bytes,
    status: Status,
    *,
    method: str = "GET",
    sent: dict[str, str | bytes | None] | None = None,
    body: bytes | None = None,
    who: str = "stranger",
    **more,
) -> Case:
    """A well-formed request."""

    def send(visitor: Visitor) -> bytes:
        own: dict[str, str | bytes | None] = {}
        if visitor.token:
            own["Authorization"] = f"Bearer {visitor.token}"
        if visitor.cookies:
            own["Cookie"] = visitor.cookies
        return written(method, target, {**own, **(sent or {})}, body)

    path = target if isinstance(target, str) else target.decode("latin-1")
    more.setdefault("type", type_of(path, status))
    return Case(
        name=name,
        group=group,
        send=send,
        status=any_of(status),
        method=method,
        path=path,
        who=who,
        **more,
    )


def type_of(path: str, status: Status) -> str | None:
    """What every answer with one of these statuses has; None if not all have the same."""
    types = {_type_of(path, one) for one in any_of(status)}
    return types.pop() if len(types) == 1 else None


def _type_of(path: str, status: int) -> str | None:
    if status in (0, 204, 301, 302, 307, 308):
        return None
    place = unquote(path.partition("?")[0])
    if place == "/api" or place.startswith("/api/"):
        return PROBLEM if status >= 400 else JSON
    return HTML


def api(
    group: str,
    name: str,
    body: bytes | object,
    status: Status,
    *,
    method: str = "POST",
    target: str = "/api/products",
    type_: str = JSON,
    sent: dict[str, str | bytes | None] | None = None,
    who: str = "token",
    **more,
) -> Case:
    """A body for the API, by default from staff who would make a product."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return ask(
        group,
        name,
        target,
        status,
        method=method,
        sent={"Content-Type": type_, **(sent or {})},
        body=body,
        who=who,
        **more,
    )


Pairs = Iterable[tuple[str, str]]


def form(
    group: str,
    name: str,
    target: str,
    fields_sent: Pairs | bytes,
    status: Status,
    *,
    who: str = "staff",
    type_: str = FORM,
    sent: dict[str, str | bytes | None] | None = None,
    csrf: bool = True,
    header: bool = False,
    **more,
) -> Case:
    """A form with its CSRF token, urlencoded unless it comes as bytes.

    Bytes come as they are, the token put in where they say CSRF. A target such as
    ``{products}new`` lies in the admin.
    """
    method = more.pop("method", "POST")

    def send(visitor: Visitor) -> bytes:
        key, value = visitor.csrf
        if isinstance(fields_sent, bytes):
            body = fields_sent.replace(b"CSRFKEY", key.encode()).replace(
                b"CSRFVALUE", value.encode()
            )
        else:
            token = [(key, value)] if csrf else []
            body = urlencode([*token, *fields_sent]).encode()
        headers = {
            "Origin": "https://localhost",
            "Referer": "https://localhost/",
            "Content-Type": type_,
            "Cookie": visitor.cookies,
            "X-CSRFToken": value if header else None,
            **(sent or {}),
        }
        return written(method, target.format(**visitor.admin), headers, body)

    more.setdefault("type", type_of(target, status))
    return Case(
        name=name,
        group=group,
        send=send,
        status=any_of(status),
        method=method,
        path=target,
        who=who,
        **more,
    )


def in_admin(group: str, name: str, target: str, status: Status, **more) -> Case:
    """A page of the admin, asked for by staff; ``{products}`` is where they are."""
    who = more.pop("who", "staff")

    def send(visitor: Visitor) -> bytes:
        path = target.format(**visitor.admin)
        return written("GET", path, {"Cookie": visitor.cookies})

    more.setdefault("type", type_of(target, status))
    return Case(
        name=name,
        group=group,
        send=send,
        status=any_of(status),
        path=target,
        who=who,
        own=True,
        **more,
    )


def cursor(sort: object, values: object, row_id: object) -> str:
    """A cursor of the right shape that no list gave out."""
    text = json.dumps([sort, values, row_id], separators=(",", ":"))
    return opaque(text.encode())


def opaque(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
