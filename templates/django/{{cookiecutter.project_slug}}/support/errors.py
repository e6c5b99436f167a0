"""Errors as pages, and under /api as problems (RFC 9457).

Without it a body that is too large is a 400, and a database that is down a 500, and the
API has errors in ninja's own shape.
"""

import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults
from pydantic import BaseModel

from .database import is_down, is_read_only


class Problem(BaseModel):
    """What RFC 9457 calls a problem detail; of a refused body, `errors` names fields."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


def is_api(request):
    return request.path == "/api" or request.path.startswith("/api/")


def problem(status, detail="", *, errors=(), headers=None):
    known = HTTPStatus(status)
    document = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "detail": detail or known.description or known.phrase,
    }
    if errors:
        document["errors"] = errors
    response = JsonResponse(document, status=status, headers=headers)
    response["Content-Type"] = "application/problem+json"
    if status == 401:
        response.setdefault("WWW-Authenticate", "Bearer")
    return response


class TooManyRequests(Exception):
    """Its argument is after how many seconds to try again."""


def error(request, status, headers=None):
    """Return a problem under /api, and a page elsewhere."""
    if is_api(request):
        return problem(status, headers=headers)
    page = render_to_string(f"{status}.html", request=request)
    return HttpResponse(page, status=status, headers=headers)


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return error(request, 413)
    return defaults.bad_request(request, exception)


def server_error(request):
    """Django calls this while it handles the exception."""
    exception = sys.exception()
    if not is_down(exception):
        return defaults.server_error(request)
    if is_read_only(exception):
        # A new connection leads to the server that takes writes now.
        connection.close()
    return error(request, 503, {"Retry-After": 5})
