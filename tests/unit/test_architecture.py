"""errors <- spec <- {specfile, context}; nobody imports cli; Click at the edge."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "scaffold"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "templates" not in path.parts
}


def imports(path: Path) -> set[str]:
    """Everything that a module imports, at any depth of its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def users_of(name: str) -> set[str]:
    return {
        module
        for module, path in MODULES.items()
        if any(found == name or found.startswith(f"{name}.") for found in imports(path))
    }


def test_only_the_command_line_and_the_errors_import_click() -> None:
    assert users_of("click") <= {"cli", "errors"}


def test_nobody_imports_the_command_line() -> None:
    assert users_of("scaffold.cli") <= {"__main__"}


def test_only_render_imports_cookiecutter() -> None:
    assert users_of("cookiecutter") == {"render"}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("errors", set()),
        ("naming", set()),
        ("reserved", set()),
        ("fields", {"naming"}),
        ("rules", {"errors", "fields", "naming", "reserved", "spec"}),
        ("spec", {"errors", "fields", "naming", "rules"}),
        ("fieldtext", {"errors", "fields"}),
        ("specfile", {"errors", "fields", "fieldtext", "spec"}),
        ("publish", {"errors", "interrupts", "scratch"}),
        ("scratch", set()),
    ],
)
def test_knowledge_flows_one_way(module: str, allowed: set[str]) -> None:
    """``rules`` names ``spec`` only for the type checker."""
    used = {
        name.split(".")[1]
        for name in imports(MODULES[module])
        if name.startswith("scaffold.") and name.split(".")[1] in MODULES
    }
    assert used <= allowed
