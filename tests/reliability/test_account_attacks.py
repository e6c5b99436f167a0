"""What strangers try on accounts, and what their owners rely on, over real HTTP.

Every visitor comes from an address of its own, so that no test is throttled by another.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from random import Random
from time import perf_counter
from urllib.parse import urlsplit

import httpx
import pytest
from visitors import (
    FROM_HERE,
    PASSWORD,
    REFUSED_FORM,
    SITE,
    TOKENS,
    Form,
    Site,
    Visitor,
    bearer,
    crawl,
    open_site,
    read,
)

from stacks import Stack
from starters import EDITOR, LIMIT

NEW_PASSWORD = "copper-meadow-4-violin"
WRONG = "never-was-5-anybodys"
TWO_WEEKS = timedelta(weeks=2)

_numbers = count(1)


@pytest.fixture(scope="module")
def site(stack: Stack) -> Iterator[Site]:
    with open_site(stack) as site:
        yield site


@pytest.fixture(scope="module")
def staff(site: Site) -> Visitor:
    visitor = site.visitor()
    assert visitor.log_in(*EDITOR).status_code == 302
    return visitor


@pytest.fixture(scope="module")
def staff_token(staff: Visitor) -> str:
    return staff.asks_for_token(*EDITOR).json()["token"]


@pytest.fixture(scope="module")
def pages(staff: Visitor) -> dict[str, httpx.Response]:
    """Every kind of page that staff can reach, both admins included."""
    return crawl(staff, ["/", "/admin/", "/accounts/login", "/accounts/signup"])


def new_name() -> str:
    return f"member-{next(_numbers):04}"


def member(site: Site) -> tuple[str, Visitor]:
    """A user of no privilege, logged in."""
    name, visitor = new_name(), site.visitor()
    assert visitor.sign_up(name).status_code == 302
    return name, visitor


def product(**more: object) -> dict[str, object]:
    return {"name": f"Thing {next(_numbers)}", "price": "1.00", "tag_ids": []} | more


# Sessions


@pytest.mark.parametrize("way", ["log in", "sign up"])
def test_what_a_stranger_planted_is_no_session_later(site: Site, way: str) -> None:
    """Neither the session nor the form's token that he gave the victim, and knows."""
    stranger = site.visitor()
    known = stranger.form("/accounts/login")
    name = new_name()
    if way == "log in":
        site.visitor().sign_up(name)

    victim = stranger.copy()
    reply = victim.log_in(name) if way == "log in" else victim.sign_up(name)
    assert reply.status_code == 302
    assert victim.is_logged_in
    cookie = site.session_cookie
    assert victim.cookies[cookie] != stranger.cookies.get(cookie)
    assert not stranger.is_logged_in
    token = {k: v for k, v in known.fields.items() if k in TOKENS}
    forged = replace(known, action="/accounts/logout", fields=token)
    assert victim.send(forged).status_code in REFUSED_FORM
    assert victim.is_logged_in


def test_a_logout_ends_this_session_alone_and_for_good(
    site: Site, staff_token: str
) -> None:
    """A copy of the cookie reads nothing and writes nothing, on the site and its admin."""
    here, elsewhere = site.visitor(), site.visitor()
    for visitor in (here, elsewhere):
        assert visitor.log_in(*EDITOR).status_code == 302
    form = here.form("/tags/new")
    thief = here.copy()
    assert thief.is_logged_in

    assert here.log_out().status_code == 302
    assert not thief.is_logged_in
    for path in ("/tags/new", "/admin/"):
        assert "/login" in thief.get(path).headers["Location"]
    reply = thief.send(form, {"name": "stolen"})
    assert reply.status_code in (302, *REFUSED_FORM)
    assert not tags(site, "stolen")
    assert elsewhere.is_logged_in
    assert site.visitor().get("/api/summary").status_code == 200


