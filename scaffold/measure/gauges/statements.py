"""How many statements each route sends to the database."""

from __future__ import annotations

from typing import Any

from scaffold.measure.asking import headers_for
from scaffold.measure.bench import ReadySite
from scaffold.measure.readings import Heading, Quantity, Readings
from scaffold.measure.routes import Route, Work

_HEADING = Heading(
    title="Statements of the database", caption="How many one request takes"
)


def counted(ready: ReadySite, work: Work) -> Readings:
    found = ready.site.statements(
        [_asked(route, body, ready.token) for route, body in _requests(work)]
    )
    return {
        Quantity(
            heading=_HEADING,
            name=f"statements {route}",
            title=route,
            unit="",
            counted=True,
        ): number
        for route, number in found.items()
    }


def _requests(work: Work) -> list[tuple[Route, bytes | None]]:
    """Each kind of request once; the row that is created is changed and deleted."""
    health, many, one, page = work.routes
    plural = work.model.plural_name
    row = f"/api/{plural}/{len(work.rows[plural]) + 1}"
    first, second, third = work.singly[:3]

    def change(method: str) -> Route:
        name = one.name.replace("GET", method)
        return Route(name=name, method=method, path=row, needs_editor=True)

    def get(path: str, name: str = "") -> Route:
        return Route(name=f"GET {name or path}", method="GET", path=path)

    return [
        (health, None),
        (many, None),
        (get(f"/api/{plural}?limit=100"), None),
        (one, None),
        (work.creates, first),
        (get("/api/summary"), None),
        (change("PUT"), second),
        (change("PATCH"), third),
        (change("DELETE"), None),
        (page, None),
        (get(f"/{plural}/1", f"/{plural}/{{id}}"), None),
        (get("/"), None),
    ]


def _asked(route: Route, body: bytes | None, token: str) -> dict[str, Any]:
    return {
        "name": route.name,
        "method": route.method,
        "path": route.path,
        "headers": dict(headers_for(token if route.needs_editor else "", bool(body))),
        "body": body.decode() if body else None,
    }
