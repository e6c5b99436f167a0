"""Files that both starters share are two byte-identical files: symbolic links do not
survive packaging, and cookiecutter includes only from one template's own folder."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
DJANGO = TEMPLATES / "django" / "{{cookiecutter.project_slug}}"
FLASK = TEMPLATES / "flask" / "{{cookiecutter.project_slug}}"
PACKAGE = "{{cookiecutter.project_slug}}"
APP = "{{cookiecutter._spec.app}}"

AT_THE_TOP = [
    ".dockerignore",
    ".env.example",
    ".gitignore",
    ".pre-commit-config.yaml",
    "Caddyfile",
    "gunicorn.conf.py",
    "scaffold.toml",
]
# In Django apps lie beside the project's package; in Flask blueprints lie inside it.
IN_APPS = [
    "accounts/common_passwords.txt",
    "accounts/schemas.py",
    "static/favicon.svg",
    "static/style.css",
    *(
        f"{APP}/{name}"
        for name in (
            "display.py",
            "pagination.py",
            "schemas.py",
            "seed.json",
            "types.py",
        )
    ),
]
CONTRACT = sorted(path.name for path in (DJANGO / "tests" / "contract").glob("*.py"))

PAIRS = {
    **{name: (DJANGO / name, FLASK / name) for name in AT_THE_TOP},
    **{name: (DJANGO / name, FLASK / PACKAGE / name) for name in IN_APPS},
    "jsonbody.py": (
        DJANGO / PACKAGE / "jsonbody.py",
        FLASK / PACKAGE / "jsonbody.py",
    ),
    **{
        f"tests/contract/{name}": (
            DJANGO / "tests" / "contract" / name,
            FLASK / "tests" / "contract" / name,
        )
        for name in CONTRACT
    },
    "macro schemas.j2": tuple(
        TEMPLATES / framework / "templates" / "schemas.j2"
        for framework in ("django", "flask")
    ),
}


@pytest.mark.parametrize("django, flask", PAIRS.values(), ids=PAIRS)
def test_a_shared_file_is_the_same_in_both_templates(django: Path, flask: Path) -> None:
    assert django.read_bytes() == flask.read_bytes()


def test_the_contract_has_no_file_that_only_one_starter_knows() -> None:
    ours = {path.name for path in (FLASK / "tests" / "contract").glob("*.py")}
    assert ours == set(CONTRACT)
