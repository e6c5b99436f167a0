"""The two frameworks: where their templates are, what they call things."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: In a wheel the templates lie inside the package, in a checkout beside it.
TEMPLATES = next(
    folder
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates")
    if folder.is_dir()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One job that both starters do, as this framework's template does it.

    ``commands`` come with what each of them makes or shows; ``instead`` says what this
    framework does where the other has a file and it has none.
    """

    name: str
    title: str
    kind: str
    via: str
    files: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    notice: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """``commands`` are for people; the others are what we run ourselves.

    ``manage`` follows ``python``, and ``create_tables`` and the like follow ``manage``.
    ``{name}`` stands for a user's name, ``{package}`` for the project's own package.
    """

    name: str
    title: str
    commands: tuple[tuple[str, str], ...]
    manage: tuple[str, ...]
    create_tables: tuple[str, ...]
    create_staff: tuple[str, ...]
    find_drift: tuple[str, ...]
    wsgi: str

    @property
    def template(self) -> Path:
        return TEMPLATES / self.name

    def concerns(self) -> tuple[Concern, ...]:
        """What ``concerns.toml`` of this template says, in its order."""
        return _concerns(self.template / "concerns.toml")


@cache
def _concerns(file: Path) -> tuple[Concern, ...]:
    return tuple(
        Concern(
            name=table["name"],
            title=table["title"],
            kind=table["kind"],
            via=table.get("via", ""),
            files=tuple(table["files"]),
            commands=tuple((line, makes) for line, makes in table.get("commands", ())),
            notice=table["notice"],
            instead=table.get("instead", ""),
        )
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["concern"]
    )


DJANGO = Framework(
    name="django",
    title="Django",
    commands=(
        ("create the tables", "python manage.py migrate"),
        ("load the sample rows", "python manage.py seed"),
        ("make the first staff user", "python manage.py createsuperuser"),
        ("serve while developing", "python manage.py runserver"),
        ("run the tests", "pytest"),
    ),
    manage=("manage.py",),
    create_tables=("migrate",),
    create_staff=(
        *("createsuperuser", "--noinput", "--username", "{name}"),
        *("--email", "staff@example.com"),
    ),
    find_drift=("makemigrations", "--check", "--dry-run"),
    wsgi="{package}.wsgi",
)
FLASK = Framework(
    name="flask",
    title="Flask",
    commands=(
        ("create the tables", "flask db upgrade"),
        ("load the sample rows", "flask seed"),
        ("make the first staff user", "flask create-admin"),
        ("serve while developing", "flask run"),
        ("run the tests", "pytest"),
    ),
    manage=("-m", "flask"),
    create_tables=("db", "upgrade"),
    create_staff=("create-admin", "--username", "{name}"),
    find_drift=("db", "check"),
    wsgi="wsgi:app",
)
ALL = (DJANGO, FLASK)
