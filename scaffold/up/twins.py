"""Where one frame's address is in the other, and whether both mean the same there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile
from urllib.parse import quote, unquote

from scaffold.replay import Contrast, Response, compare, is_the_frameworks_own
from scaffold.replay.policy import media_type
from scaffold.up.visits import Hop, Visit

#: In debug these have a page of the framework's own, which the contract leaves free.
_DEBUG_PAGES = frozenset([400, 403, 404, 500])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``is_same`` is None where the two are not compared, and ``why`` says why.

    ``aside`` names what was not looked at, as it is each framework's own.
    """

    is_same: bool | None
    why: str = ""
    differences: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


class Twins:
    """Knows which cursor of one side stands for which of the other."""

    def __init__(self) -> None:
        self._cursors: Mapping[str, str] = {}

    def address(self, visit: Visit) -> str | None:
        """Where the other frame goes to follow this one; None where it cannot.

        What a form did was done to one side alone, and the addresses within an admin are
        its framework's own.
        """
        if visit.first.method != "GET" or is_the_frameworks_own(visit.first):
            return None
        head, question, query = visit.first.path.partition("?")
        return head + question + "&".join(map(self._parameter, query.split("&")))

    def verdict(self, shown: Mapping[str, Visit]) -> Verdict:
        """Whether both show the same; what they make up for themselves is learned."""
        django, flask = shown.get("django"), shown.get("flask")
        if not django or not flask or not (django.is_over and flask.is_over):
            return Verdict(is_same=None, why="One of them has not answered yet.")
        if is_the_frameworks_own(django.first) or is_the_frameworks_own(flask.first):
            return Verdict(
                is_same=None,
                why="Not compared: within the admin each has addresses of its own.",
            )
        if not self._are_twins(django, flask):
            return Verdict(
                is_same=None, why="Not compared: they were asked for different things."
            )
        hops = zip(django.hops, flask.hops, strict=False)
        found = [_contrast(*each) for each in takewhile(_is_the_contracts, hops)]
        self._cursors = dict(_both_ways(found))
        differences = tuple(chain.from_iterable(each.differences for each in found))
        return Verdict(
            is_same=not differences,
            differences=differences,
            aside=tuple(sorted({name for each in found for name in each.normalised})),
        )

    def _are_twins(self, one: Visit, other: Visit) -> bool:
        if one.first.method != other.first.method:
            return False
        paths = (one.first.path, self.address(one))
        return other.first.path in paths

    def _parameter(self, text: str) -> str:
        name, equals, value = text.partition("=")
        twin = self._cursors.get(unquote(value)) if name == "cursor" else None
        return f"{name}{equals}{quote(twin)}" if twin else text


def _is_the_contracts(hops: tuple[Hop, Hop]) -> bool:
    """Not so the page of an admin that a redirect leads to."""
    return not any(is_the_frameworks_own(hop.request) for hop in hops)


def _contrast(django: Hop, flask: Hop) -> Contrast:
    found = compare(django.request, django.response, flask.response)
    if _is_debug_page(django.response) or _is_debug_page(flask.response):
        kept = tuple(d for d in found.differences if d.startswith("status: "))
        return Contrast(differences=kept, normalised=("error pages in debug",))
    return found


def _is_debug_page(response: Response) -> bool:
    kind = media_type(response.header("Content-Type"))
    return response.status in _DEBUG_PAGES and kind == "text/html"


def _both_ways(found: list[Contrast]) -> Iterator[tuple[str, str]]:
    for contrast in found:
        for one, other in contrast.pairs:
            yield from ((one, other), (other, one))
