"""Whatever bytes arrive, the server answers and stays."""

import time
from pathlib import Path

import httpx
import pytest
from rawfuzz import Fuzzer
from staff import bearer, errors

from stacks import HEADERS, Stack
from starters import LIMIT

pytestmark = pytest.mark.costly

SEED = 20_261_123
#: What a fuzzer that gets through to the views is told, besides much else: a form that
#: comes from elsewhere is a 403 to Django and a 400 to Flask-WTF.
DEEP = {200, 302, 400, 401, 404, 405, 422}


def workers(process: int) -> str:
    """The ids of the processes that gunicorn started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text()


def test_no_bytes_break_the_server(stack: Stack, soak: bool, reached) -> None:
    """No 5xx, no traceback, no dead worker, no error in the log."""
    with stack.serving() as server:
        before = workers(server.process)
        fuzzer = Fuzzer(url=server.url, seed=SEED)
        begin = time.monotonic()
        fuzzer.run(50_000 if soak else 1500)
        seconds = time.monotonic() - begin
        failures = "\n".join(map(str, fuzzer.failures[:5]))
        assert not failures, f"{len(fuzzer.failures)} failures:\n{failures}"
        assert set(fuzzer.statuses) >= DEEP, fuzzer.statuses
        assert workers(server.process) == before
        health = httpx.get(f"{server.url}/api/health", headers=HEADERS, timeout=LIMIT)
        assert health.json()["status"] == "healthy"
        made = httpx.post(
            f"{server.url}/api/tags",
            json={"name": "after"},
            headers=bearer(server.url),
            timeout=LIMIT,
        )
        assert made.status_code == 201
        assert not errors(server)
    answers = fuzzer.statuses.total()
    reached(
        2,
        f"{fuzzer.sent:,} raw requests in {seconds:.0f} s, {answers:,} answers, 0 × 5xx",
    )
