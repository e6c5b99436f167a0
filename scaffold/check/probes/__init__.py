"""What accounts do on one live server: sessions, tokens, limits, rules of passwords.

The same is asked of both, and what they do is compared by name: so that a difference is
told by its cause, and not by the pages on which it shows.
"""

from __future__ import annotations

from collections.abc import Mapping

from scaffold.check.probes.limits import limits, window
from scaffold.check.probes.passwords import passwords
from scaffold.check.probes.sessions import (
    Change,
    Changes,
    PutAhead,
    after_changes,
    later_on,
    sessions,
    tokens,
)

__all__ = ["Change", "Changes", "Found", "Later", "found"]

#: The URL of the same project with its next secret key, and what puts its clock ahead.
Later = tuple[str, PutAhead]
Found = Mapping[str, object]


def found(url: str, plural: str, change: Change, later: Later) -> Found:
    """What this server does; ``plural`` is the place of some model in the API."""
    path = f"/api/{plural}/999999"
    return {
        name: value
        for group in (
            sessions(url),
            tokens(url, path),
            after_changes(url, path, change),
            later_on(url, path, *later),
            passwords(url),
            limits(url),
            window(*later),
        )
        for name, value in group
    }
