"""Limit guesses of passwords: ten in five minutes for a user name from one network.

A network has a hundred tries, whatever names it tries. Links to a new password count in
the same way, by e-mail address.
"""

import math
import time
from contextlib import suppress
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from support.errors import TooManyRequests

TRIES = 10
ADDRESS_TRIES = 100
SECONDS = 5 * 60

# While Redis is down each process counts for itself.
fallback = LocMemCache("throttle", {"max_entries": 10_000})


def count(request, username):
    """Count a try before its password is checked: of many at once, each one counts."""
    address = network_of(_address(request))
    for limit, key in (TRIES, _key(username, address)), (ADDRESS_TRIES, _key(address)):
        try:
            tries, seconds = _count(cache, key)
        except ValueError:
            tries, seconds = _count(fallback, key)
        if tries > limit:
            raise TooManyRequests(max(1, math.ceil(seconds)))


def _count(store, key):
    """Return how many tries there were, and the seconds until they are forgotten."""
    now = time.time()
    end = store.get_or_set(key, now + SECONDS, SECONDS)
    # Its end is in its name: where incr() meets a key that just ran out, Redis makes one
    # that never does, which nobody may read again.
    store.add(f"{key}:{end}", 0, SECONDS)
    return store.incr(f"{key}:{end}"), end - now


def forget(request, username):
    """Forget the tries of a name whose password was right; of its network, this one."""
    address = network_of(_address(request))
    for store in (cache, fallback):
        store.delete(_key(username, address))
        with suppress(ValueError):
            store.decr(f"{_key(address)}:{store.get(_key(address))}")


def _key(*parts):
    name = "\n".join(parts).encode()
    return f"tries:{sha256(name).hexdigest()}"


def _address(request):
    """Outside debug, the proxy in front wrote the last address of the header."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and not settings.DEBUG:
        return forwarded.rpartition(",")[2].strip()
    return request.META["REMOTE_ADDR"]


def network_of(address):
    """Return the part of an address that is given: the last 64 bits of IPv6 are chosen."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((int(ip), 64), strict=False))
    return str(ip)
