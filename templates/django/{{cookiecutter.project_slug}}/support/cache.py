"""Redis, or an empty cache while it does not answer: the site is slower, not down.

Without it, Django raises every error of Redis, on every page that asks the cache.
"""

import logging
import time

from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# The version of the data that the cached summary is kept under.
SUMMARY_VERSION = "summary-version"
QUIET_SECONDS = 60
log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """After an error Redis is left alone for a second: a page waits for it only once."""

    rests_until = quiet_until = 0
    empty = DummyCache("", {})

    def __init__(self, server, params):
        options = params.get("OPTIONS", {}) | {"redis_connect_func": self.on_connect}
        super().__init__(server, params | {"OPTIONS": options})

    def on_connect(self, connection):
        """Delete the summary's version: writes could not while there was no Redis."""
        connection.on_connect()
        connection.send_command("DEL", self.make_and_validate_key(SUMMARY_VERSION))
        connection.read_response()


def forgiving(name):
    """Return the method that asks Redis, and the empty cache where that fails."""

    def method(self, *args, **kwargs):
        now = time.monotonic()
        # Deletes are tried in any case: what is left would be read again.
        if now >= self.rests_until or name in ("delete", "delete_many"):
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                if now >= self.quiet_until:
                    log.warning("Redis does not answer; using no cache: %s", error)
                    self.quiet_until = now + QUIET_SECONDS
                self.rests_until = now + 1
        return getattr(self.empty, name)(*args, **kwargs)

    return method


for name in vars(RedisCache):
    if not name.startswith("_"):
        setattr(ForgivingRedisCache, name, forgiving(name))
