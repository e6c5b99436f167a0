"""The templates are cookiecutter's own: they work without this tool, as they are."""

from pathlib import Path

from cookiecutter.main import cookiecutter

from scaffold import frameworks
from starters import PROJECT, Starter, environment_of


def test_what_plain_cookiecutter_writes_runs(framework: str, tmp_path: Path) -> None:
    """Unformatted, with imports that it does not need, and of the default spec."""
    template = next(f.template for f in frameworks.ALL if f.name == framework)
    cookiecutter(
        str(template),
        no_input=True,
        output_dir=str(tmp_path),
        default_config=True,
        accept_hooks=False,
    )
    starter = Starter(
        framework=framework,
        spec="default",
        folder=tmp_path / PROJECT,
        environment=environment_of(tmp_path / PROJECT),
    )
    starter.test("tests/test_api.py", "tests/test_models.py", "tests/test_pages.py")
