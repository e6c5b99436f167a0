"""A name that a spec may use never meets one that the starters' own modules use."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.create import create
from scaffold.create.request import request_of
from scaffold.spec import inflection, reserved, toml

EVERYTHING = Path(__file__).parents[1] / "specs" / "everything.toml"
MODELS = tuple(toml.load(EVERYTHING).completed("project").by_name)
SNAKES = tuple(inflection.snake(name) for name in MODELS)
#: Where models are imported or defined beside the module's own names.
MODULES = {
    "django": "{app}/*.py",
    "flask": "project/{app}/*.py",
}
#: Where the fields of a model become names in the body of a class.
CLASS_BODIES = ("models.py", "schemas.py", "forms.py")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    asked = request_of(
        "both", "project", tmp_path_factory.mktemp("names"), file=EVERYTHING
    )
    create(asked, tell=lambda step: None)
    return asked.target


@pytest.mark.parametrize("framework", MODULES)
def test_no_model_can_be_called_as_the_starters_own_classes(
    project: Path, framework: str
) -> None:
    taken = {
        name
        for path in modules(project, framework)
        if set(names(path)) & set(MODELS)
        for name in names(path)
        if reserved.MODEL_PATTERN.fullmatch(name)
        and not name.startswith(MODELS)
        and not name.isupper()
    }
    assert taken
    free = {name for name in taken if not reserved.model_reason(name)}
    assert not sorted(free)


@pytest.mark.parametrize("framework", MODULES)
def test_no_field_can_hide_a_name_that_its_class_uses(
    project: Path, framework: str
) -> None:
    taken = {
        name
        for path in modules(project, framework)
        if path.name in CLASS_BODIES
        for name in names(path)
        if reserved.FIELD_PATTERN.fullmatch(name) and not name.startswith(SNAKES)
    }
    assert taken
    free = {name for name in taken if not reserved.field_reason(name)}
    assert not sorted(free)


def modules(project: Path, framework: str) -> list[Path]:
    app = toml.load(project / "scaffold.toml").app
    return sorted((project / framework).glob(MODULES[framework].format(app=app)))


def names(path: Path) -> Iterator[str]:
    """Names that the module's top level binds."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (t.id for t in targets if isinstance(t, ast.Name))
