"""What sessions and tokens are worth, and how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from scaffold.check.probes.visitor import (
    GOOD,
    OTHER,
    PROFILE,
    WRONG,
    Visitor,
    api_login,
    fields_of,
    signed_up,
    use,
)
from scaffold.replay import pages, policy
from scaffold.run.http import Response

#: By user name what becomes of "password", "active" and "editor".
Changes = Mapping[str, Mapping[str, str | bool]]
#: Changes users of the starter, past its pages.
Change = Callable[[Changes], object]
#: Puts the clock of a server ahead by so many seconds.
PutAhead = Callable[[float], object]

_DAY = 24 * 60 * 60


def sessions(url: str) -> Iterator[tuple[str, object]]:
    visitor, name, answer = signed_up(url)
    yield "session: answer to a sign-up", answer.status
    yield from _cookie(answer)
    yield (
        "session: the profile page after a sign-up",
        visitor.get(PROFILE).status,
    )
    yield f"session: {PROFILE} without a login", Visitor(url).get(PROFILE).status
    again = Visitor(url)
    login = again.post("/accounts/login", username=name, password=GOOD)
    yield from _cookie(login, " of a login")
    thief = Visitor(url)
    thief.cookies = dict(visitor.cookies)
    visitor.send("/accounts/logout", visitor.csrf_token(PROFILE))
    yield "session: a copied cookie after the logout", thief.get(PROFILE).status
    yield "session: another one after the logout", again.get(PROFILE).status


def _cookie(answer: Response, after: str = "") -> Iterator[tuple[str, object]]:
    """The attributes of the cookie that is a login."""
    for header, value in answer.headers:
        if header.lower() != "set-cookie":
            continue
        for cookie, morsel in SimpleCookie(value).items():
            if cookie != "sessionid" and "session" not in cookie:
                continue
            for flag in ("HttpOnly", "Secure", "SameSite", "Path", "Domain"):
                said = morsel[flag.lower()]
                yield f"session cookie{after}: {flag}", said or False
            yield f"session cookie{after}: days that it lasts", _days(answer, morsel)


def _days(answer: Response, morsel: Mapping[str, str]) -> float | None:
    if morsel["max-age"]:
        return round(int(morsel["max-age"]) / 86400, 2)
    if not morsel["expires"]:
        return None
    now: datetime = parsedate_to_datetime(answer.header("Date") or "")
    ends = parsedate_to_datetime(morsel["expires"])
    return round((ends - now).total_seconds() / 86400, 2)


def tokens(url: str, path: str) -> Iterator[tuple[str, object]]:
    _, name, _ = signed_up(url)
    given = fields_of(api_login(url, name, GOOD))
    token = str(given.get("token", ""))
    yield "token: expires_in", given.get("expires_in")
    yield "token: of a member, for a write", use(url, path, token)
    yield "token: with a letter more", use(url, path, f"{token}A")
    yield "token: none", use(url, path, "")
    yield "token: for a wrong password", api_login(url, name, WRONG).status


def after_changes(url: str, path: str, change: Change) -> Iterator[tuple[str, object]]:
    """What sessions and tokens are worth that were given before; then the admin."""
    events: Mapping[str, Mapping[str, str | bool]] = {
        "a new password": {"password": OTHER},
        "the user was made inactive": {"active": False},
        "the user is no editor any more": {"editor": False},
    }
    users = {event: signed_up(url)[:2] for event in (*events, "")}
    change({name: {"editor": True} for _, name in users.values()})
    tokens = {
        event: str(fields_of(api_login(url, name, GOOD)).get("token", ""))
        for event, (_, name) in users.items()
    }
    yield "token: of an editor, for a write", use(url, path, tokens[""])
    change({users[event][1]: changes for event, changes in events.items()})
    for event in events:
        visitor, name = users[event]
        yield f"session: after {event}", visitor.get(PROFILE).status
        is_open = visitor.get("/admin/").status == HTTPStatus.OK
        yield f"session: the admin is open after {event}", is_open
        yield f"token: after {event}", use(url, path, tokens[event])
        yield f"token: asked for after {event}", api_login(url, name, GOOD).status
    editor, _ = users[""]
    yield from _admin(editor)


def _admin(editor: Visitor) -> Iterator[tuple[str, object]]:
    """The policy of the pages that the admin's home page leads to, whatever they are."""
    home = editor.get("/admin/")
    yield "admin: the home page for an editor", home.status
    root = pages.tree(home.body.decode("utf-8", "replace"))
    paths = {
        urlsplit(link.get("href")).path
        for link in root.all("a")
        if link.get("href").startswith("/admin/")
    }
    found: dict[str, set[str]] = {}
    for path in sorted(path for path in paths if "logout" not in path):
        for name, value in policy.effective(editor.get(path)).items():
            if not name.startswith(policy.CSP):
                found.setdefault(name, set()).add(value)
    for name, values in sorted(found.items()):
        if name not in (policy.MEDIA_TYPE, policy.ALLOW):
            yield f"admin's pages: {name}", "; ".join(sorted(values))


def later_on(
    url: str, path: str, later: str, put_ahead: PutAhead
) -> Iterator[tuple[str, object]]:
    """Once the secret key was rotated, and when the life of a token ends."""
    visitor, name, _ = signed_up(url)
    returning = Visitor(later)
    returning.cookies = dict(visitor.cookies)
    yield "session: after a rotation of the key", returning.get(PROFILE).status
    token = str(fields_of(api_login(url, name, GOOD)).get("token", ""))
    yield "token: after a rotation of the key", use(later, path, token)
    given = fields_of(api_login(later, name, GOOD))
    token, life = str(given.get("token", "")), given.get("expires_in")
    if not isinstance(life, int):
        return
    for when, share in (("just before", 0.98), ("just after", 1.02)):
        put_ahead(life * share)
        yield f"token: {when} the end of its life", use(later, path, token)
    put_ahead(0)
    slow = Visitor(later)
    form = slow.csrf_token("/accounts/login")
    put_ahead(_DAY)
    yield (
        "session: the CSRF token of a form that was open for a day",
        slow.send("/accounts/login", form, username=name, password=WRONG).status,
    )
    put_ahead(0)
