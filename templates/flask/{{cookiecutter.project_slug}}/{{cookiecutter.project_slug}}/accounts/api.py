"""The token endpoint: where API clients log in."""

from typing import Any

from apiflask import APIBlueprint
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from ..support.openapi import problems
from . import tokens
from .auth import WRONG_CREDENTIALS, authenticate
from .schemas import Credentials, Token

blueprint = APIBlueprint("token", __name__, url_prefix="/api")


@blueprint.post("/token")
@blueprint.input(Credentials)
@blueprint.output(Token)
@blueprint.doc(
    tags=["token"],
    operation_id="create_token",
    responses=problems(400, 401, 413, 415, 422, 429),
)
def create_token(json_data: Credentials) -> dict[str, Any]:
    user = authenticate(json_data.username, json_data.password)
    if user is None:
        raise Unauthorized(WRONG_CREDENTIALS, www_authenticate=WWWAuthenticate("bearer"))
    return {"token": tokens.issue(user), "expires_in": tokens.LIFETIME}
