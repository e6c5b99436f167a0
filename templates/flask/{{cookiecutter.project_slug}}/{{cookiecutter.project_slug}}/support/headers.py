"""Headers for every answer that has none of its own, https, and what proxies say.

Flask sends none of them. What a view has set stands.
"""

import secrets

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug import Response as BaseResponse
from werkzeug.middleware.proxy_fix import ProxyFix

CSP = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Flask-Admin has script in its attributes, and its own pages are for editors only.
ADMIN_CSP = CSP.format(nonce=" 'unsafe-inline'").replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-store",
}

# Load balancers ask for these over plain http.
PROBES = {"/api/health", "/api/live"}


def init_app(app: Flask) -> None:
    if app.config["HTTPS_ONLY"]:
        # gunicorn.conf.py drops what others than our proxies say.
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
        app.before_request(require_https)
    app.after_request(add_headers)
    app.add_template_global(csp_nonce)


def require_https() -> BaseResponse | None:
    if request.is_secure or request.path in PROBES:
        return None
    return redirect(request.url.replace("http://", "https://", 1), 301)


def csp_nonce() -> str:
    """Return what lets an inline script of this page run: `<script nonce="…">`."""
    return str(g.setdefault("csp_nonce", secrets.token_urlsafe(16)))


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    csp = ADMIN_CSP if request.path.startswith("/admin/") else CSP.format(nonce=nonce)
    response.headers.setdefault("Content-Security-Policy", csp)
    if current_app.config["HTTPS_ONLY"] and request.is_secure:
        hsts = current_app.config["HSTS"]
        response.headers.setdefault("Strict-Transport-Security", hsts)
    return response