def tags(site: Site, name: str) -> list[dict[str, object]]:
    return site.visitor().get("/api/tags", params={"q": name}).json()["items"] and [
        tag
        for tag in site.visitor().get("/api/tags?limit=100").json()["items"]
        if tag["name"] == name
    ]


def test_a_new_password_ends_every_session_and_token(
    site: Site, staff: Visitor
) -> None:
    name, first = member(site)
    second = site.visitor()
    second.log_in(name)
    site.users.make_editor(staff, name)
    given = [first.asks_for_token(name).json()["token"] for _ in range(2)]
    assert all(can_write(site, token) for token in given)

    reply = site.users.set_password(staff, name, NEW_PASSWORD)
    assert reply.status_code == 302
    assert not first.is_logged_in
    assert not second.is_logged_in
    assert not any(can_write(site, token) for token in given)
    assert first.log_in(name).status_code == 422
    assert first.asks_for_token(name).status_code == 401
    assert first.log_in(name, NEW_PASSWORD).status_code == 302


def test_staff_who_change_their_own_password_are_out_everywhere_else(
    site: Site, staff: Visitor
) -> None:
    name, first = member(site)
    site.users.make_editor(staff, name)
    second = site.visitor()
    second.log_in(name)
    token = first.asks_for_token(name).json()["token"]

    reply = site.users.set_password(first, name, NEW_PASSWORD)
    assert reply.status_code == 302
    assert not second.is_logged_in
    assert not can_write(site, token)


def can_write(site: Site, token: str) -> bool:
    reply = site.visitor().client.post(
        "/api/products", json=product(), headers=bearer(token)
    )
    assert reply.status_code in (201, 401, 403)
    return reply.status_code == 201


def test_rights_that_are_taken_away_are_gone_at_once(
    site: Site, staff: Visitor
) -> None:
    """On sessions and tokens that were there before; and all of them in both ways."""
    name, visitor = member(site)
    assert visitor.get("/tags/new").status_code == 403
    site.users.make_editor(staff, name)
    token = visitor.asks_for_token(name).json()["token"]
    form = visitor.form("/tags/new")
    assert visitor.get("/admin/").status_code == 200
    assert can_write(site, token)

    site.users.make_editor(staff, name, editor=False)
    assert visitor.get("/tags/new").status_code == 403
    assert is_kept_out(visitor.get("/admin/"))
    assert visitor.send(form, {"name": "no longer"}).status_code == 403
    assert not tags(site, "no longer")
    reply = visitor.client.post("/api/tags", json={"name": "no"}, headers=bearer(token))
    assert reply.status_code == 403

    site.users.make_editor(staff, name)
    site.users.change(staff, name, is_active=False)
    assert not visitor.is_logged_in
    assert visitor.get("/admin/").status_code == 302
    assert not can_write(site, token)
    assert visitor.asks_for_token(name).status_code == 401


def test_another_secret_key_voids_sessions_and_tokens(
    site: Site, staff: Visitor, staff_token: str, stack: Stack
) -> None:
    assert can_write(site, staff_token)
    with open_site(stack, SECRET_KEY="another-secret-" * 4) as other:
        visitor = other.visitor()
        visitor.plant(staff.cookies)
        assert not visitor.is_logged_in
        assert not can_write(other, staff_token)


def test_a_token_that_was_touched_is_none(site: Site, staff_token: str) -> None:
    """One character changed, at each place (at some, of a longer one), or cut off."""
    visitor = site.visitor()
    for place in range(0, len(staff_token) - 1, 7):
        other = "A" if staff_token[place] != "A" else "B"
        token = staff_token[:place] + other + staff_token[place + 1 :]
        assert refused_token(visitor, token), token
    for token in (staff_token[:-1], staff_token[1:], f"{staff_token}.", ":", "a:b:c"):
        assert refused_token(visitor, token), token


def refused_token(visitor: Visitor, token: str) -> bool:
    reply = visitor.client.delete("/api/tags/999999", headers=bearer(token))
    return reply.status_code == 401


