"""The rooms of the tool: each imports only what stands below it, and its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "scaffold"
#: From the street down to the ground, as docs/architecture.md draws them.
FLOORS = (
    {"__main__"},
    {"cli"},
    {"create", "check", "measure", "update", "up", "importing"},
    {"replay"},
    {"run"},
    {"compare"},
    {"project"},
    {"generate"},
    {"diagram", "examples", "frameworks", "samples"},
    {"spec", "merge"},
    {"system"},
)
LEVELS = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
#: Run in the starters' environments, where there is no scaffold.
OUTSIDE = {
    "scaffold.importing.inside",
    "scaffold.measure.inside",
    "scaffold.run.tether",
    "scaffold.update.inside",
}
FILES = [path for path in PACKAGE.rglob("*.py") if "templates" not in path.parts]


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(
    source: str, module: str, modules: set[str], *, types: bool = True
) -> set[str]:
    """Every module that ``source`` imports, at any depth of its code.

    ``from scaffold import check`` is an import of the folder ``scaffold.check``. Without
    ``types``, what only the type checker imports is left out.
    """
    found: set[str] = set()
    tree = ast.parse(source)
    for node in ast.walk(tree) if types else at_run_time(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} has a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in modules else str(node.module))
    return found - {module}


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING``."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo += node.orelse
            continue
        yield node
        todo += ast.iter_child_nodes(node)


MODULES = {module_of(path): path.read_text("utf-8") for path in FILES}
IMPORTS = {
    module: imports(source, module, set(MODULES)) for module, source in MODULES.items()
}
AT_RUN_TIME = {
    module: imports(source, module, set(MODULES), types=False)
    for module, source in MODULES.items()
}


def room(module: str) -> str:
    """The folder, or file, directly below the package."""
    return module.split(".")[1]


def climbs(imported: dict[str, set[str]]) -> list[str]:
    """Every import of a room that does not stand below one's own."""
    return [
        f"{module} imports {other}"
        for module, others in imported.items()
        for other in sorted(others)
        if other.startswith("scaffold.")
        and room(other) != room(module)
        and LEVELS[room(other)] <= LEVELS[room(module)]
    ]


def circles(imported: dict[str, set[str]]) -> list[str]:
    """The modules that can be reached from themselves; of a package, its face too."""

    def reachable(module: str) -> set[str]:
        seen: set[str] = set()
        todo = [module]
        while todo:
            for other in imported.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return seen

    return sorted(module for module in imported if module in reachable(module))


def inside(imported: dict[str, set[str]]) -> dict[str, set[str]]:
    return {m: {o for o in others if o in imported} for m, others in imported.items()}


def users_of(name: str) -> set[str]:
    return {
        module
        for module, found in IMPORTS.items()
        if any(other == name or other.startswith(f"{name}.") for other in found)
    }


def test_every_room_has_its_floor() -> None:
    assert {room(module) for module in MODULES if module != "scaffold"} == set(LEVELS)


def test_no_room_imports_what_stands_beside_or_above_it() -> None:
    assert climbs({m: o for m, o in IMPORTS.items() if m != "scaffold"}) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("scaffold.generate.publish", "import scaffold.compare"),
        ("scaffold.generate.publish", "from scaffold import compare"),
        ("scaffold.generate.publish", "from scaffold.compare import write"),
        ("scaffold.generate.publish", "from scaffold.compare.page import page"),
        ("scaffold.spec.grammar", "from scaffold.frameworks import ALL"),
        ("scaffold.samples", "from scaffold.frameworks.django import DJANGO"),
        ("scaffold.merge.lines", "from scaffold.spec import Spec"),
        ("scaffold.system.errors", "def f():\n    from scaffold import spec"),
        ("scaffold.check", "from scaffold import cli"),
    ],
)
def test_an_import_of_a_file_or_a_folder_above_is_seen(module: str, line: str) -> None:
    """The test before it can fail: for a file, for a folder, inside a function too."""
    assert climbs({module: imports(line, module, set(MODULES))})


def test_no_module_imports_itself_in_a_circle() -> None:
    assert circles(inside(AT_RUN_TIME)) == []


def test_a_circle_is_seen() -> None:
    line = "from scaffold.spec.rules import faults"
    more = imports(line, "scaffold.spec.fields", set(MODULES))
    with_one = AT_RUN_TIME | {"scaffold.spec.fields": more}
    assert "scaffold.spec.fields" in circles(inside(with_one))


def test_only_the_command_line_and_the_errors_import_click() -> None:
    assert users_of("click") <= {"scaffold.cli", "scaffold.system.errors"}


def test_only_render_imports_cookiecutter() -> None:
    assert users_of("cookiecutter") == {"scaffold.generate.render"}


def test_what_runs_elsewhere_imports_nothing_of_ours() -> None:
    for module, found in IMPORTS.items():
        if any(module.startswith(name) for name in OUTSIDE):
            assert not {other for other in found if other.startswith("scaffold")}
