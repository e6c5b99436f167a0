"""What we know of a framework: where its template is, what its commands are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.frameworks import concerns
from scaffold.frameworks.concerns import Concern

_PACKAGE = Path(__file__).resolve().parents[1]
#: In a wheel the templates lie inside the package, in a checkout beside it.
TEMPLATES = next(
    folder
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates")
    if folder.is_dir()
)


#: The folder of a template that becomes the project.
PROJECT = "{{cookiecutter.project_slug}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """``commands`` are for people; the others are what we run ourselves.

    ``manage`` follows ``python``, and ``create_tables`` and the like follow ``manage``.
    ``shared`` says where in this template each folder of ``templates/shared`` goes.
    ``support`` is how an app of the starter imports what all of them need.
    ``migrations`` is a pattern (``fnmatch``) of the files that have been run already.
    ``{name}`` stands for a user's name, ``{package}`` for the project's own package.
    """

    name: str
    title: str
    commands: tuple[tuple[str, str], ...]
    manage: tuple[str, ...]
    create_tables: tuple[str, ...]
    create_editor: tuple[str, ...]
    find_drift: tuple[str, ...]
    migrations: str
    wsgi: str
    shared: Mapping[str, str] = field(hash=False)
    support: str

    @property
    def template(self) -> Path:
        return TEMPLATES / self.name

    def concerns(self) -> tuple[Concern, ...]:
        """What ``concerns.toml`` of this template says, in its order."""
        return concerns.read(self.template / "concerns.toml")