def test_cookies_are_for_https_for_http_and_for_this_site(
    pages: dict[str, httpx.Response], site: Site
) -> None:
    """Set by any page or form; who is logged in is so for two weeks, on both."""
    seen = []
    for reply in (*pages.values(), site.visitor().get("/accounts/login")):
        seen += reply.headers.get_list("Set-Cookie")
    signed_up = site.visitor().sign_up(new_name())
    given = signed_up.headers.get_list("Set-Cookie")
    for cookie in [*seen, *given]:
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        safe = {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        assert safe or "max-age=0" in flags, cookie
        assert not any(flag.startswith("domain") for flag in flags), cookie
    begin = f"{site.session_cookie}="
    (session,) = (cookie for cookie in given if cookie.startswith(begin))
    expires = re.search("expires=([^;]+)", session, re.IGNORECASE)
    assert expires
    answered, ends = map(parsedate_to_datetime, (signed_up.headers["Date"], expires[1]))
    # The two are written in this order, or the other, while it is answered.
    assert abs(ends - answered - TWO_WEEKS) < timedelta(minutes=1)


# Guessing


@pytest.fixture(scope="module")
def victims(site: Site, staff: Visitor) -> dict[str, tuple[str, str]]:
    """Pairs that no login takes, of names that are equally long."""
    known, inactive = (member(site)[0] for _ in range(2))
    site.users.change(staff, inactive, is_active=False)
    return {
        "a wrong password": (known, WRONG),
        "nobody": (new_name(), WRONG),
        "an inactive user": (inactive, PASSWORD),
        "an inactive user's wrong password": (inactive, WRONG),
    }


def test_a_refused_login_says_the_same_to_the_byte(
    site: Site, victims: dict[str, tuple[str, str]]
) -> None:
    """Whether there is no such user, or another password, or a user who may not."""
    told = {"page": set(), "token": set(), "signup": set()}
    for name, password in victims.values():
        page = site.visitor().log_in(name, password)
        told["page"].add(said(page, name))
        told["token"].add(said(site.visitor().asks_for_token(name, password), name))
    assert {kind: len(answers) for kind, answers in told.items() if answers} == {
        "page": 1,
        "token": 1,
    }
    # A name that is taken must be told so, but not whose it is.
    taken = [victims[kind][0] for kind in ("a wrong password", "an inactive user")]
    assert len({said(site.visitor().sign_up(name), name) for name in taken}) == 1


def said(reply: httpx.Response, name: str) -> tuple[object, ...]:
    """All that a stranger sees of an answer, but for what is random in each."""
    text = reply.text.replace(name, "NAME")
    for form in read(reply, "/").forms if "<form" in text else ():
        for token in TOKENS:
            text = text.replace(str(form.fields.get(token, "\0")), "TOKEN")
    headers = [
        (
            key,
            re.sub("(?<==)[^;]+", "…", value, count=1)
            if key == "set-cookie"
            else value,
        )
        for key, value in reply.headers.multi_items()
        if key not in ("date", "content-length", "expires")
    ]
    headers = [(k, re.sub("expires=[^;]+", "", v)) for k, v in headers]
    return reply.status_code, text, tuple(headers)


def processor_time(site: Site) -> float:
    """Seconds that the processes of the server have worked so far."""
    ticks = 0
    for process in [site.server.process, *children_of(site.server.process)]:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(child) for child in file.read().split()]


