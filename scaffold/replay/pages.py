"""What a page means: what stands in it, without how it is spelt.

Contract 2 fixes titles, headings, cells, details, fields of forms, where links lead and
whether a message tells of success. Words, ids, classes and the rest are each
framework's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scaffold.replay.excerpts import excerpts

#: What the two frameworks call the hidden field of a form.
CSRF_FIELDS = frozenset({"csrfmiddlewaretoken", "csrf_token"})
#: A new password, and the same again.
_REPEATED = frozenset(["password1", "password2", "new_password1", "new_password2"])
_VOID = frozenset(
    ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"]
)
_INLINE = frozenset(
    ["a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"]
)
#: What leads to another address, by the attribute that says it.
_LEADING = {"a": "href", "form": "action"}
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_VALUE = frozenset(["", "-", "–", "—", "none", "n/a"])
_YES, _NO = frozenset(["yes", "true", "✓", "✔"]), frozenset(["no", "false", "✗", "✘"])
_SUCCESS = frozenset(["success", "info"])
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| ?UTC|\+00:00)?"
)
_NUMBER = re.compile(r"-?\d[\d,_ ]*(\.\d+)?([eE][+-]?\d+)?")
#: Digits that are written out.
_LONGEST_NUMBER = 40
_ARROWS = re.compile(r"[▲▼△▽↑↓⬆⬇]")


@dataclass(slots=True)
class Element:
    """``children`` are elements and texts in their order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements below, outermost first, that have one of these tags."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """As a reader sees it, white space collapsed."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in {"script", "style", "template"}:
                yield from child._texts()
        if self.tag not in _INLINE:
            yield " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field of a form; ``value`` is what a browser sends for it untouched."""

    value: object
    required: bool = False
    invalid: bool = False
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    method: str
    action: str
    controls: Mapping[str, Control]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``made_up`` are the CSRF tokens and cursors in it, in their order."""

    title: str
    headings: tuple[str, ...]
    tables: tuple[Table, ...]
    details: Mapping[str, object]
    counts: Mapping[str, tuple[str, ...]]
    forms: tuple[Form, ...]
    links: frozenset[str]
    messages: frozenset[str]
    made_up: tuple[str, ...]


def tree(text: str, place: str = "/") -> Element:
    """The elements of the page at ``place``, below one that has no tag."""
    builder = _Builder(place)
    builder.feed(text)
    builder.close()
    return builder.root


def read(text: str, place: str = "/") -> Page:
    """What the page at ``place`` means; its links lead on from there."""
    body = tree(text, place)
    made_up: list[str] = []
    return Page(
        title=next((e.text for e in body.all("title")), ""),
        headings=tuple(e.text for e in body.all(*_HEADINGS)),
        tables=tuple(_table(e) for e in body.all("table")),
        details=dict(_details(body)),
        counts=dict(_counts(body)),
        forms=tuple(_form(e, made_up) for e in body.all("form")),
        links=frozenset(_links(body, made_up)),
        messages=frozenset(_messages(body)),
        made_up=tuple(made_up),
    )


def value_of(cell: Element) -> object:
    """What a cell says: the rows that it leads to, a moment, a number, yes or no, text."""
    if cell.tag != "th" and (links := [e for e in cell.all("a") if e.get("href")]):
        return tuple(sorted(address(e.get("href")) for e in links))
    if times := [e for e in cell.all("time") if e.get("datetime")]:
        return plain(times[0].get("datetime"))
    if pictures := [e for e in cell.all("img") if e.get("alt")]:
        return plain(pictures[0].get("alt"))
    return plain(cell.text)


def plain(text: str) -> object:
    """A text by what it says, where that may be spelt in more than one way."""
    word = text.strip().casefold()
    if word in _NO_VALUE:
        return None
    if word in _YES | _NO:
        return word in _YES
    if moment := _MOMENT.fullmatch(text.strip()):
        with suppress(ValueError):  # a day that no month has is text
            return _to_the_minute(f"{moment[1]}T{moment[2]}")
    if _NUMBER.fullmatch(word):
        return _number(word)
    if word[0] in "[{":
        with suppress(ValueError, RecursionError):  # it only looks like JSON
            return json.dumps(json.loads(text, parse_float=str), sort_keys=True)
    return text


def _to_the_minute(text: str) -> datetime | str:
    """What was written while somebody asked is "now" on both sides."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return "now" if abs(datetime.now(UTC) - moment) < timedelta(days=1) else moment


