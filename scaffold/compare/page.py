"""page(Comparison) -> str: one HTML file that asks nothing of anybody."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scaffold.compare import charts
from scaffold.compare.checklist import REASONS
from scaffold.compare.claims import figure_anchor
from scaffold.compare.comparison import Comparison, Found, Starter
from scaffold.compare.highlight import highlight, highlight_marked
from scaffold.compare.units import quantity
from scaffold.project.sources import Source

if TYPE_CHECKING:
    from scaffold.compare.figures import Finding
    from scaffold.project.results import Answer, Contract

_HERE = Path(__file__).parent / "html"
_OF_A_ROUTE = re.compile(r"(?P<what>\w+) (?P<route>[A-Z]+ \S+) @(?P<clients>\d+)")


def page(comparison: Comparison, *, bytecode_cache: BytecodeCache | None = None) -> str:
    """The whole page. All text in it that people wrote is escaped.

    Without a ``bytecode_cache`` half of the time goes into compiling the templates.
    """
    css, script = (
        (_HERE / name).read_text("utf-8") for name in ("page.css", "page.js")
    )
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        bytecode_cache=bytecode_cache,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    marks = comparison.fields.marks

    def code(source: Source) -> Markup:
        found = marks.get((source.framework, source.path), ())
        return Markup(  # noqa: S704 (escaped there)
            highlight_marked(source.shown, source.name, found)
        )

    usual = _usual_headers(comparison.found.contract)
    environment.filters |= {
        "anchor": _anchor,
        "answered": partial(_answered, usual=dict(usual)),
        "bar": charts.bar,
        "body": _pretty,
        "code": code,
        "counted": _counted,
        "dots": _dots,
        "figure_anchor": figure_anchor,
        "folders": _folders,
        "moment": _moment,
        "place": _place,
        "prose": _prose,
        "quantity": quantity,
        "row_title": _row_title,
        "symbols": _symbols,
        "toml": _toml,
        "zip": zip,
    }
    titles = {section.name: section.title for section in comparison.sections}
    return environment.get_template("page.html.j2").render(
        anchors={
            *titles,
            *("glance", "claims", "measurements"),
            *(f"claim-{claim.name}" for claim in comparison.claims),
        },
        comparison=comparison,
        usual=usual,
        css=Markup(css),  # noqa: S704 (our own style sheet)
        groups=_groups(comparison.found),
        most_lines=max(
            (
                side.code_lines
                for section in comparison.sections
                if section.name != "tests"
                for side in section.sides
            ),
            default=0,
        ),
        policy=_policy(css, script),
        raw=_raw(comparison.found),
        reasons=REASONS,
        script=Markup(script),  # noqa: S704 (our own script)
        titles=titles,
    )


def _policy(css: str, script: str) -> str:
    """A Content-Security-Policy: this style sheet, this script, and nothing else."""
    style, code = (
        # The browser hashes what stands between the tags, as the template writes it.
        b64encode(sha256(text.encode()).digest()).decode()
        for text in (css, script)
    )
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; "
        f"script-src 'sha256-{code}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Figures that are read together, with a note on what they leave out."""

    title: str
    caption: str
    note: str
    findings: tuple[Finding, ...]


def _groups(found: Found) -> list[Group]:
    """Start-up, memory and queries first, then each route, then what is unknown here."""
    groups = [
        Group(title=title, caption=caption, note="", findings=tuple(chosen))
        for title, caption, start in (
            (
                "Start-up",
                "From the start of the process to its first answer",
                "startup.",
            ),
            ("Memory", "What all processes of the server hold, by share", "memory."),
            (
                "Complex queries",
                "Nothing cached: the database does the work",
                "complex.",
            ),
        )
        if (chosen := [f for n, f in found.findings.items() if n.startswith(start)])
    ]
    routes: dict[str, list[Finding]] = {}
    for name, finding in found.findings.items():
        if match := _OF_A_ROUTE.fullmatch(name):
            routes.setdefault(match["route"], []).append(finding)
    groups += [_route(name, findings) for name, findings in routes.items()]
    shown = {finding.figure.name for group in groups for finding in group.findings}
    others = [
        finding
        for name, finding in found.findings.items()
        if name not in shown and not name.startswith("errors ")
    ]
    if others:
        groups.append(
            Group(
                title="Other figures",
                caption="Other figures",
                note="",
                findings=tuple(others),
            )
        )
    return groups


