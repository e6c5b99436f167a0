"""Where boxes and the lines between them go: Sugiyama's layers, from left to right.

What others refer to stands left of them. Lengths are in pixels, y grows downwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Between boxes of one column, and between columns.
GAP = 26.0
AISLE = 96.0
#: What a line needs of a column that it passes.
LANE = 14.0
#: Between two ports, so that each can be told.
CLEAR = 12.0
#: Where a line from a box arrives at the same box.
OWN = 15.0
#: Width to height, as far as columns can be chosen.
ASPECT = 1.7
_SWEEPS = 8

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From ``source``, ``port`` below its upper edge, to ``target``."""

    source: str
    target: str
    port: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A way is of pairs of points: level from one to the next, then a curve to a pair."""

    boxes: Mapping[str, Box]
    ways: tuple[tuple[Point, ...], ...]
    width: float
    height: float


#: A box by its name, or a place where a line passes a column: its number and the column.
_Node = str | tuple[int, int]


def arrange(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    """Boxes in the order of ``sizes`` where nothing else matters; a way for each line."""
    column_of = _columns(sizes, lines)
    columns: list[list[_Node]] = [[] for _ in range(max(column_of.values()) + 1)]
    for name, column in column_of.items():
        columns[column].append(name)
    chains: list[list[_Node]] = []
    for number, line in enumerate(lines):
        start, end = column_of[line.source], column_of[line.target]
        step = 1 if start < end else -1
        passed: list[_Node] = [(number, at) for at in range(start + step, end, step)]
        passed = passed if start != end else []
        for node, at in zip(passed, range(start + step, end, step), strict=False):
            columns[at].append(node)
        chains.append([line.source, *passed, line.target])
    heights = {
        node: sizes[node].height if isinstance(node, str) else LANE
        for column in columns
        for node in column
    }
    beside = _neighbours(chains)
    _order(columns, beside)
    tops = _tops(columns, beside, heights)
    lefts, widths, width = _lefts(columns, sizes)
    boxes = {
        name: Box(
            x=lefts[column_of[name]],
            y=tops[name],
            width=widths[column_of[name]],
            height=sizes[name].height,
        )
        for name in sizes
    }
    ways = _ways(chains, lines, boxes, tops, lefts, widths)
    bottom = max(tops[node] + heights[node] for node in tops)
    return Layout(boxes=boxes, ways=ways, width=width, height=bottom)


def _columns(sizes: Mapping[str, Size], lines: Sequence[Line]) -> dict[str, int]:
    """Each box right of what it refers to, in columns of about one height."""
    left_of = _left_of(sizes, lines)
    linked = {name for name in sizes if left_of[name]}
    linked |= {left for names in left_of.values() for left in names}
    area = sum((s.height + GAP) * (s.width + AISLE) for s in sizes.values())
    most = max(
        math.sqrt(area / ASPECT), *(size.height + GAP for size in sizes.values())
    )
    found: dict[str, int] = {}
    filled: dict[int, float] = defaultdict(float)

    def put(name: str) -> None:
        column = max((found[left] + 1 for left in left_of[name]), default=0)
        height = sizes[name].height + GAP
        while filled[column] and filled[column] + height > most:
            column += 1
        found[name] = column
        filled[column] += height

    waiting = [name for name in sizes if name in linked]
    while waiting:
        ready = [name for name in waiting if left_of[name] <= found.keys()]
        for name in ready:
            put(name)
        waiting = [name for name in waiting if name not in found]
    for name in sizes:
        if name not in linked:
            put(name)
    used = {column: place for place, column in enumerate(sorted({*found.values()}))}
    return {name: used[found[name]] for name in sizes}


def _left_of(
    sizes: Mapping[str, Size], lines: Sequence[Line]
) -> dict[str, frozenset[str]]:
    """What must stand left of each box; of a ring, one line is turned around."""
    targets: dict[str, list[str]] = {name: [] for name in sizes}
    for line in lines:
        if line.source != line.target and line.target not in targets[line.source]:
            targets[line.source].append(line.target)
    left: dict[str, set[str]] = {name: set() for name in sizes}
    done: set[str] = set()
    for root in sizes:
        way = [(root, iter(targets[root]))] if root not in done else []
        open_now = {root}
        while way:
            name, rest = way[-1]
            target = next(rest, None)
            if target is None:
                way.pop()
                open_now.discard(name)
                done.add(name)
            elif target in open_now:
                left[target].add(name)
            else:
                left[name].add(target)
                if target not in done:
                    open_now.add(target)
                    way.append((target, iter(targets[target])))
    return {name: frozenset(names) for name, names in left.items()}


def _neighbours(chains: Sequence[Sequence[_Node]]) -> dict[_Node, list[_Node]]:
    beside: dict[_Node, list[_Node]] = defaultdict(list)
    for chain in chains:
        for one, other in zip(chain, chain[1:], strict=False):
            if one != other:
                beside[one].append(other)
                beside[other].append(one)
    return beside


def _order(columns: list[list[_Node]], beside: Mapping[_Node, Sequence[_Node]]) -> None:
    """Sort each column by the middle of what its nodes are linked to, there and back."""
    place = {
        node: number / len(column)
        for column in columns
        for number, node in enumerate(column)
    }

    def middle(node: _Node) -> float:
        others = beside.get(node, ())
        if not others:
            return place[node]
        return sum(place[other] for other in others) / len(others)

    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            column.sort(key=middle)
            for number, node in enumerate(column):
                place[node] = (number + 0.5) / len(column)


def _tops(
    columns: Sequence[Sequence[_Node]],
    beside: Mapping[_Node, Sequence[_Node]],
    heights: Mapping[_Node, float],
) -> dict[_Node, float]:
    """As near to the height of what it is linked to as the others of its column allow."""
    tops: dict[_Node, float] = {}
    for column in columns:
        y = 0.0
        for node in column:
            tops[node] = y
            y += heights[node] + GAP

    def wanted(node: _Node) -> float:
        others = beside.get(node, ())
        if not others:
            return tops[node]
        middles = [tops[other] + heights[other] / 2 for other in others]
        return sum(middles) / len(middles) - heights[node] / 2

    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            found = _apart([wanted(n) for n in column], [heights[n] for n in column])
            tops.update(zip(column, found, strict=True))
    least = min(tops.values())
    return {node: top - least for node, top in tops.items()}


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The nearest to ``wanted``, in its order, that do not overlap (isotonic regression)."""
    offsets = [0.0]
    for height in heights:
        offsets.append(offsets[-1] + height + GAP)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        total, count = want - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, more = blocks.pop()
            total, count = total + before, count + more
        blocks.append((total, count))
    levels = [total / count for total, count in blocks for _ in range(count)]
    return [level + offset for level, offset in zip(levels, offsets, strict=False)]


