"""What both starters have lies once in templates/shared, and as copies in both.

Symbolic links do not survive packaging, and cookiecutter includes only from one
template's own folder.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold import frameworks
from scaffold.frameworks import DJANGO, FLASK, Framework
from scaffold.frameworks.framework import PROJECT
from scaffold.generate.refresh import SHARED, refreshed
from scaffold.spec.kinds import text

COPIES = [
    pytest.param(file, data, id=f"{framework.name}/{file.name}")
    for framework in frameworks.ALL
    for file, data in refreshed(framework)
]


@pytest.mark.parametrize(("file", "data"), COPIES)
def test_a_copy_is_what_is_shared(file: Path, data: bytes) -> None:
    """If this fails, run ``make refresh``."""
    assert file.read_bytes() == data


def test_what_is_the_same_in_both_is_shared() -> None:
    """A file that somebody copied by hand, and one that is shared no more."""
    ours = {file for framework in frameworks.ALL for file, _ in refreshed(framework)}
    flask = {data: file for file, data in own(FLASK)}
    copied = {file: flask[data] for file, data in own(DJANGO) if data in flask}
    assert not {
        (one, other) for one, other in copied.items() if not {one, other} <= ours
    }


def own(framework: Framework) -> Iterator[tuple[Path, bytes]]:
    """Its files, without pages: Jinja's and Django's may be the same by chance."""
    for file in (framework.template / PROJECT).rglob("*"):
        if file.is_file() and file.suffix != ".html" and file.stat().st_size:
            yield file, file.read_bytes()


def test_the_contract_has_no_file_that_only_one_starter_knows() -> None:
    contract = (Path(PROJECT, "tests", "contract"), "*.py")
    django, flask = (
        {path.name for path in (framework.template / contract[0]).glob(contract[1])}
        for framework in frameworks.ALL
    )
    assert django == flask


def test_defaults_of_the_spec_are_checked_by_the_starters_own_patterns() -> None:
    template = (SHARED / "macros" / "kinds_shared" / "text.j2").read_text("utf-8")
    for lines in (text.EMAIL_LINES, text.URL_LINES):
        written = "".join(f'r"{line}"' for line in lines)
        assert written in re.sub(r"\s+(?=r\")", "", template.replace("pattern=", ""))