def test_a_refused_login_costs_the_same_work(
    site: Site, victims: dict[str, tuple[str, str]]
) -> None:
    """Counted in the server's own processor time, which a busy machine does not change.

    One hash for each, of some 100 ms; a name without one would cost a twentieth.
    """
    worked = {}
    for kind, (name, password) in victims.items():
        begin = processor_time(site)
        for _ in range(3):
            assert site.visitor().asks_for_token(name, password).status_code == 401
        worked[kind] = processor_time(site) - begin
    assert min(worked.values()) > max(worked.values()) / 2, worked
    # And what is too long for a password costs a hash at most, however long it is.
    begin = processor_time(site)
    for length in (129, 100_000, 1_000_000):
        visitor = site.visitor()
        assert (
            visitor.asks_for_token("admin", "é" * (length // 2 + 65)).status_code == 422
        )
        assert visitor.log_in("admin", "x" * length).status_code == 422
    assert processor_time(site) - begin < max(worked.values()) * 1.5, worked


TIMED = ("a wrong password", "nobody", "an inactive user")


def test_the_time_tells_nothing(
    site: Site, victims: dict[str, tuple[str, str]], soak: bool, reached
) -> None:
    """200 tries of each kind in turn: the medians differ by less than chance explains.

    That is a permutation test: of 2,000 random shares of the same times, more than one
    in a thousand differ as much.
    """
    if not soak:
        pytest.skip("a matter of statistics: see the work above; in full with --soak")
    random = Random(4)
    ways: dict[str, Callable[[str, str], float]] = {
        "token": lambda name, password: timed_token(site, name, password),
        "page": lambda name, password: timed_login(site, name, password),
    }
    for way, ask in ways.items():
        times: dict[str, list[float]] = {kind: [] for kind in TIMED}
        for _ in range(200):
            for kind in random.sample(TIMED, len(TIMED)):
                times[kind].append(ask(*victims[kind]))
        usual = times["a wrong password"]
        chances = {}
        for kind, tries in times.items():
            apart = abs(statistics.median(tries) - statistics.median(usual))
            chances[kind] = chance_of(apart, tries + usual, random)
        apart = statistics.median(times["nobody"]) - statistics.median(usual)
        quarter = statistics.quantiles(usual, n=4)
        print(way, {k: statistics.median(v) for k, v in times.items()}, chances)
        reached_text = (
            f"200 tries: known and unknown differ by {abs(apart) * 1000:.1f} of "
            f"{statistics.median(usual) * 1000:.0f} ms (spread "
            f"{(quarter[2] - quarter[0]) * 1000:.1f} ms, p = {chances['nobody']:.2f})"
        )
        if way == "token":
            reached(7, reached_text)
        assert min(chances.values()) > 0.001, (way, chances)
        assert abs(apart) < quarter[2] - quarter[0]


def timed_token(site: Site, name: str, password: str) -> float:
    visitor = site.visitor()
    begin = perf_counter()
    assert visitor.asks_for_token(name, password).status_code == 401
    return perf_counter() - begin


def timed_login(site: Site, name: str, password: str) -> float:
    visitor = site.visitor()
    form = visitor.form("/accounts/login")
    begin = perf_counter()
    reply = visitor.send(form, {"username": name, "password": password})
    assert reply.status_code == 422
    return perf_counter() - begin


def chance_of(apart: float, times: list[float], random: Random) -> float:
    """How often two random halves of the times differ so much in their medians."""
    half = len(times) // 2
    hits = 0
    for _ in range(2_000):
        random.shuffle(times)
        medians = statistics.median(times[:half]), statistics.median(times[half:])
        hits += abs(medians[0] - medians[1]) >= apart
    return (hits + 1) / 2_001


def wide(text: str) -> str:
    """The same letters in full width, which are the same user to Unicode's NFKC."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in text)


def test_ten_failures_are_counted_however_the_name_is_written(site: Site) -> None:
    """On the page and for tokens together; the wait is told, and hits no one else."""
    name, _ = member(site)
    guesser = site.visitor()
    pages = [name, f" {name} ", wide(name), f"\t{wide(name)}", name]
    tokens = [name, wide(name), wide(name[:3]) + name[3:], name, wide(name)]
    for written in pages:
        assert guesser.log_in(written, WRONG).status_code == 422
    for written in tokens:
        assert guesser.asks_for_token(written, WRONG).status_code == 401

    for reply in (
        guesser.log_in(f" {name}"),
        guesser.asks_for_token(wide(name)),
        # What the visitor claims about the address stands before what the proxy says.
        claiming(site, "198.51.100.7", guesser.address).asks_for_token(name),
        claiming(site, "198.51.100.7, 10.9.9.9", guesser.address).log_in(name),
    ):
        assert reply.status_code == 429
        assert 1 <= int(reply.headers["Retry-After"]) <= 300
    # Neither the admin nor signing up is another door for guesses.
    if guesser.get("/admin/login/").status_code == 200:
        typed = {"username": name, "password": PASSWORD}
        reply = guesser.send(guesser.form("/admin/login/"), typed)
        assert reply.status_code == 429
    assert not guesser.is_logged_in

    assert guesser.log_in(new_name(), WRONG).status_code == 422
    assert site.visitor().log_in(name).status_code == 302
    assert site.visitor().asks_for_token(name).status_code == 200
    # From here it stays closed, also after the owner's right password elsewhere.
    assert guesser.asks_for_token(name).status_code == 429


def claiming(site: Site, addresses: str, address: str) -> Visitor:
    visitor = site.visitor(address)
    visitor.client.headers["X-Forwarded-For"] = addresses
    return visitor


def test_a_right_password_starts_the_count_again(site: Site, soak: bool) -> None:
    if not soak:
        pytest.skip("twelve hashes; the starters' own tests hold it too")
    name, _ = member(site)
    visitor = site.visitor()
    for _ in range(9):
        assert visitor.asks_for_token(name, WRONG).status_code == 401
    assert visitor.log_in(wide(name)).status_code == 302
    for _ in range(2):
        assert visitor.asks_for_token(name, WRONG).status_code == 401


def test_names_are_one_user_in_any_width_and_in_any_case(site: Site) -> None:
    """Who logs in may write them so; nobody can sign up as somebody's look-alike."""
    name, _ = member(site)
    for written in (wide(name), name.upper(), wide(name.upper())):
        assert site.visitor().asks_for_token(written).status_code == 200, written
        assert site.visitor().log_in(written).status_code == 302, written
        assert site.visitor().sign_up(written).status_code == 422, written
    assert site.visitor().asks_for_token(f" {name}").status_code == 401


# Privileges

PRIVILEGES = {
    "id": "1",
    "pk": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "is_editor": "on",
    "is_active": "on",
    "groups": "1",
    "user_permissions": "1",
    "created_at": "2001-01-01T00:00:00Z",
    "date_joined": "2001-01-01",
    "password": "x",
    "password_hash": "x",
    "login_key": "x",
}


def test_no_form_of_a_stranger_takes_a_privilege(site: Site) -> None:
    name, visitor = new_name(), site.visitor()
    typed = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    reply = visitor.send(visitor.form("/accounts/signup"), PRIVILEGES | typed)
    assert reply.status_code == 302
    assert_is_nobody(site, name, visitor)
    again = site.visitor()
    more = {k: v for k, v in PRIVILEGES.items() if k != "password"}
    assert again.log_in(name, **more).status_code == 302
    assert_is_nobody(site, name, again)
    profile = again.client.post("/accounts/profile", data=PRIVILEGES)
    assert profile.status_code in (400, 403, 405)
    assert_is_nobody(site, name, again)


def is_kept_out(reply: httpx.Response) -> bool:
    """Refused, or asked to log in as somebody else."""
    return reply.status_code == 403 or "/login" in reply.headers.get("Location", "")


def assert_is_nobody(site: Site, name: str, visitor: Visitor) -> None:
    assert is_kept_out(visitor.get("/admin/"))
    assert visitor.get("/products/new").status_code == 403
    assert not can_write(site, visitor.asks_for_token(name).json()["token"])


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "is_editor", "is_active", "id"]
)
def test_no_token_comes_with_a_privilege(site: Site, field: str) -> None:
    body = dict(zip(("username", "password"), EDITOR, strict=True)) | {field: True}
    reply = site.visitor().client.post("/api/token", json=body)
    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == [field]


