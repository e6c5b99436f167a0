"""What accounts do on one live server: sessions, tokens, limits, rules of passwords.

The same is asked of both, and what they do is compared by name: so that a difference is
told by its cause, and not by the pages on which it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    groups = {
        "sessions": sessions(url),
        "tokens": tokens(url, path),
        "changes of users": after_changes(url, path, change),
        "what comes later": later_on(url, path, *later),
        "passwords": passwords(url),
        "limits": limits(url),
        "the time of limits": window(*later),
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
