"""What a sample value is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

#: How often a value that must be new is drawn before the row is given up.
ATTEMPTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One draw: of the row ``number`` (from 1), for the ``attempt``-th time (from 0).

    ``words`` suit the field, in the order of this model; ``targets`` is how many rows a
    relation can refer to.
    """

    number: int
    attempt: int
    random: Random
    words: Sequence[str]
    sentences: Sequence[str]
    colours: Sequence[str]
    targets: int
