from django.contrib.auth import authenticate
from ninja import Router
from ninja.errors import AuthorizationError, HttpError
from ninja.security import HttpBearer

from . import tokens
from .schemas import Credentials, Token

router = Router()


class BearerAuth(HttpBearer):
    """A user with a permission, by the token that POST /api/token gave."""

    def __init__(self, permission):
        super().__init__()
        self.permission = permission

    def authenticate(self, request, token):
        user = tokens.user_of(token)
        if user is not None and not user.has_perm(self.permission):
            raise AuthorizationError
        return user


# In an operation it reads `auth=may("app.add_model")`.
may = BearerAuth


@router.post("/token", response=Token, tags=["token"])
def create_token(request, credentials: Credentials):
    user = authenticate(request, **credentials.model_dump())
    if user is None:
        raise HttpError(401, "Wrong user name or password.")
    return {"token": tokens.make(user), "expires_in": tokens.SECONDS}
