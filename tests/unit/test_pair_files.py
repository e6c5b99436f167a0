"""The README beside the two starters is true of the files that lie there."""

import re
from pathlib import Path

import pytest

from scaffold.create import create
from scaffold.create.request import request_of


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    asked = request_of("both", "shop", tmp_path_factory.mktemp("handout"))
    create(asked, tell=lambda step: None)
    return asked.target


def test_the_readme_names_only_files_that_exist(project: Path) -> None:
    readme = (project / "README.md").read_text("utf-8")
    twins = readme.partition("## Twins")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in twins.splitlines() if line.startswith("| ")]
    assert len(rows) > 10
    for _, django, flask in rows[2:]:
        for side, folder in ((django, "django"), (flask, "flask")):
            for name in re.findall(r"`([^`]+)`", side):
                assert any((project / folder).glob(name)), f"{folder}: {name}"


def test_the_readme_promises_no_command_that_is_not_there(project: Path) -> None:
    from scaffold.cli import cli

    readme = (project / "README.md").read_text("utf-8")
    assert set(re.findall(r"scaffold ([a-z]+)", readme)) <= set(cli.commands)
