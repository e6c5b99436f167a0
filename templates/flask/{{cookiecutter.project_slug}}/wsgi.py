"""Where servers and the `flask` command find the application."""

from {{ cookiecutter.project_slug }} import create_app

app = create_app()
