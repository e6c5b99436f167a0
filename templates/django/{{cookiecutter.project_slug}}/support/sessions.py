"""Sessions in the database, which is not asked for keys that it never gave out.

A quoted cookie may hold a NUL, which PostgreSQL refuses: without this, a 500.
"""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        return bool(key) and key.isascii() and key.isalnum() and len(key) == 32
