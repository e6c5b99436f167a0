"""Which ways to a form a member is shown, whom the form would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.probes.visitor import Visitor, signed_up
from scaffold.replay import pages

_FORMS = frozenset(["new", "edit", "delete"])


def members(url: str, plural: str) -> Iterator[tuple[str, object]]:
    """On the list of a model, and at the first row that it leads to."""
    visitor, _, _ = signed_up(url)
    listed = f"/{plural}"
    links = _links(visitor, listed)
    yield f"links to forms that a member is shown on {listed}", _forms(links)
    rows = sorted(link for link in links if re.fullmatch(rf"{listed}/\d+", link))
    if rows:
        shown = _forms(_links(visitor, rows[0]))
        yield f"links to forms that a member is shown at a row of {listed}", shown


def _links(visitor: Visitor, path: str) -> frozenset[str]:
    text = visitor.get(path).body.decode("utf-8", "replace")
    return pages.read(text, path).links


def _forms(links: frozenset[str]) -> str:
    found = sorted(link for link in links if link.rpartition("/")[2] in _FORMS)
    return ", ".join(found) or "none"
