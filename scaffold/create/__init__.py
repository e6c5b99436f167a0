"""The one way through: spec, context, render, format, compare, publish."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scaffold.create.request import Request
from scaffold.frameworks import Framework
from scaffold.generate import publish
from scaffold.project import pair_files

__all__ = ["Created", "Request", "create"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """``files`` are relative to the target, sorted, with / between folders."""

    request: Request
    files: tuple[str, ...]


def create(request: Request, tell: Callable[[str], None]) -> Created:
    """Write everything or nothing, telling each step. Raises ScaffoldError."""
    place = publish.previewed if request.dry_run else publish.staged
    with place(request.target) as tree:
        # The engine: imported when it is needed.
        from scaffold.generate.build import building
        from scaffold.generate.render import compiled_templates

        if request.together:
            tree.mkdir()
        starters = _starters(request, tree)
        has_rows = request.rows is not None
        with building(starters, request.slug, request.spec, tell, rows=has_rows):
            if request.together:
                pair_files.write(tree, request.spec, request.slug, request.typed)
                from scaffold import compare
            from scaffold.project import pristine
        if request.typed and not request.together:
            pair_files.write_spec(tree, request.spec, request.typed)
        for framework, starter in starters.items():
            pristine.write(
                starter, framework, request.slug, request.spec, rows=has_rows
            )
        if request.together:
            tell("Comparing")
            compare.write(tree, bytecode_cache=compiled_templates())
        if request.rows is not None:
            tell("Copying rows")
            for starter in starters.values():
                request.rows.copy(starter)
        files = _files(tree)
    compiled_templates().save()
    return Created(request=request, files=files)


def _starters(request: Request, tree: Path) -> dict[Framework, Path]:
    return {
        framework: tree / framework.name if request.together else tree
        for framework in request.frameworks
    }


def _files(tree: Path) -> tuple[str, ...]:
    found = (
        os.path.relpath(os.path.join(folder, name), tree)
        for folder, _, names in os.walk(tree)
        for name in names
    )
    return tuple(sorted(path.replace(os.sep, "/") for path in found))
