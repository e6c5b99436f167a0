"""What strangers try on forgotten passwords, and what ends when a password or key does.

Without EMAIL_URL mail goes to standard output: it is read from the server's log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import EmailMessage
from itertools import count
from urllib.parse import urlsplit

import httpx
import pytest
from visitors import (
    FROM_HERE,
    PASSWORD,
    REFUSED_FORM,
    SITE,
    Form,
    Site,
    Visitor,
    bearer,
    open_site,
    read,
)

from scaffold.run.starters import SECRET_KEY
from stacks import Stack
from starters import EDITOR

RESET = "/accounts/password_reset"
CHANGE = "/accounts/password_change"
NEW_PASSWORD = "copper-meadow-4-violin"
NEW = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
NEW_KEY = "quite-another-key-" * 3
_LINK = re.compile(rf"{SITE}{RESET}/\S+")
_MESSAGE = re.compile(
    r"^(?:Content-Type|MIME-Version|Subject): .*?(?=^-{70,}$)",
    re.MULTILINE | re.DOTALL,
)

_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user of no privilege, logged in as ``visitor``."""

    name: str
    email: str
    visitor: Visitor

    def link(self) -> str:
        """The path of a link to a new password that was mailed to them."""
        site = self.visitor.site
        assert asked(site, self.email).status_code == 302
        return links_to(site, self.email)[-1]


@pytest.fixture(scope="module")
def site(stack: Stack) -> Iterator[Site]:
    with open_site(stack) as site:
        yield site


@pytest.fixture(scope="module")
def staff(site: Site) -> Visitor:
    visitor = site.visitor()
    assert visitor.log_in(*EDITOR).status_code == 302
    return visitor


@pytest.fixture
def member(site: Site) -> Member:
    return signed_up(site)


def signed_up(site: Site) -> Member:
    number = next(_numbers)
    name, email = f"forgetful-{number:03}", f"forgetful-{number:03}@example.org"
    visitor = site.visitor()
    assert visitor.sign_up(name, email=email).status_code == 302
    return Member(name=name, email=email, visitor=visitor)


def asked(site: Site, email: str, **headers: str) -> httpx.Response:
    """What a stranger is told who asks for a link to this address."""
    stranger = site.visitor()
    form = stranger.form(RESET)
    return stranger.send(form, {"email": email}, headers=FROM_HERE | headers)


def mails(site: Site) -> list[EmailMessage]:
    """Every mail that was sent so far."""
    text = site.server.log.read_text("utf-8", "replace")
    found = (
        message_from_string(m[0], policy=policy.default)
        for m in _MESSAGE.finditer(text)
    )
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def links_to(site: Site, email: str) -> list[str]:
    """The paths of the links that were mailed to an address."""
    texts = (mail.get_content() for mail in mails(site) if mail["To"] == email)
    return [urlsplit(link).path for text in texts for link in _LINK.findall(text)]


def form_of(visitor: Visitor, link: str) -> Form | None:
    """The form for a new password behind a link; none when the link is not good."""
    reply = visitor.client.get(link, follow_redirects=True)
    assert reply.status_code in (200, 400, 404, 410), reply.status_code
    forms = read(reply, reply.url.path).forms
    return next(
        (
            form
            for form in forms
            if "password" in form.kind[0]
            and form.method == "post"
            and "logout" not in form.action
        ),
        None,
    )


def set_by(
    link: str, site: Site, password: str = NEW_PASSWORD
) -> httpx.Response | None:
    """What a stranger with this link is told; nothing when it shows no form."""
    stranger = site.visitor()
    form = form_of(stranger, link)
    typed = {"new_password1": password, "new_password2": password}
    return stranger.send(form, typed) if form else None


def is_password(site: Site, name: str, password: str) -> bool:
    status = site.visitor().asks_for_token(name, password).status_code
    assert status in (200, 401)
    return status == 200


# Reset by mail


def test_a_link_sets_a_password_once_and_ends_all_logins(
    site: Site, member: Member
) -> None:
    token = member.visitor.asks_for_token(member.name).json()["token"]
    link = member.link()
    reply = set_by(link, site)
    assert reply is not None
    assert reply.status_code == 302
    assert urlsplit(reply.headers["Location"]).path == "/accounts/login"
    assert is_password(site, member.name, NEW_PASSWORD)
    assert not is_password(site, member.name, PASSWORD)
    assert not member.visitor.is_logged_in
    assert not is_taken(site, token)

    assert set_by(link, site, "a-third-password-5-lamps") is None
    assert is_password(site, member.name, NEW_PASSWORD)


