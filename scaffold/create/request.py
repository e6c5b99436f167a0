"""What the words of a command line ask for: which starters, of which spec, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.generate import context
from scaffold.spec import DEFAULT_APP, Spec, default_spec, rules, toml
from scaffold.system.errors import SpecError

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


def request_of(
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
        spec = toml.load(file)
    elif models:
        spec = toml.from_options(models)
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