def test_no_client_chooses_what_the_server_gives(site: Site, staff_token: str) -> None:
    """An id or a time in a body of the API is refused, and nothing is written."""
    client = site.visitor().client
    client.headers.update(bearer(staff_token))
    first = client.get("/api/products/1").json()
    for field in ("id", "created_at", "owner", "is_editor"):
        forged = product(**{field: "1"})
        replies = [
            client.post("/api/products", json=forged),
            client.put("/api/products/1", json=forged),
            client.patch("/api/products/1", json={field: "1"}),
        ]
        for reply in replies:
            assert reply.status_code == 422
            assert [e["field"] for e in reply.json()["errors"]] == [field]
    assert client.get("/api/products/1").json() == first


def test_no_page_takes_an_id_or_a_time(
    site: Site, staff: Visitor, staff_token: str
) -> None:
    """Neither of the starter nor of its admin: the row that is edited stays the same."""
    api = site.visitor().client
    first = api.get("/api/products/1").json()
    second = api.get("/api/products/2").json()
    edits = {
        "django": "/admin/catalog/product/2/change/",
        "flask": "/admin/products/edit/?id=2",
    }
    forged = {"id": "1", "pk": "1", "created_at": "2001-01-01 00:00:00"}
    for path in ("/products/2/edit", edits[site.framework]):
        form = staff.form(path)
        assert staff.send(form, forged).status_code == 302, path
        assert api.get("/api/products/1").json() == first, path
        assert api.get("/api/products/2").json() == second, path


