"""Users: sign-up, login and logout, the profile page, and tokens for the API."""

from flask import Flask
from flask_admin import Admin

from ..extensions import csrf
from . import admin, api, throttle, views


def init_app(app: Flask, site: Admin) -> None:
    throttle.init_app(app)
    app.register_blueprint(api.blueprint)
    csrf.exempt(api.blueprint)
    app.register_blueprint(views.blueprint)
    admin.init_app(site)
