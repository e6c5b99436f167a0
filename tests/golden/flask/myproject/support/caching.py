"""What a Redis that does not answer, or did not for a while, means to the site.

Flask-Caching raises its errors as they are; pages go on without a cache, and one warning
a minute is enough.
"""

import logging
import time

from redis import Connection

log = logging.getLogger(__name__)

# Other projects may share the Redis of CACHE_URL.
KEY_PREFIX = "myproject:"
# The version of the data that the cached summary is kept under: see summary.py.
SUMMARY_VERSION = "summary-version"

QUIET = 60
_warned: float = -QUIET


def warn_of_cache() -> None:
    global _warned
    if time.monotonic() - _warned >= QUIET:
        _warned = time.monotonic()
        log.warning("The cache does not answer: everything is computed anew.")


def on_connect(connection: Connection) -> None:
    """Forget the cached summary: who was cut off could not tell Redis of a write."""
    connection.on_connect()  # type: ignore[no-untyped-call]
    connection.send_command("DEL", KEY_PREFIX + SUMMARY_VERSION)  # type: ignore[no-untyped-call]
    connection.read_response()
