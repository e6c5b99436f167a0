"""Ten failed logins for a user name and an address in five minutes, and no more.

And a hundred for an address, whatever names it tries. They are counted where every
process sees them: in Redis, when CACHE_URL names one.
"""

import logging
import re
import time
from contextlib import suppress
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from ..config import CACHE_KEY_PREFIX

LIMIT = RateLimitItemPerMinute(10, 5, namespace="failed-logins")
ADDRESS_LIMIT = RateLimitItemPerMinute(100, 5, namespace="failed-logins-of-address")

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    storage = storage_from_string(
        app.config["CACHE_URL"],
        wrap_exceptions=True,
        key_prefix=f"{CACHE_KEY_PREFIX}limits",
    )
    app.extensions["throttle"] = FixedWindowRateLimiter(storage)
    # While Redis is down each process counts for itself.
    app.extensions["throttle-fallback"] = FixedWindowRateLimiter(MemoryStorage())


def count_attempt(username: str) -> None:
    """Count before the password is checked, so that no burst gets past the limit.

    Raises TooManyRequests, with the seconds left, when there were too many.
    """
    address = network_of(request.remote_addr or "")
    try:
        _count(current_app.extensions["throttle"], username, address)
    except StorageError:
        log.warning("The cache does not answer: failed logins are counted per process.")
        _count(current_app.extensions["throttle-fallback"], username, address)


def _count(limiter: FixedWindowRateLimiter, username: str, address: str) -> None:
    for limit, *identity in (LIMIT, username, address), (ADDRESS_LIMIT, address):
        if not limiter.hit(limit, *identity):
            reset = limiter.get_window_stats(limit, *identity).reset_time
            raise TooManyRequests(retry_after=max(1, round(reset - time.time())))


def forget_attempts(username: str) -> None:
    """Begin anew: the password was right. Of its address it takes back this try alone."""
    address = network_of(request.remote_addr or "")
    for limiter in _limiters():
        with suppress(StorageError):
            limiter.clear(LIMIT, username, address)
            if limiter.storage.get(ADDRESS_LIMIT.key_for(address)):
                limiter.hit(ADDRESS_LIMIT, address, cost=-1)


def network_of(address: str) -> str:
    """Return what a client cannot choose: of an IPv6 address the last 64 bits are its own.

    Some proxies write a port behind the address.
    """
    host = re.sub(r"^\[(.*)\](:\d+)?$|^([^:]*):\d+$", r"\1\3", address)
    try:
        ip = ip_address(host)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((int(ip), 64), strict=False))
    return str(ip)


def reset() -> None:
    """Forget what everyone did."""
    for limiter in _limiters():
        with suppress(StorageError):
            limiter.storage.reset()


def _limiters() -> list[FixedWindowRateLimiter]:
    return [current_app.extensions[name] for name in ("throttle", "throttle-fallback")]