def _number(text: str) -> object:
    try:
        return Decimal(re.sub("[,_ ]", "", text)).normalize()
    except ArithmeticError:  # no number, or one beyond all bounds
        return text


def address(href: str) -> str:
    """Where a link leads, whatever the order of what it asks for; nothing asks nothing."""
    parts = urlsplit(href)
    if parts.path.startswith("/admin/"):
        return "/admin/…"  # addresses within the admins are their own
    if not parts.query:
        return parts.path
    asked = sorted(
        (name, address(value) if name == "next" else value)
        for name, value in parse_qsl(parts.query)
        if name != "cursor"
    )
    shown = f"{parts.path}?{urlencode(asked)}" if asked else parts.path
    return f"to the next page of {shown}" if "cursor=" in parts.query else shown


def _table(table: Element) -> Table:
    rows = [list(row.all("th", "td")) for row in table.all("tr")]
    head = [cell for row in table.all("thead") for cell in row.all("th", "td")] or next(
        (row for row in rows if all(e.tag == "th" for e in row)), []
    )
    return Table(
        columns=tuple(_ARROWS.sub("", e.text).strip() for e in head),
        rows=tuple(
            cells
            for row in rows
            if row and row[0] not in head and (cells := _row(row, len(head)))
        ),
    )


def _row(row: list[Element], width: int) -> tuple[object, ...]:
    if len(row) == 1 and width > 1:
        return ()  # that there is nothing, in words
    return tuple(map(value_of, row)) + tuple(
        address(e.get("href"))
        for e in row[0].all("a")
        if e.tag == "a" and e.get("href")
    )


def _details(body: Element) -> Iterator[tuple[str, object]]:
    for listed in body.all("dl"):
        label = ""
        for element in listed.all("dt", "dd"):
            if element.tag == "dt":
                label = element.text
            else:
                yield label, value_of(element)