def _route(name: str, findings: Sequence[Finding]) -> Group:
    errors = [f for f in findings if f.figure.name.startswith("errors ")]
    failed = [f for f in errors if any((*f.django.rounds, *f.flask.rounds))]
    kinds = list(dict.fromkeys(f.figure.name.partition(" ")[0] for f in findings))
    shown = sorted(
        (f for f in findings if f not in errors or f in failed),
        key=lambda f: kinds.index(f.figure.name.partition(" ")[0]),
    )
    return Group(
        title=name,
        caption="By connections at once",
        note="No request failed." if errors and not failed else "",
        findings=tuple(shown),
    )


def _dots(finding: Finding, beside: Sequence[Finding]) -> Markup:
    """Figures of one kind share a scale; latencies differ too much for that."""
    name = finding.figure.name
    kind = name.partition("." if "." in name.partition(" ")[0] else " ")[0]
    alike = (
        [finding]
        if kind.startswith("p") and kind[1:].isdigit()
        else [other for other in beside if other.figure.name.startswith(kind)]
    )
    most = max(
        value
        for other in alike
        for side in (other.django, other.flask)
        for value in side.rounds
    )
    return charts.dots(finding, most)


def _row_title(finding: Finding) -> str:
    """The figure's title without the route, which stands above the table."""
    match = _OF_A_ROUTE.fullmatch(finding.figure.name)
    title = finding.figure.title
    return title.replace(f": {match['route']}", "") if match else title


def _raw(found: Found) -> str:
    """One figure on a line."""
    if found.measured is None:
        return ""
    facts = asdict(found.measured)
    figures = ",\n  ".join(json.dumps(figure) for figure in facts.pop("figures"))
    head = json.dumps(facts, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n "figures": [\n  {figures}\n ]\n}}'


def _anchor(source: Source) -> str:
    return _place(source.framework, source.path)


def _place(framework: str, path: str) -> str:
    return quote(f"{framework}/{path}")


def _toml(text: str) -> Markup:
    return Markup(highlight(text, "scaffold.toml"))  # noqa: S704 (escaped there)


def _symbols(fields: Sequence[str], model: str) -> list[tuple[str, str]]:
    return [(f"{model}.{field}", field) for field in fields]


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _moment(at: str) -> str:
    """``2026-11-22T22:10:05Z`` to ``22 November 2026, 22:10 UTC``."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _usual_headers(contract: Contract | None) -> list[tuple[str, str]]:
    """What every answer carries: told once, it need not be told with each."""
    exchanges = contract.exchanges if contract else ()
    answers = [answer for e in exchanges for answer in (e.django, e.flask)]
    if not answers:
        return []
    return sorted(set.intersection(*(set(a.headers.items()) for a in answers)))


def _answered(answer: Answer, other: Answer, *, usual: dict[str, str]) -> Markup:
    """Headers but for the usual, and body; the lines that the other has not marked."""
    known = set(_answer_lines(other, usual))
    return Markup("\n").join(
        escape(line) if line in known else Markup("<mark>{}</mark>").format(line)
        for line in _answer_lines(answer, usual)
    )


def _answer_lines(answer: Answer, usual: dict[str, str]) -> list[str]:
    headers = [
        f"{name}: {value}"
        for name, value in sorted(answer.headers.items())
        if name not in usual
    ]
    return [*headers, "", *_pretty(answer.body).splitlines()]


def _pretty(body: str) -> str:
    """JSON by lines; anything else, or the beginning of it, as it came."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def _folders(starter: Starter) -> list[tuple[str, list[Source]]]:
    """The files by folder, the starter's root (named "") first."""

    def folder(source: Source) -> str:
        return source.path.rpartition("/")[0]

    files = sorted(starter.files, key=lambda source: (folder(source), source.name))
    return [(name, list(group)) for name, group in groupby(files, key=folder)]


def _prose(text: str) -> Markup:
    """A notice as HTML: `backticks` become code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
