from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Sessions in the database, which is not asked for keys that it never gave out."""

    def _validate_session_key(self, key):
        return bool(key) and key.isascii() and key.isalnum() and len(key) == 32
