"""What one more model costs: both starters of the spec, made with it and without it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from scaffold import frameworks
from scaffold.frameworks import Framework
from scaffold.project import sources
from scaffold.project.code_lines import python_lines
from scaffold.project.sources import Source
from scaffold.spec import Model, Spec, default_spec, rules
from scaffold.spec.rules.project import project_faults
from scaffold.spec.rules.renaming import names_like
from scaffold.system import temporary

#: What a person writes for a model. Rows of samples are data, the spec is one for both.
_WRITTEN = (".py", ".html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """``new`` files and ``changed`` ones, and the ``lines`` that they have more or anew.

    Python and templates, without blank lines, comments of Python, tests and migrations.
    """

    new: int
    changed: int
    lines: int

    @property
    def files(self) -> int:
        return self.new + self.changed


def growth(spec: Spec, slug: str) -> dict[str, Growth]:
    """By framework; empty where the spec has no room for a further model, or where no
    project of it can be called ``slug``.

    What is on disk plays no part. Raises RenderError.
    """
    larger = next(_larger(spec), None)
    if larger is None or any(project_faults(slug, spec.app)):
        return {}
    with temporary.folder("growth") as scratch:
        before = _made(spec, slug, scratch / "before")
        after = _made(larger, slug, scratch / "after")
    return {name: _between(before[name], after[name]) for name in before}


def _larger(spec: Spec) -> Iterator[Spec]:
    """``spec`` with the article's Product once more, under names that are free."""
    for name in names_like("Note", "{}Record", "Further{}"):
        model: Model = replace(default_spec().models[0], name=name)
        larger = replace(spec, models=(*spec.models, model))
        if name not in spec.by_name and not any(rules.faults(larger)):
            yield larger


def _made(spec: Spec, slug: str, folder: Path) -> dict[str, dict[str, list[str]]]:
    """The lines of what a person writes, by framework and path."""
    from scaffold.generate.build import building

    folder.mkdir()
    starters = {framework: folder / framework.name for framework in frameworks.ALL}
    with building(starters, slug, spec, lambda _: None):
        pass
    return {
        framework.name: {
            source.path: _lines(source)
            for source in sources.read(framework.name, starter)
            if _is_written(framework, source.path)
        }
        for framework, starter in starters.items()
    }


def _lines(source: Source) -> list[str]:
    code = python_lines(source.text) if source.is_python else None
    return [
        line
        for number, line in enumerate(source.text.splitlines(), 1)
        if (line.strip() if code is None else number in code)
    ]


def _is_written(framework: Framework, path: str) -> bool:
    return (
        path.endswith(_WRITTEN)
        and not path.startswith("tests/")
        and not fnmatch(path, framework.migrations)
    )


def _between(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Growth:
    changed = [path for path in before if before[path] != after.get(path)]
    new = [path for path in after if path not in before]
    return Growth(
        new=len(new),
        changed=len(changed),
        lines=sum(
            _written(before.get(path, []), after.get(path, []))
            for path in (*changed, *new)
        ),
    )


def _written(before: list[str], after: list[str]) -> int:
    """How many lines of ``after`` were not there."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return len(after) - sum(block.size for block in matcher.get_matching_blocks())
