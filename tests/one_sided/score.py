"""Try changes of one side on the shop: `python tests/one_sided/score.py [FILE] [WORDS]`.

Prints what `scaffold check` says first of each, whether it names the cause, and the score.
FILE is changes.toml, further.toml, or free.toml: what the contract leaves free is to pass.
WORDS choose changes by a part of their names or areas.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHOP = HERE.parent / "specs" / "shop.toml"
LIMIT = 600

Change = Mapping[str, Any]


def changes(file: str = "changes.toml") -> list[Change]:
    return list(tomllib.loads((HERE / file).read_text("utf-8"))["change"])


def scaffold(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scaffold", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def make(folder: Path) -> Path:
    """A pair of the shop."""
    done = scaffold("both", "shop", "--models", SHOP, "--output-dir", folder)
    assert done.returncode == 0, done.stderr
    return folder / "shop"


def copied(whole: Path, folder: Path) -> Path:
    """The same pair in another folder."""
    return Path(shutil.copytree(whole, folder / "shop"))


def edit(edits: Iterable[Mapping[str, str]], folder: Path) -> None:
    """In each `file` below a folder the text `old`, which stands there once, becomes `new`."""
    for each in edits:
        file = folder / each["file"]
        text = file.read_text("utf-8")
        assert text.count(each["old"]) == 1, (
            f"{each['file']} has changed: {each['old']}"
        )
        file.write_text(text.replace(each["old"], each["new"]), "utf-8")


def apply(change: Change, pair: Path) -> None:
    """Make a change to the starter that it is of."""
    edit(change["edits"], pair / change["starter"])


def findings(report: str) -> list[str]:
    """The lines of what was found: all that is below the table of steps."""
    lines = [line for line in report.splitlines() if line.strip()]
    return [
        line
        for line in lines
        if not re.match(r"\s*django\s+flask$", line)
        and not re.fullmatch(r"\w+\s+(ok|failed|skipped)\s+(ok|failed|skipped)", line)
    ]


def is_named(change: Change, found: list[str]) -> bool:
    """Whether the first three lines hold each word that names the cause."""
    first = "\n".join(found[:3]).casefold()
    return all(word.casefold() in first for word in change["told"])


def check(change: Change, whole: Path, scratch: Path) -> tuple[bool, bool, list[str]]:
    """Whether it is caught, whether its cause is named, and what was said."""
    pair = copied(whole, scratch)
    try:
        apply(change, pair)
        done = scaffold("check", pair)
        found = findings(done.stdout or done.stderr)
        return done.returncode == 1, is_named(change, found), found
    finally:
        shutil.rmtree(pair)


def main(words: list[str]) -> None:
    files = [word for word in words if word.endswith(".toml")] or ["changes.toml"]
    is_free = files == ["free.toml"]
    words = [word for word in words if word not in files]
    chosen = [
        change
        for file in files
        for change in changes(file)
        if not words or any(w in change["name"] or w in change["area"] for w in words)
    ]
    caught = named = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = make(folder / "whole")
        for number, change in enumerate(chosen):
            is_caught, is_told, found = check(change, whole, folder / str(number))
            caught += is_caught
            named += is_caught and is_told
            mark = "MISSED"
            if is_free:
                mark = "REFUSED" if is_caught else "passes"
            elif is_caught:
                mark = "named" if is_told else "caught"
            print(f"{mark:7} {change['area']}: {change['name']} ({change['starter']})")
            for line in found[:3] if mark.isupper() else found[:1]:
                print(f"          {line[:160]}", flush=True)
    if is_free:
        print(f"{len(chosen) - caught} of {len(chosen)} pass")
    else:
        print(f"{caught} of {len(chosen)} caught, {named} named")


if __name__ == "__main__":
    main(sys.argv[1:])
