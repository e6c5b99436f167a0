"""Starters at work in their own environments: observed, or tried with odd names."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scaffold.frameworks import Framework
from scaffold.run.environments import environment
from scaffold.run.starters import Starter
from scaffold.system.errors import ScaffoldError
from taken import markers

_STAFF = ("boss", "correct-horse-battery-staple")
_INSIDE = Path(__file__).with_name("inside.py")


def observed(framework: Framework, folder: Path) -> dict[str, Any]:
    """What a starter made for the markers says of itself. Raises ScaffoldError."""
    found = _run(framework, [folder], observe=True)[str(folder)]
    if "error" in found:
        raise ScaffoldError(f"the {framework.title} starter fails: {found['error']}")
    return found


def tried(framework: Framework, folders: Sequence[Path]) -> list[dict[str, Any]]:
    """What each starter answers to a visitor who uses all of it, or its error."""
    found = _run(framework, folders, observe=False)
    return [found[str(folder)] for folder in folders]


def test(framework: Framework, folder: Path) -> str:
    """What the first failure of a starter's own tests says; nothing if there is none."""
    home = environment(folder, tell=lambda text: None)
    starter = Starter(framework=framework, folder=folder, environment=home)
    done = starter.run("python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    return "" if done.ok else done.output[-2000:]


def _run(
    framework: Framework, folders: Sequence[Path], *, observe: bool
) -> dict[str, Any]:
    home = environment(folders[0], tell=lambda text: None)
    starter = Starter(framework=framework, folder=folders[0], environment=home)
    name, password = _STAFF
    setting_up = [
        list(framework.create_tables),
        [word.format(name=name) for word in framework.create_editor],
        ["seed"],
    ]
    job = {
        "folders": [str(folder) for folder in folders],
        "observe": observe,
        "commands": [[*framework.manage, *command] for command in setting_up],
        "wsgi": framework.wsgi.format(package=markers.PROJECT),
        "staff": _STAFF,
        "environment": starter.variables(
            DJANGO_SUPERUSER_PASSWORD=password,
            ADMIN_PASSWORD=password,
            LOG_LEVEL="ERROR",
        ),
    }
    done = subprocess.run(
        [starter.python, str(_INSIDE)],
        input=json.dumps(job),
        capture_output=True,
        check=False,
        text=True,
        env=job["environment"],
    )
    if done.returncode:
        raise ScaffoldError(done.stderr.strip().splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found
