"""The models, with their pages, JSON API and admin."""

from flask import Flask

from . import api, seed, views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(seed.blueprint)
