"""Users: sign-up, login and logout, the profile, passwords, and tokens for the API."""

from flask import Flask

from . import api, commands, limits, views


def init_app(app: Flask) -> None:
    limits.init_app(app)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(commands.blueprint)
