"""What the headers of an answer allow and forbid: the effective policy, not its spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from scaffold.run.http import Response

#: Whether a cache that many share may keep the answer.
SHARED = "shared caches"
MEDIA_TYPE = "media type"
ALLOW = "Allow"
CSP = "Content-Security-Policy"
#: Directives of a CSP that fall back to default-src.
_FETCHED = [
    "child-src",
    "connect-src",
    "font-src",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "style-src",
    "worker-src",
]
#: And those that fall back to one of these.
_FALLS_BACK = {
    f"{what}-{part}": what
    for what in ("script-src", "style-src")
    for part in ("elem", "attr")
}
_FRAMED = "frame-ancestors"
_NONCE = re.compile(r"'nonce-[^']+'")


def effective(response: Response) -> Mapping[str, str]:
    """What holds for this answer, by header; what is not said is left out."""
    found = {
        MEDIA_TYPE: media_type(response.header("Content-Type"))
        if response.body
        else "",
        ALLOW: _methods(response.header(ALLOW)),
        "WWW-Authenticate": (response.header("WWW-Authenticate") or "").partition(" ")[
            0
        ],
        SHARED: _may_be_shared(response),
        "who may frame it": _framing(response),
        **dict(_csp(response)),
    }
    for name, read in _READERS.items():
        if value := response.header(name):
            found[name] = read(value)
    return {name: value for name, value in found.items() if value}


def media_type(value: str | None) -> str:
    return (value or "").partition(";")[0].strip().lower()


def _methods(value: str | None) -> str:
    """HEAD and OPTIONS are answered by themselves, or not."""
    names = {name.strip().upper() for name in (value or "").split(",")}
    return ", ".join(sorted(names - {"", "HEAD", "OPTIONS"}))


def _may_be_shared(response: Response) -> str:
    said = _directives(response.header("Cache-Control") or "", ",")
    if response.status not in (200, 203, 300, 301, 404, 405, 410):
        return ""
    if said.keys() & {"private", "no-store"}:
        return "keep nothing"
    return "may keep it"


def _csp(response: Response) -> Iterator[tuple[str, str]]:
    said = _directives(response.header(CSP) or "", ";")
    if not said:
        return
    default = said.get("default-src", "*")
    for name in _FETCHED:
        yield f"{CSP} {name}", said.get(name, default)
    for name, whole in _FALLS_BACK.items():
        falls_back_on = said.get(whole, default)
        if said.get(name, falls_back_on) != falls_back_on:
            yield f"{CSP} {name}", said[name]
    for name in said.keys() - {*_FETCHED, *_FALLS_BACK, "default-src", _FRAMED}:
        yield f"{CSP} {name}", said[name] or "yes"


def _framing(response: Response) -> str:
    """Browsers that know frame-ancestors leave X-Frame-Options alone."""
    said = _directives(response.header(CSP) or "", ";")
    if _FRAMED in said:
        return said[_FRAMED]
    older = (response.header("X-Frame-Options") or "").upper()
    return {"DENY": "'none'", "SAMEORIGIN": "'self'"}.get(older, "")


def _directives(text: str, end: str) -> dict[str, str]:
    """Directives by name, what each says in one order.

    A nonce lets nothing run but what the page itself names by it.
    """
    found = {}
    for part in text.split(end):
        name, _, rest = part.strip().replace("=", " ", 1).partition(" ")
        if name:
            words = _NONCE.sub("", rest).split()
            found[name.lower()] = " ".join(sorted(words))
    return found


def _hsts(value: str) -> str:
    said = _directives(value.lower(), ";")
    return "; ".join(f"{name} {said[name]}".strip() for name in sorted(said))


def _permissions(value: str) -> str:
    parts = (part.strip().replace(" ", "") for part in value.split(","))
    return ", ".join(sorted(filter(None, parts)))


def _lower(value: str) -> str:
    return value.strip().lower()


_READERS: Mapping[str, Callable[[str], str]] = {
    "X-Content-Type-Options": _lower,
    "Referrer-Policy": _lower,
    "Cross-Origin-Opener-Policy": _lower,
    "Cross-Origin-Resource-Policy": _lower,
    "Cross-Origin-Embedder-Policy": _lower,
    "Access-Control-Allow-Origin": _lower,
    "Access-Control-Allow-Credentials": _lower,
    "Clear-Site-Data": _lower,
    "Strict-Transport-Security": _hsts,
    "Permissions-Policy": _permissions,
}
