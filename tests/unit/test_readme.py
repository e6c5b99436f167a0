"""The README is tested: what it names exists, and what exists is named."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import pictures
from scaffold import examples, frameworks
from scaffold.cli import cli
from scaffold.measure.plan import QUICK, WHOLE
from scaffold.spec import fields, grammar, toml
from scaffold.spec.faults import SpecError
from scaffold.system import errors

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPTIONS = sorted(
    {
        option
        for command in cli.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option not in ("-h", "--help")
    }
)


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"scaffold {command}" in README


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_in_the_readme(option: str) -> None:
    assert f"`{option}" in README


def test_every_command_in_the_readme_exists() -> None:
    """Looks at what a reader would type: console blocks and inline code."""
    named = re.findall(r"(?:^\$ |`)scaffold ([a-z]+)", README, re.MULTILINE)
    assert named
    assert set(named) <= set(cli.commands)


def test_the_picture_and_what_is_said_of_it_are_of_today(tmp_path: Path) -> None:
    """Of what is counted; otherwise `make pictures`, and the README."""
    shown = json.loads(pictures.COUNTED.read_text("utf-8"))
    assert shown == pictures.counted(pictures.generated(tmp_path))
    said = README.partition("![The answer")[2].partition("## Two commands")[0]
    figures = [f"{number:,}" for each in shown.values() for number in each.values()]
    assert re.findall(r"\d+(?:,\d+)*", said) == figures


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    starter = (
        ROOT / "templates" / "django" / "{{cookiecutter.project_slug}}" / "Makefile"
    ).read_text("utf-8")
    for target in re.findall(r"make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile + starter, re.MULTILINE), target


def test_a_quick_run_is_told_of_as_it_is_planned() -> None:
    """In the README and by --help; the page tells the rounds that were run."""
    (connections,) = QUICK.concurrencies
    compare = cli.commands["compare"].get_help(click.Context(cli)).split()
    assert f"{QUICK.rounds} short rounds" in README
    assert f"{QUICK.rounds} short rounds" in " ".join(compare)
    assert f"loads of {connections} connections" in README
    assert f"loads of {connections} connections" in " ".join(compare)
    assert f"{WHOLE.rounds} rounds" in README


def test_the_exit_codes_in_the_readme_are_those_of_the_program() -> None:
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert told == {
        0,
        errors.ScaffoldError.exit_code,
        SpecError.exit_code,
        errors.TargetExists.exit_code,
        errors.INTERRUPTED,
    }


def test_the_spec_in_the_readme_is_the_shop_of_the_tests(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block
    file = tmp_path / "scaffold.toml"
    file.write_text(block[1], "utf-8")
    assert toml.load(file) == toml.load(ROOT / "tests" / "specs" / "shop.toml")


def test_the_faults_in_the_readme_are_those_of_their_spec(
    tmp_path: Path,
) -> None:
    (tmp_path / "scaffold.toml").write_text(
        """\
[models.Post]
fields.title = "varchar(200)"
fields.class = "string(40)"
fields.views = "integer"
ordering = ["-date"]
""",
        "utf-8",
    )
    command = "scaffold both shop --models scaffold.toml"
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert f"$ {command}\n{done.stderr}" in README


@pytest.mark.parametrize(
    "word", [*fields.Kind, *grammar.FLAGS, *grammar.VALUES, *fields.OnDelete]
)
def test_every_word_of_the_grammar_is_in_the_readme(word: str) -> None:
    section = README.partition("## The spec")[2].partition("\n## ")[0]
    assert re.search(rf"`[^`]*\b{re.escape(word)}(?!\w)[^`]*`", section)


def test_the_examples_in_the_readme_are_those_that_there_are() -> None:
    section = README.partition("## Examples")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (\d+) \|$", section, re.MULTILINE)
    specs = {name: examples.load(name) for name in examples.NAMES}
    assert [(name, int(count)) for name, _, count in told] == [
        (name, len(spec.models)) for name, spec in specs.items()
    ]
    for name, what, _ in told:
        spec = specs[name]
        said = f"{spec.title}: {spec.description.removesuffix('.')}"
        assert what.casefold() == said.casefold()


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_versions_in_the_readme_are_those_that_the_starters_name() -> None:
    """As tested, in their classifiers, and as locked."""
    section = README.partition("## Versions")[2].partition("\n## ")[0]
    tested = set()
    for framework in frameworks.ALL:
        folder = framework.template / "{{cookiecutter.project_slug}}"
        classifiers = (folder / "pyproject.toml").read_text("utf-8")
        tested |= set(re.findall(r":: (Python|Django) :: ([\d.]+)", classifiers))
        lock = (folder / "requirements.txt").read_text("utf-8")
        locked = re.search(rf"^{framework.name}==(\S+)", lock, re.MULTILINE)
        assert locked and f"{framework.title} {locked[1]}, as locked" in section
    assert set(re.findall(r"(Python|Django) (\d+\.\d+)", section)) == tested
