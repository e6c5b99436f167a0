"""The headers that every response carries, and which requests are let in at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, abort, current_app, redirect, request
from flask.globals import request_ctx
from werkzeug import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The admin works under it too: see its templates.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains; preload"

# What needs no escape in the path of an address.
PLAIN = "/:@&+$,-_.!~*'()"

# Load balancers ask for these over plain HTTP.
PROBES = {"/api/health", "/api/live"}


def init_app(app: Flask) -> None:
    if app.config["HTTPS_ONLY"]:
        app.wsgi_app = trust_proxy(app.wsgi_app)
    app.before_request(require_known_host)
    app.before_request(require_one_slash)
    app.before_request(require_whole_body)
    app.before_request(require_https)
    app.after_request(add_headers)


def trust_proxy(wsgi_app: WSGIApplication) -> WSGIApplication:
    """Believe the proxy in front, which ends TLS and must set these headers every time.

    Where there are several, the first of them talks to the visitor. The last address
    is the one that the proxy in front wrote.
    """

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        schemes = environ.get("HTTP_X_FORWARDED_PROTO", "")
        if schemes.partition(",")[0].strip() == "https":
            environ["wsgi.url_scheme"] = "https"
        addresses = environ.get("HTTP_X_FORWARDED_FOR", "")
        if address := addresses.rpartition(",")[2].strip():
            environ["REMOTE_ADDR"] = address
        return wsgi_app(environ, start)

    return application


def require_known_host() -> None:
    """Refuse other hosts here, not in Flask, whose refusal leaves no URLs to build."""
    if request_ctx.url_adapter is None:
        # It cannot be the name of any host, and Flask has gone no further.
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
        abort(400)
    hosts = current_app.config["ALLOWED_HOSTS"]
    name = re.sub(r":[0-9]+$", "", request.host.lower()).rstrip(".")
    if hosts is not None and not any(_covers(host, name) for host in hosts):
        abort(400)


def _covers(host: str, name: str) -> bool:
    """`.example.com` stands for example.com and for all names below it."""
    return name == host or (host.startswith(".") and f".{name}".endswith(host))


def require_one_slash() -> None:
    """Werkzeug would take any number of slashes in front for one."""
    if request.environ["PATH_INFO"].startswith("//"):
        request.path = f"/{request.path}"
        abort(404)


def require_whole_body() -> None:
    if not request.is_whole:
        abort(400)


def require_https() -> Response | None:
    if (
        not current_app.config["HTTPS_ONLY"]
        or request.is_secure
        or request.path in PROBES
    ):
        return None
    query = request.query_string.decode("latin-1")
    url = f"https://{request.host}{quote(request.path, PLAIN)}"
    return redirect(f"{url}?{query}" if query else url, 301)


def add_headers(response: Response) -> Response:
    response.headers.update(FIXED)
    static = (request.endpoint or "").endswith("static")
    if not static or response.status_code not in (200, 206, 304):
        response.headers["Cache-Control"] = "private, no-store"
    if current_app.config["HTTPS_ONLY"]:
        response.headers["Strict-Transport-Security"] = HSTS
    if response.status_code == 204:
        del response.headers["Content-Type"]
    return response
