"""Whether two OpenAPI documents describe the same API, order and wording aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scaffold.replay.excerpts import excerpts
from scaffold.run.http import Header, Request, send

#: What is written for people, and the names that tools give to operations.
_WORDS = frozenset(["description", "operationId", "summary", "tags", "title"])
_STATUS = re.compile("[1-5][0-9X]{2}")
#: The part of the components that other parts name without a reference.
_SECURITY = "securitySchemes"
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
    """The places at which two documents differ once normalised.

    What stands under a name that only the document itself uses is compared where it is
    referred to: the names are each library's own.
    """
    yield from _differences("", *(_normal(each, each) for each in (one, other)))


def _differences(place: str, one: Any, other: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _differences(f"{place}/{key}", one.get(key), other.get(key))
    elif one != other:
        quotes = excerpts(*(json.dumps(item) for item in (one, other)))
        yield f"{place}: {' and '.join(quotes)}"


def _normal(value: Any, document: Any, within: tuple[str, ...] = ()) -> Any:
    """Without words and names, and with every list in one order.

    ``within`` are the references that lead here: a schema may refer to itself.
    """
    if isinstance(value, dict):
        name = value.get("$ref")
        if isinstance(name, str) and name not in within:
            found = _found(name, document)
            if found is not None:
                return _normal(found, document, (*within, name))
        if value.get("in") == "path":
            return {"path": value.get("name")}  # its bounds are those of an address
        return {
            key: _normal(item, document, within)
            for key, item in value.items()
            if not _is_silent(key, item)
            and (value is not document.get("components") or key == _SECURITY)
        }
    if isinstance(value, list):
        found = (_normal(item, document, within) for item in value)
        return sorted(found, key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _is_silent(key: str, item: Any) -> bool:
    """A field may be called like a word too: then there is a schema behind it.

    Errors are told status by status or all at once, and headers or not: what comes is
    asked for, not read here.
    """
    if _STATUS.fullmatch(key):
        return not key.startswith("2")
    if key in ("content", "headers"):
        return not item or key == "headers"
    if key == "default":  # of a field that may be left out, or of every error
        return item is None or (isinstance(item, dict) and "content" in item)
    return key in _WORDS and isinstance(item, str | list)


def _found(name: str, document: Any) -> Any:
    found = document
    for key in name.removeprefix("#/").split("/"):
        found = found.get(key) if isinstance(found, dict) else None
    return found
