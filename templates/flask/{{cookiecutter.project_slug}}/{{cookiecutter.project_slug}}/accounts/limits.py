"""Ten failed logins for a user name and an address in five minutes, and no more.

And a hundred for an address, whatever names it tries. Flask-Limiter counts them where
every process sees them: in Redis, when CACHE_URL names one; while that does not answer,
each process counts for itself.
"""

import re
import time
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, Response, g, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import TooManyRequests

from ..extensions import limiter


def network_of_visitor() -> str:
    """Return what a client cannot choose: of an IPv6 address the last 64 bits are its own.

    Some proxies write a port behind the address.
    """
    address = request.remote_addr or ""
    host = re.sub(r"^\[(.*)\](:\d+)?$|^([^:]*):\d+$", r"\1\3", address)
    try:
        ip = ip_address(host)
    except ValueError:
        return address or "unknown"
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((int(ip), 64), strict=False))
    return str(ip)


def name_and_network() -> str:
    return f"{g.login_name} {network_of_visitor()}"


def has_failed(response: Response) -> bool:
    return response.status_code in (401, 422)


# Of a name every try counts, before its password is looked at, until one is right: a
# burst gets no further than single tries. Of an address only failures count.
@limiter.shared_limit("10 per 5 minutes", "logins-of-name", key_func=name_and_network)
@limiter.shared_limit(
    "100 per 5 minutes",
    "logins-of-address",
    key_func=network_of_visitor,
    deduct_when=has_failed,
)
def count_try() -> None:
    """Raise RateLimitExceeded when there were too many for `g.login_name`."""


def forget_tries() -> None:
    """Begin anew for this name: the password was right."""
    for used in limiter.current_limits:
        if used.request_args and name_and_network() in used.request_args:
            limiter.limiter.clear(used.limit, *used.request_args)


def init_app(app: Flask) -> None:
    @app.errorhandler(RateLimitExceeded)
    def say_when(error: RateLimitExceeded) -> Response:
        limit = limiter.current_limit
        wait = max(1, int(limit.reset_at - time.time())) if limit else None
        answer: Response = app.ensure_sync(app.handle_user_exception)(
            TooManyRequests("Too many failed logins. Try again later.", retry_after=wait)
        )
        return answer
