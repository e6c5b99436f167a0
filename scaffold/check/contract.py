"""The contract against both live servers: its tests ask, the replay compares."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scaffold import frameworks
from scaffold.check import causes
from scaffold.check.progress import Progress, following_tests
from scaffold.check.report import Step, StepName
from scaffold.check.steps import (
    CONTRACT,
    PYTEST,
    WIDE,
    Said,
    found_by_pytest,
    step,
    together,
)
from scaffold.frameworks import Framework
from scaffold.project.results import Contract
from scaffold.replay import Replay, openapi, replaying
from scaffold.run.sides import Side, fill_databases
from scaffold.run.starters import Editor, Server
from scaffold.spec import Spec
from scaffold.system.errors import ScaffoldError

#: The proxy does not compare what lies within the admins, so that Flask's is asked alone.
_NOT_REPLAYED = "admin"
#: pytest's status when no test is selected.
_NO_TESTS = 5
#: No page says this by chance, as it may say "editor".
EDITOR = "editor-of-the-check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An editor on both sides, and what went wrong on the way."""

    editor: Editor
    problems: Mapping[Framework, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``contract`` is None when nothing could be asked; ``openapi`` see Report."""

    steps: list[Step]
    contract: Contract | None = None
    openapi: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


def ask(
    sides: list[Side],
    ready: Ready,
    progress: Progress,
    *,
    spec: Spec | None = None,
    select: str = "",
) -> Asked:
    """Serve both, and let the contract's tests ask them through the replay.

    With a ``spec`` sessions, tokens, passwords and limits are compared too. ``select``
    chooses tests as pytest's ``-k`` does. A server that does not start is told of, and
    the other one is tried all the same.
    """
    progress.step("Starting both servers")
    with contextlib.ExitStack() as stack:
        servers, steps = _served(sides, ready, stack)
        if len(servers) < len(frameworks.ALL):
            return Asked(steps=steps)
        progress.step("Asking both what the contract asks")
        django, flask = (servers[framework] for framework in frameworks.ALL)
        url, replay = stack.enter_context(replaying(django.url, flask.url))
        asking = next(side for side in sides if side.framework == frameworks.DJANGO)
        watch = following_tests(progress, lambda: f", {replay.requests:,} requests")
        replayed = _tests_at(url, asking, ready.editor, select, watch)
        if not replay.requests and not replayed.problem:
            replayed = Said("the contract's tests asked nothing")
        steps.append(step(StepName.CONTRACT, frameworks.DJANGO, *replayed))
        alone = (
            Said()
            if select
            else _tests_at(flask.url, asking, ready.editor, _NOT_REPLAYED)
        )
        steps.append(_flask_step(replay, alone))
        behind: tuple[str, ...] = ()
        if spec:
            progress.step("Trying sessions, tokens, passwords and limits on both")
            behind = causes.of_accounts(sides, servers, spec)
        addresses = (urlsplit(server.url).netloc for server in (django, flask))
        return Asked(
            steps=steps,
            contract=_contract(replay) if replay.requests else None,
            openapi=openapi.compare(*addresses),
            causes=behind,
        )


def prepare(sides: list[Side]) -> Ready:
    """Fill both databases: tables, sample rows, an editor."""
    editor = Editor(name=EDITOR, password=secrets.token_urlsafe(16))
    return Ready(editor=editor, problems=fill_databases(sides, editor))


def _tests_at(
    url: str,
    asking: Side,
    editor: Editor,
    select: str,
    watch: Callable[[Sequence[str]], None] | None = None,
) -> Said:
    """Run the contract's tests against a URL."""
    job = asking.starter.job(
        *PYTEST,
        *(("-k", select) if select else ()),
        str(CONTRACT),
        **asking.variables,
        **WIDE,
        CONTRACT_URL=url,
        CONTRACT_EDITOR=f"{editor.name}:{editor.password}",
    )
    (done,) = together([job], watch)
    return Said() if done.status == _NO_TESTS else found_by_pytest(done)


def _served(
    sides: list[Side], ready: Ready, stack: contextlib.ExitStack
) -> tuple[dict[Framework, Server], list[Step]]:
    """Those servers that start."""
    servers: dict[Framework, Server] = {}
    steps = []
    for side in sides:
        problem = ready.problems.get(side.framework, "")
        if not problem:
            log = side.scratch / "server.log"
            try:
                servers[side.framework] = stack.enter_context(
                    side.starter.serving(log, **side.variables)
                )
            except ScaffoldError as error:
                problem = error.format_message()
        steps.append(step(StepName.SERVER, side.framework, problem))
    return servers, steps


def _flask_step(replay: Replay, alone: Said) -> Step:
    """How Flask's answers differ, and what the tests say that asked it alone."""
    problem, details = alone
    if differing := replay.requests - replay.same:
        problem = f"{differing:,} of {replay.requests:,} answers are not Django's"
    return step(StepName.CONTRACT, frameworks.FLASK, problem, details)


def _contract(replay: Replay) -> Contract:
    return Contract(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        requests=replay.requests,
        same=replay.same,
        exchanges=replay.exchanges,
    )
