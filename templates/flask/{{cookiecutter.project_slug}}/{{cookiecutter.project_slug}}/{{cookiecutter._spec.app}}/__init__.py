"""The models, with their pages, JSON API and admin."""

from flask import Flask
from flask_admin import Admin

from ..extensions import csrf
from . import admin, api, seed, views


def init_app(app: Flask, site: Admin) -> None:
    app.register_blueprint(views.blueprint)
    app.register_blueprint(api.blueprint)
    csrf.exempt(api.blueprint)
    admin.init_app(site)
    app.cli.add_command(seed.command)
