"""How long the starters are, and how much of them is the team's own domain.

``python tests/budget.py [SPEC…]`` generates each spec (the default one and the shop when
none is named) and prints the code lines of both starters: all ``*.py`` outside of tests
and migrations, without blanks, comments and docstrings. A line is a domain line when it
lies in a class, function, list or table entry that is written for one model of the spec:
its name, or what it names first, is the model's.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scaffold import frameworks
from scaffold.compare.lines import lines_of_models, names_of_models
from scaffold.generate.build import building
from scaffold.project.code_lines import python_lines
from scaffold.spec import Spec, default_spec, toml

SHOP = Path(__file__).parent / "specs" / "shop.toml"
LEFT_OUT = {"tests", "migrations"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Code lines of a file or of a starter, and those among them that name a model."""

    code: int
    domain: int

    def __add__(self, other: Lines) -> Lines:
        return Lines(code=self.code + other.code, domain=self.domain + other.domain)

    @property
    def share(self) -> float:
        return self.domain / self.code if self.code else 0.0


def of_starter(folder: Path, spec: Spec) -> dict[str, Lines]:
    """The lines of each Python file of a generated starter, by its path."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder)
        if not LEFT_OUT & set(path.parts):
            found[path.as_posix()] = of_source(file.read_text(encoding="utf-8"), spec)
    return found


def of_source(source: str, spec: Spec) -> Lines:
    code = python_lines(source)
    named = lines_of_models(ast.parse(source), names_of_models(spec))
    return Lines(code=len(code), domain=len(code & set(named)))


def total(files: dict[str, Lines]) -> Lines:
    return sum(files.values(), Lines(code=0, domain=0))


def generated(spec: Spec, folder: Path) -> dict[str, dict[str, Lines]]:
    """Both starters of a spec, by the framework's name, then by path."""
    places = {one: folder / one.name for one in frameworks.ALL}
    with building(places, "myproject", spec.completed("myproject"), lambda _: None):
        pass
    return {one.name: of_starter(place, spec) for one, place in places.items()}


def main(paths: list[str]) -> None:
    specs = {path: toml.load(Path(path)) for path in paths} or {
        "default": default_spec(),
        "shop": toml.load(SHOP),
    }
    for name, spec in specs.items():
        with tempfile.TemporaryDirectory() as folder:
            for framework, files in generated(spec, Path(folder)).items():
                lines = total(files)
                print(
                    f"{name} {framework}: {lines.code:,} lines, "
                    f"{lines.domain:,} of the domain ({lines.share:.0%})"
                )
                if paths:
                    for path, found in files.items():
                        print(f"  {found.code:5} {found.domain:5} {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
