"""Whether two OpenAPI documents describe the same API, order and wording aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scaffold.replay.excerpts import excerpts
from scaffold.run.http import Header, Request, send

#: What is written for people, and the names that tools give to operations.
_WORDS = frozenset(["description", "operationId", "summary", "title"])
#: As the proxy that ends TLS asks, see the contract's own tests.
_HEADERS = (Header("Host", "localhost"), Header("X-Forwarded-Proto", "https"))


def compare(django: str, flask: str) -> tuple[str, ...]:
    """The places at which the documents of two servers, HOST:PORT each, differ."""
    documents = []
    for name, address in (("Django", django), ("Flask", flask)):
        answer = send(
            address, Request(method="GET", path="/api/openapi.json", headers=_HEADERS)
        )
        try:
            documents.append(json.loads(answer.body))
        except ValueError:
            return (f"{name} answers {answer.status} without a document",)
    return tuple(differences(*documents))


def differences(one: Any, other: Any) -> Iterator[str]:
    """The places at which two documents differ once normalised."""
    return _differences("", _normal(one), _normal(other))


def _differences(place: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _differences(f"{place}/{key}", one.get(key), other.get(key))
    elif one != other:
        quotes = excerpts(*(json.dumps(item) for item in (one, other)))
        yield f"{place}: {' and '.join(quotes)}"


def _normal(value: Any) -> Any:
    """Without words, and with every list in one order."""
    if isinstance(value, dict):
        return {
            key: _normal(item)
            for key, item in value.items()
            # A field may be called so too: then there is a schema behind it.
            if not (key in _WORDS and isinstance(item, str))
        }
    if isinstance(value, list):
        return sorted((_normal(item) for item in value), key=json.dumps)
    return value
