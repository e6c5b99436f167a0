"""Two project folders to a Comparison (pure data) to one HTML page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import BytecodeCache

from scaffold.compare.comparison import Comparison, Section, build
from scaffold.compare.page import page
from scaffold.system.atomic import replace_file

__all__ = ["PAGE", "Comparison", "Section", "build", "page", "write"]

PAGE = "comparison.html"


def write(
    project_dir: Path,
    *,
    bytecode_cache: BytecodeCache | None = None,
    is_thorough: bool = False,
    today: date | None = None,
) -> Comparison:
    """Write ``comparison.html`` from the code as it stands; the same code, the same bytes.

    ``is_thorough`` spends a process on what ``scaffold both`` has no time for. ``today``
    tells what is out of date, and changes nothing before something is. Raises
    ScaffoldError when ``project_dir`` is not what ``scaffold both`` makes, and OSError,
    which names the file, where it cannot be written.
    """
    comparison = build(
        project_dir,
        is_thorough=is_thorough,
        today=today,
        bytecode_cache=bytecode_cache,
    )
    html = page(comparison, bytecode_cache=bytecode_cache)
    replace_file(project_dir / PAGE, html.encode())
    return comparison
