"""The OpenAPI document tells the truth: Schemathesis, with all its checks, finds no lie.

Schemathesis runs as a program of its own, against a server of its own.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from staff import bearer, errors

from stacks import HEADERS, Stacks
from starters import LIMIT

pytestmark = pytest.mark.costly

SEEDS = (1, 2, 3)
CONFIG = f"""
hooks = {json.dumps(str(Path(__file__).with_name("openapi_checks.py")))}
[checks.positive_data_acceptance]
# 422 is left to our own check, which knows what no JSON Schema can say.
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """``examples`` for each operation come on top of what the document itself gives."""

    spec: str
    staff: bool
    examples: int
    phases: str = "coverage,fuzzing,stateful"
    seeds: tuple[int, ...] = SEEDS[:1]

    def __str__(self) -> str:
        return f"{self.spec}-{'staff' if self.staff else 'anonymous'}"


#: For the short run.
SHORT = Visit(spec="shop", staff=True, examples=1, phases="fuzzing,stateful")
FULL = [
    Visit(spec="shop", staff=True, examples=40, seeds=SEEDS),
    Visit(spec="shop", staff=False, examples=40, seeds=SEEDS),
    Visit(spec="everything", staff=True, examples=20, seeds=SEEDS),
]
ENOUGH = 5_000


@pytest.mark.parametrize("visit", FULL, ids=str)
def test_schemathesis_finds_nothing(
    stacks: Stacks, stack_name: str, visit: Visit, soak: bool, reached, tmp_path: Path
) -> None:
    """No server error and nothing undocumented, for staff and for anyone."""
    if not soak:
        if visit != FULL[0]:
            pytest.skip("at full length only: `make soak`")
        visit = SHORT
    with stacks.fresh(stack_name, visit.spec) as stack, stack.serving() as server:
        cases = [examined(server.url, visit, seed, tmp_path) for seed in visit.seeds]
        health = httpx.get(f"{server.url}/api/health", headers=HEADERS, timeout=LIMIT)
        assert health.is_success
        assert not errors(server)
    if soak and visit.spec == "everything":
        assert min(cases) >= ENOUGH
        shown = " + ".join(f"{count:,}" for count in cases)
        reached(2, f"{shown} Schemathesis cases by {len(cases)} seeds, 0 failures")


def examined(url: str, visit: Visit, seed: int, folder: Path) -> int:
    """Run Schemathesis; return how many cases passed, or fail with what it says."""
    config, report = folder / "schemathesis.toml", folder / f"{seed}.json"
    config.write_text(CONFIG, "utf-8")
    headers = {"X-Forwarded-Proto": HEADERS["X-Forwarded-Proto"]}
    if visit.staff:
        headers["Authorization"] = bearer(url)["Authorization"]
    document = f"{url}/api/openapi.json"
    command = [
        *(sys.executable, "-m", "schemathesis.cli", f"--config-file={config}"),
        *("run", document, f"--url={url}", "--checks=all", "--continue-on-failure"),
        *(f"--phases={visit.phases}", f"--seed={seed}", f"-n{visit.examples}"),
        *("--generation-database=none", "--no-color", "--output-truncate=false"),
        *("--report=json", f"--report-json-path={report}"),
        *(f"--header={name}: {value}" for name, value in headers.items()),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{visit}, seed {seed}:\n{done.stdout[-12000:]}"
    summary = json.loads(report.read_text("utf-8"))
    assert summary["operations"]["tested"] == summary["operations"]["total"]
    assert not summary["errors"]
    return summary["test_cases"]["generated"]
