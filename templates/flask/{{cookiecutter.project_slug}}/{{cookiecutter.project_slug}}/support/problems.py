"""What a client gets when something is wrong: JSON under /api, elsewhere a page.

It says what the error says itself, and keeps its headers. Without it the API answers
HTML, pages are bare, and a lost race or a database that is down is an error of ours.
"""

from collections.abc import Mapping

from flask import Flask, current_app, json, render_template, request
from pydantic import BaseModel, ValidationError
from sqlalchemy import exc
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug import Response, exceptions
from werkzeug.datastructures import WWWAuthenticate

from .database import is_collision, is_outage


class Problem(BaseModel):
    """What RFC 9457 calls a problem detail."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class Invalid(exceptions.UnprocessableEntity):
    """Ends a request whose fields are not valid; `errors` says why, field by field."""

    description = "Some fields are not valid."

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = [{"field": key, "message": text} for key, text in errors.items()]


def invalid_input(error: ValidationError) -> Invalid:
    """Turn what Pydantic found into a problem."""
    found = error.errors(include_url=False, include_context=False)
    return Invalid({".".join(map(str, e["loc"])) or "body": e["msg"] for e in found})


def init_app(app: Flask) -> None:
    app.register_error_handler(exceptions.HTTPException, show)
    for error in (exc.DBAPIError, exc.TimeoutError, ObjectDeletedError, StaleDataError):
        app.register_error_handler(error, show_refusal)


def show(error: exceptions.HTTPException) -> Response:
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
    if f"{request.path}/".startswith("/api/"):
        if isinstance(error, Invalid):
            problem["errors"] = error.errors
        response.data = json.dumps(problem)
        response.content_type = "application/problem+json"
        if error.code == 401:
            response.www_authenticate = WWWAuthenticate("bearer")
    elif not isinstance(error, exceptions.SecurityError):
        # For a host that is not ours Flask builds no addresses, and so no page.
        response.data = render_template("error.html", **problem)
    return response


def show_refusal(error: exc.SQLAlchemyError) -> Response:
    """Tell lost races and outages of the database from mistakes of ours."""
    if isinstance(error, ObjectDeletedError):
        return show(exceptions.NotFound())
    if is_collision(error):
        return show(exceptions.Conflict("Another row stands against this change."))
    if not is_outage(error):
        raise error
    current_app.logger.error("The database does not answer.", exc_info=error)
    text = "The database does not answer. Try again in a moment."
    return show(exceptions.ServiceUnavailable(text, retry_after=5))
