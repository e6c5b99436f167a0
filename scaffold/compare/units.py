"""Numbers as people read them: three figures, and the unit that fits."""

from __future__ import annotations

#: Up to so many times the other, either way, counts as equal: 5 %.
EQUAL = 1.05

#: From the greatest on: the first that a value reaches, or the last.
_STEPS = {
    "s": (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)),
    "cpu s": (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)),
    "bytes": (("MB", 1e6), ("kB", 1e3), ("B", 1.0)),
}


def quantity(value: float, unit: str) -> str:
    """``0.2081, "s"`` to "208 ms"; ``50331648, "bytes"`` to "50.3 MB".

    Without a unit it is a number of things.
    """
    if not unit:
        return f"{value:,.0f}"
    if unit == "share":
        return f"{_figures(value * 100)} %"
    if steps := _STEPS.get(unit):
        name, size = next((step for step in steps if value >= step[1]), steps[-1])
        return f"{_figures(value / size)} {name}"
    return _figures(value) if unit == "requests/s" else f"{_figures(value)} {unit}"


def _figures(value: float) -> str:
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
