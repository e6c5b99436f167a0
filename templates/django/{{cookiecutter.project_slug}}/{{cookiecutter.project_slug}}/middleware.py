"""What happens to every request and every answer."""

import logging

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponseNotAllowed
from django.utils.http import parse_header_parameters

from accounts.throttle import TooManyFailures

from .database import is_collision
from .problems import answer, is_api

log = logging.getLogger(__name__)

# The admin works under the same policy.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class HeadersMiddleware:
    """Tell browsers what this site never does, and caches to keep nothing of it.

    A view may set a header of its own, and let caches keep its answer by `public`.
    Django's SecurityMiddleware writes some of these headers too, but not on the answers
    that it never sees, such as the one to a wrong host.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.headers = security_headers()

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if response.status_code == 204:
            del response["Content-Type"]
        if "public" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response


def security_headers():
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    if settings.SECURE_HSTS_SECONDS:
        hsts = f"max-age={settings.SECURE_HSTS_SECONDS}"
        if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
            hsts += "; includeSubDomains"
        if settings.SECURE_HSTS_PRELOAD:
            hsts += "; preload"
        headers["Strict-Transport-Security"] = hsts
    return {name: value for name, value in headers.items() if value}


class ErrorsMiddleware:
    """Answer what Django and ninja would leave bare, or end as a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        html = response.get("Content-Type", "").startswith("text/html")
        if response.status_code == 405:
            methods = set(response.get("Allow", "").split(", ")) - {"OPTIONS", ""}
            if "GET" in methods:
                methods.add("HEAD")
            return answer(request, 405, headers={"Allow": ", ".join(sorted(methods))})
        if is_api(request) and html and response.status_code in (400, 403, 404):
            return answer(request, response.status_code)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyFailures):
            return answer(request, 429, headers={"Retry-After": exception.seconds})
        if is_collision(exception):
            log.warning("two writes collided", exc_info=exception)
            return answer(request, 409)
        return None


class HeadMiddleware:
    """Answer HEAD wherever there is a GET: with its headers, without its body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        if response.streaming:
            response.streaming_content = ()
        else:
            response["Content-Length"] = len(response.content)
            response.content = b""
        return response


class LimitsMiddleware:
    """Refuse pages what can be refused before the body is read for its CSRF token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        view_class = getattr(view, "view_class", None)
        if view_class and "options" not in view_class.http_method_names:
            methods = [name.upper() for name in view_class.http_method_names]
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
        size = request.META.get("CONTENT_LENGTH", "")
        too_big = size.isdecimal() and int(size) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if too_big and not is_api(request):
            raise RequestDataTooBig
        if not getattr(request, "is_whole", True) or is_broken_form(request):
            raise BadRequest("incomplete body")
        return None


def is_broken_form(request):
    """Django's parser takes a multipart form without its end for one of fewer fields."""
    if is_api(request) or request.content_type != "multipart/form-data":
        return False
    _, parameters = parse_header_parameters(request.META["CONTENT_TYPE"])
    end = f"--{parameters.get('boundary', '')}--"
    return not request.body.rstrip().endswith(end.encode())
