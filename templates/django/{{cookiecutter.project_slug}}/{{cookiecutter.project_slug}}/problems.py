"""What a client gets when something is wrong: JSON under /api, elsewhere a page."""

import json
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from .database import is_down, is_read_only

NOT_JSON = "The body is not valid JSON."
STALE_FORM = "This form is out of date. Reload the page and send it again."
WRONG_CREDENTIALS = "Wrong user name or password."
DUPLICATE = "Another row already has these values."
STILL_REFERRED_TO = "Other rows still refer to this one."

TITLES_AND_DETAILS = {
    400: ("Bad Request", "The request could not be understood."),
    401: ("Unauthorized", "A valid bearer token is needed."),
    403: ("Forbidden", "Only staff may do this."),
    404: ("Not Found", "There is nothing here."),
    405: ("Method Not Allowed", "This method is not allowed here."),
    409: ("Conflict", DUPLICATE),
    413: ("Content Too Large", "The body may have at most 1 MiB."),
    415: ("Unsupported Media Type", "Send application/json."),
    422: ("Unprocessable Content", "Some fields are not valid."),
    429: ("Too Many Requests", "Too many failed logins. Try again later."),
    500: ("Internal Server Error", "Something went wrong on our side."),
    503: ("Service Unavailable", "The database does not answer. Try again later."),
}
HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}


class FieldError(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """What RFC 9457 calls a problem detail."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class ProblemError(Exception):
    """Ends a request of the API with one of the problems above."""

    def __init__(self, status, detail="", errors=()):
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.errors = errors


def invalid(errors):
    """Return the problem of these fields: JSON keys mapped to what is wrong."""
    return ProblemError(
        422, errors=[{"field": key, "message": text} for key, text in errors.items()]
    )


def is_api(request):
    return request.path == "/api" or request.path.startswith("/api/")


def answer(request, status, detail="", errors=(), headers=None):
    """Return the problem document or, outside the API, the error page."""
    title, usual = TITLES_AND_DETAILS[status]
    detail = detail or usual
    if not is_api(request):
        context = {"status": status, "title": title, "detail": detail}
        response = render(request, "error.html", context, status=status)
    else:
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
        }
        if errors:
            problem["errors"] = list(errors)
        response = HttpResponse(
            json.dumps(problem), "application/problem+json", status=status
        )
    for name, value in (HEADERS.get(status, {}) | (headers or {})).items():
        response[name] = value
    return response


def bad_request(request, exception):
    too_big = isinstance(exception, RequestDataTooBig)
    return answer(request, 413 if too_big else 400)


def permission_denied(request, exception):
    return answer(request, 403)


def not_found(request, exception):
    return answer(request, 404)


def server_error(request):
    """Django calls this while it handles the exception."""
    error = sys.exception()
    if is_read_only(error):
        # A new connection leads to the server that takes writes now.
        connection.close()
    return answer(request, 503 if is_down(error) else 500)


@csrf_exempt
def api_root(request):
    return answer(request, 404)


def csrf_failure(request, reason):
    return answer(request, 403, STALE_FORM)
