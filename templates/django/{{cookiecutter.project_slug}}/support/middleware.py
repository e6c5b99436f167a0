"""Answers that Django leaves bare: their headers, and errors that have no page.

Without it a refused method is an empty page, an unknown address under /api is HTML,
shared caches may keep what one visitor saw, and a page may run any script. Django has a
policy of content security from 6.0 on; this one is for 5.2 too.
"""

import secrets

from django.conf import settings

from .database import is_collision
from .errors import TooManyRequests, error, is_api

# SecurityMiddleware sends the last three, but never sees the answer to a wrong host.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class AnswersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.csp_nonce = ""
        if request.encoding:
            # Not the charset that a client names: some of Python's always fail.
            request.encoding = "utf-8"
        too_big = is_too_big(request)
        response = error(request, 413) if too_big else self.get_response(request)
        if response.status_code >= 400:
            response = readable_error(request, response)
        # Django's debug pages have script and style in them.
        if not (settings.DEBUG and response.status_code in (400, 403, 404, 500)):
            nonce = request.csp_nonce and f" 'nonce-{request.csp_nonce}'"
            policy = settings.CONTENT_SECURITY_POLICY.format(nonce=nonce)
            response.setdefault("Content-Security-Policy", policy)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyRequests):
            return error(request, 429, {"Retry-After": exception.args[0]})
        return error(request, 409) if is_collision(exception) else None


def csp(request):
    """Give templates `csp_nonce` for <script nonce=…>, made where one uses it."""

    def nonce():
        request.csp_nonce = request.csp_nonce or secrets.token_urlsafe(16)
        return request.csp_nonce

    return {"csp_nonce": nonce}


def is_too_big(request):
    """Files are streamed to the disk; for all the rest Django has a limit of its own."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return length.isdecimal() and int(length[:20]) > settings.MAX_UPLOAD_SIZE


def readable_error(request, response):
    """Give an error the form that its reader expects, unless a view gave it one."""
    html = response.get("Content-Type", "").startswith("text/html")
    bare = response.status_code == 405 and not getattr(response, "content", True)
    if bare or is_api(request) and html and not settings.DEBUG:
        del response["Content-Type"], response["Content-Length"]
        return error(request, response.status_code, response.headers)
    return response
