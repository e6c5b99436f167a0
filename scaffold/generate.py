"""The one way through: spec, context, render, format, compare, publish."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold import (
    context,
    envfile,
    frameworks,
    handout,
    publish,
    rules,
    specfile,
)
from scaffold.errors import SpecError
from scaffold.formatting import formatting
from scaffold.frameworks import Framework
from scaffold.spec import DEFAULT_APP, Spec, default_spec

DEFAULT_NAME = context.DEFAULT_SLUG


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to write: the starters of ``frameworks`` for ``spec`` at ``target``.

    ``together`` puts each starter in a folder of its framework's name, with a
    README, the spec and the comparison beside them.
    """

    spec: Spec
    target: Path
    frameworks: tuple[Framework, ...]
    together: bool
    dry_run: bool

    @property
    def slug(self) -> str:
        return self.target.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``files`` are relative to the target, sorted, with / between folders."""

    request: Request
    files: tuple[str, ...]


def request(
    which: str,
    name: str,
    output_dir: Path,
    *,
    models: Sequence[str] = (),
    file: Path | None = None,
    title: str | None = None,
    description: str | None = None,
    author: str | None = None,
    dry_run: bool = False,
) -> Request:
    """What the words of a command line ask for. Raises SpecError.

    ``which`` is "both" or a framework's name; a title, description or author
    given here wins over the spec's own.
    """
    if models and file:
        raise SpecError("give --models or -m, not both.", hint="Put all in one file.")
    if file:
        spec = specfile.load(file)
    elif models:
        spec = specfile.from_options(models)
    else:
        spec = default_spec()
    spec = replace(
        spec,
        title=spec.title if title is None else title,
        description=spec.description if description is None else description,
        author=spec.author if author is None else author,
    )
    rules.check_project(name, spec.app)
    chosen = tuple(f for f in frameworks.ALL if which in ("both", f.name))
    return Request(
        spec=spec.completed(name),
        target=output_dir / name,
        frameworks=chosen,
        together=which == "both",
        dry_run=dry_run,
    )


def usable_name(name: str) -> str:
    """``name``, when a project of the default app can have it."""
    rules.check_project(name, DEFAULT_APP)
    return name


def generate(request: Request, tell: Callable[[str], None]) -> Result:
    """Write everything or nothing, telling each step. Raises ScaffoldError."""
    place = publish.previewed if request.dry_run else publish.staged
    with place(request.target) as tree:
        from scaffold import render  # the engine: imported when it is needed

        facts = context.build(request.spec)
        if request.together:
            tree.mkdir()
        starters = {
            f: tree / f.name if request.together else tree for f in request.frameworks
        }
        with formatting() as begin_to_format:
            for framework, folder in starters.items():
                tell(f"Rendering the {framework.title} starter")
                render.render(framework, request.slug, facts, folder)
                envfile.write(folder)
                begin_to_format(folder)
            tell("Formatting")
            if request.together:
                handout.write(tree, request.spec, request.slug)
                from scaffold import compare
        if request.together:
            tell("Comparing")
            compare.write(tree, bytecode_cache=render.compiled_templates())
        files = _files(tree)
    render.compiled_templates().save()
    return Result(request=request, files=files)


def _files(tree: Path) -> tuple[str, ...]:
    found = (
        os.path.relpath(os.path.join(folder, name), tree)
        for folder, _, names in os.walk(tree)
        for name in names
    )
    return tuple(sorted(path.replace(os.sep, "/") for path in found))
