"""Signed texts that stand for a user: void after their time, or a new password."""

import hashlib
import hmac

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from ..extensions import db
from .models import User

# Of a token of the API and of a link to a new password, in seconds.
LIFETIME = 3600

API = "api-token"
RESET = "password-reset"


def issue(user: User, purpose: str = API) -> str:
    return _serializer(purpose).dumps([user.id, _fingerprint(user)])


def user_of(token: str, purpose: str = API) -> User | None:
    """Return the active user whose token this is, if it is one."""
    try:
        user_id, fingerprint = _serializer(purpose).loads(token, max_age=LIFETIME)
    except BadData:
        return None
    user = db.session.get(User, user_id)
    if user is None or not user.is_active:
        return None
    same = hmac.compare_digest(_fingerprint(user), fingerprint)
    return user if same else None


def _fingerprint(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    # The newest key signs; what an older one signed stays good.
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt=purpose)
