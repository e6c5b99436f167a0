"""Named parts of three texts: which of them stay, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from scaffold.merge.lines import Keep, Lines

#: Its first word is the kind of the part, its last a number where several are alike.
Key = tuple[str, ...]
Part = TypeVar("Part")
#: The kind of parts that are known by their text alone: a change makes another one.
NAMELESS = "text"


def numbered(kind: str, name: str, taken: Mapping[Key, object]) -> Key:
    """A key that ``taken`` does not have: two parts may have one name."""
    number = 0
    while (kind, name, str(number)) in taken:
        number += 1
    return kind, name, str(number)


def three_ways(
    base: Part | None,
    yours: Part | None,
    new: Part | None,
    keep: Keep,
    both: Callable[[Part, Part], Part | None],
) -> Part | None:
    """What stays of one part, None where it is not there; ``both`` when both changed it."""
    if new == base or yours == new:
        return yours
    if yours == base:
        return new
    if yours is None or new is None:
        return yours if keep == "yours" else new
    return both(yours, new)


def merged_parts(
    base: Mapping[Key, object],
    yours: Mapping[Key, object],
    new: Mapping[Key, object],
    keep: Keep,
    one: Callable[[Key], Lines | None],
) -> dict[Key, Lines]:
    """Each part as ``one`` merges it, in the order of whoever moved any."""
    left_out = dropped(base, yours, new, keep)
    order = woven(list(base), list(yours), list(new))
    found = {key: one(key) for key in order if key not in left_out}
    return {key: lines for key, lines in found.items() if lines is not None}


def dropped(
    base: Mapping[Key, object],
    yours: Mapping[Key, object],
    new: Mapping[Key, object],
    keep: Keep,
) -> set[Key]:
    """Parts that cannot stay: both put another one in the place of the same."""
    known = [
        {key for key in parts if key[0] == NAMELESS} for parts in (base, yours, new)
    ]
    before, mine, theirs = known
    added, added_too = mine - before - theirs, theirs - before - mine
    if before - mine - theirs and added and added_too:
        return added_too if keep == "yours" else added
    return set()


def woven(base: Sequence[Key], yours: Sequence[Key], new: Sequence[Key]) -> list[Key]:
    """All keys of ``yours`` and ``new``: of the one as they stand, of the other behind
    what they stand behind there. The one is ``yours``, unless only ``new`` moved some.

    Keys of ``base`` alone are there too, so that what came in the place of one finds it.
    """
    if _moved(base, new) and not _moved(base, yours):
        yours, new = new, yours
    return _with(_with(yours, base), _with(new, base))


def _with(one: Sequence[Key], other: Sequence[Key]) -> list[Key]:
    order = list(one)
    for place, key in enumerate(other):
        if key in order:
            continue
        above = [known for known in other[:place] if known in order]
        below = [known for known in other[place:] if known in order]
        if above:
            order.insert(order.index(above[-1]) + 1, key)
        elif below:
            order.insert(order.index(below[0]), key)
        else:
            order.append(key)
    return order


def _moved(base: Sequence[Key], other: Sequence[Key]) -> bool:
    common = set(base) & set(other)
    return [k for k in base if k in common] != [k for k in other if k in common]
