import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


# The version of the data that the cached summary is kept under: see queries.py.
SUMMARY_VERSION = "summary-version"


class ForgivingRedisCache(RedisCache):
    """Redis, or an empty cache while it does not answer: the site is slower, not down.

    After an error it is left alone for a second, so that a page waits for it only once.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = {**self._options, "redis_connect_func": self.on_connect}
        self._rests_until = 0

    def on_connect(self, connection):
        """Forget the summary: who was cut off could not tell Redis of a write."""
        connection.on_connect()
        connection.send_command("DEL", self.make_and_validate_key(SUMMARY_VERSION))
        connection.read_response()

    def get(self, key, default=None, version=None):
        return self._ask(default, super().get, key, default, version)

    def add(self, *args, **kwargs):
        return self._ask(False, super().add, *args, **kwargs)

    def set(self, *args, **kwargs):
        self._ask(None, super().set, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        value = self._ask(None, super().incr, key, delta, version)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return value

    def delete(self, key, version=None):
        """Try in any case: what is not deleted would be read again."""
        try:
            return super().delete(key, version)
        except RedisError:
            return False

    def _ask(self, otherwise, ask, *args, **kwargs):
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError:
            self._rests_until = time.monotonic() + 1
            return otherwise
