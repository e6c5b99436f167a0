"""Print as JSON what a production environment of the project in this folder holds:
`inventory.py FRAMEWORK`, of which a bare application needs no more than what it requires.

Its packages are those that requirements.txt names. Sizes are those that the packages'
own lists of files (RECORD) give, so compiled files that only this machine has do not
count. Versions are told of what pyproject.toml asks for.
"""

import json
import platform
import re
import sqlite3
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def named(requirements):
    """Each package that lines of requirements name, once."""
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in requirements)
    names = {re.sub(r"[-_.]+", "-", name[0]).lower() for name in found if name}
    return sorted(names)


def installed(names):
    """The packages that are there; some lines of a lock are for other systems."""
    found = []
    for name in names:
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue
    return found


def required(name):
    """The package, and all that it requires, if it is there."""
    found, waiting = {}, [name]
    while waiting:
        for package in installed(named([waiting.pop()])):
            if package.name not in found:
                found[package.name] = package
                lines = package.requires or ()
                waiting += [line for line in lines if "extra ==" not in line]
    return found.values()


def size(package):
    return sum(file.size or 0 for file in package.files or ())


def main():
    locked = installed(named(Path("requirements.txt").read_text("utf-8").splitlines()))
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    print(
        json.dumps(
            {
                "python": platform.python_version(),
                "sqlite": sqlite3.sqlite_version,
                "packages": len(locked),
                "bytes": sum(map(size, locked)),
                "bare_bytes": sum(map(size, required(sys.argv[1]))),
                "versions": {
                    each.name: each.version
                    for each in installed(named(project["dependencies"]))
                },
            }
        )
    )


if __name__ == "__main__":
    main()
