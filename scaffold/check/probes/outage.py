"""What is answered while the database cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.probes.visitor import Visitor
from scaffold.replay import policy


def left(url: str, plural: str) -> Iterator[tuple[str, object]]:
    """``plural`` is the place of some model on the pages and in the API."""
    for path in (
        "/api/live",
        "/api/health",
        f"/api/{plural}",
        f"/{plural}",
        "/accounts/login",
    ):
        answer = Visitor(url).get(path)
        kind = policy.media_type(answer.header("Content-Type"))
        waits = ", Retry-After" if answer.header("Retry-After") else ""
        yield f"without the database: GET {path}", f"{answer.status} {kind}{waits}"
