"""Users: sign-up, login and logout, the profile, passwords, and tokens for the API."""

from flask import Flask
from flask_admin import Admin

from ..extensions import csrf
from . import admin, api, commands, limits, views


def init_app(app: Flask, site: Admin) -> None:
    limits.init_app(app)
    app.register_blueprint(api.blueprint)
    csrf.exempt(api.blueprint)
    app.register_blueprint(views.blueprint)
    admin.init_app(site)
    app.cli.add_command(commands.create_admin)