def _lefts(
    columns: Sequence[Sequence[_Node]], sizes: Mapping[str, Size]
) -> tuple[list[float], list[float], float]:
    """Where each column begins, how wide it is, and how wide all are."""
    widths = [
        max((sizes[node].width for node in column if isinstance(node, str)), default=0)
        for column in columns
    ]
    lefts = [sum(widths[:at]) + at * AISLE for at in range(len(widths))]
    return lefts, widths, lefts[-1] + widths[-1]


def _ways(
    chains: Sequence[Sequence[_Node]],
    lines: Sequence[Line],
    boxes: Mapping[str, Box],
    tops: Mapping[_Node, float],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> tuple[tuple[Point, ...], ...]:
    """Lines arrive at a box one below the other, in the order in which they come."""
    coming: dict[tuple[str, bool], list[tuple[float, int]]] = defaultdict(list)
    taken: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for number, (chain, line) in enumerate(zip(chains, lines, strict=True)):
        is_left = _is_leftwards(line, boxes)
        taken[line.source, not is_left].append(line.port)
        if line.source == line.target:
            taken[line.target, True].append(OWN)
            continue
        before = chain[-2]
        height = (
            boxes[before].y + line.port if isinstance(before, str) else tops[before]
        )
        coming[line.target, is_left].append((height, number))
    arrives: dict[int, float] = {}
    for side, arriving in coming.items():
        box = boxes[side[0]]
        for place, (_, number) in enumerate(sorted(arriving), 1):
            even = box.height * place / (len(arriving) + 1)
            port = _clear(even, taken[side], box.height)
            taken[side].append(port)
            arrives[number] = box.y + port
    ways = []
    for number, (chain, line) in enumerate(zip(chains, lines, strict=True)):
        source, target = boxes[line.source], boxes[line.target]
        is_own = line.source == line.target
        is_left = _is_leftwards(line, boxes)
        points: list[Point] = [
            (source.x if is_left else source.x + source.width, source.y + line.port)
        ]
        for node in chain[1:-1]:
            assert isinstance(node, tuple)
            y = tops[node] + LANE / 2
            left, right = lefts[node[1]], lefts[node[1]] + widths[node[1]]
            points += [(right, y), (left, y)] if is_left else [(left, y), (right, y)]
        end = target.x + target.width if is_left or is_own else target.x
        points.append((end, target.y + OWN if is_own else arrives[number]))
        ways.append(tuple(points))
    return tuple(ways)


def _clear(port: float, taken: Sequence[float], most: float) -> float:
    """The nearest port to ``port`` that is not upon one that is ``taken``, if any is."""
    for step in range(int(most)):
        for near in (port - step, port + step):
            if 0 < near < most and all(abs(near - each) >= CLEAR for each in taken):
                return near
    return port


def _is_leftwards(line: Line, boxes: Mapping[str, Box]) -> bool:
    return boxes[line.source].x > boxes[line.target].x
