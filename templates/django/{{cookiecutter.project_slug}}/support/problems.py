"""Errors of the JSON API as RFC 9457 has them; ninja's own are of another shape."""

from http import HTTPStatus

from django.http import JsonResponse
from ninja.errors import HttpError
from pydantic import BaseModel


DETAILS = {
    403: "This user may not do this.",
    413: "The body is too large.",
    422: "Some fields are not valid.",
    429: "Too many failed logins. Try again later.",
    503: "The database does not answer. Try again later.",
}


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


class Invalid(HttpError):
    """Some fields are wrong: `errors` maps their JSON keys to what is."""

    def __init__(self, errors):
        super().__init__(422, DETAILS[422])
        self.errors = [
            {"field": field, "message": text} for field, text in errors.items()
        ]


class TooManyRequests(Exception):
    """Try again after `seconds`."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def is_api(request):
    return request.path == "/api" or request.path.startswith("/api/")


def problem(status, detail="", *, errors=(), headers=None):
    known = HTTPStatus(status)
    document = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, known.phrase),
    }
    if errors:
        document["errors"] = list(errors)
    if status == 401:
        headers = {"WWW-Authenticate": "Bearer"} | (headers or {})
    return JsonResponse(
        document,
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )
