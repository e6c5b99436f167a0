"""Bearer tokens for the API: signed, not stored."""

from django.core import signing

from .models import User

SALT = "accounts.tokens"
SECONDS = 60 * 60


def make(user):
    """Return a token for one hour; a new password or a deactivation ends it sooner."""
    claims = {"user": user.pk, "auth": user.get_session_auth_hash()}
    return signing.dumps(claims, salt=SALT)


def user_of(token):
    """Return the active user whom the token was made for, else None."""
    try:
        claims = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=claims["user"], is_active=True).first()
    if user is not None:
        hashes = user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()
        if claims["auth"] in hashes:
            return user
    return None
