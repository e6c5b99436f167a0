"""The token endpoint: where API clients log in."""

from apiflask import APIBlueprint

from ..openapi import problems
from ..problems import WRONG_CREDENTIALS, ProblemError
from . import tokens
from .auth import authenticate
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
def create_token(json_data: Credentials):
    user = authenticate(json_data.username, json_data.password)
    if user is None:
        raise ProblemError(401, WRONG_CREDENTIALS)
    return {"token": tokens.issue(user), "expires_in": tokens.LIFETIME}
