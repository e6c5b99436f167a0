"""Ten failed logins for a user name and an address in five minutes, and no more.

And a hundred for an address, whatever names it tries. Mails with a link to a new password
count in the same way. All are counted where every process sees them: in Redis, when
CACHE_URL names one; while that does not answer, each process counts for itself.
"""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError
from werkzeug.exceptions import TooManyRequests

from ..support.caching import KEY_PREFIX, warn_of_cache

OF_NAME = parse("10 per 5 minutes")
OF_ADDRESS = parse("100 per 5 minutes")
OF_THIS_PROCESS = MovingWindowRateLimiter(MemoryStorage())


def init_app(app: Flask) -> None:
    storage = storage_from_string(app.config["LOGIN_LIMITS_URL"], key_prefix=KEY_PREFIX)
    app.extensions["login-limits"] = MovingWindowRateLimiter(storage)


def count_try(name: str) -> None:
    """Raise TooManyRequests when there were too many.

    Of a name every try counts, before its password is looked at, until one is right: a
    burst gets no further than single tries. Of an address only failures count.
    """
    _at_counter(_count_try, name, network_of_visitor())


def _count_try(counter: MovingWindowRateLimiter, name: str, network: str) -> None:
    if not counter.test(OF_ADDRESS, network):
        _refuse(counter, OF_ADDRESS, network)
    if not counter.hit(OF_NAME, name, network):
        _refuse(counter, OF_NAME, name, network)


def count_failure() -> None:
    _at_counter(MovingWindowRateLimiter.hit, OF_ADDRESS, network_of_visitor())


def forget_tries(name: str) -> None:
    """Begin anew for this name: the password was right."""
    _at_counter(MovingWindowRateLimiter.clear, OF_NAME, name, network_of_visitor())


def _at_counter(work: Callable[..., object], *args: object) -> None:
    try:
        work(current_app.extensions["login-limits"], *args)
    except RedisError:
        warn_of_cache()
        work(OF_THIS_PROCESS, *args)


def _refuse(counter: MovingWindowRateLimiter, limit: RateLimitItem, *of: str) -> None:
    reset = counter.get_window_stats(limit, *of).reset_time
    wait = max(1, int(reset - time.time()))
    raise TooManyRequests("Too many tries. Try again later.", retry_after=wait)


def network_of_visitor() -> str:
    """Return what a client cannot choose: of an IPv6 address the last 64 bits are its own."""
    address = request.remote_addr or "unknown"
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((int(ip), 64), strict=False))
    return str(ip)
