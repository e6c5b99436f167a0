"""The grade that Mozilla's HTTP Observatory would give an answer, by its published rules.

Written from https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring and
the scanner's own tables (mdn/mdn-http-observatory, ``src/grader/charts.js`` and
``src/analyzer/tests``), in own words:

- A site begins with 100 points. First every test takes its penalty away. Only what still
  has 90 or more is given the bonuses too. The grade is that of the sum, in steps of 5:
  A+ from 100, A from 90, A- from 85, B+ from 80, B from 70, and so on down to F.
- Content-Security-Policy: +10 when ``default-src`` is ``'none'`` alone and nothing below
  is the case, +5 with any other safe policy; 0 when only ``style-src`` is loose (inline,
  ``data:``, or a whole scheme); -10 for ``'unsafe-eval'`` or for images over http; -20
  when ``script-src`` takes inline code, ``data:`` or a whole scheme, or ``object-src`` a
  whole scheme, or anything active may come over http; -25 without a policy. A nonce or a
  hash takes ``'unsafe-inline'`` back.
- Cookies: +5 when all are Secure, SameSite, and sessions HttpOnly; -5 to -40 otherwise.
- CORS: -50 when any origin may read with credentials.
- Redirection from http: -20 when there is none to https, -5 when it goes to another host.
- Referrer-Policy: +5 for those that tell other sites no path, -5 for the others.
- HSTS: six months (15,768,000 s) at least, else -10; -20 without. (+5 for sites on the
  browsers' preload list, which no header of ours can bring about.)
- Subresource Integrity: -5 to -50 for scripts of other hosts without a digest.
- X-Content-Type-Options: -5 when it is not ``nosniff``.
- X-Frame-Options: +5 when ``frame-ancestors`` says it, -20 without either.
- Cross-Origin-Resource-Policy: +10 for same-origin or same-site, -5 when unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx

GRADES = {
    100: "A+",
    90: "A",
    85: "A-",
    80: "B+",
    70: "B",
    65: "B-",
    60: "C+",
    50: "C",
    45: "C-",
    40: "D+",
    30: "D",
    25: "D-",
    0: "F",
}
BONUSES_FROM = 90
SIX_MONTHS = 15_768_000

_SCHEMES = {"*", "http:", "https:", "ftp:", "http://*", "https://*"}
_PRIVATE = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
_TELLING = {"origin", "origin-when-cross-origin", "unsafe-url"} | {
    "no-referrer-when-downgrade"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """An answer over https, what the same address said over http, and all cookies."""

    page: httpx.Response
    plain: httpx.Response
    cookies: tuple[str, ...]

    def header(self, name: str) -> str:
        return self.page.headers.get(name, "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    score: int
    grade: str
    #: Name of the test -> its points and why.
    points: dict[str, tuple[int, str]]


def grade(scan: Scan) -> Result:
    points = {name: test(scan) for name, test in TESTS.items()}
    score = 100 + sum(min(0, found) for found, _ in points.values())
    if score >= BONUSES_FROM:
        score += sum(max(0, found) for found, _ in points.values())
    score = max(0, score)
    step = min(100, score - score % 5)
    letter = next(letter for least, letter in GRADES.items() if step >= least)
    return Result(score=score, grade=letter, points=points)


def directives(policies: Iterable[str]) -> dict[str, set[str]]:
    """The first of each name counts, as in browsers."""
    found: dict[str, set[str]] = {}
    for policy in policies:
        for directive in policy.split(";"):
            if words := directive.lower().split():
                found.setdefault(words[0], set(words[1:]))
    return found


def _csp(scan: Scan) -> tuple[int, str]:
    policy = directives(scan.page.headers.get_list("Content-Security-Policy"))
    if not policy:
        return -25, "none"
    fallback = policy.get("default-src", {"*"})
    scripts, objects, styles = (
        _without_overruled(policy.get(name, fallback))
        for name in ("script-src", "object-src", "style-src")
    )
    inline = {"'unsafe-inline'", "data:"}
    active = set().union(
        scripts, *(v for k, v in policy.items() if k not in ("img-src", "media-src"))
    )
    passive = policy.get("img-src", fallback) | policy.get("media-src", fallback)
    if scripts & (_SCHEMES | inline) or objects & _SCHEMES:
        return -20, "script from anywhere, or inline"
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20, "active content over http"
    if "'unsafe-eval'" in scripts | styles:
        return -10, "eval"
    if any(source.startswith(("http:", "ftp:")) for source in passive):
        return -10, "images over http"
    if styles & (_SCHEMES | inline):
        return 0, "styles from anywhere, or inline"
    if policy.get("default-src") == {"'none'"}:
        return 10, "default-src 'none' and nothing unsafe"
    return 5, "nothing unsafe"


def _without_overruled(sources: set[str]) -> set[str]:
    if any(re.match("'(nonce|sha256|sha384|sha512)-", source) for source in sources):
        return sources - {"'unsafe-inline'"}
    return sources


def _cookies(scan: Scan) -> tuple[int, str]:
    if not scan.cookies:
        return 0, "none"
    has_hsts = _hsts(scan)[0] >= 0
    worst, all_same_site = 5, True
    for cookie in scan.cookies:
        name, *rest = cookie.split(";")
        flags = {
            key.strip().lower(): value.strip().lower()
            for key, _, value in (flag.partition("=") for flag in rest)
        }
        name = name.partition("=")[0].lower()
        is_session = "sess" in name or "login" in name
        secure, same_site = "secure" in flags, flags.get("samesite", "")
        all_same_site &= bool(same_site)
        if not secure:
            worst = min(worst, -5 if has_hsts else -20)
            if is_session:
                worst = min(worst, -10 if has_hsts else -40)
        if same_site not in ("", "lax", "strict") and not (
            secure and same_site == "none"
        ):
            worst = min(worst, -20)
        if "csrf" in name and not same_site:
            worst = min(worst, -20)
        if is_session and "httponly" not in flags:
            worst = min(worst, -30)
    if worst == 5 and not all_same_site:
        worst = 0
    return worst, f"{len(scan.cookies)} seen"


def _cors(scan: Scan) -> tuple[int, str]:
    origin = scan.header("Access-Control-Allow-Origin")
    shared = scan.header("Access-Control-Allow-Credentials").lower() == "true"
    if origin and shared and origin == scan.page.request.headers.get("Origin"):
        return -50, "any origin may read with credentials"
    return 0, origin or "none"


def _redirection(scan: Scan) -> tuple[int, str]:
    if not scan.plain.is_redirect:
        return -20, "no redirect to https"
    there = urlsplit(scan.plain.headers["Location"])
    if there.scheme != "https":
        return -20, "not to https"
    if there.hostname != scan.page.request.url.host:
        return -5, "to another host"
    return 0, "to https on the same host"


def _referrer(scan: Scan) -> tuple[int, str]:
    policies = [p.strip().lower() for p in scan.header("Referrer-Policy").split(",")]
    known = [policy for policy in policies if policy in _PRIVATE | _TELLING]
    if policies == [""]:
        return 0, "none"
    return (5 if known and known[-1] in _PRIVATE else -5), policies[-1]


def _hsts(scan: Scan) -> tuple[int, str]:
    text = scan.header("Strict-Transport-Security")
    age = re.search(r"max-age=\"?(\d+)", text)
    if not text or not age:
        return -20, text or "none"
    return (0 if int(age[1]) >= SIX_MONTHS else -10), text


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append({name: value or "" for name, value in attrs})


def _integrity(scan: Scan) -> tuple[int, str]:
    if "text/html" not in scan.header("Content-Type"):
        return 0, "no page"
    parser = _Scripts()
    parser.feed(scan.page.text)
    worst = 0
    for script in parser.found:
        parts = urlsplit(script.get("src", ""))
        if parts.netloc in ("", scan.page.request.url.host):
            continue
        if parts.scheme != "https":
            worst = min(worst, -20 if "integrity" in script else -50)
        elif "integrity" not in script:
            worst = min(worst, -5)
    return worst, f"{len(parser.found)} scripts"


def _sniffing(scan: Scan) -> tuple[int, str]:
    text = scan.header("X-Content-Type-Options").lower()
    return (0 if text == "nosniff" else -5), text or "none"


def _framing(scan: Scan) -> tuple[int, str]:
    policy = directives(scan.page.headers.get_list("Content-Security-Policy"))
    ancestors = policy.get("frame-ancestors", {"*"})
    if not ancestors & _SCHEMES:
        return 5, "frame-ancestors"
    text = scan.header("X-Frame-Options").upper()
    return (0 if text in ("DENY", "SAMEORIGIN") else -20), text or "none"


def _resources(scan: Scan) -> tuple[int, str]:
    text = scan.header("Cross-Origin-Resource-Policy").lower()
    points = {"": 0, "cross-origin": 0, "same-site": 10, "same-origin": 10}
    return points.get(text, -5), text or "none"


TESTS: dict[str, Callable[[Scan], tuple[int, str]]] = {
    "content-security-policy": _csp,
    "cookies": _cookies,
    "cross-origin-resource-sharing": _cors,
    "redirection": _redirection,
    "referrer-policy": _referrer,
    "strict-transport-security": _hsts,
    "subresource-integrity": _integrity,
    "x-content-type-options": _sniffing,
    "x-frame-options": _framing,
    "cross-origin-resource-policy": _resources,
}
