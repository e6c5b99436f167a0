"""Known weaknesses are looked for, and what could not be looked up is never clean."""

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from starters import LIMIT, Starter, run

CLEAN = "No known vulnerabilities found"
COULD_NOT_LOOK = "audit: could not look up every package: nothing is known."


def audit(starter: Starter, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run `make audit`; return the status of its recipe and all that it said."""
    done = subprocess.run(
        ["make", "audit", *arguments],
        cwd=starter.folder,
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    failed = re.search(r"audit\] Error (\d+)", done.stdout)
    assert bool(failed) == (done.returncode != 0), done.stdout
    return int(failed[1]) if failed else 0, done.stdout


def test_no_locked_package_has_a_known_weakness(
    starter: Callable[[str, str], Starter], framework: str, reached
) -> None:
    """Where the database of advisories answers; elsewhere the audit fails and says so."""
    if shutil.which("uv") is None:
        pytest.skip("uv is not installed here")
    status, told = audit(starter(framework, "default"))
    if status == 3:
        assert COULD_NOT_LOOK in told
        assert CLEAN not in told
        reached(9, "could not look here, and did not say clean")
        pytest.skip("could not look: the advisories cannot be reached from here")
    assert status == 0, told
    assert CLEAN in told
    reached(9, CLEAN.lower())


def test_an_audit_without_a_network_is_not_clean(
    starter: Callable[[str, str], Starter], framework: str
) -> None:
    """Nobody listens where this proxy should be."""
    nowhere = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY"), "http://127.0.0.1:9")
    nowhere |= {name.lower(): url for name, url in nowhere.items()} | {"NO_PROXY": ""}
    status, told = audit(starter(framework, "default"), **nowhere, no_proxy="")
    assert status == 3, told
    assert COULD_NOT_LOOK in told
    assert CLEAN not in told


@pytest.mark.parametrize(
    ("said", "ended", "status"),
    [
        (CLEAN, 0, 0),
        ("Found 1 known vulnerability in 1 package", 1, 1),
        ("Found 2 known vulnerabilities in 1 package", 1, 1),
        ("ERROR: could not connect", 1, 3),
        ("ERROR: a dependency could not be audited", 1, 3),
        ("", 0, 3),
    ],
)
def test_the_audit_tells_three_endings_apart(
    starter: Callable[[str, str], Starter],
    framework: str,
    tmp_path: Path,
    said: str,
    ended: int,
    status: int,
) -> None:
    """A stand-in for pip-audit says what it says then; the Makefile draws the end."""
    tool = tmp_path / "uv"
    tool.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit {ended}\n")
    tool.chmod(0o755)
    found, told = audit(starter(framework, "default"), f"UV={tool}")
    assert found == status
    assert (COULD_NOT_LOOK in told) == (status == 3)


def test_both_audit_in_their_ci(
    starter: Callable[[str, str], Starter], framework: str
) -> None:
    folder = starter(framework, "default").folder
    assert "run: make audit" in (folder / ".github/workflows/ci.yml").read_text()


def test_no_generated_code_looks_dangerous_to_ruff(
    starter: Callable[[str, str], Starter], framework: str
) -> None:
    """The rules of bandit are on in the starter's own settings, except for tests.

    Where the domain has its words, one of them may be called like a password. With these each starter is clean: tests/generated/test_starters.py.
    """
    project = starter(framework, "everything")
    settings = tomllib.loads((project.folder / "pyproject.toml").read_text())
    rules = settings["tool"]["ruff"]["lint"]
    assert "S" in rules["select"]
    (domain,) = rules["per-file-ignores"].keys() - {"tests/**"}
    assert domain.endswith("records/{models,schemas}.py")
    assert rules["per-file-ignores"][domain] == ["S105"]
    excused = run("grep", "-rn", "--include=*.py", "noqa: S", ".", cwd=project.folder)
    assert excused.count("\n") <= 3, excused


def test_ruff_would_find_danger(
    starter: Callable[[str, str], Starter], framework: str, tmp_path: Path
) -> None:
    project = starter(framework, "default")
    copy = tmp_path / "pyproject.toml"
    copy.write_text((project.folder / "pyproject.toml").read_text())
    (tmp_path / "danger.py").write_text("import os\n\nos.system(input())\n")
    ruff = project.environment / "bin" / "ruff"
    assert "S605" in run(ruff, "check", "--no-cache", ".", cwd=tmp_path, status=1)
