"""The diagram as SVG: no script, readable in light and dark, described for those who
cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from unicodedata import east_asian_width

from scaffold.diagram.entities import Link, links, names, title_of, type_of
from scaffold.diagram.layout import Box, Line, Point, Size, arrange
from scaffold.spec import Spec
from scaffold.spec.fields import Field

HEAD = 30.0
ROW = 20.0
#: Of a character, in a font of which all are equally wide.
CHARACTER = 7.3
PAD = 10.0
MARGIN = 24.0
LONGEST = 44
#: How far a line leads straight out of a box, with its foot.
STUB = 18.0
FOOT = 6.0

#: Also for the page that has the diagram in it.
STYLE = (Path(__file__).parent / "diagram.css").read_text("utf-8")
_COLOURS = """:root { color-scheme: light dark; }
svg { --ground: #ffffff; --sheet: #eef1f4; --edge: #8a94a0; --text: #1b1f24; --quiet: #525c67; --link: #0b4fa8; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #12161b; --sheet: #242c35; --edge: #7d8894; --text: #e4e8ec; --quiet: #a5b0bb; --link: #8ec5ff; }
}
"""


def svg(spec: Spec) -> str:
    """A file of its own."""
    style = f"<style>\n{_COLOURS}{STYLE}</style>"
    ground = '<rect class="ground" width="100%" height="100%"/>'
    return _drawing(spec, 'xmlns="http://www.w3.org/2000/svg" ', style + ground) + "\n"


def svg_in_page(spec: Spec) -> str:
    """For a page that has ``STYLE`` and its colours."""
    return _drawing(spec, "", "")


def _drawing(spec: Spec, attributes: str, inside: str) -> str:
    rows = {model.name: _rows(model.fields) for model in spec.models}
    heads = {name: name for name in names(spec)}
    for model in spec.models:
        if title := title_of(model):
            heads[model.name] = f"{model.name} · {title}"
    sizes = {name: _size(heads[name], rows.get(name, [])) for name in heads}
    linked = links(spec)
    lines = [
        Line(
            source=link.source,
            target=link.target,
            port=HEAD + ROW * (_place(spec, link) + 0.5),
        )
        for link in linked
    ]
    plan = arrange(sizes, lines)
    width, height = plan.width + 2 * MARGIN, plan.height + 2 * MARGIN
    parts = [
        f'<svg {attributes}class="entities" role="img" '
        'aria-labelledby="entities-title entities-text" '
        f'width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{-MARGIN:.0f} {-MARGIN:.0f} {width:.0f} {height:.0f}">',
        f'<title id="entities-title">{_text(f"The models of {spec.title}")}</title>',
        f'<desc id="entities-text">{_text(_told(spec, linked))}</desc>',
        inside.replace("<rect ", f'<rect x="{-MARGIN:.0f}" y="{-MARGIN:.0f}" '),
        *(_link(link, way) for link, way in zip(linked, plan.ways, strict=True)),
        *(
            _entity(heads[name], rows.get(name, []), box, is_ours=name in rows)
            for name, box in plan.boxes.items()
        ),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _told(spec: Spec, linked: Sequence[Link]) -> str:
    models = ", ".join(model.name for model in spec.models)
    return ". ".join([f"Models: {models}", *map(str, linked)]) + "."


def _place(spec: Spec, link: Link) -> int:
    return spec.by_name[link.source].fields.index(link.field)


def _rows(fields: Sequence[Field]) -> list[tuple[str, str]]:
    return [
        (field.name, f"{type_of(field)}{' ?' * field.optional}{_unique(field)}")
        for field in fields
    ]


def _unique(field: Field) -> str:
    return " unique" if field.unique else ""


def _size(head: str, rows: Sequence[tuple[str, str]]) -> Size:
    longest = max((_length(a) + _length(b) + 3 for a, b in rows), default=0)
    characters = max(min(_length(head), LONGEST) * 1.1, longest, 10)
    return Size(
        width=round(characters * CHARACTER + 2 * PAD),
        height=HEAD + ROW * len(rows) + (5 if rows else 0),
    )


def _length(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _entity(
    head: str, rows: Sequence[tuple[str, str]], box: Box, *, is_ours: bool
) -> str:
    x, y = box.x, box.y
    text = head
    while _length(text) > LONGEST:
        text = text.removesuffix("…")[:-1] + "…"
    kind = "entity" if is_ours else "entity login"
    parts = [
        f'<g class="{kind}">',
        f'<rect {_at(x, y)} {_extent(box.width, box.height)} rx="5"/>',
        f'<path class="head" d="M{x:.0f} {y + HEAD:.0f}h{box.width:.0f}"/>'
        if rows
        else "",
        f'<text class="name" {_at(x + PAD, y + 20)}>{_text(text)}</text>',
    ]
    for number, (name, kind) in enumerate(rows):
        line = y + HEAD + ROW * number + 16
        parts.append(
            f"<text {_at(x + PAD, line)}>{_text(name)}</text>"
            f'<text class="type" {_at(x + box.width - PAD, line)}>{_text(kind)}</text>'
        )
    return "\n".join(filter(None, [*parts, "</g>"]))


def _at(x: float, y: float) -> str:
    return f'x="{x:.0f}" y="{y:.0f}"'


def _extent(width: float, height: float) -> str:
    return f'width="{width:.0f}" height="{height:.0f}"'


def _link(link: Link, way: Sequence[Point]) -> str:
    is_own = link.source == link.target
    (x, y), (end, last) = way[0], way[-1]
    out = -1 if way[0][0] > way[-1][0] and not is_own else 1
    into = out if is_own else -out
    d = [f"M{x:.0f} {y:.1f}h{out * STUB:.0f}"]
    here = (x + out * STUB, y)
    middle = way[1:-1]
    stops = [*middle, (end + into * STUB, last)]
    for number, (to, level) in enumerate(stops):
        if number % 2 and number < len(middle):
            d.append(f"H{to:.0f}")
        else:
            bend = 30 if is_own else (to - here[0]) / 2
            back = to + bend if is_own else to - bend
            d.append(
                f"C{here[0] + bend:.0f} {here[1]:.1f} {back:.0f} {level:.1f} "
                f"{to:.0f} {level:.1f}"
            )
        here = (to, level)
    d.append(f"H{end:.0f}")
    one_or_many = _one if link.is_one_to_one else _many
    first = one_or_many(x, y, out, is_optional=True)
    other = _many if link.is_many else _one
    second = other(end, last, into, is_optional=link.is_many or link.is_optional)
    return (
        f'<g class="link"><title>{_text(str(link))}</title>'
        f'<path d="{"".join(d)}"/>{first}{second}</g>'
    )


def _many(x: float, y: float, out: int, *, is_optional: bool) -> str:
    """A crow's foot, open to the box."""
    tip = x + out * 11
    return (
        f'<path d="M{x:.0f} {y - FOOT:.1f}L{tip:.0f} {y:.1f}L{x:.0f} {y + FOOT:.1f}"/>'
        f"{_ring_or_bar(tip, y, out, is_optional=is_optional)}"
    )


def _one(x: float, y: float, out: int, *, is_optional: bool) -> str:
    bar = x + out * 6
    return (
        f'<path d="M{bar:.0f} {y - FOOT:.1f}v{2 * FOOT:.0f}"/>'
        f"{_ring_or_bar(bar, y, out, is_optional=is_optional)}"
    )


def _ring_or_bar(x: float, y: float, out: int, *, is_optional: bool) -> str:
    if is_optional:
        return f'<circle cx="{x + out * 4:.0f}" cy="{y:.1f}" r="3.5"/>'
    return f'<path d="M{x + out * 4:.0f} {y - FOOT:.1f}v{2 * FOOT:.0f}"/>'


def _text(text: str) -> str:
    """What XML cannot hold is left out."""
    return escape("".join(c for c in " ".join(text.split()) if c.isprintable()))
