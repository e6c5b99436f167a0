"""A change of a template shows as a readable diff, of the starters of a small spec."""

import difflib
import re
from pathlib import Path

import pytest

import golden_files
from scaffold import frameworks
from scaffold.frameworks import Framework


@pytest.mark.parametrize("framework", frameworks.ALL, ids=lambda each: each.name)
def test_the_small_spec_gives_what_is_committed(
    framework: Framework, tmp_path: Path
) -> None:
    """When the change was meant: `make golden`, then read `git diff tests/golden`."""
    old = golden_files.committed(framework)
    new = golden_files.rendered(framework, tmp_path)
    difference = "".join(
        line
        for name in sorted(old.keys() | new.keys())
        for line in difflib.unified_diff(
            old.get(name, "").splitlines(keepends=True),
            new.get(name, "").splitlines(keepends=True),
            f"committed/{framework.name}/{name}" if name in old else "/dev/null",
            f"rendered/{framework.name}/{name}" if name in new else "/dev/null",
        )
    )
    if new != old:
        pytest.fail(f"`make golden` if this was meant:\n{difference}", pytrace=False)


@pytest.mark.parametrize("framework", frameworks.ALL, ids=lambda each: each.name)
def test_no_line_ends_in_blanks_and_no_file_in_blank_lines(
    framework: Framework,
) -> None:
    """A project's own pre-commit hooks would rewrite it at the first commit."""
    for name, text in golden_files.committed(framework).items():
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), name
        assert not text or text.strip() + "\n" == text.lstrip(), name
