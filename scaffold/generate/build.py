"""Spec to folders: every starter rendered, with a secret of its own, and formatted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scaffold.frameworks import Framework
from scaffold.generate import context, dotenv
from scaffold.generate.formatting import formatting
from scaffold.generate.render import render
from scaffold.spec import Spec


@contextmanager
def building(
    starters: Mapping[Framework, Path],
    slug: str,
    spec: Spec,
    tell: Callable[[str], None],
    *,
    rows: bool = False,
) -> Iterator[None]:
    """Write each framework's starter of ``spec`` to its folder, which must not exist yet.

    ruff goes on formatting while the block runs; all is done at its end. ``slug`` is the
    project's name; ``rows`` says that it brings rows. Raises RenderError, and leaves then
    what there is so far.
    """
    facts = context.build(spec, rows=rows)
    with formatting() as begin_to_format:
        for framework, folder in starters.items():
            tell(f"Rendering the {framework.title} starter")
            render(framework, slug, facts, folder)
            dotenv.write(folder)
            begin_to_format(folder)
        tell("Formatting")
        yield
