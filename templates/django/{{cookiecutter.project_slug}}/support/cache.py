"""Redis, or an empty cache while it does not answer: the site is slower, not down.

Without it, Django raises every error of Redis, on every page that asks the cache.
"""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# The version of the data that the cached summary is kept under.
SUMMARY_VERSION = "summary-version"
QUIET_SECONDS = 60
log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """After an error Redis is left alone for a second: a page waits for it only once."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = {**self._options, "redis_connect_func": self.on_connect}
        self._rests_until = self._quiet_until = 0

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
        return self._ask(None, super().set, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        value = self._ask(None, super().incr, key, delta, version)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return value

    def touch(self, *args, **kwargs):
        return self._ask(False, super().touch, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask(False, super().has_key, *args, **kwargs)

    def delete(self, *args, **kwargs):
        """Try in any case: what is not deleted would be read again."""
        self._rests_until = 0
        return self._ask(False, super().delete, *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask({}, super().get_many, *args, **kwargs)

    def set_many(self, data, *args, **kwargs):
        return self._ask(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        self._rests_until = 0
        return self._ask(None, super().delete_many, *args, **kwargs)

    def clear(self):
        return self._ask(False, super().clear)

    def _ask(self, otherwise, ask, *args, **kwargs):
        now = time.monotonic()
        if now < self._rests_until:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            if now >= self._quiet_until:
                log.warning("Redis does not answer; going on without it: %s", error)
                self._quiet_until = now + QUIET_SECONDS
            self._rests_until = now + 1
            return otherwise
