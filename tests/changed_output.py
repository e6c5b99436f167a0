"""Show how the output of this tool differs from an earlier one's, and why.

    python tests/changed_output.py REVISION

generates four specs with the tool as it was at REVISION and as it is now, and prints
each hunk that differs behind the finding that it mends. A hunk that no line of
``REASONS`` explains is a mistake: exit code 1. ``comparison.html`` is left out, which
quotes the other files, and ``.env``, whose key is random.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPECS = {
    "default": None,
    "shop": "shop.toml",
    "everything": "everything.toml",
    "large": "large.toml",
}
LEFT_OUT = {"comparison.html", ".env"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``path`` and ``changed`` are patterns: of the file, of all changed lines."""

    finding: str
    path: str
    changed: str

    def explains(self, path: str, hunk: list[str]) -> bool:
        lines = [line for line in hunk if line[1:].strip()]
        return bool(
            re.search(self.path, path)
            and all(re.fullmatch(f"[+-](?:{self.changed})", line) for line in lines)
        )


REASONS = (
    Reason(
        finding="T5: a field may be called count",
        path=r"/(queries|tests/contract/domain|tests/contract/test_summary)\.py$",
        changed=r".*(count|figures|summary|@property|\"\"\").*",
    ),
    Reason(
        finding="T8: a model may be called Show, Edit or Delete",
        path=r"/flask/.*/views\.py$",
        changed=r".*(list|detail|form|delete)(_page)?\(.*",
    ),
    Reason(
        finding="found by real specs: a sum on SQLite has all its digits in Django",
        path=r"/django/.*/queries\.py$",
        changed=r"from decimal import Decimal|.*(Decimal|SQLite|output_field|total).*",
    ),
    Reason(
        finding="found by real specs: null beside a default is stored as null in Flask",
        path=r"/flask/.*/models\.py$",
        changed=r".*(mapped_column|evaluates_none|default|^    \)).*",
    ),
    Reason(
        finding="found by real specs: many-to-many rows are ordered in Flask too",
        path=r"/flask/.*/models\.py$",
        changed=r".*(relationship|secondary|order_by|passive_deletes).*|    \)",
    ),
    Reason(
        finding="T9: what is generated passes its own tests for every accepted spec",
        path=r"/tests/(contract/test_(admin|lists|pages|records|summary|validation)|contract/values"
        r"|test_(admin|api|models))\.py$",
        changed=r".*",
    ),
    Reason(
        finding="ruff writes the imports: what fits into one line stands in one",
        path=r"/problems\.py$",
        changed=r"(from sqlalchemy\.exc import .*|    \w+Error,|\))",
    ),
    Reason(
        finding="no test depends on the speed of the machine (issue 9, section 4)",
        path=r"/tests/test_accounts\.py$",
        changed=r".*(time|throttle).*",
    ),
    Reason(
        finding="a field type has a room: Pydantic writes what a cursor holds",
        path=r"/pagination\.py$",
        changed=r".*(jsonable|_plain|datetime|isoformat|isinstance).*",
    ),
    Reason(
        finding="T1",
        path=r"/(Makefile|Dockerfile)$",
        changed=r".*(pip|lock|take the newest|--requirement).*",
    ),
)


#: What explains a file that has the same lines as before.
REORDERED = "a field type has a room: families stand in one order in all modules"


def main() -> int:
    (revision,) = sys.argv[1:]
    known: Counter[str] = Counter()
    unknown = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        earlier = folder / "earlier"
        earlier.mkdir()
        archive = subprocess.run(
            ["git", "archive", revision], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x"], cwd=earlier, input=archive.stdout, check=True)
        for spec in SPECS:
            before = generated(earlier, spec, folder / f"{spec}-before")
            after = generated(ROOT, spec, folder / f"{spec}-after")
            for path in sorted(before.keys() | after.keys()):
                texts = before.get(path, ""), after.get(path, "")
                ordered = [REORDERED] if same_lines(*texts) else []
                for hunk in hunks(*texts):
                    found = ordered or [
                        r.finding for r in REASONS if r.explains(path, hunk)
                    ]
                    finding = found[0] if found else "UNEXPLAINED"
                    known[finding] += 1
                    unknown += not found
                    print(f"\n{finding}: {spec}: {path}", *hunk, sep="\n")
    print("\n" + (", ".join(f"{k}: {n} hunks" for k, n in known.items()) or "the same"))
    return 1 if unknown else 0


def generated(tool: Path, spec: str, folder: Path) -> dict[str, str]:
    """Each file that this tool makes of a spec, by path."""
    file = SPECS[spec]
    models = ["--models", str(ROOT / "tests" / "specs" / file)] if file else []
    subprocess.run(
        [sys.executable, "-m", "scaffold", "both", "myproject", "-o", folder, *models],
        cwd=tool,
        env=os.environ | {"PYTHONPATH": str(tool)},
        check=True,
        capture_output=True,
    )
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file() and path.name not in LEFT_OUT
    }


def same_lines(before: str, after: str) -> bool:
    lines = (Counter(filter(None, text.splitlines())) for text in (before, after))
    return next(lines) == next(lines)


def hunks(before: str, after: str) -> Iterator[list[str]]:
    """The changed lines of each place that differs."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
    hunk: list[str] = []
    for line in list(lines)[2:]:
        if line.startswith("@@"):
            if hunk:
                yield hunk
            hunk = []
        else:
            hunk.append(line)
    if hunk:
        yield hunk


if __name__ == "__main__":
    sys.exit(main())
