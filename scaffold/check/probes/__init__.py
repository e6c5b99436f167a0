"""What accounts do on one live server: sessions, tokens, limits, rules of passwords.

The same is asked of both, and what they do is compared by name: so that a difference is
told by its cause, and not by the pages on which it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffold.check.probes.limits import limits, window
from scaffold.check.probes.members import members
from scaffold.check.probes.outage import left
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

__all__ = ["Change", "Changes", "Found", "Served", "found"]

Found = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The URLs of one starter, served three times.

    ``later`` with the next secret key and a clock that can be put ahead, and
    ``without_database``.
    """

    url: str
    later: str
    put_ahead: PutAhead
    without_database: str


def found(served: Served, plural: str, change: Change) -> Found:
    """What this server does; ``plural`` is the place of some model in the API."""
    path = f"/api/{plural}/999999"
    url, later, put_ahead = served.url, served.later, served.put_ahead
    groups = {
        "sessions": sessions(url),
        "tokens": tokens(url, path),
        "changes of users": after_changes(url, path, change),
        "what members are shown": members(url, plural),
        "what comes later": later_on(url, path, later, put_ahead),
        "passwords": passwords(url),
        "limits": limits(url),
        "the time of limits": window(later, put_ahead),
        "what is left": left(served.without_database, plural),
    }
    return {
        name: value
        for what, group in groups.items()
        for name, value in _to_its_end(what, group)
    }


def _to_its_end(
    what: str, group: Iterator[tuple[str, object]]
) -> Iterator[tuple[str, object]]:
    """A starter may answer anything: what cannot be tried hides nothing else."""
    try:
        yield from group
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        yield f"{what}, tried to the end", f"no, {type(error).__name__}: {error}"
    else:
        yield f"{what}, tried to the end", "yes"
