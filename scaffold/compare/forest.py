"""All ratios as one picture: a forest plot, on a logarithmic axis around the line of 1.

It has no width of its own: texts keep their size, and what lies across is in per cent, so
that the style sheet can put the labels beside the lanes or above them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from scaffold.compare.ratios import Ratio, Ratios
from scaffold.compare.units import EQUAL

_ROW, _HEADING, _AXIS = 26, 34, 44
#: How much of the lanes is left free at either end, in per cent.
_EDGE = 4
#: Ticks on either side of 1; the first set that reaches far enough is drawn.
_TICKS = (
    (1.1, 1.25),
    (1.25, 1.5, 2.0),
    (1.5, 2.0, 3.0, 5.0),
    (2.0, 5.0, 10.0),
    (2.0, 10.0, 50.0),
)


def forest(parts: Sequence[Ratios], names: Mapping[str, str], described: str) -> Markup:
    """``names`` are titles by framework: the first stands left of 1, the second right.

    ``described`` is for those who do not see it: what it holds, and where to read it.
    """
    ticks = _ticks([ratio for part in parts for ratio in part.ratios])
    reach = math.log(ticks[-1])

    def across(value: float) -> str:
        return f"{50 + (50 - _EDGE) * math.log(value) / reach:.2f}%"

    places = list(_places(parts))
    below = places[-1][0] + _ROW
    return Markup(
        '<svg class="forest" height="{}" role="img" aria-labelledby="forest-title '
        'forest-described"><title id="forest-title">Every ratio of {}</title>'
        '<desc id="forest-described">{}</desc>'
        '<g class="lanes">{}{}{}</g>{}</svg>'
    ).format(
        below + _AXIS,
        " and ".join(names.values()),
        described,
        _axis(ticks, across, below),
        _sides(names, below),
        _joined(
            _lane(y, each, across) for y, each in places if isinstance(each, Ratio)
        ),
        _joined(_labels(y, each, names) for y, each in places),
    )


def _ticks(ratios: Iterable[Ratio]) -> tuple[float, ...]:
    """Those to the right of 1, of which the last is beyond all that is to be drawn."""
    most = max(max(1 / ratio.low, ratio.high) for ratio in ratios)
    known = (ticks for ticks in _TICKS if ticks[-1] >= most)
    return next(known, (10.0, 10.0 ** math.ceil(math.log10(most))))


def _places(parts: Iterable[Ratios]) -> Iterator[tuple[int, Ratio | str]]:
    """Every heading and every ratio, with the height at which its middle lies."""
    y = _AXIS
    for part in parts:
        y += _HEADING
        yield y - _HEADING // 3, part.title
        for ratio in part.ratios:
            yield y + _ROW // 2, ratio
            y += _ROW


def _axis(ticks: Sequence[float], across: Callable[[float], str], below: int) -> Markup:
    """A line for each tick from top to bottom, with its label at both ends."""
    values = [*(1 / tick for tick in reversed(ticks)), 1.0, *ticks]
    same = Markup(
        '<rect class="same" x="{}" y="{}" width="{:.2f}%" height="{}"/>'
    ).format(
        across(1 / EQUAL),
        _AXIS,
        2 * (50 - _EDGE) * math.log(EQUAL) / math.log(ticks[-1]),
        below - _AXIS,
    )
    lines = _joined(
        Markup('<line class="{}" x1="{x}" x2="{x}" y1="{}" y2="{}"/>').format(
            "one" if value == 1 else "tick", _AXIS, below, x=across(value)
        )
        for value in values
    )
    ends = {1 / ticks[-1], 1.0, ticks[-1]}
    texts = _joined(
        Markup('<text class="number{}" x="{}" y="{}">{}</text>').format(
            "" if value in ends else " inner", across(value), y, _times(value)
        )
        for value in values
        for y in (_AXIS - 6, below + 16)
    )
    return same + lines + texts


def _times(value: float) -> str:
    return "1" if value == 1 else f"{max(value, 1 / value):g}\u2009×"


def _sides(names: Mapping[str, str], below: int) -> Markup:
    """Whom a place left or right of 1 speaks for, at both ends of the axis."""
    (first, left), (second, right) = names.items()
    return _joined(
        Markup(
            '<text class="{}" x="47%" y="{y}" text-anchor="end">← {} better</text>'
            '<text class="{}" x="53%" y="{y}">{} better →</text>'
        ).format(first, left, second, right, y=y)
        for y in (_AXIS - 26, below + 36)
    )


def _lane(y: int, ratio: Ratio, across: Callable[[float], str]) -> Markup:
    """A square at the ratio, filled where it was measured, and the interval around it."""
    point = Markup('<rect x="{}" y="{}" width="8" height="8"/>').format(
        across(ratio.value), y - 4
    )
    if ratio.is_counted:
        interval = Markup("")
    else:
        interval = Markup('<line x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
            across(ratio.low), across(ratio.high), y=y
        )
    return Markup('<g class="{}{}">{}{}</g>').format(
        ratio.ahead or "unsure",
        " counted" if ratio.is_counted else "",
        interval,
        point,
    )


def _labels(y: int, each: Ratio | str, names: Mapping[str, str]) -> Markup:
    if isinstance(each, str):
        return Markup('<text class="part" y="{}">{}</text>').format(y, each)
    said = f"{names[each.ahead]} {each.times}" if each.ahead else each.times
    interval = (
        Markup('<tspan class="interval"> {}</tspan>').format(each.interval)
        if each.interval
        else ""
    )
    return Markup(
        '<text class="label" y="{y}">{}</text>'
        '<text class="label value {}" x="100%" y="{y}">{}{}</text>'
    ).format(each.title, each.ahead or "unsure", said, interval, y=y + 4)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
