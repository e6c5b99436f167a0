"""What may show an answer in a frame: the window of this run, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scaffold.run.http import Header, Request, Response

_CSP = "content-security-policy"
_ANCESTORS = "frame-ancestors"
#: The older header, which says the same to older browsers.
_OLDER = "x-frame-options"


def is_shown(request: Request) -> bool:
    """Whether a browser asks for what a frame shows, not for a style or an image."""
    return request.header("sec-fetch-dest") in ("iframe", "frame")


def asked(request: Request) -> Request:
    """The request as the starter gets it: its answer must be readable for us.

    The host stays as it is. So the starter's own redirects, cookies and tests of origin
    are about the address that the browser has.
    """
    kept = (h for h in request.headers if h.name.lower() != "accept-encoding")
    return replace(request, headers=tuple(kept))


def framed(response: Response, origin: str, *, is_shown: bool) -> Response:
    """The answer, which pages of ``origin`` alone may have in a frame.

    All else that it forbids stays forbidden. What ``is_shown`` is asked for again
    whenever a browser comes back to it: we would not know of it otherwise.
    """
    headers = _without_denial(response.headers)
    if is_shown:
        headers = (h for h in headers if h.name.lower() != "cache-control")
    own = [Header("Content-Security-Policy", f"{_ANCESTORS} {origin}")]
    if is_shown:
        own.append(Header("Cache-Control", "no-store"))
    return replace(response, headers=(*headers, *own))


def _without_denial(headers: Iterable[Header]) -> Iterator[Header]:
    for header in headers:
        name = header.name.lower()
        if name == _CSP:
            policies = filter(None, map(_unframed, header.value.split(",")))
            if value := ", ".join(policies):
                yield Header(header.name, value)
        elif name != _OLDER:
            yield header


def _unframed(policy: str) -> str:
    """One policy without who may frame it."""
    directives = (part.strip() for part in policy.split(";"))
    return "; ".join(
        directive
        for directive in directives
        if directive and directive.split()[0].lower() != _ANCESTORS
    )
