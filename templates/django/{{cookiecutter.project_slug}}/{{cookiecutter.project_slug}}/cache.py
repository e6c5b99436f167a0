import time
from contextlib import suppress

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
        """Delete the summary's version: without a connection no write could do that."""
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

    def touch(self, *args, **kwargs):
        return self._ask(False, super().touch, *args, **kwargs)

    def has_key(self, key, version=None):
        return self._ask(False, super().has_key, key, version)

    def get_many(self, keys, version=None):
        return self._ask({}, super().get_many, keys, version)

    def set_many(self, data, *args, **kwargs):
        return self._ask(list(data), super().set_many, data, *args, **kwargs)

    def delete(self, key, version=None):
        """Try in any case: what is not deleted would be read again."""
        try:
            return super().delete(key, version)
        except RedisError:
            return False

    def delete_many(self, keys, version=None):
        """Try in any case, as for one key."""
        with suppress(RedisError):
            super().delete_many(keys, version)

    def _ask(self, otherwise, ask, *args, **kwargs):
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError:
            self._rests_until = time.monotonic() + 1
            return otherwise
