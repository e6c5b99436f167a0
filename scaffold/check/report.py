"""What a check found, as data, as text for people and as JSON for scripts."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from scaffold import frameworks
from scaffold.project.results import Contract, Exchange
from scaffold.replay.excerpts import excerpts

#: Of everything that differs, so much is shown; the JSON has it all.
_SHOWN = 20
_FOLDED = 10
#: Differences that are shown with both answers.
_WHOLE = 5
_SHOWN_DETAILS = 8
_SHOWN_OTHERS = 6
_WIDTH = 600


#: What tells two differences of one kind apart: numbers, and quoted texts.
_NUMBERS = re.compile(r"“[^”]*”|\d+")


class StepName(StrEnum):
    """What is done with each starter, in this order."""

    ENVIRONMENT = "environment"
    LINT = "lint"
    DRIFT = "drift"
    TESTS = "tests"
    SERVER = "server"
    CONTRACT = "contract"


class Result(StrEnum):
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of one starter (a framework's name).

    ``problem`` says in one line why it failed or was skipped, ``details`` the rest.
    """

    name: StepName
    framework: str
    result: Result = Result.OK
    problem: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One thing that differs: in so many answers, of which one is the first."""

    phrase: str
    requests: int
    first: Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``contract`` is None when it could not be asked, ``code`` see Measurements.

    ``causes`` are what differs behind the answers, a line each: files, models, databases,
    admins, what accounts do. ``openapi`` are the places at which the two OpenAPI
    documents differ.
    """

    project: str
    code: str
    steps: tuple[Step, ...]
    contract: Contract | None
    openapi: tuple[str, ...]
    causes: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Exchange, ...]:
        if self.contract is None:
            return ()
        return tuple(e for e in self.contract.exchanges if e.differences)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Each thing that differs once, what most answers show first."""
        seen: dict[str, list[tuple[str, Exchange]]] = {}
        for exchange in self.differences:
            for phrase in exchange.differences:
                alike = seen.setdefault(_NUMBERS.sub("…", phrase), [])
                alike.append((phrase, exchange))
        kinds = [
            Kind(
                phrase=found[0][0],
                requests=sum(exchange.times for _, exchange in found),
                first=found[0][1],
            )
            for found in seen.values()
        ]
        return tuple(sorted(kinds, key=lambda kind: -kind.requests))

    @property
    def ok(self) -> bool:
        """Everything was done, and nothing was found."""
        return (
            all(step.result is Result.OK for step in self.steps)
            and self.contract is not None
            and self.contract.same == self.contract.requests
            and not self.openapi
            and not self.causes
        )


def as_json(report: Report) -> str:
    """The same, whole: causes first, then each kind of difference with its count."""
    document = {
        "ok": report.ok,
        "causes": report.causes,
        "kinds": [
            {
                "difference": kind.phrase,
                "requests": kind.requests,
                "first": _asked(kind.first),
            }
            for kind in report.kinds
        ],
        **asdict(report),
        "differences": [asdict(difference) for difference in report.differences],
    }
    return json.dumps(document, indent=2)


def as_text(report: Report) -> str:
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from _table(report.steps)
    if report.causes:
        yield ""
        yield from report.causes[:_SHOWN]
        if (more := len(report.causes) - _SHOWN) > 0:
            yield f"… and {more} more causes: --json has them all."
    for place in report.openapi[:_SHOWN]:
        yield f"OpenAPI: {place}"
    yield from _folded(report.kinds)
    for step in report.steps:
        if step.problem:
            yield from _problem(step)
    if report.contract:
        yield ""
        yield (
            f"{report.contract.same:,} of {report.contract.requests:,} requests "
            "the same on both"
        )
    if report.ok:
        page = shlex.join(["scaffold", "compare", report.project])
        yield f"Next: `{page}` shows the answers on the page."
    alike = _alike(report.differences)
    for number, exchanges in enumerate(alike[:_WHOLE], start=1):
        yield from _difference(number, exchanges)
    if (more := len(alike) - _WHOLE) > 0:
        yield f"\n… and {more} more differences: --json has them all."


def _folded(kinds: tuple[Kind, ...]) -> Iterator[str]:
    for kind in kinds[:_FOLDED]:
        more = kind.requests - 1
        also = f" and {more:,} more" if more else ""
        yield f"{_clipped(kind.phrase)} ({_asked(kind.first)}{also})"
    if (more := len(kinds) - _FOLDED) > 0:
        yield f"… and {more} more kinds of difference: --json has them all."


def _table(steps: tuple[Step, ...]) -> Iterator[str]:
    """A row for each step, a column for each starter."""
    results = {(step.name, step.framework): step.result for step in steps}
    width = max(map(len, StepName)) + 2
    columns = "".join(f"{framework.name:<10}" for framework in frameworks.ALL)
    yield f"{'':<{width}}{columns}".rstrip()
    for name in StepName:
        cells = (results.get((name, framework.name)) for framework in frameworks.ALL)
        row = "".join(f"{cell or '-':<10}" for cell in cells)
        yield f"{name:<{width}}{row}".rstrip()


def _problem(step: Step) -> Iterator[str]:
    yield ""
    yield f"{step.framework} {step.name}: {step.problem}"
    yield from (f"  {line}" for line in step.details[:_SHOWN_DETAILS])
    if (more := len(step.details) - _SHOWN_DETAILS) > 0:
        yield f"  … and {more} more lines: --json has them all."


def _alike(differences: tuple[Exchange, ...]) -> list[list[Exchange]]:
    """Those that differ in the same way together: one header is missing everywhere."""
    found: dict[tuple[str, ...], list[Exchange]] = {}
    for exchange in differences:
        found.setdefault(exchange.differences, []).append(exchange)
    return list(found.values())


def _difference(number: int, exchanges: list[Exchange]) -> Iterator[str]:
    """The first of them whole, with both answers; of the others what was asked."""
    first, *others = exchanges
    requests = sum(exchange.times for exchange in exchanges)
    yield ""
    often = f" (and {requests - 1} more requests)" if requests > 1 else ""
    yield f"{number}. {_asked(first)}{often}"
    if first.body:
        yield f"   sent    {_clipped(first.body)}"
    for difference in first.differences:
        yield f"   differs {difference}"
    for framework, answer in zip(frameworks.ALL, _answers(first), strict=True):
        yield f"   {framework.title:<7} {answer}"
    if others:
        asked = "; ".join(map(_asked, others[:_SHOWN_OTHERS]))
        more = len(others) - _SHOWN_OTHERS
        yield f"   also    {asked}" + (f"; and {more} more" if more > 0 else "")


def _asked(exchange: Exchange) -> str:
    return f"{exchange.method} {_clipped(exchange.path)}"


def _answers(exchange: Exchange) -> Iterator[str]:
    """Of each side the status, and of the body the part that differs.

    Of a page the phrases say it: its markup would not.
    """
    found = [exchange.answers[framework.name] for framework in frameworks.ALL]
    bodies = [
        "a page" if answer.body.lstrip().startswith("<") else _flat(answer.body)
        for answer in found
    ]
    for answer, body in zip(found, excerpts(*bodies), strict=True):
        yield f"{answer.status or '-'} {body}".rstrip()


def _flat(text: str) -> str:
    """Text of any kind in one line."""
    flat = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in flat)


def _clipped(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= _WIDTH else f"{flat[:_WIDTH]}…"
