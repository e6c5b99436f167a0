"""Take the README's picture of the comparison page anew: `make pictures` (some minutes).

Beside it stands what it shows of what is counted: a test finds a picture that is old.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from scaffold import compare, frameworks
from starters import ROOT, run, scaffold

PICTURE = ROOT / "docs" / "side-by-side.png"
COUNTED = PICTURE.with_suffix(".json")
NAME = "shop"
SIZE = {"width": 1280, "height": 720}


def counted(pair: Path) -> dict[str, dict[str, int]]:
    """The figures of the first screen that are the same on every machine."""
    found = compare.build(pair, is_thorough=True)
    names = [framework.name for framework in frameworks.ALL]
    return {
        "lines owned": {name: found.lines_owned(name) for name in names},
        "packages": {name: found.projects[name].versions.pinned for name in names},
        "lines of one more model": {name: found.growth[name].lines for name in names},
    }


def generated(folder: Path) -> Path:
    scaffold("both", NAME, "--output-dir", folder)
    return folder / NAME


def main() -> None:
    from browsing import chromium, running

    executable = chromium()
    if executable is None:
        sys.exit("Install Chromium first.")
    with tempfile.TemporaryDirectory() as folder, running(executable) as browser:
        pair = generated(Path(folder))
        tool = (sys.executable, "-m", "scaffold")
        run(*tool, "check", pair, timeout=3600)
        run(*tool, "compare", pair, "--measure", timeout=3600)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto((pair / compare.PAGE).as_uri())
        page.screenshot(path=PICTURE)
        COUNTED.write_text(json.dumps(counted(pair), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
