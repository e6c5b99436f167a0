"""Errors of the JSON API as RFC 9457 has them; ninja's own are of another shape."""

from http import HTTPStatus

from django.http import JsonResponse
from pydantic import BaseModel


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