# Forged forms

EVIL = "https://evil.example"


def from_origin(origin: str) -> dict[str, str]:
    return {"Origin": origin, "Referer": f"{origin}/"}


#: What a browser tells of a form that another page sent.
FOREIGN = {
    "another site": from_origin(EVIL),
    "another port": from_origin(f"{SITE}:8443"),
    "another scheme": from_origin("http://localhost"),
    "a name that begins alike": from_origin(f"{SITE}.evil.example"),
    "a sandbox": {"Origin": "null"},
    "another site, by Referer": {"Referer": f"{EVIL}/"},
    "a name that begins alike, by Referer": {"Referer": f"{SITE}.evil.example/"},
    "no address, by Referer": {"Referer": "https://["},
    "no port, by Referer": {"Referer": f"{SITE}:x/"},
    "no address": from_origin("https://["),
    "nowhere": {},
}


def test_no_form_works_from_elsewhere(
    site: Site, staff: Visitor, pages: dict[str, httpx.Response], reached
) -> None:
    """Every form of every page: without token, with another's, or from another site."""
    forms = forms_of(pages)
    assert len(forms) > 18
    stranger = site.visitor()
    stranger.log_in(member(site)[0])
    foreign = {k: v for k, v in stranger.form("/").fields.items() if k in TOKENS}
    assert foreign
    before = state(staff)
    tried = 0
    for form in forms:
        bare = replace(form, fields=form.without_token())
        attempts = {
            "no token": staff.send(bare),
            "an empty token": staff.send(bare, dict.fromkeys(foreign, "")),
            "another's token": staff.send(bare, foreign),
        }
        for where, headers in FOREIGN.items():
            attempts[where] = staff.send(form, headers=headers)
        for attempt, reply in attempts.items():
            assert reply.status_code in REFUSED_FORM, f"{form.kind}: {attempt}"
        tried += len(attempts)
    assert state(staff) == before
    reached(7, f"{len(forms)} forms × {tried // len(forms)} forgeries refused")


def test_forms_work_from_here(staff: Visitor) -> None:
    """Told by Referer, and by Origin where a browser sends that too."""
    form = staff.form("/products/1/edit")
    here = {"Referer": f"{SITE}/products/1/edit"}
    for headers in (here, here | {"Origin": SITE}):
        assert staff.send(form, headers=headers).status_code == 302, headers


def forms_of(pages: dict[str, httpx.Response]) -> list[Form]:
    """One of each kind that changes something, its page's admins included."""
    found = {}
    for path, reply in pages.items():
        if "text/html" in reply.headers.get("Content-Type", ""):
            for form in read(reply, path).forms:
                if form.method == "post":
                    found.setdefault(form.kind, form)
    return list(found.values())


