"""Tiny templates of both frameworks."""

import json
from pathlib import Path

SLUG = "{{cookiecutter.project_slug}}"
CONCERNS = """
[[concern]]
name = "models"
title = "Models"
kind = "built in"
via = "ORM"
files = ["models.py"]
commands = []
notice = "Look."
"""


def write_templates(folder: Path, **more: str) -> None:
    """Both frameworks, each with a few files; ``more`` adds ``path=text``."""
    files = {
        f"{SLUG}/models.py": "TITLE = {{ cookiecutter._spec.title.python }}\n"
        "{% for model in cookiecutter._spec.models %}\n\n"
        "class {{ model.name }}:\n  pass\n{% endfor %}",
        f"{SLUG}/README.md": "# {{ cookiecutter._spec.title.markdown }}\n",
        f"{SLUG}/config.toml": "title = {{ cookiecutter._spec.title.toml }}\n",
        f"{SLUG}/page.html": "<p>{{ left_alone }}</p>\n",
        f"{SLUG}/.env.example": "SECRET_KEY=change-me\nDEBUG=false\nLOG_LEVEL=INFO\n",
        "concerns.toml": CONCERNS,
        "cookiecutter.json": json.dumps(
            {
                "project_slug": "x",
                "_copy_without_render": ["*.html"],
                "_spec": {},
            }
        ),
    } | more
    for framework in ("django", "flask"):
        for path, text in files.items():
            file = folder / framework / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
