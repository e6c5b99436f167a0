"""What a client gets when something is wrong: JSON under /api, elsewhere a page."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, json, render_template, request
from flask_wtf.csrf import CSRFError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from werkzeug import Response
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

STALE_FORM = "This form is out of date. Reload the page and send it again."
WRONG_CREDENTIALS = "Wrong user name or password."
STILL_REFERRED_TO = "Other rows still refer to this one."

TITLES_AND_DETAILS = {
    400: ("Bad Request", "The request could not be understood."),
    401: ("Unauthorized", "A valid bearer token is needed."),
    403: ("Forbidden", "Only staff may do this."),
    404: ("Not Found", "There is nothing here."),
    405: ("Method Not Allowed", "This method is not allowed here."),
    409: ("Conflict", "Another row already has these values."),
    413: ("Content Too Large", "The body may have at most 1 MiB."),
    415: ("Unsupported Media Type", "Send application/json."),
    422: ("Unprocessable Content", "Some fields are not valid."),
    429: ("Too Many Requests", "Too many failed logins. Try again later."),
    500: ("Internal Server Error", "Something went wrong on our side."),
    503: ("Service Unavailable", "The database does not answer. Try again later."),
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


class ProblemError(Exception):
    """Ends a request with one of the problems above."""

    def __init__(
        self, status: int, detail: str = "", errors: list[FieldError] | None = None
    ) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.errors = errors


def invalid(field: str, message: str) -> ProblemError:
    return ProblemError(422, errors=[FieldError(field=field, message=message)])


def invalid_input(error: ValidationError) -> ProblemError:
    """Turn what Pydantic found into a problem, field by field."""
    errors = [
        FieldError(
            field=".".join(map(str, found["loc"])) or "body", message=found["msg"]
        )
        for found in error.errors(include_url=False, include_context=False)
    ]
    return ProblemError(422, errors=errors)


def init_app(app: Flask) -> None:
    app.register_error_handler(ProblemError, handle_problem)
    app.register_error_handler(HTTPException, handle_http_error)
    app.register_error_handler(CSRFError, handle_csrf_error)
    app.register_error_handler(OperationalError, handle_operational_error)
    app.register_error_handler(InternalError, handle_internal_error)
    app.register_error_handler(InterfaceError, handle_database_down)
    app.register_error_handler(TimeoutError, handle_database_down)


def handle_problem(error: ProblemError) -> Response:
    return answer(error.status, error.detail, error.errors)


def handle_http_error(error: HTTPException) -> Response:
    """Keep the error's own headers, such as Allow, and write our own body."""
    response = error.get_response()
    if response.status_code < 400:
        return response
    ours = answer(response.status_code)
    if "Allow" in response.headers:
        ours.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if "Retry-After" in response.headers:
        ours.headers["Retry-After"] = response.headers["Retry-After"]
    return ours


def handle_csrf_error(error: CSRFError) -> Response:
    return answer(403, STALE_FORM)


def handle_operational_error(error: OperationalError) -> Response:
    """SQLite calls a missing table or column operational too, which is our mistake."""
    if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR":
        raise error
    return handle_database_down(error)


def handle_internal_error(error: InternalError) -> Response:
    """Of a server that takes no writes the connection was given up: see database.py."""
    if not error.connection_invalidated:
        raise error
    return handle_database_down(error)


def handle_database_down(error: Exception) -> Response:
    log.error("the database does not answer", exc_info=error)
    response = answer(503)
    response.headers["Retry-After"] = "5"
    return response


def title_and_detail(status: int) -> tuple[str, str]:
    """Return our words for this status, or those of HTTP itself."""
    known = HTTPStatus(status)
    return TITLES_AND_DETAILS.get(status, (known.phrase, known.description))


def answer(
    status: int, detail: str = "", errors: list[FieldError] | None = None
) -> Response:
    title, usual = title_and_detail(status)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or usual,
    }
    if request.path == "/api" or request.path.startswith("/api/"):
        if errors:
            problem["errors"] = [error.model_dump() for error in errors]
        response = Response(
            json.dumps(problem), status, mimetype="application/problem+json"
        )
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response
    return Response(
        render_template("error.html", **problem), status, mimetype="text/html"
    )
