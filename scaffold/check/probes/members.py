"""Which ways to a form a member is shown, whom the form would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.probes.visitor import signed_up

_FORMS = frozenset(["new", "edit", "delete"])


def members(url: str, plural: str) -> Iterator[tuple[str, object]]:
    """On the list of a model, and at the first row that it leads to."""
    visitor, _, _ = signed_up(url)
    listed = f"/{plural}"
    links = visitor.page(listed).links
    yield f"links to forms that a member is shown on {listed}", _forms(links)
    rows = sorted(link for link in links if re.fullmatch(rf"{listed}/\d+", link))
    if rows:
        shown = _forms(visitor.page(rows[0]).links)
        yield f"links to forms that a member is shown at a row of {listed}", shown


def _forms(links: frozenset[str]) -> str:
    found = sorted(link for link in links if link.rpartition("/")[2] in _FORMS)
    return ", ".join(found) or "none"
