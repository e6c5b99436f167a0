"""What accounts do on one live server: sessions, tokens, limits, rules of passwords.

The same is asked of both, and what they do is compared by name: so that a difference is
told by its cause, and not by the pages on which it shows.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from scaffold.replay import pages, policy
from scaffold.run.http import Connection, Header, Request, Response

#: By user name what becomes of "password", "active" and "editor".
Changes = Mapping[str, Mapping[str, str | bool]]
#: Changes users of the starter, past its pages.
Change = Callable[[Changes], object]
#: The URL of the same project with its next secret key, and what puts its clock ahead.
Later = tuple[str, Callable[[float], object]]
Found = Mapping[str, object]

_DAY = 24 * 60 * 60
_PROFILE = "/accounts/profile"
_FORM = "application/x-www-form-urlencoded"
_GOOD = "correct-horse-battery-staple"
_OTHER = "another-horse-battery-staple"
_WRONG = "wrong-horse-battery-staple"
#: More wrong passwords than any sensible limit lets through.
_MOST_TRIES = 30
#: More names than any address of people needs.
_MOST_NAMES = 150
_TAKEN = "is taken"
#: No common one, whatever its length.
_STRONG = "kX9#vQzpLm4w" * 11
_WEAK = {
    "of digits only": "918273645546372819",
    "that is common": "passwordpassword",
}


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
        shown = pages.read(self.get(path).body.decode("utf-8", "replace"))
        return shown.made_up[0] if shown.made_up else ""

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


def found(url: str, plural: str, change: Change, later: Later) -> Found:
    """What this server does; ``plural`` is the place of some model in the API."""
    return {
        name: value
        for group in (
            _sessions(url),
            _tokens(url, f"/api/{plural}/999999"),
            _after_changes(url, f"/api/{plural}/999999", change),
            _later(url, f"/api/{plural}/999999", *later),
            _passwords(url),
            _limits(url),
        )
        for name, value in group
    }


def _signed_up(url: str) -> tuple[Visitor, str, Response]:
    visitor, name = Visitor(url), _some_name()
    answer = visitor.post(
        "/accounts/signup", username=name, password1=_GOOD, password2=_GOOD
    )
    return visitor, name, answer


def _sessions(url: str) -> Iterator[tuple[str, object]]:
    visitor, name, answer = _signed_up(url)
    yield "session: answer to a sign-up", answer.status
    yield from _cookie(answer)
    yield (
        "session: the profile page after a sign-up",
        visitor.get(_PROFILE).status,
    )
    yield f"session: {_PROFILE} without a login", Visitor(url).get(_PROFILE).status
    again = Visitor(url)
    login = again.post("/accounts/login", username=name, password=_GOOD)
    yield from _cookie(login, " of a login")
    thief = Visitor(url)
    thief.cookies = dict(visitor.cookies)
    visitor.send("/accounts/logout", visitor.csrf_token(_PROFILE))
    yield "session: a copied cookie after the logout", thief.get(_PROFILE).status
    yield "session: another one after the logout", again.get(_PROFILE).status


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


def _tokens(url: str, path: str) -> Iterator[tuple[str, object]]:
    _, name, _ = _signed_up(url)
    given = _given(_token_of(url, name))
    token = str(given.get("token", ""))
    yield "token: expires_in", given.get("expires_in")
    yield "token: of a member, for a write", _use(url, path, token)
    yield "token: with a letter more", _use(url, path, f"{token}A")
    yield "token: none", _use(url, path, "")
    yield "token: for a wrong password", _token_of(url, name, _WRONG).status


def _after_changes(url: str, path: str, change: Change) -> Iterator[tuple[str, object]]:
    """What sessions and tokens are worth that were given before; then the admin."""
    events: Mapping[str, Mapping[str, str | bool]] = {
        "a new password": {"password": _OTHER},
        "the user was made inactive": {"active": False},
        "the user is no editor any more": {"editor": False},
    }
    users = {event: _signed_up(url)[:2] for event in (*events, "")}
    change({name: {"editor": True} for _, name in users.values()})
    tokens = {
        event: str(_given(_token_of(url, name)).get("token", ""))
        for event, (_, name) in users.items()
    }
    yield "token: of an editor, for a write", _use(url, path, tokens[""])
    change({users[event][1]: changes for event, changes in events.items()})
    for event in events:
        visitor, name = users[event]
        yield f"session: after {event}", visitor.get(_PROFILE).status
        yield f"session: the admin after {event}", visitor.get("/admin/").status
        yield f"token: after {event}", _use(url, path, tokens[event])
        yield f"token: asked for after {event}", _token_of(url, name).status
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


def _later(
    url: str, path: str, later: str, put_ahead: Callable[[float], object]
) -> Iterator[tuple[str, object]]:
    """Once the secret key was rotated, and when the life of a token ends."""
    visitor, name, _ = _signed_up(url)
    returning = Visitor(later)
    returning.cookies = dict(visitor.cookies)
    yield "session: after a rotation of the key", returning.get(_PROFILE).status
    token = str(_given(_token_of(url, name)).get("token", ""))
    yield "token: after a rotation of the key", _use(later, path, token)
    given = _given(_token_of(later, name))
    token, life = str(given.get("token", "")), given.get("expires_in")
    if not isinstance(life, int):
        return
    for when, share in (("just before", 0.98), ("just after", 1.02)):
        put_ahead(life * share)
        yield f"token: {when} the end of its life", _use(later, path, token)
    put_ahead(0)
    slow = Visitor(later)
    form = slow.csrf_token("/accounts/login")
    put_ahead(_DAY)
    yield (
        "session: a form that was open for a day",
        slow.send("/accounts/login", form, username=name, password=_WRONG).status,
    )
    put_ahead(0)
    yield from _window(later, put_ahead)


def _window(
    url: str, put_ahead: Callable[[float], object]
) -> Iterator[tuple[str, object]]:
    """Whether each wrong password begins the wait anew."""
    name, answer = _some_name(), Response(status=0)
    for number in range(_MOST_TRIES):
        if number == 5:
            put_ahead(4 * 60)
        answer = _api_login(url, name, f"{_WRONG}{number}")
        if answer.status == 429:
            break
    yield "limit of the token: the wait, of tries over four minutes", _minutes(answer)
    put_ahead(6 * 60)
    yield (
        "limit of the token: six minutes after the first try",
        _api_login(url, name, _WRONG).status,
    )
    put_ahead(0)


def _token_of(url: str, name: str, password: str = _GOOD) -> Response:
    body = {"username": name, "password": password}
    return Visitor(url).api("POST", "/api/token", body=body)


def _use(url: str, path: str, token: str) -> int:
    return Visitor(url).api("DELETE", path, token).status


def _given(answer: Response) -> dict[str, object]:
    """The JSON object of a good answer, and nothing of another."""
    if not answer.is_good:
        return {}
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _passwords(url: str) -> Iterator[tuple[str, object]]:
    said = {n: _signing_up(url, _STRONG[:n]) for n in (*range(6, 15), 128, 129)}
    lengths = [length for length, answer in said.items() if answer == _TAKEN]
    yield "password: fewest characters", min(lengths, default=None)
    yield "password: 128 characters", said[128]
    yield "password: 129 characters", said[129]
    for what, password in _WEAK.items():
        yield f"password {what}", _signing_up(url, password)
    name = _some_name()
    yield "password that is the name", _signing_up(url, name, name)
    yield "password that is the name and a year", _signing_up(url, f"{name}2026", name)


def _signing_up(url: str, password: str, name: str = "") -> str:
    answer = Visitor(url).post(
        "/accounts/signup",
        username=name or _some_name(),
        password1=password,
        password2=password,
    )
    return _taken(answer)


def _taken(answer: Response) -> str:
    return {302: _TAKEN, 303: _TAKEN, 422: "is refused"}.get(
        answer.status, f"is answered with {answer.status}"
    )


def _limits(url: str) -> Iterator[tuple[str, object]]:
    """Each with a user of its own: what one has used up is not another's."""
    for place, attempt in (("login", _page_login), ("token", _api_login)):
        tried, answer = _until_refused(partial(attempt, url, _some_name()))
        yield f"limit of the {place}: wrong passwords that are tried, before 429", tried
        yield f"limit of the {place}: minutes of Retry-After", _minutes(answer)
    yield from _shared(url)
    yield from _after_a_right_password(url)
    yield from _addresses(url)


