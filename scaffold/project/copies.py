"""The spec of a pair, and its copies in the starters: what one says and another does not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.spec import toml
from scaffold.spec.faults import SpecError

_Path = tuple[str, ...]


def differences(copy: bytes, given: bytes, own: bytes, project: str) -> list[str]:
    """What ``copy`` says otherwise than both others do, by the names that people know.

    A merge of two branches leaves of each key what was ``given``, or what ``own`` says.
    """
    there, *known = (_said(text, project) for text in (copy, given, own))
    if there is None:
        return ["everything"]
    paths = dict.fromkeys([*there, *(path for each in known for path in each or ())])
    others = [
        path
        for path in paths
        if all(each is None or there.get(path) != each.get(path) for each in known)
    ]
    return [*dict.fromkeys(map(_name, others))]


def _said(content: bytes, project: str) -> Mapping[_Path, Any] | None:
    """Every value by its keys, in one way of writing; None where it is no TOML."""
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    try:
        spec = toml.from_toml(text).completed(project)
        document = tomllib.loads(toml.to_toml(spec))
    except SpecError:
        pass  # as it stands: one side's relation may lead to what the other has not
    return dict(_values(document, ()))


def _values(table: Mapping[str, Any], above: _Path) -> Iterator[tuple[_Path, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _values(value, (*above, key))
        else:
            yield (*above, key), value


def _name(path: _Path) -> str:
    """``Vet.city`` for a field, ``Vet.label`` for another key of a model."""
    if path[:1] == ("models",):
        return ".".join(part for part in path[1:] if part != "fields")
    return ".".join(path)
