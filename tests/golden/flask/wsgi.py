"""Where servers and the `flask` command find the application."""

from myproject import create_app

app = create_app()
