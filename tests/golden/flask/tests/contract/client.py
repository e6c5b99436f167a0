"""Clients of the project, and what must be true of every answer that they get."""

import json
from collections.abc import Iterable
from typing import Any

import httpx

PROBLEMS = {
    400: ("Bad Request", "The request could not be understood."),
    401: ("Unauthorized", "A valid bearer token is needed."),
    403: ("Forbidden", "Only staff may do this."),
    404: ("Not Found", "There is nothing here."),
    405: ("Method Not Allowed", "This method is not allowed here."),
    409: ("Conflict", "Another row already has these values."),
    413: ("Content Too Large", "The body may have at most 1 MiB."),
    415: ("Unsupported Media Type", "Send application/json."),
    422: ("Unprocessable Content", "Some fields are not valid."),
    429: ("Too Many Requests", "Too many failed logins. Try again later."),
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


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
    asked = f"{response.request.method} {response.request.url}"
    assert response.status_code < 500, f"{asked} gave {response.status_code}"
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, f"{asked}: {name}"
    path = response.request.url.path
    policy = response.headers.get("Content-Security-Policy")
    assert policy == CONTENT_SECURITY_POLICY, f"{asked}: Content-Security-Policy"
    if not path.startswith("/static/"):
        cached = response.headers.get("Cache-Control")
        assert cached == "private, no-store", f"{asked}: Cache-Control {cached}"
    for cookie in response.headers.get_list("Set-Cookie"):
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        safe = {"secure", "httponly", "samesite=lax"} <= flags
        assert safe or "max-age=0" in flags, f"{asked}: {cookie}"


def problem(response: httpx.Response, status: int, detail: str = "") -> dict[str, Any]:
    """Return the body, after checking that it is the problem of this `status`."""
    title, usual = PROBLEMS[status]
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert list(body)[:4] == ["type", "title", "status", "detail"]
    assert body["type"] == "about:blank"
    assert (body["title"], body["status"]) == (title, status)
    assert body["detail"] == (detail or usual)
    assert set(body) == {"type", "title", "status", "detail"} | (
        {"errors"} if status == 422 else set()
    )
    if status == 401:
        assert response.headers["WWW-Authenticate"] == "Bearer"
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
    assert response.headers["Content-Type"] == "application/json"
    return response.json()
