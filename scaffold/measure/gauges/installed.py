"""What a production environment of the starter holds."""

from __future__ import annotations

from scaffold.measure.bench import ReadySite
from scaffold.measure.readings import Heading, Quantity, Readings
from scaffold.measure.routes import Work

_HEADING = Heading(title="Dependencies", caption="What a production environment holds")
_PACKAGES = Quantity(
    heading=_HEADING,
    name="installed.packages",
    title="Packages installed here",
    unit="",
    counted=True,
)
_BYTES = Quantity(
    heading=_HEADING,
    name="installed.bytes",
    title="On disk",
    unit="bytes",
    counted=True,
)
_BARE = Quantity(
    heading=_HEADING,
    name="installed.bare",
    title="On disk, the framework and what it requires",
    unit="bytes",
    counted=True,
)


def counted(ready: ReadySite, _: Work) -> Readings:
    inventory = ready.site.inventory
    return {
        _PACKAGES: inventory.packages,
        _BYTES: inventory.bytes,
        _BARE: inventory.bare_bytes,
    }
