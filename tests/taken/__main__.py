"""Write ``scaffold/spec/taken.json`` anew: `make names`, some minutes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.spec import reserved
from scaffold.spec.fields import Kind
from taken import markers, reading, running, trial
from taken.table import Table, in_lines
from taken.trial import Candidate

Observed = dict[Framework, dict[str, Any]]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        tell("Rendering both starters")
        starters = markers.starters(Path(scratch))
        templates = table_of_templates(starters)
        tell("Using both starters")
        observed = {f: running.observed(f, folder) for f, folder in starters.items()}
        at_work = table_at_work(starters, observed)
        tell("Trying names")
        tried = outcomes_of_trials(observed, [templates, at_work])
    data = {
        "templates": templates.as_data(),
        "at work": at_work.as_data(templates),
        "tried": tried,
    }
    reserved.DATA.write_text(in_lines(data), encoding="utf-8")


def table_of_templates(starters: dict[Framework, Path]) -> Table:
    table = Table()
    for framework, folder in starters.items():
        reading.read_files(table, framework, folder)
    return table


def table_at_work(starters: dict[Framework, Path], observed: Observed) -> Table:
    table = Table()
    for framework, folder in starters.items():
        reading.read_at_work(table, framework, folder, observed[framework])
    return table


def candidates(
    framework: Framework, observed: dict[str, Any], known: Iterable[Table]
) -> dict[Candidate, str]:
    """Names that would hide an attribute, one kind of field for each, and whose."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one, origin in reading.hidden_attributes(framework, observed):
        refusals = (table.refused[one.hole].get(one.name) for table in known)
        if all(
            each is None or each.kinds.isdisjoint({one.kind, ""}) for each in refusals
        ):
            found.setdefault((one.hole, one.name), {}).setdefault(one.kind, origin)
    return {
        Candidate(hole, name, kind): kinds[kind]
        for (hole, name), kinds in sorted(found.items())
        for kind in [Kind.STRING.value if Kind.STRING in kinds else min(kinds)]
    }


def outcomes_of_trials(observed: Observed, known: list[Table]) -> dict[str, Any]:
    """Which of the names break a starter, which begin as such a name must not."""
    breaks: dict[str, dict[str, str]] = {"field": {}, "plural": {}}
    works: dict[str, set[str]] = {"field": set(), "plural": set()}
    prefixes: dict[str, str] = {}
    for framework in frameworks.ALL:
        origins = {
            one: origin
            for one, origin in candidates(framework, observed[framework], known).items()
            if one.name not in breaks[one.hole]
        }
        outcomes = trial.outcomes(framework, [[one] for one in origins])
        longer = {}
        for (one, origin), outcome in zip(origins.items(), outcomes, strict=True):
            tell(f"  {framework.name} {one.hole} {one.name}: {outcome or 'works'}")
            if outcome:
                breaks[one.hole][one.name] = f"is an attribute of {origin}"
                if one.hole == "field":
                    longer[Candidate("field", f"{one.name}zqx", one.kind)] = one.name
            else:
                works[one.hole].add(one.name)
        outcomes = trial.outcomes(framework, [[one] for one in longer])
        for begin, outcome in zip(longer.values(), outcomes, strict=True):
            if outcome:
                prefixes[begin] = f'begins with "{begin}", {breaks["field"][begin][3:]}'
    for framework in frameworks.ALL:
        for one in _failing_tests(framework, sorted(_working(works, breaks))):
            tell(f"  {framework.name} {one.hole} {one.name}: its own tests fail")
            why = f"is a name that the tests of the {framework.title} starter need"
            breaks[one.hole][one.name] = why
    return {
        "breaks": {hole: dict(sorted(names.items())) for hole, names in breaks.items()},
        "prefixes": _shortest(prefixes),
        "works": {
            hole: sorted(names - breaks[hole].keys()) for hole, names in works.items()
        },
    }


def _working(
    works: dict[str, set[str]], breaks: dict[str, dict[str, str]]
) -> Iterator[Candidate]:
    for hole, names in works.items():
        for name in names - breaks[hole].keys():
            yield Candidate(hole, name, "string" if hole == "field" else "")


def _failing_tests(framework: Framework, names: list[Candidate]) -> Iterator[Candidate]:
    """Those with which the starter's own tests fail, found by halving."""
    if not names or not trial.own_tests(framework, names):
        return
    if len(names) == 1:
        yield names[0]
        return
    half = len(names) // 2
    yield from _failing_tests(framework, names[:half])
    yield from _failing_tests(framework, names[half:])


def _shortest(prefixes: dict[str, str]) -> dict[str, str]:
    return {
        begin: why
        for begin, why in sorted(prefixes.items())
        if not any(begin != other and begin.startswith(other) for other in prefixes)
    }


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
