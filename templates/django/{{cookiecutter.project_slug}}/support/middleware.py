"""Answers that Django leaves bare: their headers, and errors that have no page.

Without it a refused method is an empty page, an unknown address under /api is HTML,
and shared caches may keep what one visitor saw.
"""

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
        if request.encoding:
            # Whatever charset a client names: some of Python's always fail.
            request.encoding = "utf-8"
        too_big = is_too_big(request)
        response = error(request, 413) if too_big else self.get_response(request)
        if response.status_code >= 400:
            response = finished(request, response)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyRequests):
            return error(request, 429, {"Retry-After": exception.seconds})
        return error(request, 409) if is_collision(exception) else None


def is_too_big(request):
    """Files are streamed to the disk; for all the rest Django has a limit of its own."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return length.isdecimal() and int(length[:20]) > settings.MAX_UPLOAD_SIZE


def finished(request, response):
    """Give an error the form that its reader expects, unless a view gave it one."""
    html = response.get("Content-Type", "").startswith("text/html")
    bare = response.status_code == 405 and not getattr(response, "content", True)
    if bare or is_api(request) and html and not settings.DEBUG:
        headers = dict(response.items())
        for name in ("Content-Type", "Content-Length"):
            headers.pop(name, None)
        return error(request, response.status_code, headers)
    return response