def state(staff: Visitor) -> list[str]:
    """What a forged form might change: rows, users and this very session."""
    users = staff.get(staff.site.users.list.format(name="")).text
    names = sorted(set(re.findall("member-[0-9]{4}|admin", users)))
    summary = staff.get("/api/summary").text
    rows = [
        staff.get(f"/api/{plural}?limit=100").text
        for plural in ("products", "tags", "categories")
    ]
    return [*names, summary, *rows, str(staff.is_logged_in)]


def test_no_page_changes_anything_by_being_read(
    site: Site, staff: Visitor, pages: dict[str, httpx.Response]
) -> None:
    """Whoever crawls a site as staff, such as a browser that loads ahead, breaks none."""
    before = state(staff)
    for path in pages:
        staff.get(path)
    assert state(staff) == before
    for path in ("/accounts/logout", "/tags/1/delete", "/admin/logout/"):
        staff.get(path)
    assert state(staff) == before


# Redirects and hosts

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "\x1b//evil.example",
    "/\n/evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/\\evil.example",
    "http:///evil.example",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "https://evil.example\\@localhost/",
    "javascript:alert(1)",
    "jav\tascript:alert(1)",
    "data:text/html,x",
    "/x\r\nLocation: https://evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "//localhost//evil.example",
)


def is_ours(location: str) -> bool:
    """Where browsers go: controls and white space dropped, backslashes turned."""
    location = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33)))))
    location = location.replace("\\", "/")
    if re.match("/(?!/)|[?#]|$", location):
        return True
    if location.startswith("//"):
        location = f"https:{location}"
    parts = urlsplit(location)
    if not parts.scheme:
        return True
    slashes = re.match("https?:/*", location)
    host = location[slashes.end() :].partition("/")[0] if slashes else ""
    return host == "localhost" if slashes else False


def test_the_test_itself_knows_elsewhere() -> None:
    assert not [target for target in ELSEWHERE[:5] if is_ours(target)]
    assert all(map(is_ours, ("/", "/a?b=//c", "https://localhost/x")))


def test_no_form_sends_its_user_elsewhere(site: Site, staff: Visitor) -> None:
    """By ``next`` in the address or the form, or Flask-Admin's ``url``."""
    name, _ = member(site)
    visitor = site.visitor()
    for target in ELSEWHERE:
        shown = visitor.get("/accounts/login", params={"next": target})
        assert shown.status_code == 200
        form = max(read(shown, "/accounts/login").forms, key=lambda f: len(f.fields))
        typed = {"username": name, "password": WRONG, "next": target}
        assert is_ours(str(form.fields["next"])), target
        for path in ("/accounts/logout", "/admin/logout/"):
            reply = visitor.client.post(
                path,
                params={"next": target},
                data=form.fields | typed,
                headers=FROM_HERE,
            )
            assert is_ours(reply.headers.get("Location", "/")), (path, target)
        for path in (
            "/admin/login/",
            "/admin/",
            "/accounts/profile",
            "/accounts/signup",
        ):
            reply = visitor.get(path, params={"next": target, "url": target})
            assert is_ours(reply.headers.get("Location", "/")), (path, target)
        assert "evil.example" not in reply.headers.get("Location", "")
    # Each login costs a hash: here the rest, of what the contract tests do not try.
    for target in ("https:evil.example", "\x1b//evil.example"):
        reply = site.visitor().log_in(name, next=target)
        assert reply.status_code == 302
        assert is_ours(reply.headers["Location"]), target
    for target in ELSEWHERE:
        for path, query in returning(site, target):
            reply = staff.get(path, params=query)
            assert is_ours(reply.headers.get("Location", "/")), (path, target)
            links = read(reply, path).links if "<a" in reply.text else []
            links = [link for link in links if link != "javascript:void(0)"]
            assert all(map(is_ours, links)), (path, target, links)


