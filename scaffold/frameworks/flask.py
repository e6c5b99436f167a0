"""Flask: what its starter's commands are called."""

from __future__ import annotations

from scaffold.frameworks.framework import PROJECT, Framework

FLASK = Framework(
    name="flask",
    title="Flask",
    commands=(
        ("create the tables", "flask db upgrade"),
        ("load the sample rows", "flask seed"),
        ("make the first editor", "flask create-admin"),
        ("serve while developing", "flask run"),
        ("run the tests", "pytest"),
    ),
    manage=("-m", "flask"),
    create_tables=("db", "upgrade"),
    create_editor=(
        *("create-admin", "--username", "{name}"),
        *("--email", "editor@example.com"),
    ),
    find_drift=("db", "check"),
    migrations="migrations/versions/*.py",
    wsgi="wsgi:app",
    # Blueprints lie inside the project's package.
    shared={
        "macros": "templates",
        "project": PROJECT,
        "package": f"{PROJECT}/{PROJECT}",
        "apps": f"{PROJECT}/{PROJECT}",
    },
    support="..support",
)
