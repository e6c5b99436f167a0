"""Bearer tokens: signed, good for an hour, void once the password changes."""

import hashlib
import hmac

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from ..extensions import db
from .models import User

LIFETIME = 3600


def issue(user: User) -> str:
    return _serializer().dumps([user.id, _fingerprint(user)])


def user_of(token: str) -> User | None:
    """Return the active user whose token this is, if it is one."""
    try:
        user_id, fingerprint = _serializer().loads(token, max_age=LIFETIME)
    except BadData:
        return None
    user = db.session.get(User, user_id)
    if user is None or not user.is_active:
        return None
    same = hmac.compare_digest(_fingerprint(user), fingerprint)
    return user if same else None


def _fingerprint(user: User) -> str:
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="api-token")
