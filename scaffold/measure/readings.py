"""What gauges read in one round, and the figures that many rounds make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scaffold.project.results import Figure, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above figures that are read together."""

    title: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that has a value in every round; the fields are those of ``Figure``."""

    heading: Heading
    name: str
    title: str
    unit: str
    better: str = "lower"
    counted: bool = False
    scale: str = ""
    if_nought: str = ""


#: What one gauge read of one side.
Readings = Mapping[Quantity, float]


def groups(rounds: Mapping[str, Sequence[Readings]]) -> tuple[Group, ...]:
    """A figure of each quantity that every round of every framework has.

    In the order in which the first round has them.
    """
    every = [readings for found in rounds.values() for readings in found]
    shared = [
        quantity
        for quantity in every[0]
        if all(quantity in readings for readings in every)
    ]
    return tuple(
        Group(
            title=heading.title,
            caption=heading.caption,
            figures=tuple(
                _figure(quantity, rounds)
                for quantity in shared
                if quantity.heading == heading
            ),
        )
        for heading in dict.fromkeys(quantity.heading for quantity in shared)
    )


def _figure(quantity: Quantity, rounds: Mapping[str, Sequence[Readings]]) -> Figure:
    return Figure(
        name=quantity.name,
        title=quantity.title,
        unit=quantity.unit,
        better=quantity.better,
        counted=quantity.counted,
        scale=quantity.scale,
        if_nought=quantity.if_nought,
        rounds={
            framework: tuple(float(readings[quantity]) for readings in found)
            for framework, found in rounds.items()
        },
    )
