"""What is not the same behind the answers: each difference by its cause, in one line.

What a starter's models, database and admin are is read by a script in its own
environment; what accounts do is tried on both servers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from scaffold import frameworks
from scaffold.check import probes
from scaffold.frameworks import Framework
from scaffold.run.sides import Side, serving_later, serving_without_database
from scaffold.run.starters import Server
from scaffold.spec import Spec
from scaffold.system.errors import ScaffoldError

_Found = TypeVar("_Found")

_INSIDE = Path(__file__).with_name("inside")
#: What the admins of both show of a user; the rest is each framework's own.
_OF_USERS = {
    "list": {"username"},
    "search": {"username"},
    "form": {"username"},
    "form of a change": {"username", "is_active", "is_editor"},
    "filters": set[str](),
}
#: What makes an editor, in Django's words.
_DJANGOS = {"is_staff": "is_editor"}


def of_code(sides: list[Side], spec: Spec) -> tuple[str, ...]:
    """Where models, databases and admins differ, or why that cannot be read."""

    def read(side: Side) -> Any:
        facts = json.loads(_inside(side, "facts", spec.app).splitlines()[-1])
        users = facts["admin"].get("User", {})
        for key in _OF_USERS.keys() & users.keys():
            names = {_DJANGOS.get(name, name) for name in users[key]}
            users[key] = sorted(_OF_USERS[key] & names)
        return facts

    try:
        one, other = _at_once(read, sides)
    except ScaffoldError as error:
        return (error.format_message(),)
    return tuple(
        f"{area}: {difference}"
        for area in one
        for difference in _differences(one[area], other[area])
    )


def of_accounts(
    sides: list[Side], servers: Mapping[Framework, Server], spec: Spec
) -> tuple[str, ...]:
    """Where sessions, tokens, limits and rules of passwords differ, or why not to tell."""
    plural = spec.models[0].plural_name

    def tried(side: Side) -> probes.Found:
        with (
            serving_later(side) as (later, put_ahead),
            serving_without_database(side) as without_database,
        ):
            served = probes.Served(
                url=servers[side.framework].url,
                later=later,
                put_ahead=put_ahead,
                without_database=without_database,
            )
            return probes.found(served, plural, partial(_change_users, side))

    try:
        one, other = _at_once(tried, sides)
    except ScaffoldError as error:
        return (error.format_message(),)
    return tuple(
        f"{name}: {_said(one.get(name))} and {_said(other.get(name))}"
        for name in {**one, **other}
        if one.get(name) != other.get(name)
    )


def _at_once(find: Callable[[Side], _Found], sides: list[Side]) -> list[_Found]:
    with ThreadPoolExecutor(len(sides)) as threads:
        return list(threads.map(find, sides))


def _change_users(side: Side, changes: probes.Changes) -> None:
    _inside(side, "users", json.dumps(changes))


def _inside(side: Side, script: str, *arguments: str) -> str:
    """What a script says in the starter's environment. Raises ScaffoldError."""
    file = _INSIDE / f"{side.framework.name}_{script}.py"
    return side.starter.run_script(file, *arguments, **side.variables)


def _differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        if one.get("is there") != other.get("is there"):
            one, other = ({"is there": each.get("is there")} for each in (one, other))
        for key in sorted(one.keys() | other.keys()):
            here = f"{place}.{key}" if place else key
            if key not in one or key not in other:
                yield f"{here}: only in {_title(0 if key in one else 1)}"
            else:
                yield from _differences(one[key], other[key], here)
    elif isinstance(one, list) and isinstance(other, list):
        yield from _lists(one, other, place)
    elif one != other:
        yield f"{place}: {_said(one)} and {_said(other)}"


def _lists(one: list[Any], other: list[Any], place: str) -> Iterator[str]:
    alone = [
        [each for each in one if each not in other],
        [each for each in other if each not in one],
    ]
    for number, extra in enumerate(alone):
        if extra:
            yield f"{place}: only {_title(number)} has {'; '.join(map(_said, extra))}"
    if not any(alone) and one != other:
        yield f"{place}: {_said(one)} and {_said(other)}"


def _title(number: int) -> str:
    return frameworks.ALL[number].title


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "nothing" if value is None else str(value)
