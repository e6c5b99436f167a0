"""A server at work, and all that may be asked of it while it is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from scaffold.compare.questions import Question
from scaffold.measure import clients, processor
from scaffold.measure.asking import Conversation, call
from scaffold.measure.plan import Plan
from scaffold.measure.routes import Route, Work
from scaffold.measure.sites import Site
from scaffold.run.starters import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All that the rounds of both sides have in common."""

    work: Work
    plan: Plan
    client: clients.Client
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadySite:
    """``token`` lets create rows; it was signed before, because hashing the password
    would show in the memory of the server that is measured."""

    site: Site
    token: str

    @property
    def title(self) -> str:
        return self.site.starter.framework.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """``rows`` are bodies of rows that are not created yet."""

    server: Server
    conversation: Conversation
    token: str
    setting: Setting
    rows: Iterator[bytes]

    def creations(self) -> Iterator[None]:
        """Create a row at each step: as many as the plan repeats a thing, or as many as
        there are. Raises ScaffoldError."""
        creates = self.setting.work.creates
        for body in islice(self.rows, self.setting.plan.repeats):
            self.conversation.must(creates, token=self.token, body=body)
            yield

    def load(
        self,
        route: Route,
        connections: int,
        seconds: float,
        bodies: tuple[bytes, ...] = (),
    ) -> clients.Load:
        """What comes of asking for ``route`` over and over. Raises ScaffoldError."""
        # Waits until the server is done with what the last burst left behind.
        self.conversation.must(self.setting.work.routes[0])
        asked = call(self.server.url, route, self.token, bodies)
        before = processor.seconds(self.server.process)
        found = clients.load(self.setting.client, asked, connections, seconds)
        after = processor.seconds(self.server.process)
        if before is None or after is None:
            return found
        return replace(found, processor=(after - before) / found.requests)
