"""What a client gets when something is wrong: JSON under /api, elsewhere a page.

It says what the error says itself, and keeps its headers. Without it the API answers
HTML, pages are bare, and a database that is down is an error of ours.
"""

import logging
from collections.abc import Mapping

from flask import Flask, json, render_template, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import (
    InterfaceError,
    InternalError,
    OperationalError,
    TimeoutError,
)
from werkzeug import Response
from werkzeug.exceptions import (
    HTTPException,
    NotFound,
    SecurityError,
    ServiceUnavailable,
    UnprocessableEntity,
)
from sqlalchemy.orm.exc import ObjectDeletedError

log = logging.getLogger(__name__)


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


class Invalid(UnprocessableEntity):
    """Ends a request whose fields are not valid; `errors` says why, field by field."""

    description = "Some fields are not valid."

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = [{"field": name, "message": text} for name, text in errors.items()]


def invalid_input(error: ValidationError) -> Invalid:
    """Turn what Pydantic found into a problem."""
    return Invalid(
        {
            ".".join(map(str, found["loc"])) or "body": found["msg"]
            for found in error.errors(include_url=False, include_context=False)
        }
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(ObjectDeletedError, show_deleted)
    app.register_error_handler(OperationalError, show_operational)
    app.register_error_handler(InternalError, show_internal)
    app.register_error_handler(InterfaceError, show_down)
    app.register_error_handler(TimeoutError, show_down)


def show(error: HTTPException) -> Response:
    """Write our own body, unless a view has written one."""
    response = error.get_response()
    if error.response is not None or error.code is None or error.code < 400:
        return response
    problem = {
        "type": "about:blank",
        "title": error.name,
        "status": error.code,
        "detail": error.description or "",
    }
    if request.path == "/api" or request.path.startswith("/api/"):
        if isinstance(error, Invalid):
            problem["errors"] = error.errors
        response.data = json.dumps(problem)
        response.content_type = "application/problem+json"
    elif not isinstance(error, SecurityError):
        # For a host that is not ours Flask builds no addresses, and so no page.
        response.data = render_template("error.html", **problem)
    return response


def show_deleted(error: ObjectDeletedError) -> Response:
    return show(NotFound())


def show_operational(error: OperationalError) -> Response:
    """SQLite calls a missing table or column operational too, which is our mistake."""
    if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR":
        raise error
    return show_down(error)


def show_internal(error: InternalError) -> Response:
    """Of a server that takes no writes the connection was given up: see database.py."""
    if not error.connection_invalidated:
        raise error
    return show_down(error)


def show_down(error: Exception) -> Response:
    log.error("the database does not answer", exc_info=error)
    return show(
        ServiceUnavailable(
            "The database does not answer. Try again in a moment.", retry_after=5
        )
    )
