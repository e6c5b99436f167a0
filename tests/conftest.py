from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from services import Postgres, Redis, missing, postgres_binaries  # noqa: E402
from stacks import HALF, STACKS, Stack, Stacks  # noqa: E402
from starters import CACHE, FRAMEWORKS, SPECS, Starter, build  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Starters to compare with, whose tests are theirs.
collect_ignore = ["golden"]
#: The environments of generated starters are kept with the checkout.
os.environ["XDG_CACHE_HOME"] = str(CACHE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak",
        action="store_true",
        help="run every test at full length: hours, not minutes",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Know the mark of pytest-xdist where one runs without it.

    A shell ignores Ctrl-C for what it starts in the background, and so would all that
    the tests start: they could not be interrupted by those tests either.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "xdist_group: tests that share a worker")
    config.addinivalue_line("markers", "costly: half of the stacks do in a short run")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a starter or two servers: each worker makes its own."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue  # the module says for itself
        if {"generated", "reliability"} & set(item.path.parts):
            parts = getattr(getattr(item, "callspec", None), "params", {})
            shared = [
                str(parts[name])
                for name in ("framework", "spec_name", "both", "stack_name")
                if name in parts
            ]
            # Not as a list: pytest-xdist takes a name that ends with ] for no name.
            group = "-".join((item.path.stem, *shared))
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether to run at full length."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def starter(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, str], Starter]:
    """Give the starter of a framework and a spec, generated once."""

    @cache
    def built(framework: str, spec: str) -> Starter:
        return build(framework, spec, tmp_path_factory.mktemp(f"{framework}-{spec}"))

    return built


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of our own; its account may not enter the folders of pytest."""
    binaries = postgres_binaries()
    if binaries is None:
        missing("PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="scaffold-postgres-"))
    server = Postgres(folder=folder, binaries=binaries)
    server.create()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of our own."""
    if shutil.which("redis-server") is None:
        missing("Redis")
    server = Redis(folder=tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as a person would have it."""
    # Only here, because most tests need no browser and would wait for the import.
    from browsing import chromium, running

    executable = chromium()
    if executable is None:
        missing("Chromium")
    with running(executable) as browser:
        yield browser


@pytest.fixture(scope="session")
def stacks(
    starter: Callable[[str, str], Starter],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Stacks:
    """Give fresh copies of the four stacks."""
    return Stacks(
        starter=starter,
        folder=tmp_path_factory.mktemp("stacks"),
        postgres=lambda: request.getfixturevalue("postgres"),
        redis=lambda: request.getfixturevalue("redis"),
    )


@pytest.fixture(scope="module", params=STACKS)
def stack_name(request: pytest.FixtureRequest, soak: bool) -> str:
    """Each of the four; where a module is marked so, half of them in a short run."""
    costly = request.node.get_closest_marker("costly")
    if costly and not soak and request.param not in HALF:
        pytest.skip("on this stack at full length only: `make soak`")
    return request.param


@pytest.fixture(scope="module")
def stack(stacks: Stacks, stack_name: str) -> Iterator[Stack]:
    """One stack with one worker for all tests of a module."""
    with stacks.fresh(stack_name) as stack:
        yield stack


@pytest.fixture(params=FRAMEWORKS)
def framework(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=SPECS)
def spec_name(request: pytest.FixtureRequest) -> str:
    return request.param
