"""What each frame shows: the requests that led there, and their answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from scaffold.run.http import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A request and its answer; ``seconds`` is what the starter took."""

    request: Request
    response: Response
    seconds: float

    @property
    def leads_to(self) -> str:
        """The URL that a browser asks for next, or nothing."""
        place = self.response.header("location")
        if not place or not 300 <= self.response.status < 400:
            return ""
        return urljoin(_url(self.request), place).partition("#")[0]

    @property
    def is_last(self) -> bool:
        """Whether a browser stays here, or leaves for another host."""
        there, here = urlsplit(self.leads_to), urlsplit(_url(self.request))
        return not self.leads_to or there[:2] != here[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that somebody went to, and each redirect on the way.

    ``number`` is that of its first request, ``latest`` that of its last.
    """

    number: int
    latest: int
    hops: tuple[Hop, ...]

    @property
    def first(self) -> Request:
        return self.hops[0].request

    @property
    def is_over(self) -> bool:
        return self.hops[-1].is_last

    @property
    def seconds(self) -> float:
        return sum(hop.seconds for hop in self.hops)


class Visits:
    """The last visit of each frame, by the name of its framework."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests = 0
        self._version = 0
        self._shown: dict[str, Visit] = {}
        self._is_closed = False

    def begin(self) -> int:
        """The number of a request that begins now."""
        with self._changed:
            self._requests += 1
            return self._requests

    def end(self, name: str, number: int, hop: Hop) -> None:
        """Keep an answer, unless one to a later request of the same frame is there."""
        with self._changed:
            shown = self._shown.get(name)
            if shown and number < shown.latest:
                return
            if shown and _url(hop.request) == shown.hops[-1].leads_to:
                visit = replace(shown, latest=number, hops=(*shown.hops, hop))
            else:
                visit = Visit(number=number, latest=number, hops=(hop,))
            self._shown[name] = visit
            self._version += 1
            self._changed.notify_all()

    def after(self, version: int, patience: float) -> tuple[int, Mapping[str, Visit]]:
        """What is shown once it is no longer what it was in ``version``, and its version.

        Waits ``patience`` seconds at most.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_closed or self._version != version, patience
            )
            return self._version, dict(self._shown)

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()


def _url(request: Request) -> str:
    return urljoin(f"http://{request.header('host')}/", request.path)
