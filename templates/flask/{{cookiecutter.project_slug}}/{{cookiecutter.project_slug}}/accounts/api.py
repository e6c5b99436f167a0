"""The token endpoint: where API clients log in."""

from typing import Any

from flask import abort

from ..support.openapi import api_blueprint
from . import tokens
from .auth import WRONG_CREDENTIALS, authenticate
from .schemas import Credentials, Token

blueprint = api_blueprint("token", __name__)


@blueprint.post("/token")
@blueprint.input(Credentials)
@blueprint.output(Token)
def create_token(json_data: Credentials) -> dict[str, Any]:
    user = authenticate(json_data.username, json_data.password)
    if user is None:
        abort(401, WRONG_CREDENTIALS)
    return {"token": tokens.issue(user), "expires_in": tokens.LIFETIME}
