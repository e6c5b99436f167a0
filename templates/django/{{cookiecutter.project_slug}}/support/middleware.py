"""Answers that Django leaves bare: their headers, and errors that have no page.

Without it a refused method is an empty page, an unknown address under /api is HTML,
and shared caches may keep what one visitor saw.
"""

from django.conf import settings

from .database import is_collision
from .errors import error_page
from .problems import TooManyRequests, is_api, problem


HEADERS = {
    "Cache-Control": "private, no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# SecurityMiddleware sends these, but never sees the answer to a wrong host.
HEADERS_OF_ERRORS = {
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
}


class AnswersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.encoding:
            # Whatever charset a client names: some of Python's always fail.
            request.encoding = "utf-8"
        if is_too_big(request):
            response = error_page(request, 413)
        else:
            response = self.get_response(request)
        headers = HEADERS
        if response.status_code >= 400:
            response = finished(request, response)
            headers = HEADERS | HEADERS_OF_ERRORS
        for name, value in headers.items():
            if name not in response:
                response[name] = value
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyRequests):
            return error_page(request, 429, {"Retry-After": exception.seconds})
        return error_page(request, 409) if is_collision(exception) else None


def is_too_big(request):
    """Files are streamed to the disk; for all the rest Django has a limit of its own."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return length.isdecimal() and int(length[:20]) > settings.MAX_UPLOAD_SIZE


def finished(request, response):
    """Give an error the form that its reader expects, unless a view gave it one."""
    html = response.get("Content-Type", "").startswith("text/html")
    headers = {
        name: value
        for name, value in response.items()
        if name not in ("Content-Length", "Content-Type")
    }
    if is_api(request) and html and not settings.DEBUG:
        return problem(response.status_code, headers=headers)
    if response.status_code == 405 and not response.streaming and not response.content:
        return error_page(request, 405, headers)
    return response
