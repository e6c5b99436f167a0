"""Django: what its starter's commands are called."""

from __future__ import annotations

from scaffold.frameworks.framework import PROJECT, Framework

DJANGO = Framework(
    name="django",
    title="Django",
    commands=(
        ("create the tables", "python manage.py migrate"),
        ("load the sample rows", "python manage.py seed"),
        ("make the first editor", "python manage.py createsuperuser"),
        ("serve while developing", "python manage.py runserver"),
        ("run the tests", "pytest"),
    ),
    manage=("manage.py",),
    create_tables=("migrate",),
    create_editor=(
        *("createsuperuser", "--noinput", "--username", "{name}"),
        *("--email", "editor@example.com"),
    ),
    find_drift=("makemigrations", "--check", "--dry-run"),
    migrations="*/migrations/[0-9]*.py",
    wsgi="{package}.wsgi",
    # Apps lie beside the project's package.
    shared={
        "macros": "templates",
        "project": PROJECT,
        "package": f"{PROJECT}/{PROJECT}",
        "apps": PROJECT,
    },
    support="support",
)
