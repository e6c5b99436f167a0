"""The tool as whole processes: start-up, generation, growth with the spec."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Contender, execute, ratio, rounds, row, seconds

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
FRAMEWORKS = ("django", "flask")
COPIER = "copier>=9,<10"
BARE_CLICK = """\
import click

@click.command()
def main():
    "A program that does nothing."

main()
"""


def report() -> Iterator[str]:
    """The lines of the report; takes about two minutes."""
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        yield "The tool: whole processes, medians of interleaved rounds"
        yield from start_up(scratch)
        yield from generation(scratch)
        yield from first_run(scratch)
        yield from growth(scratch)


def start_up(scratch: Path) -> Iterator[str]:
    bare = scratch / "bare.py"
    bare.write_text(BARE_CLICK)
    taken = rounds(
        {
            "click": process(sys.executable, bare, "--help"),
            "scaffold": process(BIN / "scaffold", "--help"),
        },
        40,
    )
    yield row("bare Click --help", taken["click"].median * 1000, "ms")
    yield row("scaffold --help", taken["scaffold"].median * 1000, "ms")
    against = ratio(taken["scaffold"], taken["click"])
    yield row("scaffold --help / bare Click", against, "x", at_most=1.1)


def generation(scratch: Path) -> Iterator[str]:
    taken = rounds(
        {
            "scaffold": scaffold_both(scratch, cache=scratch / "cache"),
            "cookiecutter": cookiecutter_twice(scratch),
            "copier": copier_twice(scratch),
        },
        10,
    )
    for name, figure in taken.items():
        yield row(f"both starters by {name}", figure.median * 1000, "ms")
    against = ratio(taken["scaffold"], taken["cookiecutter"])
    yield row("scaffold both / cookiecutter twice", against, "x", at_most=0.4)
    against = ratio(taken["scaffold"], taken["copier"])
    yield row("scaffold both / copier twice", against, "x", at_most=0.2)


def first_run(scratch: Path) -> Iterator[str]:
    """Without any cache of an earlier run: what a new user waits for."""
    caches = (scratch / f"cache-{number}" for number in count())

    def cold() -> float:
        return scaffold_both(scratch, cache=next(caches))()

    taken = rounds({"cold": cold, "cookiecutter": cookiecutter_twice(scratch)}, 7)
    yield row("scaffold both, first run", taken["cold"].median * 1000, "ms")
    against = ratio(taken["cold"], taken["cookiecutter"])
    yield row("first run / cookiecutter twice", against, "x", at_most=1)


def growth(scratch: Path) -> Iterator[str]:
    """Linear: each model costs the same, however many there are."""
    sizes = (1, 10, 100, 300)
    contenders = {}
    for size in sizes:
        spec = scratch / f"{size}.toml"
        spec.write_text(spec_of(size))
        options = ("--models", str(spec))
        contenders[str(size)] = scaffold_both(
            scratch, *options, cache=scratch / "cache"
        )
    taken = rounds(contenders, 5)
    one = taken["1"].median
    for size in sizes:
        yield row(f"scaffold both, {size} models", taken[str(size)].median * 1000, "ms")
    to_100 = (taken["100"].median - one) / 99
    to_300 = (taken["300"].median - taken["100"].median) / 200
    yield row("each model from 1 to 100", to_100 * 1000, "ms")
    yield row("each model from 100 to 300", to_300 * 1000, "ms")
    yield row("the latter / the former", to_300 / to_100, "x", at_most=1.25)


def spec_of(size: int) -> str:
    """A spec of `size` models like a real one's: a handful of fields each."""
    return "\n".join(
        f"[models.Model{letters(number)}]\n"
        'fields.name = "string(200)"\n'
        'fields.price = "decimal(10,2):min=0"\n'
        'fields.active = "boolean:default=true"\n'
        'fields.created_at = "created"\n'
        'search = ["name"]\n'
        for number in range(size)
    )


def letters(number: int) -> str:
    return chr(ord("A") + number // 26) + chr(ord("a") + number % 26)


def process(*argv: str | Path, **variables: str) -> Contender:
    return partial(seconds, partial(execute, argv, **variables))


def scaffold_both(scratch: Path, *options: str, cache: Path) -> Contender:
    target = scratch / "scaffold-out"
    return generating(
        target,
        process(
            *(BIN / "scaffold", "both", "shop", "--output-dir", target, *options),
            XDG_CACHE_HOME=str(cache),
        ),
    )


def cookiecutter_twice(scratch: Path) -> Contender:
    target = scratch / "cookiecutter-out"
    # A home of its own: cookiecutter writes each run's answers there.
    home = scratch / "home"
    home.mkdir(exist_ok=True)
    runs = [
        process(
            *(BIN / "cookiecutter", "--no-input", "--output-dir", target / framework),
            ROOT / "templates" / framework,
            HOME=str(home),
        )
        for framework in FRAMEWORKS
    ]
    return generating(target, *runs)


def copier_twice(scratch: Path) -> Contender:
    """The same templates, told to copier: the whole context is one answer."""
    copier = environment(COPIER) / "bin" / "copier"
    target = scratch / "copier-out"
    runs = []
    for framework in FRAMEWORKS:
        template = copier_template(framework, scratch / "copier" / framework)
        options = ("copy", "--quiet", "--defaults", "--data-file")
        answers = template.with_suffix(".json")
        runs.append(process(copier, *options, answers, template, target / framework))
    return generating(target, *runs)


def generating(target: Path, *contenders: Contender) -> Contender:
    """The sum of `contenders`; what they wrote to `target` goes, off the clock."""

    def run() -> float:
        total = sum(contender() for contender in contenders)
        shutil.rmtree(target)
        return total

    return run


def copier_template(framework: str, template: Path) -> Path:
    source = ROOT / "templates" / framework
    context = json.loads((source / "cookiecutter.json").read_text("utf-8"))
    raw = context.pop("_copy_without_render")
    files = "{{cookiecutter.project_slug}}"
    shutil.copytree(source / files, template / "files" / files)
    shutil.copytree(source / "templates", template, dirs_exist_ok=True)
    keep_raw(template / "files", raw)
    (template / "copier.yml").write_text(
        '_templates_suffix: ""\n_subdirectory: files\n_envops:\n'
        "  keep_trailing_newline: true\ncookiecutter:\n  type: json\n"
    )
    template.with_suffix(".json").write_text(json.dumps({"cookiecutter": context}))
    return template


def keep_raw(folder: Path, patterns: list[str]) -> None:
    """Copier has no list of files to copy unrendered: wrap them instead."""
    for pattern in patterns:
        for path in folder.rglob(pattern):
            text = path.read_text("utf-8")
            path.write_text(f"{{% raw %}}{text}{{% endraw %}}", "utf-8")


def environment(requirement: str) -> Path:
    """An environment of its own for another tool, made once and kept in .cache."""
    name = "".join(char if char.isalnum() else "-" for char in requirement)
    folder = ROOT / ".cache" / "environments" / name
    if not (folder / "complete").exists():
        execute([sys.executable, "-m", "venv", "--clear", folder])
        execute([folder / "bin" / "pip", "install", "--quiet", requirement])
        (folder / "complete").touch()
    return folder
