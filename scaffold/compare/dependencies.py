"""How well what a starter depends on is kept: releases, end of support, licences.

releases.json is what the package registry said on its day, for all that the starters of
the templates ask for; `make lock` writes it. support.toml is kept by hand.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from scaffold.compare.versions import Versions, normal

RELEASES = Path(__file__).with_name("releases.json")
_SUPPORT = Path(__file__).with_name("support.toml")
#: Three months, whichever they are.
_OLD = timedelta(days=92)
_QUIET_YEARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The last release of a package; ``licence`` is "" where its maker names none."""

    version: str
    on: date
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """By the normal names of packages, as the registry had them ``at`` that day."""

    at: date
    packages: Mapping[str, Release]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """As support.toml has it; without ``until`` it ends with the next series."""

    package: str
    series: str
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One that a starter names itself, at the ``version`` that its lock pins.

    ``release`` and ``support`` are None where nothing is known. ``is_ended`` says that
    this version is no longer supported, ``is_quiet`` that years passed without a release.
    """

    name: str
    version: str
    release: Release | None
    support: Support | None
    is_ended: bool
    is_quiet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Of both starters, by framework. ``is_old`` says that it was read long ago.

    ``python`` is the oldest one that a starter is tested on, left out where none is named.
    """

    at: date
    is_old: bool
    direct: Mapping[str, tuple[Dependency, ...]]
    python: Mapping[str, Dependency]


def dependencies(versions: Mapping[str, Versions], today: date) -> Dependencies:
    """What is known on that day of the direct dependencies of each framework's starter."""
    known = releases()

    def dependency(name: str, version: str) -> Dependency:
        release = known.packages.get(normal(name))
        support = _support(normal(name), version)
        return Dependency(
            name=name,
            version=version,
            release=release,
            support=support,
            is_ended=support is not None and _is_ended(support, release, today),
            is_quiet=release is not None
            and _years(release.on, known.at) >= _QUIET_YEARS,
        )

    return Dependencies(
        at=known.at,
        is_old=today - known.at > _OLD,
        direct={
            framework: tuple(dependency(*pinned) for pinned in found.direct)
            for framework, found in versions.items()
        },
        python={
            framework: dependency("Python", tested[0])
            for framework, found in versions.items()
            if (tested := dict(found.tested).get("Python"))
        },
    )


@cache
def releases() -> Releases:
    found = json.loads(RELEASES.read_text("utf-8"))
    return Releases(
        at=date.fromisoformat(found["at"]),
        packages={
            name: Release(
                version=package["version"],
                on=date.fromisoformat(package["on"]),
                licence=package["licence"],
            )
            for name, package in found["packages"].items()
        },
    )


@cache
def supported() -> tuple[Support, ...]:
    tables = tomllib.loads(_SUPPORT.read_text("utf-8"))["support"]
    return tuple(Support(**table) for table in tables)


def _support(package: str, version: str) -> Support | None:
    return next(
        (
            support
            for support in supported()
            if support.package == package and _is_in(version, support.series)
        ),
        None,
    )


def _is_ended(support: Support, release: Release | None, today: date) -> bool:
    if support.until:
        return today > support.until
    return release is not None and not _is_in(release.version, support.series)


def _is_in(version: str, series: str) -> bool:
    return f"{version}.".startswith(f"{series}.")


def _years(since: date, until: date) -> int:
    """Whole ones."""
    return (
        until.year - since.year - ((until.month, until.day) < (since.month, since.day))
    )
