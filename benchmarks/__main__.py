"""`python -m benchmarks [tool] [starters] [forms]`: one command for all figures."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version

from benchmarks import forms, starters, tool

PARTS = {"tool": tool.report, "starters": starters.report, "forms": forms.report}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - PARTS.keys():
        sys.exit(f"Choose from: {', '.join(PARTS)} (not {', '.join(unknown)}).")
    print(machine(), end="\n\n")
    for name in wanted:
        for line in PARTS[name]():
            print(line, flush=True)
        print()


def machine() -> str:
    """What the figures were measured on, without anybody's names."""
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, cookiecutter {version('cookiecutter')}, "
        f"Jinja2 {version('jinja2')}, load {busy:.1f} at the start"
    )


main()
