"""What the words of a command line ask for: which starters, of which spec, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold import examples, frameworks
from scaffold.frameworks import Framework
from scaffold.generate import context
from scaffold.project.brought import Rows, rows_in
from scaffold.spec import DEFAULT_APP, Spec, default_spec, toml
from scaffold.spec.faults import Fault, SpecError
from scaffold.spec.rules.project import check_project, project_faults
from scaffold.spec.rules.texts import text_faults

DEFAULT_NAME = context.DEFAULT_SLUG


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to write: the starters of ``frameworks`` for ``spec`` at ``target``.

    ``together`` puts each starter in a folder of its framework's name, with a
    README, the spec and the comparison beside them. ``typed`` is the text of the spec's
    file, "" where it has none.
    """

    spec: Spec
    target: Path
    frameworks: tuple[Framework, ...]
    together: bool
    dry_run: bool
    typed: str = ""
    rows: Rows | None = None

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
    example: str | None = None,
    rows: Path | None = None,
    title: str | None = None,
    description: str | None = None,
    author: str | None = None,
    dry_run: bool = False,
) -> Request:
    """What the words of a command line ask for. Raises SpecError with all its faults,
    and ScaffoldError.

    ``which`` is "both" or a framework's name; a title, description or author
    given here wins over the spec's own. ``rows`` is a folder of them.
    """
    given = {"title": title, "description": description, "author": author}
    texts: dict[str, Any] = {w: text for w, text in given.items() if text is not None}
    spec, written = default_spec(), ""
    read: tuple[Fault, ...] = ()
    try:
        spec, written = _spec(models, file, example)
        spec = replace(spec, **texts)
    except SpecError as error:
        read = error.faults
    typed = [*project_faults(name, "" if read else spec.app)]
    for word, text in texts.items():
        typed += text_faults(word, text, source=f"--{word}")
    if typed or read:
        raise SpecError(*typed, *read)
    chosen = tuple(f for f in frameworks.ALL if which in ("both", f.name))
    return Request(
        spec=spec.completed(name),
        target=output_dir / name,
        frameworks=chosen,
        together=which == "both",
        dry_run=dry_run,
        typed=written,
        rows=None if rows is None else rows_in(rows, spec),
    )


def _spec(
    models: Sequence[str], file: Path | None, example: str | None
) -> tuple[Spec, str]:
    """The spec, and the text of its file if it has one."""
    if bool(models) + bool(file) + (example is not None) > 1:
        raise SpecError(
            Fault(
                problem="give one of --models, -m and --example.",
                hint="Put all in one file: `scaffold examples NAME` prints an example's."
                if example is not None
                else "Put all in one file.",
            )
        )
    if example is not None:
        return examples.load(example), examples.text_of(example)
    if file:
        text = toml.read(file, hint="Check --models.")
        return toml.from_toml(text, str(file)), text
    return toml.from_options(models) if models else default_spec(), ""


def usable_name(name: str) -> str:
    """``name``, when a project of the default app can have it."""
    check_project(name, DEFAULT_APP)
    return name