def is_taken(site: Site, token: str) -> bool:
    """Whether the API knows whose token it is."""
    reply = site.visitor().client.delete("/api/tags/999999", headers=bearer(token))
    assert reply.status_code in (401, 403, 404)
    return reply.status_code != 401


def test_a_form_that_was_open_before_is_as_void_as_its_link(
    site: Site, member: Member
) -> None:
    """Two tabs, or a thief beside the owner: the second one changes nothing."""
    link, late = member.link(), site.visitor()
    form = form_of(late, link)
    assert form
    assert set_by(link, site) is not None
    reply = late.send(form, dict.fromkeys(NEW, "a-third-password-5-lamps"))
    assert reply.status_code < 500
    assert is_password(site, member.name, NEW_PASSWORD)


def test_a_link_that_was_touched_is_none(site: Site, member: Member) -> None:
    """At each place, cut off, longer, with odd letters, or with another's name in it."""
    link, other = member.link(), signed_up(site).link()
    head, _, token = link.rpartition("/")
    other_head, _, other_token = other.rpartition("/")
    places = range(0, len(token) - 1, 5)
    forged = [
        *(
            f"{head}/{token[:n]}{'a' if token[n] != 'a' else 'b'}{token[n + 1 :]}"
            for n in places
        ),
        *(
            f"{head}/{text}"
            for text in (token[:-1], token[1:], f"{token}a", "x", "a" * 3000)
        ),
        *(
            f"{head}/{text}"
            for text in (
                "%00",
                "%FF",
                "-",
                "0-0",
                "...",
                "%D9%A3-%D9%A3",
                "set-password",
            )
        ),
    ]
    if head != RESET:  # the link names its user apart from the token
        forged += [f"{head}/{other_token}", f"{other_head}/{token}"]
        names = (
            "MQ",
            "MA",
            "LTE",
            "OTk5OTk5OTk5OTk5OTk5OTk5OTk",
            "AA",
            "_w",
            "%00",
            "x",
            "a" * 3000,
        )
        forged += [f"{RESET}/{name}/{token}" for name in names]
    for path in forged:
        assert set_by(path, site) is None, path
    assert is_password(site, member.name, PASSWORD)
    assert form_of(site.visitor(), link), "the right one is as good as before"


def test_no_token_is_good_for_something_else(site: Site, member: Member) -> None:
    """Neither one of the API for a new password, nor that of a link for the API."""
    token = member.visitor.asks_for_token(member.name).json()["token"]
    head, _, in_link = member.link().rpartition("/")
    assert set_by(f"{head}/{token}", site) is None
    assert not is_taken(site, in_link)


def test_a_link_ends_with_the_password_that_was_forgotten(
    site: Site, staff: Visitor, member: Member
) -> None:
    """Whoever changed it: its owner, or an editor in the admin."""
    link = member.link()
    form = member.visitor.form(CHANGE)
    reply = member.visitor.send(form, {"old_password": PASSWORD, **NEW})
    assert reply.status_code == 302
    assert set_by(link, site) is None
    again = member.link()
    third = "a-third-password-5-lamps"
    site.users.set_password(staff, member.name, third)
    assert set_by(again, site) is None
    assert is_password(site, member.name, third)


def test_no_link_lets_in_who_was_shut_out(
    site: Site, staff: Visitor, member: Member
) -> None:
    """A deactivated user gets no mail, and by an older link no way in."""
    link = member.link()
    site.users.change(staff, member.name, is_active=False)
    assert asked(site, member.email).status_code == 302
    assert len(links_to(site, member.email)) == 1
    thief = site.visitor()
    if form := form_of(thief, link):
        assert thief.send(form, NEW).status_code < 500
    for password in (PASSWORD, NEW_PASSWORD):
        assert thief.log_in(member.name, password).status_code == 422
        assert not is_password(site, member.name, password)
    assert not thief.is_logged_in


def test_a_weak_password_does_not_use_a_link_up(site: Site, member: Member) -> None:
    link = member.link()
    for weak in ("short", "123456789012345", member.name, "a" * 129, ""):
        reply = set_by(link, site, weak)
        assert reply is not None
        assert reply.status_code == 422, weak
    stranger = site.visitor()
    form = form_of(stranger, link)
    assert form
    assert stranger.send(form, NEW | {"new_password2": PASSWORD}).status_code == 422
    assert is_password(site, member.name, PASSWORD)
    reply = set_by(link, site)
    assert reply is not None
    assert reply.status_code == 302


