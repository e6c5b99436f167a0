"""What runs at full length reached: kept by the tests, and put into docs/reliability.md."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "reliability"
DOCUMENT = ROOT / "docs" / "reliability.md"
STACKS = ("django-sqlite", "flask-sqlite", "django-postgresql", "flask-postgresql")
TOOL = "tool"
#: Lines that stand around a table in the document, which names the points it holds.
BEGIN, END = "<!-- figures of points {} -->", "<!-- end -->"
POINTS = {
    1: "Hostile input",
    2: "Schemathesis and raw bytes",
    3: "Races",
    4: "Durability",
    5: "Load",
    6: "More than one machine",
    7: "Accounts",
    8: "Headers",
    9: "Audit",
    10: "Random answers and specs",
    11: "Ended at any moment",
    12: "Odd places",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``where`` is a stack or the tool; ``file`` is relative to the checkout."""

    point: int
    where: str
    file: str
    test: str
    text: str


def keep(figure: Figure) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    name = f"{figure.point:02}-{figure.test}-{figure.where}.json"
    document = json.dumps(asdict(figure), ensure_ascii=False, indent=1)
    (KEPT / name).write_text(f"{document}\n", "utf-8")


def forget(test: str, where: str) -> None:
    """What an earlier run reached is not what this one will."""
    for file in KEPT.glob(f"[0-9][0-9]-{test}-{where}.json"):
        file.unlink()


def kept() -> list[Figure]:
    files = sorted(KEPT.glob("*.json"))
    return [Figure(**json.loads(file.read_text("utf-8"))) for file in files]


def table(
    figures: list[Figure], points: range, places: tuple[str, ...], old: str = ""
) -> str:
    """One row for each point and test file, one column for each place.

    Where there is no figure, that of the ``old`` table stays: nobody runs all at once.
    """
    rows = {}
    for line in old.strip().splitlines()[2:]:
        name, *cells, command = line.removeprefix("| ").removesuffix(" |").split(" | ")
        rows[int(name.split(".")[0]), command] = cells
    chosen = [each for each in figures if each.point in points]
    for point, file in {(each.point, each.file) for each in chosen}:
        here = [each for each in chosen if (each.point, each.file) == (point, file)]
        cells = [
            "<br>".join(each.text for each in here if each.where == place)
            for place in places
        ]
        key = point, f"`make soak SOAK={file}`"
        before = rows.get(key, cells)
        rows[key] = [new or kept for new, kept in zip(cells, before, strict=True)]
    lines = [["", *places, "command"], ["---"] * (len(places) + 2)]
    lines += [
        [f"{point}. {POINTS[point]}", *cells, command]
        for (point, command), cells in sorted(rows.items())
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def filled(document: str, figures: list[Figure]) -> str:
    """The document with these figures in its tables."""
    for points, places in ((range(1, 10), STACKS), (range(10, 13), (TOOL,))):
        begin = BEGIN.format(f"{points[0]} to {points[-1]}")
        before, rest = document.split(begin)
        old, after = rest.split(END, 1)
        made = table(figures, points, places, old)
        document = f"{before}{begin}\n\n{made}\n\n{END}{after}"
    return document


if __name__ == "__main__":
    DOCUMENT.write_text(filled(DOCUMENT.read_text("utf-8"), kept()), "utf-8")
