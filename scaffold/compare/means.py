"""By what means a starter does a job: its framework's own, an extension's, or by hand.

concerns.toml names the modules that could do a job. Which of them the starter imports,
and who brings that one, is found in the code and in the lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scaffold.compare.origins import Origins

BUILT_IN = "built in"
EXTENSION = "extension"
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """``module`` does the job, and ``distribution`` brings it; "" of what is by hand."""

    kind: str
    module: str = ""
    distribution: str = ""


def means(modules: Iterable[str], origins: Origins) -> Means:
    """By the first of ``modules`` that the starter imports."""
    for module in modules:
        if distribution := origins.brings(module):
            is_own = origins.is_own(distribution)
            return Means(
                kind=BUILT_IN if is_own else EXTENSION,
                module=module,
                distribution=distribution,
            )
    return Means(kind=BY_HAND)