def test_who_asks_is_not_told_who_has_an_account(site: Site, member: Member) -> None:
    """The same answer and the same page behind it, and mail to those alone who do."""
    told = set()
    for email in (member.email, "nobody@example.org"):
        stranger = site.visitor()
        reply = stranger.send(stranger.form(RESET), {"email": email})
        page = stranger.get(reply.headers["Location"])
        told.add((reply.status_code, reply.headers["Location"], without_tokens(page)))
    assert len(told) == 1
    assert not links_to(site, "nobody@example.org")


def without_tokens(page: httpx.Response) -> str:
    return re.sub('value="[^"]*"', "", page.text)


#: What would add a header or an addressee to a mail, or end it early.
ADDRESSES = [
    "{}\r\nBcc: evil@evil.example",
    "{}\nBcc: evil@evil.example",
    "{}%0ABcc: evil@evil.example",
    "evil@evil.example\r\n\r\nHello {}",
    "{},evil@evil.example",
    "{};evil@evil.example",
    "{} evil@evil.example",
    "evil@evil.example <{}>",
    "<{}>",
    "{}\x00@evil.example",
    "{}\x0b",
    "\u2028{}@evil.example",
    "'; DROP TABLE accounts_user; -- {}",
    "%",
    "%@example.org",
    "_" * 20 + "@example.org",
    "a" * 10_000 + "@evil.example",
    "*@example.org",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda text: ascii(text)[:30])
def test_no_address_leads_a_mail_elsewhere(
    site: Site, member: Member, address: str
) -> None:
    """Whoever asks for a link, or signs up with it: only stored addresses get mail."""
    written = address.format(member.email)
    before = len(mails(site))
    assert asked(site, written).status_code in (302, 422)
    stranger = site.visitor()
    name = f"injected-{next(_numbers)}"
    assert stranger.sign_up(name, email=written).status_code in (302, 422)
    for mail in mails(site)[before:]:
        assert mail["To"] == member.email
        assert not {"bcc", "cc"} & {name.lower() for name in mail}
    assert "evil" not in "".join(str(mail) for mail in mails(site)[before:])


def test_a_look_alike_address_gets_no_mail(site: Site, member: Member) -> None:
    """To letters that Unicode folds to those of a user, nothing is sent."""
    for look_alike in (
        member.email.replace("i", "\u0131"),  # dotless
        member.email.replace("f", "\uff46"),  # wide
        member.email.replace("example", "e\u0445ample"),  # Cyrillic
    ):
        before = len(mails(site))
        assert asked(site, look_alike).status_code in (302, 422)
        assert {str(mail["To"]) for mail in mails(site)[before:]} <= {member.email}


def test_a_link_leads_to_this_site_whatever_the_request_says(
    site: Site, member: Member
) -> None:
    for name in ("X-Forwarded-Host", "X-Forwarded-Prefix", "X-Host", "Forwarded"):
        value = "host=evil.example" if name == "Forwarded" else "evil.example"
        assert asked(site, member.email, **{name: value}).status_code == 302
    assert asked(site, member.email, Host="evil.example").status_code == 400
    sent = [mail for mail in mails(site) if mail["To"] == member.email]
    assert len(sent) == 4
    assert not [mail for mail in sent if "evil" in str(mail)]
    assert len(links_to(site, member.email)) == 4


# Changing it


@pytest.mark.parametrize(
    "old",
    [None, "", "never-was-5-anybodys", NEW_PASSWORD, "a" * 10_000, "a\x00"],
    ids=lambda old: ascii(old)[:20],
)
def test_no_password_changes_without_the_old_one(
    site: Site, member: Member, old: str | None
) -> None:
    """Whoever finds a browser that is logged in cannot shut out its owner."""
    form = member.visitor.form(CHANGE)
    typed = NEW | ({} if old is None else {"old_password": old})
    leave_out = ["old_password"] if old is None else []
    reply = member.visitor.send(form, typed, leave_out=leave_out)
    assert reply.status_code == 422
    assert is_password(site, member.name, PASSWORD)
    assert member.visitor.is_logged_in