def _counts(body: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Numbers beside the headings in a list, as the home page has them."""
    for item in body.all("li", "article"):
        for heading in item.all(*_HEADINGS):
            rest = item.text.replace(heading.text, "", 1)
            yield heading.text, tuple(re.findall(r"\d+", rest.replace(",", "")))


def _form(form: Element, made_up: list[str]) -> Form:
    controls: dict[str, Control] = {}
    for element in form.all("input", "select", "textarea"):
        name = element.get("name")
        if name in CSRF_FIELDS:
            made_up.append(element.get("value"))
        elif name and element.get("type") not in {"submit", "button", "reset"}:
            controls[name] = _control(element, controls.get(name))
    return Form(
        method=form.get("method").lower() or "get",
        action=address(form.get("action")),
        controls=controls,
    )


def _control(element: Element, before: Control | None) -> Control:
    options: frozenset[str] = frozenset()
    kind = element.get("type")
    value: object
    if element.tag == "select":
        found = list(element.all("option"))
        options = frozenset(o.attributes.get("value", o.text) for o in found)
        chosen = [
            o.attributes.get("value", o.text)
            for o in found
            if "selected" in o.attributes
        ]
        if not chosen and found and "multiple" not in element.attributes:
            chosen = [found[0].attributes.get("value", found[0].text)]
        value = tuple(sorted(chosen))
    elif kind in {"checkbox", "radio"}:
        given = element.attributes.get("value", "on")
        checked = "checked" in element.attributes
        options = (before.options if before else frozenset()) | {given}
        value = given if checked else before.value if before else None
        if kind == "checkbox" and options == {given}:
            value, options = checked, frozenset()  # what is sent for yes is its own
    elif element.tag == "textarea":
        value = element.text.strip()
    else:
        value = (
            plain(element.get("value")) if kind != "hidden" else element.get("value")
        )
    return Control(
        value=value,
        required="required" in element.attributes,
        invalid=element.get("aria-invalid") == "true",
        options=options,
    )


def _links(body: Element, made_up: list[str]) -> Iterator[str]:
    for link in body.all("a"):
        href = link.get("href")
        if not href or href.startswith("#"):
            continue
        made_up += (
            value for name, value in parse_qsl(urlsplit(href).query) if name == "cursor"
        )
        yield address(href)


def _messages(body: Element) -> Iterator[str]:
    for element in body.all():
        words = set(element.get("class").split())
        if element.get("role") == "alert" or "error" in words:
            yield "failure"
        elif element.get("role") == "status" or words & _SUCCESS:
            yield "success"


def differences(one: Page, other: Page, *, is_error: bool = False) -> Iterator[str]:
    """What the two do not both mean, in phrases.

    An error page has words of its own, and ways on of its own.
    """
    if not is_error:
        yield from _unequal("page title", one.title, other.title)
        yield from _unequal("page headings", one.headings, other.headings)
    yield from _tables(one.tables, other.tables)
    yield from _mapping("page", one.details, other.details)
    yield from _mapping("count", one.counts, other.counts)
    yield from _forms(one.forms, other.forms)
    if not is_error:
        yield from _only("link", one.links, other.links)
    yield from _only("message of", one.messages, other.messages)


def _unequal(what: str, one: object, other: object) -> Iterator[str]:
    if one != other:
        yield f"{what}: {' and '.join(excerpts(_said(one), _said(other)))}"


def _only(what: str, one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    for name, mine, its in (("Django", one, other), ("Flask", other, one)):
        for text in sorted(set(mine) - set(its)):
            yield f"{what} {text}: only on {name}"


def _mapping(
    what: str, one: Mapping[str, object], other: Mapping[str, object]
) -> Iterator[str]:
    yield from _only(what, one, other)
    for name in one:
        if name in other:
            yield from _unequal(f"{what} {name}", one[name], other[name])


def _tables(one: tuple[Table, ...], other: tuple[Table, ...]) -> Iterator[str]:
    yield from _unequal("page, number of tables", len(one), len(other))
    for mine, its in zip(one, other, strict=False):
        yield from _unequal("page columns", mine.columns, its.columns)
        yield from _unequal("page, number of rows", len(mine.rows), len(its.rows))
        for number, rows in enumerate(zip(mine.rows, its.rows, strict=False), start=1):
            for column, (cell, twin) in enumerate(zip(*rows, strict=False)):
                names = mine.columns
                name = names[column] if column < len(names) else "its link"
                yield from _unequal(f"page row {number}, {name}", cell, twin)


def _forms(one: tuple[Form, ...], other: tuple[Form, ...]) -> Iterator[str]:
    yield from _unequal("page, number of forms", len(one), len(other))
    for mine, its in zip(one, other, strict=False):
        yield from _unequal("form method", mine.method, its.method)
        yield from _unequal("form action", mine.action, its.action)
        yield from _only("form field", mine.controls, its.controls)
        for name in mine.controls.keys() & its.controls.keys():
            control, twin = mine.controls[name], its.controls[name]
            if control.invalid != twin.invalid and _is_told_at_either(name, mine, its):
                control = replace(control, invalid=twin.invalid)
            for what in ("value", "required", "invalid", "options"):
                yield from _unequal(
                    f"form field {name}, {what}",
                    getattr(control, what),
                    getattr(twin, what),
                )


def _is_told_at_either(name: str, one: Form, other: Form) -> bool:
    """Of a new password and its repetition, either may carry what is wrong with both."""
    if name not in _REPEATED:
        return False
    return all(
        any(form.controls[each].invalid for each in _REPEATED & form.controls.keys())
        for form in (one, other)
    )


def _said(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return "“" + ", ".join(sorted(map(str, value))) + "”"
        case tuple():
            return "“" + ", ".join(map(str, value)) + "”"
        case datetime():
            return f"“{value:%Y-%m-%d %H:%M}”"
        case Decimal():
            is_short = abs(value.adjusted()) < _LONGEST_NUMBER
            return f"“{value:f}”" if is_short else f"“{value}”"
    return f"“{value}”"


def _joined(place: str, address: str) -> str:
    try:
        return urljoin(place, address)
    except ValueError:  # it is no address: it leads where it says
        return address


class _Builder(HTMLParser):
    """Makes a tree of any HTML; what is never closed ends where its parent does."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            given.setdefault("action", "")  # to the page itself
        name = _LEADING.get(tag, "")
        if name in given and not given[name].startswith("#"):
            given[name] = _joined(self._place, given[name])
        element = Element(tag, given)
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
