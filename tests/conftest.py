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
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from services import (  # noqa: E402
    MariaDB,
    Postgres,
    Redis,
    missing,
    postgres_binaries,
)
from stacks import STACKS, Stack, Stacks  # noqa: E402
from starters import CACHE, FRAMEWORKS, SPECS, Starter, build  # noqa: E402
from tiers import TIERS, group_of, tier_of  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Starters to compare with, whose tests are theirs.
collect_ignore = ["golden"]
#: The environments of generated starters are kept with the checkout.
os.environ["XDG_CACHE_HOME"] = str(CACHE)
# ruff, uv and others are installed beside pytest.
os.environ["PATH"] = os.pathsep.join(
    (os.path.dirname(sys.executable), os.environ["PATH"])
)
# What Hypothesis tries: the same few each time, or many new ones.
settings.register_profile("short", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("soak", max_examples=1000, deadline=None)


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
    config.addinivalue_line("markers", "costly: half of the stacks do before the soak")
    for tier, command in TIERS.items():
        config.addinivalue_line("markers", f"{tier}: runs first in `{command}`")
    settings.load_profile("soak" if config.getoption("--soak") else "short")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark each test with its tier, and with what it shares a worker with."""
    for item in items:
        tier = tier_of(item)
        item.add_marker(tier)
        if tier == "soak" and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip("at full length only: `make soak`"))
        group = group_of(item)
        # Unless the module says for itself.
        if group and not item.get_closest_marker("xdist_group"):
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
def mariadb(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str, str], str]]:
    """Make a database of some statements on a server of our own, and give its URL."""
    import pymysql

    if shutil.which("mariadbd") is None:
        missing("MariaDB")
    own = MariaDB(folder=tmp_path_factory.mktemp("mariadb"))
    own.start()
    server = pymysql.connect(host="127.0.0.1", port=own.port, user="root")

    def make(name: str, script: str) -> str:
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{name}`")
            cursor.execute(f"USE `{name}`")
            for statement in script.split(";\n"):
                if statement.strip():
                    cursor.execute(statement)
        server.commit()
        return f"mysql://root@127.0.0.1:{own.port}/{name}"

    with server:
        yield make
    own.stop()


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
def stack_name(request: pytest.FixtureRequest) -> str:
    """Each of the four; where a module is marked costly, half of them before the soak."""
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
