"""The page's hard questions, asked in the starters' own environments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.compare.questions import Question
from scaffold.measure.readings import Heading, Quantity, Readings
from scaffold.measure.sites import INSIDE, Site
from scaffold.run.starters import Starter
from scaffold.system.errors import ScaffoldError

_HEADING = Heading(
    title="Hard questions",
    caption="The same question in each ORM, in a process of its own; medians",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a question: ``answer`` as JSON has it, the statements that were
    ``sent``, and the median of the ``seconds`` that it took."""

    answer: list[Any]
    sent: tuple[str, ...]
    seconds: float | None


def ask(
    starter: Starter,
    questions: Sequence[Question],
    file: Path,
    *,
    repeats: int = 0,
    **variables: str,
) -> dict[str, Asked]:
    """By the questions' names; ``file`` is written for it. Raises ScaffoldError."""
    framework = starter.framework.name
    code = {each.name: each.code[framework] for each in questions if each.code}
    file.write_text(json.dumps({"code": code, "repeats": repeats}), "utf-8")
    said = starter.run_script(INSIDE / "questions.py", str(file), **variables)
    return {
        name: Asked(
            answer=found["answer"],
            sent=tuple(found["sent"]),
            seconds=found["seconds"],
        )
        for name, found in json.loads(said.splitlines()[-1]).items()
    }


def ask_site(
    site: Site, questions: Sequence[Question], *, repeats: int = 0
) -> dict[str, Asked]:
    """On a fresh copy of its filled database. Raises ScaffoldError."""
    file = site.scratch / f"{site.name}-questions.json"
    with site.databases.copy(site.name) as url:
        return ask(
            site.starter,
            questions,
            file,
            repeats=repeats,
            **site.variables,
            DATABASE_URL=url,
        )


def first(
    sites: Sequence[Site],
    questions: Sequence[Question],
    tell: Callable[[str], None],
) -> tuple[tuple[Question, ...], dict[str, dict[str, tuple[str, ...]]]]:
    """The questions that both answer alike, and what each side sends for them.

    Of a project that was edited by hand some may fail: they are left out, and told.
    """
    known = [each for each in questions if each.code]
    try:
        found = {site.name: ask_site(site, known) for site in sites}
    except ScaffoldError as error:
        tell(f"The hard questions are not asked: {error.message}")
        return (), {}
    alike = [each for each in known if _is_alike(each, found)]
    for each in known:
        if each not in alike:
            tell(f"Not timed, the answers differ: {each.title}")
    return tuple(alike), {
        name: {each.name: answers[each.name].sent for each in alike}
        for name, answers in found.items()
    }


def _is_alike(question: Question, found: Mapping[str, Mapping[str, Asked]]) -> bool:
    answers = [each[question.name].answer for each in found.values()]
    return all(answer == answers[0] for answer in answers)


def readings(questions: Sequence[Question], found: Mapping[str, Asked]) -> Readings:
    return {
        Quantity(
            heading=_HEADING,
            name=f"question.{each.name}",
            title=each.title,
            unit="s",
        ): seconds
        for each in questions
        if (seconds := found[each.name].seconds) is not None
    }