def _minutes(answer: Response) -> int | None:
    waits = re.fullmatch(r"\d+", answer.header("Retry-After") or "")
    return round(int(waits[0]) / 60) if waits else None


def _shared(url: str) -> Iterator[tuple[str, object]]:
    """What counts as one and the same try."""
    name = _some_name()
    for number in range(5):
        _page_login(url, name, f"{_WRONG}{number}")
    tried, _ = _until_refused(partial(_api_login, url, name))
    yield "limit of the token: wrong passwords after five on the login page", tried
    yield (
        "limit of the token: the same name in capitals",
        _api_login(url, name.upper(), _WRONG).status,
    )


def _until_refused(
    attempt: Callable[..., Response], most: int = _MOST_TRIES
) -> tuple[object, Response]:
    """How many were tried before 429, and the last answer."""
    answer = Response(status=0)
    for number in range(most):
        answer = attempt(f"{_WRONG}{number}", agent=f"agent {number}")
        if answer.status == 429:
            return number, answer
    return "no limit", answer


def _after_a_right_password(url: str) -> Iterator[tuple[str, object]]:
    _, name, _ = _signed_up(url)
    for number in range(8):
        _page_login(url, name, f"{_WRONG}{number}")
    _page_login(url, name, _GOOD)
    statuses = [
        _page_login(url, name, f"{_WRONG}{number}").status for number in range(8)
    ]
    yield (
        "limit of the login: 429 although a right password came between",
        429 in statuses,
    )


def _addresses(url: str) -> Iterator[tuple[str, object]]:
    """By address: who has used up one is not refused at another one."""
    for version, own, near, far in (
        ("IPv4", "198.51.100.1", "198.51.100.2", "203.0.113.1"),
        ("IPv6", "2001:db8::1", "2001:db8::2", "2001:db8:1::1"),
    ):
        name = _some_name()
        _until_refused(partial(_api_login, url, name, address=own))
        for what, address in (("near", near), ("far", far)):
            yield (
                f"limit of the token: at an {version} address that is {what}",
                _api_login(url, name, _WRONG, address=address).status,
            )

    def as_somebody_else(password: str, agent: str) -> Response:
        return _api_login(
            url, _some_name(), password, agent=agent, address="203.0.113.9"
        )

    tried, _ = _until_refused(as_somebody_else, _MOST_NAMES)
    yield "limit of one address: names that are tried, before 429", tried


def _some_name() -> str:
    return f"probe{secrets.token_hex(6)}"


def _page_login(
    url: str, name: str, password: str, *, agent: str = "", address: str = ""
) -> Response:
    visitor = Visitor(url, agent=agent, address=address)
    return visitor.post("/accounts/login", username=name, password=password)


def _api_login(
    url: str, name: str, password: str, *, agent: str = "", address: str = ""
) -> Response:
    visitor = Visitor(url, agent=agent, address=address)
    body = {"username": name, "password": password}
    return visitor.api("POST", "/api/token", body=body)
