"""Clients of the project, and what must be true of every answer that they get.

What an answer means is checked, not how it is spelt: words, the order of headers and of
keys, and how a policy is written are the project's own.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import httpx

SAFE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
#: What a policy must not let run: any place but this site, and script in the page.
ANYWHERE = {"*", "http:", "https:", "data:", "blob:"}
IN_THE_PAGE = {"'unsafe-inline'", "'unsafe-eval'"}


class InProcess(httpx.WSGITransport):
    """Call the WSGI application as a server does, paths as raw bytes included."""

    def __init__(self, application: Any) -> None:
        def served(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("utf-8", "surrogateescape")
            return application(
                environ | {"PATH_INFO": path.decode("latin-1")}, start_response
            )

        super().__init__(app=served)


class ThroughProxy(httpx.BaseTransport):
    """Play the proxy that ends TLS in front of the server at `url`."""

    def __init__(self, url: str) -> None:
        self._origin = httpx.URL(url)
        # A server may close a connection after refusing a body that it did not read.
        self._http = httpx.HTTPTransport(
            limits=httpx.Limits(max_keepalive_connections=0)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        scheme = {"X-Forwarded-Proto": request.url.scheme}
        return self._http.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(
                    scheme=self._origin.scheme,
                    host=self._origin.host,
                    port=self._origin.port,
                ),
                headers={**dict(request.headers), **scheme},
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        self._http.close()


def connect(transport: httpx.BaseTransport, token: str = "") -> httpx.Client:
    """Return a client that checks every answer, with `token` or anonymous."""
    return httpx.Client(
        transport=transport,
        base_url="https://localhost",
        headers={"Authorization": f"Bearer {token}"} if token else {},
        event_hooks={"response": [holds_everywhere]},
    )


def send(client: httpx.Client, method: str, path: str, body: Any) -> httpx.Response:
    """Send `body` as JSON, lone surrogates included, which httpx would not send."""
    return client.request(
        method,
        path,
        content=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )


def holds_everywhere(response: httpx.Response) -> None:
    """Check what the contract promises of every answer, whatever was asked."""
    request, headers = response.request, response.headers
    asked = f"{request.method} {request.url}"
    assert response.status_code < 500, f"{asked} gave {response.status_code}"
    assert headers.get("X-Content-Type-Options") == "nosniff", asked
    assert headers.get("Referrer-Policy") in SAFE_REFERRERS, f"{asked}: Referrer-Policy"
    assert headers.get("Cross-Origin-Opener-Policy") == "same-origin", asked
    if request.url.scheme == "https":
        https = re.search(
            r"max-age=(\d+)", headers.get("Strict-Transport-Security", "")
        )
        assert https, f"{asked}: Strict-Transport-Security"
        assert int(https[1]) > 0, f"{asked}: Strict-Transport-Security"
    policy = directives(response)
    framed_by = policy.get("frame-ancestors")
    assert framed_by == {"'none'"} or (
        framed_by is None and headers.get("X-Frame-Options", "").upper() == "DENY"
    ), f"{asked}: may be framed"
    scripts = policy.get("script-src", policy.get("default-src", {"*"}))
    # Only editors see the admin, which may come with script in its pages.
    unsafe = (
        ANYWHERE if request.url.path.startswith("/admin") else ANYWHERE | IN_THE_PAGE
    )
    assert not scripts & unsafe, f"{asked}: script of {scripts}"
    if not request.url.path.startswith("/static/"):
        kept = {word.strip() for word in headers.get("Cache-Control", "").split(",")}
        assert kept & {"no-store", "private"}, f"{asked}: caches may keep it"
    for cookie in headers.get_list("Set-Cookie"):
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        safe = {"secure", "httponly"} <= flags and (
            flags & {"samesite=lax", "samesite=strict"}
        )
        assert safe or "max-age=0" in flags, f"{asked}: {cookie}"


def directives(response: httpx.Response) -> dict[str, set[str]]:
    """Return what the Content-Security-Policy of an answer says, by directive."""
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    words = (part.split() for part in parts if part.strip())
    return {name.lower(): set(rest) for name, *rest in words}


def media_type(response: httpx.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the body, after checking that it is a problem of this `status`."""
    assert response.status_code == status, response.text
    assert media_type(response) == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"} | (
        {"errors"} if status == 422 else set()
    )
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    if status == 401:
        assert response.headers["WWW-Authenticate"].split()[0] == "Bearer"
    if status == 405:
        assert response.headers["Allow"]
    return body


def refused(response: httpx.Response) -> list[str]:
    """Return the names of the fields that a 422 complains about."""
    errors = problem(response, 422)["errors"]
    assert errors
    assert all(set(error) == {"field", "message"} for error in errors)
    assert all(error["field"] and error["message"] for error in errors)
    return [error["field"] for error in errors]


def answer(response: httpx.Response, status: int = 200) -> Any:
    """Return the JSON of a successful answer."""
    assert response.status_code == status, response.text
    assert media_type(response) == "application/json"
    return response.json()
