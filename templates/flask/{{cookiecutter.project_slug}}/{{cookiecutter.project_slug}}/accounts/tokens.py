"""Signed texts that stand for a user: void after their time, or a new password."""

from hashlib import sha256

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from ..extensions import db
from .models import User

# Of a token of the API and of a link to a new password, in seconds.
LIFETIME = 3600

API = "api-token"
RESET = "password-reset"


def issue(user: User, purpose: str = API) -> str:
    return str(serializer(purpose).dumps([user.id, fingerprint(user)]))


def user_of(token: str, purpose: str = API) -> User | None:
    """Return the active user whose token this is, if it is one."""
    try:
        user_id, signed = serializer(purpose).loads(token, max_age=LIFETIME)
    except BadData:
        return None
    user = db.session.get(User, user_id)
    return user if user and user.is_active and fingerprint(user) == signed else None


def fingerprint(user: User) -> str:
    return sha256(user.password_hash.encode()).hexdigest()[:16]


def serializer(purpose: str) -> URLSafeTimedSerializer:
    # The last key signs; what another one signed stays good.
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt=purpose)
