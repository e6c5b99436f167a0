"""page(Comparison) -> str: one HTML file that asks nothing of anybody."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from textwrap import dedent, shorten, wrap
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scaffold.compare import answer as answers
from scaffold.compare import charts
from scaffold.compare.checklist import reasons
from scaffold.compare.claims import by_part, figure_anchor
from scaffold.compare.comparison import Comparison, Found, Project
from scaffold.compare.highlight import highlight
from scaffold.compare.lines import Purpose
from scaffold.compare.listings import anchor, listings
from scaffold.compare.numbers import style_of_numbers
from scaffold.compare.origins import Origin
from scaffold.compare.record import plain, record
from scaffold.compare.units import quantity
from scaffold.diagram.svg import STYLE as DIAGRAM_STYLE
from scaffold.project.sources import Source

if TYPE_CHECKING:
    from scaffold.compare.verdicts import Finding
    from scaffold.project.results import Answer, Contract, Group

_HERE = Path(__file__).parent / "html"


def page(comparison: Comparison, *, bytecode_cache: BytecodeCache | None = None) -> str:
    """The whole page. All text in it that people wrote is escaped.

    Without a ``bytecode_cache`` half of the time goes into compiling the templates.
    """
    css, script = (
        (_HERE / name).read_text("utf-8") for name in ("page.css", "page.js")
    )
    css += DIAGRAM_STYLE
    listed = listings(comparison)
    css += style_of_numbers(each.lines for each in listed.values())
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        bytecode_cache=bytecode_cache,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    usual = _usual_headers(comparison.found.contract)
    environment.filters |= {
        "anchor": _anchor,
        "answered": partial(_answered, usual=dict(usual)),
        "bar": charts.bar,
        "body": lambda body: _verbatim(_pretty(body)),
        "by_part": by_part,
        "counted": _counted,
        "day": _day,
        "dots": _dots,
        "figure_anchor": figure_anchor,
        "folders": _folders,
        "moment": _moment,
        "listing": lambda source: listed[source.framework, source.path],
        "place": anchor,
        "plain": plain,
        "prose": _prose,
        "python": _python,
        "quantity": quantity,
        "statement": _statement,
        "symbols": _symbols,
        "toml": _toml,
    }
    names = {name: project.title for name, project in comparison.projects.items()}
    answered = answers.answer(comparison)
    titles = {section.name: section.title for section in comparison.sections}
    return environment.get_template("page.html.j2").render(
        anchors={
            *titles,
            *("glance", "claims", "questions", "measurements"),
            *(f"claim-{each.claim.name}" for each in comparison.claims),
        },
        answer=answered,
        comparison=comparison,
        forest=_forest(comparison, names),
        usual=usual,
        css=Markup(css),  # noqa: S704 (our own style sheet)
        diagram=Markup(comparison.diagram),  # noqa: S704 (escaped there)
        most_lines=max(
            (
                side.code_lines
                for section in comparison.sections
                if section.name != "tests"
                for side in section.sides.values()
            ),
            default=0,
        ),
        names=names,
        origins=tuple(Origin),
        picture=_picture(environment, comparison, answered, names),
        policy=_policy(css, script),
        purposes=tuple(Purpose),
        raw=_verbatim(_raw(comparison.found)),
        reasons=reasons(),
        record=record(comparison),
        script=Markup(script),  # noqa: S704 (our own script)
        tables=_tables(comparison.found),
        titles=titles,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """The picture of all ratios, and how many there are: of what is counted, of rounds.

    ``chance`` is how many of those of rounds may leave out 1 though both are alike.
    """

    picture: Markup
    counted: int
    of_rounds: int
    chance: float


def _forest(comparison: Comparison, names: Mapping[str, str]) -> Forest | None:
    if not comparison.found.measured:
        return None
    from scaffold.compare.forest import forest
    from scaffold.compare.ratios import ratios
    from scaffold.compare.verdicts import CONFIDENCE

    parts = ratios(comparison)
    found = [ratio for part in parts for ratio in part.ratios]
    of_rounds = sum(not ratio.is_counted for ratio in found)
    described = (
        f"{_counted(len(found), 'ratio')} on a logarithmic axis around 1. The tables "
        "below hold the same in numbers."
    )
    return Forest(
        picture=forest(parts, names, described),
        counted=len(found) - of_rounds,
        of_rounds=of_rounds,
        chance=of_rounds * (1 - CONFIDENCE),
    )


def _picture(
    environment: Environment,
    comparison: Comparison,
    found: answers.Answer,
    names: Mapping[str, str],
) -> str:
    """The answer as an SVG file, in an address that a browser saves as it is."""
    svg = environment.get_template("card.svg.j2").render(
        answer=found,
        at=comparison.found.measured and comparison.found.measured.at[:10],
        choose={
            names[framework]: wrap(f"Choose {names[framework]} if {why}", 88)
            for framework, why in found.choose.items()
        },
        names=names,
        title=shorten(comparison.title, 60, placeholder="…"),
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


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
class Table:
    """Figures that are read together, with a note on what they leave out.

    What is ``counted`` has no rounds to be shown.
    """

    title: str
    caption: str
    note: str
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> bool:
        return all(finding.figure.counted for finding in self.findings)

    @property
    def rank(self) -> int:
        """What is counted before what is measured, and times last."""
        timed = any(finding.figure.is_of_time for finding in self.findings)
        return 0 if self.counted else 1 + timed


def _tables(found: Found) -> list[Table]:
    if not found.measured:
        return []
    tables = (_table(group, found) for group in found.measured.groups)
    return sorted(tables, key=lambda table: table.rank)


def _table(group: Group, found: Found) -> Table:
    known = [f.name for f in group.figures if f.name in found.findings]
    findings = [found.findings[name] for name in known]
    hidden = [f for f in findings if f.figure.if_nought and f.figure.is_nought]
    shown = tuple(f for f in findings if f not in hidden)
    notes = {f.figure.if_nought for f in hidden} - {f.figure.if_nought for f in shown}
    return Table(
        title=group.title,
        caption=group.caption,
        note=" ".join(sorted(notes)),
        findings=shown,
    )


def _dots(finding: Finding, beside: Sequence[Finding]) -> Markup:
    scale = finding.figure.scale
    alike = [other for other in beside if scale and other.figure.scale == scale]
    return charts.dots(
        finding,
        most=max(
            value
            for other in alike or [finding]
            for side in other.sides.values()
            for value in side.rounds
        ),
    )


def _raw(found: Found) -> str:
    """One figure on a line, its rounds to four digits: the file holds all of them."""
    if found.measured is None:
        return ""
    facts = asdict(found.measured)
    groups = facts.pop("groups")
    # Shown with the questions.
    del facts["sent"]
    for group in groups:
        for figure in group["figures"]:
            figure["rounds"] = {
                framework: [_shortened(value) for value in rounds]
                for framework, rounds in figure["rounds"].items()
            }
    figures = [
        {"group": group["title"], **figure}
        for group in groups
        for figure in group["figures"]
    ]
    lines = ",\n  ".join(json.dumps(figure) for figure in figures)
    head = json.dumps(facts, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n "figures": [\n  {lines}\n ]\n}}'


def _shortened(value: float) -> float:
    number = float(f"{value:.4g}")
    return int(number) if number.is_integer() else number


def _anchor(source: Source) -> str:
    return anchor(source.framework, source.path)


def _toml(text: str) -> Markup:
    return Markup(highlight(text, "scaffold.toml"))  # noqa: S704 (escaped there)


def _statement(sql: str) -> str:
    """Without the indentation that it has in the code around it."""
    return dedent(sql).strip()


def _python(text: str) -> Markup:
    return Markup(highlight(text, "answer.py"))  # noqa: S704 (escaped there)


def _symbols(fields: Sequence[str], model: str) -> list[tuple[str, str]]:
    return [(f"{model}.{field}", field) for field in fields]


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _day(day: date) -> str:
    """Without a leading nought, which strftime cannot leave out everywhere."""
    return f"{day.day} {day:%B %Y}"


def _moment(at: str) -> str:
    """``2026-11-22T22:10:05Z`` to ``22 November 2026, 22:10 UTC``."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{_day(moment)}, {moment:%H:%M} UTC"


