"""A proxy in front of both starters: each request goes to both, one answer comes back.

Whoever talks to it sees the Django starter alone, while every answer is compared with
the Flask starter's.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

from scaffold.project.results import Answer, Exchange
from scaffold.replay import answers
from scaffold.replay.excerpts import own_part
from scaffold.replay.translation import Translation
from scaffold.run.http import Request, Response, send
from scaffold.run.listening import listening

#: Characters of a body that are kept to be looked at: of equal answers, of others.
_LONGEST_EQUAL, _LONGEST_DIFFERENT = 600, 4_000
#: Differences of one route that are told apart by what they say.
_KINDS = 5
_KEPT_HEADERS = frozenset(name.lower() for name in answers.KEPT)

_Kind = tuple[object, ...]


class Replay:
    """Compares the answers of two servers, HOST:PORT each; keeps one of each kind."""

    def __init__(self, django: str, flask: str) -> None:
        self._django = django
        self._flask = flask
        self._translation = Translation()
        self._exchanges: dict[_Kind, Exchange] = {}
        self._kinds: dict[_Kind, set[tuple[str, ...]]] = {}
        self._beside = ThreadPoolExecutor(max_workers=1)
        #: One at a time, so that both sides see the requests in the same order.
        self._turn = threading.Lock()
        self.requests = 0
        self.same = 0

    def close(self) -> None:
        """Take no more requests; one that is being answered may end by itself."""
        self._beside.shutdown(wait=False)

    def answer(self, request: Request) -> Response:
        """Ask both; give Django's answer."""
        with self._turn:
            if is_the_frameworks_own(request):
                return send(self._django, request)
            # At the same time: half the wait, and the same moment in both answers.
            coming = self._beside.submit(
                send, self._flask, self._translation.translated(request)
            )
            ours, theirs = send(self._django, request), coming.result()
            self._translation.learn_cookies(request, ours, theirs)
            found = answers.compare(request, ours, theirs)
            self._translation.learn(found.pairs)
            self._keep(request, ours, theirs, found)
            return ours

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The first of each kind, in the order in which they came."""
        return tuple(self._exchanges.values())

    @property
    def differences(self) -> tuple[Exchange, ...]:
        """The first of each kind of difference."""
        return tuple(e for e in self.exchanges if e.differences)

    def forget(self) -> None:
        """Begin a new list of exchanges; the counts go on."""
        with self._turn:
            self._exchanges.clear()
            self._kinds.clear()

    def _keep(
        self,
        request: Request,
        ours: Response,
        theirs: Response,
        found: answers.Contrast,
    ) -> None:
        self.requests += 1
        self.same += not found.differences
        kind = self._kind(request, ours, theirs, found)
        if known := self._exchanges.get(kind):
            self._exchanges[kind] = replace(known, times=known.times + 1)
            return
        is_equal = not found.differences
        longest = _LONGEST_EQUAL if is_equal else _LONGEST_DIFFERENT
        self._exchanges[kind] = Exchange(
            method=request.method,
            path=request.path,
            body=_text(request.body[:longest]),
            answers={
                "django": _kept(ours, longest, is_equal=is_equal),
                "flask": _kept(theirs, longest, is_equal=is_equal),
            },
            normalised=found.normalised,
            differences=found.differences,
            times=1,
        )

    def _kind(
        self,
        request: Request,
        ours: Response,
        theirs: Response,
        found: answers.Contrast,
    ) -> _Kind:
        """What the exchange has in common with others of which one is enough to see.

        Differences are of one kind when only numbers differ; where every row of a table
        differs in a text of its own, only the first few are told apart.
        """
        alike = request.method, route(request.path), ours.status, theirs.status
        places = tuple(text.partition(":")[0] for text in found.differences)
        texts = tuple(re.sub(r"\d+|=\S*", "", text) for text in found.differences)
        kinds = self._kinds.setdefault((*alike, *places), set())
        if texts in kinds or len(kinds) < _KINDS:
            kinds.add(texts)
            return (*alike, *texts)
        return (*alike, *places)


def route(path: str) -> str:
    """The path without its query, and with ``{id}`` for every number."""
    return re.sub(r"(?<=/)\d+(?=/|$)", "{id}", path.partition("?")[0])


def is_the_frameworks_own(request: Request) -> bool:
    """Static files and what lies within the admins has other addresses on each side."""
    path = urlsplit(request.path).path
    return path.startswith("/static/") or (
        path.startswith("/admin/") and path != "/admin/"
    )


def _kept(response: Response, longest: int, *, is_equal: bool) -> Answer:
    body = own_part(response.body) if is_equal else response.body
    return Answer(
        status=response.status,
        headers={
            header.name: header.value
            for header in response.headers
            if header.name.lower() in _KEPT_HEADERS
        },
        body=_text(body[:longest]),
    )


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


@contextlib.contextmanager
def replaying(django: str, flask: str) -> Iterator[tuple[str, Replay]]:
    """Run the proxy in front of these two URLs until the block ends.

    Gives its own URL and what it finds.
    """
    replay = Replay(urlsplit(django).netloc, urlsplit(flask).netloc)

    try:
        with listening(replay.answer) as port:
            yield f"http://127.0.0.1:{port}", replay
    finally:
        replay.close()