def test_a_stranger_changes_no_password(site: Site, member: Member) -> None:
    """Nor does a form that comes from elsewhere."""
    stranger = site.visitor()
    assert stranger.get(CHANGE).status_code == 302
    form = member.visitor.form(CHANGE)
    typed = {"old_password": PASSWORD, **NEW}
    assert stranger.send(form, typed).status_code in (302, *REFUSED_FORM)
    bare = Form(page=form.page, method="post", action=form.action, fields={})
    assert member.visitor.send(bare, typed).status_code in REFUSED_FORM
    evil = {"Origin": "https://evil.example", "Referer": "https://evil.example/"}
    reply = member.visitor.send(form, typed, headers=evil)
    assert reply.status_code in REFUSED_FORM
    assert is_password(site, member.name, PASSWORD)


def test_who_changes_a_password_stays_logged_in_here_alone(
    site: Site, member: Member
) -> None:
    elsewhere, thief = site.visitor(), member.visitor.copy()
    assert elsewhere.log_in(member.name).status_code == 302
    token = member.visitor.asks_for_token(member.name).json()["token"]
    form = member.visitor.form(CHANGE)
    reply = member.visitor.send(form, {"old_password": PASSWORD, **NEW})
    assert reply.status_code == 302
    assert member.visitor.is_logged_in
    assert not elsewhere.is_logged_in
    assert not thief.is_logged_in, "a copy of the cookie from before"
    assert not is_taken(site, token)


def test_nobody_logs_in_as_who_has_no_password(site: Site, staff: Visitor) -> None:
    """Not without one either, nor with what is stored in its place."""
    name = f"passwordless-{next(_numbers)}"
    site.users.add_without_password(staff, name)
    for password in ("", " ", "!", "None", "null", PASSWORD):
        stranger = site.visitor()
        assert stranger.log_in(name, password).status_code == 422, password
        reply = stranger.asks_for_token(name, password)
        assert reply.status_code in (401, 422), password
        assert not stranger.is_logged_in


# Another secret key


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given out under the old key."""

    cookies: dict[str, str]
    token: str
    link: str


@pytest.fixture
def given(member: Member) -> Given:
    token = member.visitor.asks_for_token(member.name).json()["token"]
    link = member.link()
    return Given(cookies=member.visitor.cookies, token=token, link=link)


def test_a_new_key_leaves_alone_what_the_old_one_signed(
    stack: Stack, given: Given, member: Member
) -> None:
    """Sessions, tokens and links live on as long as the old key is a fallback."""
    with open_site(stack, SECRET_KEY=NEW_KEY, SECRET_KEY_FALLBACKS=SECRET_KEY) as site:
        visitor = site.visitor()
        visitor.plant(given.cookies)
        assert visitor.is_logged_in
        assert is_taken(site, given.token)
        fresh = visitor.asks_for_token(member.name).json()["token"]
        reply = set_by(given.link, site)
        assert reply is not None
        assert reply.status_code == 302
        assert is_password(site, member.name, NEW_PASSWORD)
        # And they end like others, with the password that they were given for.
        assert not visitor.is_logged_in
        assert not is_taken(site, given.token)
        assert not is_taken(site, fresh)


def test_without_the_old_key_what_it_signed_is_void(
    stack: Stack, given: Given, member: Member
) -> None:
    """Nobody is let in, nothing fails, and whoever logs in anew is."""
    with open_site(stack, SECRET_KEY=NEW_KEY) as site:
        visitor = site.visitor()
        visitor.plant(given.cookies)
        assert not visitor.is_logged_in
        assert not is_taken(site, given.token)
        assert set_by(given.link, site) is None
        assert is_password(site, member.name, PASSWORD)
        assert visitor.log_in(member.name).status_code == 302
        assert visitor.is_logged_in


def test_what_the_new_key_signs_needs_no_fallback(stack: Stack, member: Member) -> None:
    """So that after a while the old key can be dropped."""
    rotated = {"SECRET_KEY": NEW_KEY, "SECRET_KEY_FALLBACKS": SECRET_KEY}
    with open_site(stack, **rotated) as site:
        visitor = site.visitor()
        assert visitor.log_in(member.name).status_code == 302
        token = visitor.asks_for_token(member.name).json()["token"]
        link = Member(name=member.name, email=member.email, visitor=visitor).link()
    with open_site(stack, SECRET_KEY=NEW_KEY) as site:
        later = site.visitor()
        later.plant(visitor.cookies)
        assert later.is_logged_in
        assert is_taken(site, token)
        assert form_of(later, link)