def _usual_headers(contract: Contract | None) -> list[tuple[str, str]]:
    """What most answers carry: told once, it need not be told with each."""
    exchanges = contract.exchanges if contract else ()
    answers = [answer for each in exchanges for answer in each.answers.values()]
    carried = Counter(pair for answer in answers for pair in answer.headers.items())
    return sorted(pair for pair, times in carried.items() if 2 * times > len(answers))


def _answered(
    answer: Answer, answers: Mapping[str, Answer], *, usual: dict[str, str]
) -> Markup:
    """Headers but for the usual, and body; the lines that the others have not marked."""
    lines = (set(_answer_lines(each, usual)) for each in answers.values())
    known = set.intersection(*lines)
    parts = []
    for is_known, group in groupby(_answer_lines(answer, usual), known.__contains__):
        text = _verbatim("\n".join(group))
        parts.append(text if is_known else Markup("<mark>{}</mark>").format(text))
    return Markup("\n").join(parts)


def _verbatim(text: str) -> Markup:
    """Text of an element, where quotes stay what they are: a listing has thousands."""
    return Markup(html.escape(text, quote=False))  # noqa: S704 (escaped here)


def _answer_lines(answer: Answer, usual: dict[str, str]) -> list[str]:
    """Headers that are not the usual ones, the usual ones that are missing, the body."""
    headers = dict.fromkeys(usual, "not there") | answer.headers
    lines = [
        f"{name}: {value}"
        for name, value in sorted(headers.items())
        if value != usual.get(name)
    ]
    return [*lines, "", *_pretty(answer.body).splitlines()]


def _pretty(body: str) -> str:
    """JSON by lines; anything else, or a part of it, without its blank lines."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return "\n".join(line for line in body.splitlines() if line.strip())


def _folders(project: Project) -> list[tuple[str, list[Source]]]:
    """The files by folder, the project's root (named "") first."""

    def folder(source: Source) -> str:
        return source.path.rpartition("/")[0]

    files = sorted(project.files, key=lambda source: (folder(source), source.name))
    return [(name, list(group)) for name, group in groupby(files, key=folder)]


def _prose(text: str) -> Markup:
    """A notice as HTML: `backticks` become code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )
