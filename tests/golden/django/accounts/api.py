from django.contrib.auth import authenticate
from ninja import Router
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from myproject.body import JSONBody
from myproject.problems import WRONG_CREDENTIALS, ProblemError

from . import tokens
from .schemas import Credentials, Token

router = Router()


class BearerAuth(HttpBearer):
    """Staff only, by the token that POST /api/token gave; never by the session.

    Staff may write every model here; the admin asks for permissions too. For finer
    rights ask `user.has_perm(...)` here.
    """

    def authenticate(self, request, token):
        user = tokens.user_of(token)
        if user is not None and not user.is_staff:
            raise AuthorizationError
        return user


staff_token = BearerAuth()


@router.post("/token", response=Token, tags=["token"])
def create_token(request, credentials: JSONBody[Credentials]):
    user = authenticate(request, **credentials.model_dump())
    if user is None:
        raise ProblemError(401, WRONG_CREDENTIALS)
    return {"token": tokens.make(user), "expires_in": tokens.SECONDS}