def returning(site: Site, target: str) -> list[tuple[str, dict[str, str]]]:
    """Pages of an admin that lead back to where somebody came from."""
    if site.framework == "flask":
        return [
            ("/admin/products/edit/", {"id": "999999", "url": target}),
            ("/admin/products/edit/", {"id": "1", "url": target}),
            ("/admin/products/new/", {"url": target}),
        ]
    return [
        ("/admin/catalog/product/999999/change/", {"next": target, "_popup": "1"}),
        ("/admin/catalog/product/add/", {"_changelist_filters": target}),
        ("/admin/r/1/1/", {"next": target}),
    ]


def test_deleting_in_an_admin_leads_nowhere_else(site: Site, staff: Visitor) -> None:
    if site.framework != "flask":
        pytest.skip("Django's admin takes no address to return to")
    form = next(
        f
        for f in forms_of({"/admin/tags/": staff.get("/admin/tags/")})
        if "delete" in f.action
    )
    for target in ELSEWHERE:
        reply = staff.send(form, {"id": "999999", "url": target})
        assert reply.status_code in (302, 400)
        assert is_ours(reply.headers.get("Location", "/")), target


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:x",
        "evil.example:443",
        "",
        "localhost, evil.example",
        "localhost/evil",
    ],
)
def test_another_host_gets_nothing(site: Site, host: str) -> None:
    """And no link leads there; that it is not trusted it may be told."""
    reply = site.visitor().get("/accounts/profile", headers={"Host": host})
    assert reply.status_code == 400
    assert not [link for link in read(reply, "/").links if "evil" in link]
    assert all(map(is_ours, read(reply, "/").links))
    assert "Location" not in reply.headers


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-Host",
        "X-Host",
        "Forwarded",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Forwarded-Server",
        "X-Forwarded-Prefix",
    ],
)
def test_no_header_changes_where_links_lead(
    site: Site, staff: Visitor, header: str
) -> None:
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    for path in ("/", "/products", "/accounts/login", "/admin/", "/nowhere"):
        reply = staff.get(path, headers={header: value})
        assert "evil.example" not in reply.text + str(reply.headers), path
    plain = httpx.get(
        f"{site.server.url}/products?q=a",
        headers={"Host": "localhost", header: value},
        follow_redirects=False,
        timeout=LIMIT,
    )
    assert plain.headers["Location"] == f"{SITE}/products?q=a"


# Caches


def test_what_shows_a_user_is_kept_by_no_cache(
    site: Site, pages: dict[str, httpx.Response]
) -> None:
    for path, reply in pages.items():
        said = {word.strip() for word in reply.headers["Cache-Control"].split(",")}
        assert {"private", "no-store"} <= said, path
        if "Log out" in reply.text:
            varies = {name.strip() for name in reply.headers["Vary"].split(",")}
            assert "Cookie" in varies, path
    assert sum("Log out" in reply.text for reply in pages.values()) > 15


def test_no_page_of_one_user_is_shown_to_another(
    site: Site, pages: dict[str, httpx.Response]
) -> None:
    """Whoever came first; static files carry no cookie that a cache might hand out."""
    names = [member(site) for _ in range(2)]
    paths = [path for path in pages if not path.startswith("/admin")]
    for _ in range(2):
        for name, visitor in names:
            assert name in visitor.get("/accounts/profile").text
            for path in paths:
                text = visitor.get(path).text
                assert not any(n in text for n, _ in names if n != name), path
    nobody = site.visitor()
    for path in paths:
        reply = nobody.get(path)
        assert "Log out" not in reply.text, path
        assert not any(name in reply.text for name, _ in names), path
    files = set(re.findall('(?:href|src)="(/static/[^"]+)', nobody.get("/").text))
    assert files
    for file in files:
        reply = names[0][1].get(file)
        assert reply.status_code == 200
        assert "Set-Cookie" not in reply.headers
