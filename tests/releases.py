"""What the package registry says of the starters' direct dependencies, for the page.

`make lock` writes scaffold/compare/releases.json with it. pip says where the registry is;
it has to have the JSON API of PyPI (docs.pypi.org/api/json) beside its simple index.
"""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import httpx

from scaffold import frameworks
from scaffold.compare.dependencies import RELEASES
from scaffold.system.atomic import replace_file
from starters import ROOT

INDEX = "https://pypi.org/simple"
_PACKAGE = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)
_DIRECT = re.compile(r"^ +#(?: via)? +pyproject\.toml$", re.MULTILINE)
#: What older metadata has in the place of a short name.
_LONG = 40


def direct(lock: str) -> list[str]:
    """The packages that pyproject.toml itself asks for, as uv notes below each."""
    return [
        re.split(r"[\[=]", package, maxsplit=1)[0]
        for package in _PACKAGE.split(lock)
        if _DIRECT.search(package)
    ]


def release(said: Mapping[str, Any]) -> dict[str, str] | None:
    """The last release in what PyPI's JSON API says of a package; None without files."""
    info, files = said["info"], said["urls"]
    if not files:
        return None
    first = min(file["upload_time_iso_8601"] for file in files)
    return {
        "version": info["version"],
        "on": datetime.fromisoformat(first).astimezone(UTC).date().isoformat(),
        "licence": licence(info),
    }


def licence(info: Mapping[str, Any]) -> str:
    """In its SPDX form where the maker has given that; "" where nothing short is said."""
    if info.get("license_expression"):
        return info["license_expression"]
    named = [
        classifier.rpartition(" :: ")[2]
        for classifier in info["classifiers"]
        if classifier.startswith("License :: ")
    ]
    if not named or named == ["OSI Approved"]:
        said = (info.get("license") or "").strip()
        named = [said] if said and len(said) <= _LONG and "\n" not in said else []
    return ", ".join(named)


def index() -> str:
    """The address of the simple index that pip would ask."""
    configured = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ).stdout.strip()
    return os.environ.get("PIP_INDEX_URL") or configured or INDEX


def api(index: str, package: str) -> str:
    """Where a registry whose simple index lies there says all of a package."""
    return f"{index.rstrip('/').removesuffix('/simple')}/pypi/{package}/json"


def read(
    client: httpx.Client, index: str, packages: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The last release of each, those left out of which the registry has no file."""
    found = {}
    for package in packages:
        answer = client.get(api(index, package))
        if answer.status_code == httpx.codes.NOT_FOUND:
            said = None
        else:
            said = release(answer.raise_for_status().json())
        if said:
            found[package] = said
        else:
            print(f"{package}: the registry has no release of it; left out.")
    return found


def write(found: Mapping[str, Mapping[str, str]], today: date) -> None:
    said = {"at": today.isoformat(), "packages": found}
    replace_file(RELEASES, (json.dumps(said, indent=2) + "\n").encode())


def main() -> None:
    names = set()
    for framework in frameworks.ALL:
        template = ROOT / "templates" / framework.name / "{{cookiecutter.project_slug}}"
        names |= set(direct((template / "requirements.txt").read_text("utf-8")))
    trusted = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    try:
        with httpx.Client(verify=trusted, timeout=60, follow_redirects=True) as client:
            found = read(client, index(), sorted(names))
    except (httpx.HTTPError, ValueError) as error:
        sys.exit(
            f"The registry did not say what was released last ({error}): "
            f"{RELEASES.relative_to(ROOT)} stays as it was."
        )
    write(found, datetime.now(UTC).date())
    print(f"releases.json: {len(found)} packages")


if __name__ == "__main__":
    main()
